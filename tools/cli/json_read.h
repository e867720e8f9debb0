// tools/cli/json_read.h: members of answers, without a check at each step.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crypto/json.h"

namespace stocktrail::cli {

/// The member's text if it is a string, the source text if it is a number; empty otherwise.
std::string text_of(const json::Value& object, std::string_view name);

/// The member if it is an array or object; nullopt otherwise.
std::optional<json::Value> nested(const json::Value& object, std::string_view name);

/// Calls `visit` for each element of the array member; nothing if there is none.
template <typename Visit>
void for_each(const json::Value& object, std::string_view name, Visit visit) {
  const auto list = nested(object, name);
  if (!list || !list->is(json::Kind::array)) return;
  for (const json::Value element : list->elements()) visit(element);
}

}  // namespace stocktrail::cli
