// ledger/epcis/time.h: moments with the text that their author wrote.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/result.h"

namespace stocktrail {

/// Microseconds since 1970-01-01T00:00:00Z, proleptic Gregorian, no leap seconds.
enum class Micros : std::int64_t {};
constexpr std::int64_t to_i64(Micros t) {
  return static_cast<std::int64_t>(t);
}
constexpr auto operator<=>(Micros a, Micros b) {
  return to_i64(a) <=> to_i64(b);
}

/// ISO 8601 / xsd:dateTime with offset, as in EPCIS eventTime: `2026-07-22T06:45:00.000+02:00`. The text
/// keeps offset and digits; digits beyond microseconds are kept in the text only.
struct Timestamp {
  Micros at{};
  std::string text;

  static Result<Timestamp> parse(std::string_view text);
};

/// `2026-07-22T04:45:00.123456Z`: always UTC, six digits. The form of recorded times.
std::string format_utc(Micros at);
/// `2026-07-22`, in UTC.
std::string format_date(Micros at);
/// An ISO date `2026-07-22` as its first moment in UTC.
Result<Micros> parse_date(std::string_view text);
/// `+02:00`, `-06:00`, `Z`; minutes east of UTC.
Result<int> parse_offset(std::string_view text);

}  // namespace stocktrail
