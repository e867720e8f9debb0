#include "tools/cli/table.h"

#include <algorithm>
#include <ostream>

#include "crypto/result.h"

namespace stocktrail::cli {
namespace {

/// Columns that a terminal uses: East Asian wide characters take two.
std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    width += length >= 3 && first >= 0xE3 && first != 0xEF ? 2 : 1;  // From U+3000: CJK.
    at += length;
  }
  return width;
}

}  // namespace

std::string short_id(const std::string& id) {
  constexpr std::string_view canonical = "https://id.gs1.org/";
  return id.starts_with(canonical) ? id.substr(canonical.size() - 1) : id;
}

void Table::add(std::vector<std::string> cells) {
  ST_CHECK(cells.size() == columns_.size());
  rows_.push_back(std::move(cells));
}

void Table::print(std::ostream& out) const {
  if (rows_.empty()) {
    out << if_none_ << '\n';
    return;
  }
  struct Shown {
    std::size_t column, width;
  };
  std::vector<Shown> shown;  // A column in which nobody may see anything is left out.
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = 0;
    for (const auto& row : rows_) width = std::max(width, width_of(row[i]));
    if (width > 0) shown.push_back({i, std::max(width, width_of(columns_[i].title))});
  }
  const auto print_row = [&](const auto& text_at) {
    std::string line;
    for (const auto& [column, width] : shown) {
      const std::string text = text_at(column);
      const std::string space(width - width_of(text), ' ');
      if (!line.empty()) line += "  ";
      line += columns_[column].align == Align::right ? space + text : text + space;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  };
  print_row([&](std::size_t i) { return columns_[i].title; });
  for (const auto& row : rows_) print_row([&](std::size_t i) { return row[i]; });
}

}  // namespace stocktrail::cli
