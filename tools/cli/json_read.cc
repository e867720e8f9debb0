#include "tools/cli/json_read.h"

namespace stocktrail::cli {

std::string text_of(const json::Value& object, std::string_view name) {
  if (!object.is(json::Kind::object)) return {};
  const auto value = object.find(name);
  if (!value) return {};
  if (value->is(json::Kind::string)) return std::string(value->string());
  if (value->is(json::Kind::number)) return std::string(value->number());
  return {};
}

std::optional<json::Value> nested(const json::Value& object, std::string_view name) {
  if (!object.is(json::Kind::object)) return std::nullopt;
  const auto value = object.find(name);
  if (!value || (!value->is(json::Kind::array) && !value->is(json::Kind::object))) return std::nullopt;
  return value;
}

}  // namespace stocktrail::cli
