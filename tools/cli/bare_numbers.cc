#include "tools/cli/bare_numbers.h"

#include <string_view>

namespace stocktrail::cli {
namespace {

constexpr std::size_t gln_digits = 13, gtin_digits = 14;

std::string digital_link(const std::string& text, std::string_view application, std::size_t digits) {
  const bool is_number = text.find_first_not_of("0123456789") == std::string::npos;
  if (!is_number || text.empty() || text.size() > digits) return text;
  return "https://id.gs1.org/" + std::string(application) + "/" + std::string(digits - text.size(), '0') +
         text;
}

}  // namespace

std::string place_of_number(const std::string& text) {
  return digital_link(text, "414", gln_digits);
}

std::string product_of_number(const std::string& text) {
  return digital_link(text, "01", gtin_digits);
}

}  // namespace stocktrail::cli
