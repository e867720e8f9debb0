#include "tools/settings/commands.h"

namespace stocktrail::settings {

std::string usual_value(const Option& option) {
  if (const auto* text = std::get_if<std::string*>(&option.target)) return **text;
  if (const auto* path = std::get_if<std::filesystem::path*>(&option.target)) return (*path)->string();
  if (const auto* number = std::get_if<Number>(&option.target)) {
    return number->usual < number->least ? std::string() : std::to_string(number->usual);
  }
  return {};
}

}  // namespace stocktrail::settings
