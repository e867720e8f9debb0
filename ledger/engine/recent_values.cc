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
  const auto index = static_cast<std::size_t>(table);
  if (const auto it = values_[index].find(key); it != values_[index].end()) return it->second;
  std::optional<std::string> value;
  if (const auto older = older_[index].find(key); older != older_[index].end()) {
    value = std::move(older->second);
    older_[index].erase(older);
  } else {
    value = base.get(table, key);  // A base that is a batch asks here, too.
  }
  keep(table, key, value);
  return value;
}

void RecentValues::put(Table table, std::string_view key, std::string_view value) {
  keep(table, key, std::string(value));
}

void RecentValues::erase(Table table, std::string_view key) {
  keep(table, key, std::nullopt);
}

void RecentValues::keep(Table table, std::string_view key, std::optional<std::string> value) {
  if (bytes_ > bytes_max_ / 2) {
    older_ = std::move(values_);
    values_ = {};
    bytes_ = 0;
  }
  const auto bytes_of = [](const std::optional<std::string>& one) { return one ? one->size() : 0; };
  bytes_ += bytes_of(value);
  Values& values = values_[static_cast<std::size_t>(table)];
  if (const auto it = values.find(key); it != values.end()) {
    bytes_ -= bytes_of(it->second);
    it->second = std::move(value);
  } else {
    bytes_ += key.size() + entry_bytes;
    values.emplace(key, std::move(value));
  }
}

}  // namespace stocktrail
