#include "api/page/weighted_list.h"

namespace stocktrail::api {
namespace {

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// qvalue: "0" or "1" and up to three decimals; 0 for anything else, and above 1.
int thousandths(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return 0;
  if (text.size() > 1 && text[1] != '.') return 0;
  int value = (text[0] - '0') * 1'000;
  for (std::size_t i = 2, unit = 100; i < text.size(); ++i, unit /= 10) {
    if (text[i] < '0' || text[i] > '9') return 0;
    value += (text[i] - '0') * static_cast<int>(unit);
  }
  return value <= 1'000 ? value : 0;
}

/// The weight in ";q=0.5"; other parameters do not matter here.
int weight_of(std::string_view parameters) {
  while (!parameters.empty()) {
    parameters.remove_prefix(1);  // The semicolon.
    const auto end = parameters.find(';');
    const std::string_view parameter = trim(parameters.substr(0, end));
    if (parameter.starts_with("q=") || parameter.starts_with("Q=")) return thousandths(parameter.substr(2));
    parameters = end == std::string_view::npos ? std::string_view{} : parameters.substr(end);
  }
  return 1'000;
}

}  // namespace

std::vector<WeightedItem> weighted_list(std::string_view header) {
  std::vector<WeightedItem> items;
  while (!header.empty()) {
    const auto comma = header.find(',');
    const std::string_view item = header.substr(0, comma);
    header = comma == std::string_view::npos ? std::string_view{} : header.substr(comma + 1);
    const auto semicolon = item.find(';');
    const std::string_view name = trim(item.substr(0, semicolon));
    if (name.empty()) continue;
    items.push_back({name, semicolon == std::string_view::npos ? 1'000 : weight_of(item.substr(semicolon))});
  }
  return items;
}

}  // namespace stocktrail::api
