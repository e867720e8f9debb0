// crypto/detail/json_parts.h: parts of a JSON text that json::Document took before, so that of a long one
// only what is wanted is read again. Inside crypto only.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace stocktrail::json {

struct Parts {
  std::string_view one;                // A string, with its quotes.
  std::vector<std::string_view> list;  // Objects.
};

/// Where the string named `one` and the objects in the array named `list` stand in an object. What is not
/// asked for is passed over, and not checked. nullopt if the text has another shape.
std::optional<Parts> find_parts(std::string_view text, std::string_view one, std::string_view list);

}  // namespace stocktrail::json
