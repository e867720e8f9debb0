#include "tools/settings/commands.h"

namespace stocktrail::settings {
namespace {

struct KindOfTarget {
  ValueKind operator()(bool*) const { return ValueKind::none; }
  ValueKind operator()(const std::function<void()>&) const { return ValueKind::none; }
  ValueKind operator()(const Number&) const { return ValueKind::number; }
  ValueKind operator()(std::filesystem::path*) const { return ValueKind::file; }
  ValueKind operator()(std::vector<std::filesystem::path>*) const { return ValueKind::file; }
  ValueKind operator()(auto*) const { return ValueKind::text; }
};

}  // namespace

std::string usual_value(const Option& option) {
  if (const auto* text = std::get_if<std::string*>(&option.target)) return **text;
  if (const auto* path = std::get_if<std::filesystem::path*>(&option.target)) return (*path)->string();
  if (const auto* number = std::get_if<Number>(&option.target)) {
    return number->usual < number->least ? std::string() : std::to_string(number->usual);
  }
  return {};
}

ValueKind value_kind(const Option& option) {
  return std::visit(KindOfTarget{}, option.target);
}

bool is_list(const Option& option) {
  return std::holds_alternative<std::vector<std::string>*>(option.target) ||
         std::holds_alternative<std::vector<std::filesystem::path>*>(option.target);
}

bool is_positional(const Option& option) {
  return !option.name.starts_with('-');
}

std::vector<std::string> spellings(const Option& option) {
  std::vector<std::string> all(1);
  for (const char c : option.name) {
    if (c == ',') {
      all.emplace_back();
    } else {
      all.back() += c;
    }
  }
  return all;
}

}  // namespace stocktrail::settings
