// api/http/url.h: paths and queries of request targets (RFC 3986). Strict: what is not well formed is
// refused, so that two readers of one URL cannot see two things.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/result.h"
#include "ledger/gs1/key.h"

namespace stocktrail::api {

inline constexpr std::size_t query_parameters_max = 64;

/// The octets that `text` stands for; nullopt for a lone or malformed percent sign, a NUL, or text that is
/// not UTF-8.
std::optional<std::string> percent_decode(std::string_view text);
/// Everything but unreserved characters becomes %XX.
std::string percent_encode(std::string_view text);

/// The Digital Link path with lot and serial: the canonical key of an item leaves the lot out, which a page
/// compares with the record.
std::string full_path(const gs1::Key& key);

/// The parameters of a query, decoded, in order.
class Query {
 public:
  /// In a link a plus sign is itself, because identifiers hold them; a form writes it for a blank.
  enum class Plus : std::uint8_t { itself, blank };
  static Result<Query> parse(std::string_view query, Plus plus = Plus::itself);

  std::optional<std::string_view> find(std::string_view name) const;  // The first of that name.
  const std::vector<std::pair<std::string, std::string>>& all() const { return parameters_; }

 private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

/// The segments of an absolute path, still encoded: "/a//b%2Fc" is {"a", "", "b%2Fc"}; nullopt if it does not
/// begin with a slash.
std::optional<std::vector<std::string_view>> path_segments(std::string_view path);

}  // namespace stocktrail::api
