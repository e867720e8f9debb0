#include "ledger/state/changes.h"

#include <algorithm>

namespace stocktrail {

ChangeTag change_tag(Table table, std::string_view key) {
  constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;  // 2^64 over the golden ratio: spreads small numbers.
  return ChangeTag{std::hash<std::string_view>()(key) + (static_cast<std::uint64_t>(table) + 1) * odd};
}

ChangeTag change_tag(Table table) {
  return change_tag(table, {});
}

bool ChangeFeed::changed(TreeSize since, std::span<const ChangeTag> tags) const {
  return std::ranges::any_of(tags, [&](ChangeTag tag) {
    return slots_[static_cast<std::uint64_t>(tag) % slot_count].load(std::memory_order_relaxed) >
           to_u64(since);
  });
}

std::optional<std::string> NotedReads::get(Table table, std::string_view key) const {
  tags_.push_back(change_tag(table, key));
  return base_.get(table, key);
}

void NotedReads::scan(Table table, std::string_view prefix, std::string_view start,
                      const std::function<bool(std::string_view, std::string_view)>& visit) const {
  tags_.push_back(change_tag(table));
  base_.scan(table, prefix, start, visit);
}

void NotedReads::scan_list(Table table, std::string_view key,
                           const std::function<bool(std::string_view)>& visit) const {
  tags_.push_back(change_tag(table, key));
  base_.scan_list(table, key, visit);
}

void NotedReads::scan_list_from(Table table, std::string_view key, EventRef from, ListOrder order,
                                const std::function<bool(std::string_view)>& visit) const {
  tags_.push_back(change_tag(table, key));
  base_.scan_list_from(table, key, from, order, visit);
}

void NotedReads::scan_lists(Table table, std::string_view beginning, std::size_t rest_bytes,
                            const std::function<bool(std::string_view, std::string_view)>& visit) const {
  tags_.push_back(change_tag(table, beginning));
  base_.scan_lists(table, beginning, rest_bytes, visit);
}

std::vector<ChangeTag> NotedReads::tags() const {
  std::vector<ChangeTag> sorted = tags_;
  std::ranges::sort(sorted);
  const auto rest = std::ranges::unique(sorted);
  sorted.erase(rest.begin(), rest.end());
  return sorted;
}

}  // namespace stocktrail
