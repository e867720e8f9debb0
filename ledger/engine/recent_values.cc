#include "ledger/engine/recent_values.h"

namespace stocktrail {
namespace {

constexpr std::size_t entry_bytes = 128;  // About what a map's node and its strings take beside their text.

}  // namespace

bool RecentValues::takes(Table table) const {
  return table == Table::cells;
}

std::optional<std::string> RecentValues::get(Table table, std::string_view key, const TableReader& base) {
  if (!takes(table)) return base.get(table, key);
  const Values& values = values_[static_cast<std::size_t>(table)];
  if (const auto it = values.find(key); it != values.end()) return it->second;
  auto value = base.get(table, key);
  keep(table, key, value);
  return value;
}

void RecentValues::put(Table table, std::string_view key, std::string_view value) {
  keep(table, key, value);
}

void RecentValues::erase(Table table, std::string_view key) {
  keep(table, key, std::nullopt);
}

void RecentValues::keep(Table table, std::string_view key, std::optional<std::string_view> value) {
  if (bytes_ > bytes_max_) {
    for (Values& values : values_) values.clear();
    bytes_ = 0;
  }
  bytes_ += value ? value->size() : 0;  // An entry that is written again counts its value again.
  Values& values = values_[static_cast<std::size_t>(table)];
  if (const auto it = values.find(key); it != values.end()) {
    it->second = value;
  } else {
    bytes_ += key.size() + entry_bytes;
    values.emplace(key, value);
  }
}

}  // namespace stocktrail
