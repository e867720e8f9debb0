#include "tools/cli/bare_numbers.h"

#include <algorithm>
#include <span>
#include <string_view>

namespace stocktrail::cli {
namespace {

std::string digital_link(const std::string& text, std::string_view application,
                         std::span<const std::size_t> lengths) {
  const bool is_number = text.find_first_not_of("0123456789") == std::string::npos;
  if (!is_number || std::ranges::find(lengths, text.size()) == lengths.end()) return text;
  return "https://id.gs1.org/" + std::string(application) + "/" +
         std::string(lengths.back() - text.size(), '0') + text;
}

}  // namespace

std::string place_of_number(const std::string& text) {
  constexpr std::size_t lengths[] = {13};
  return digital_link(text, "414", lengths);
}

std::string product_of_number(const std::string& text) {
  constexpr std::size_t lengths[] = {8, 12, 13, 14};  // A shorter one is a slip, not another product.
  return digital_link(text, "01", lengths);
}

}  // namespace stocktrail::cli
