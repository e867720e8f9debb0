// api/journey/pack_dates.h: the dates that a code carries beside the identifier: GS1 application identifiers
// 15 (best before) and 17 (use by), as in "/01/.../10/L7?17=271231". What the pack says, compared with what
// the record says.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/url.h"
#include "ledger/epcis/time.h"
#include "ledger/gs1/key.h"

namespace stocktrail::api {

struct PackDate {
  std::string day;        // ISO date; empty: the code has none.
  bool is_month = false;  // The pack bears month and year only: `day` is the last of that month.

  /// True if the pack may bear this where the record says `recorded`.
  bool fits(std::string_view recorded) const {
    return is_month ? recorded.starts_with(std::string_view(day).substr(0, 7)) : recorded == day;
  }
};

struct PackDates {
  PackDate best_before, expires;
  std::vector<gs1::Attribute> written;  // As the code has them: {"17", "271231"}.

  std::string element_string() const;  // "(15)271031(17)271231"
};

/// What is no date says nothing: a misprint must not hide what the record says of the lot. Of two dates of
/// one kind the earlier counts. `now` tells the century (GS1 General Specifications, 7.12).
PackDates pack_dates(const Query& query, Micros now);
/// Some print the dates into the path: "/01/.../10/L7/17/271231". The same with them in the query, where a
/// Digital Link has them; empty: there is none in the path.
std::string with_dates_in_query(std::string_view path);
/// What a link's query says of those among the attributes of a code: "15=271031&17=271231".
std::string pack_dates_query(const std::vector<gs1::Attribute>& attributes);

}  // namespace stocktrail::api
