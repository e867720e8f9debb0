// tests/support/memory_tables.h: the tables of the state as ordered maps in memory, for tests of the pure
// functions over them. Small enough to be right by reading it; the store's own tests compare RocksDB with it.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "ledger/state/table_specs.h"

namespace stocktrail {

class MemoryTables final : public TableWriter {
 public:
  using Values = std::map<std::string, std::string, std::less<>>;
  using Lists = std::map<std::string, std::vector<std::string>, std::less<>>;

  std::optional<std::string> get(Table table, std::string_view key) const override {
    ++reads;
    ++gets_of[index(table)];
    const auto found = values(table).find(key);
    if (found == values(table).end()) return std::nullopt;
    return found->second;
  }

  void scan(Table table, std::string_view prefix, std::string_view start,
            const std::function<bool(std::string_view key, std::string_view value)>& visit) const override {
    const Values& all = values(table);
    for (auto at = all.lower_bound(std::max(prefix, start)); at != all.end(); ++at) {
      if (!at->first.starts_with(prefix)) return;
      if (!visit(at->first, at->second)) return;
    }
  }

  void scan_back(
      Table table, std::string_view prefix, std::string_view end,
      const std::function<bool(std::string_view key, std::string_view value)>& visit) const override {
    const Values& all = values(table);
    for (auto at = all.lower_bound(end); at != all.begin();) {
      --at;
      if (!at->first.starts_with(prefix) || !visit(at->first, at->second)) return;
    }
  }

  void scan_list(Table table, std::string_view key,
                 const std::function<bool(std::string_view element)>& visit) const override {
    ++reads;
    const auto found = lists(table).find(key);
    if (found == lists(table).end()) return;
    for (const std::string& element : found->second) {
      if (!visit(element)) return;
    }
  }

  /// Nothing tells by which event an element was appended: all of them come.
  void scan_list_from(Table table, std::string_view key, EventRef, ListOrder order,
                      const std::function<bool(std::string_view element)>& visit) const override {
    if (order == ListOrder::oldest_first) return scan_list(table, key, visit);
    ++reads;
    const auto found = lists(table).find(key);
    if (found == lists(table).end()) return;
    for (auto element = found->second.rbegin(); element != found->second.rend(); ++element)
      if (!visit(*element)) return;
  }

  void scan_lists(
      Table table, std::string_view beginning, std::size_t rest_bytes,
      const std::function<Then(std::string_view rest, std::string_view element)>& visit) const override {
    ++reads;
    const Lists& all = lists(table);
    for (auto at = all.lower_bound(beginning); at != all.end(); ++at) {
      if (!at->first.starts_with(beginning)) return;
      if (at->first.size() != beginning.size() + rest_bytes) continue;
      Then then = Then::next_element;
      for (auto element = at->second.begin(); element != at->second.end() && then == Then::next_element;
           ++element)
        then = visit(std::string_view(at->first).substr(beginning.size()), *element);
      if (then == Then::stop) return;
    }
  }

  void note_damage(Table) const override { is_damaged = true; }
  void put(Table table, std::string_view key, std::string_view value) override {
    ++writes;
    values_[index(table)].insert_or_assign(std::string(key), std::string(value));
  }
  void erase(Table table, std::string_view key) override {
    ++writes;
    const auto found = values_[index(table)].find(key);
    if (found != values_[index(table)].end()) values_[index(table)].erase(found);
  }
  void append(Table table, std::string_view key, std::string_view element) override {
    ++writes;
    lists_[index(table)][std::string(key)].emplace_back(element);
  }

  const Values& values(Table table) const { return values_[index(table)]; }
  const Lists& lists(Table table) const { return lists_[index(table)]; }
  bool operator==(const MemoryTables& other) const {
    return values_ == other.values_ && lists_ == other.lists_;
  }

  // What the calls so far cost in keys, for tests of the write path.
  mutable bool is_damaged = false;  // Whether a reader met a value that nobody wrote.
  mutable std::size_t reads = 0;
  std::size_t writes = 0;
  std::size_t gets(Table table) const { return gets_of[index(table)]; }

 private:
  static std::size_t index(Table table) { return static_cast<std::size_t>(table); }
  mutable std::array<std::size_t, table_count> gets_of{};
  std::array<Values, table_count> values_;
  std::array<Lists, table_count> lists_;
};

}  // namespace stocktrail
