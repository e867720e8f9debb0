#include "ledger/state/changes.h"

#include <algorithm>

#include "ledger/state/table_specs.h"

namespace stocktrail {
namespace {

constexpr char part_end = '\0';

bool is_of_group(Table table, std::string_view prefix) {
  return spec_of(table).order == KeyOrder::grouped && prefix.size() >= list_beginning_bytes_min;
}

}  // namespace

ChangeTag change_tag(Table table, std::string_view key) {
  constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;  // 2^64 over the golden ratio: spreads small numbers.
  return ChangeTag{std::hash<std::string_view>()(key) + (static_cast<std::uint64_t>(table) + 1) * odd};
}

ChangeTag change_tag(Table table) {
  return change_tag(table, {});
}

ChangeTag scan_tag(Table table, std::string_view prefix) {
  if (is_of_group(table, prefix)) return change_tag(table, prefix.substr(0, list_beginning_bytes_min));
  const auto end = table == Table::master ? prefix.rfind(part_end) : std::string_view::npos;
  return end == std::string_view::npos ? change_tag(table) : change_tag(table, prefix.substr(0, end + 1));
}

// A reader that meets the new tag of a way (acquire) also sees what was forgotten for it; one that still
// meets the old tag with the new size takes it for changed, which does no harm.
void ChangeFeed::note(ChangeTag tag, TreeSize size) {
  const auto wanted = static_cast<std::uint64_t>(tag);
  Set& set = sets_[wanted % set_count];
  std::size_t oldest = 0;
  for (std::size_t way = 0; way < set_ways; ++way) {
    const std::uint64_t known = set.sizes[way].load(std::memory_order_relaxed);
    if (known != 0 && set.tags[way].load(std::memory_order_relaxed) == wanted)
      return set.sizes[way].store(to_u64(size), std::memory_order_relaxed);
    if (known < set.sizes[oldest].load(std::memory_order_relaxed)) oldest = way;
  }
  const std::uint64_t gives_way = set.sizes[oldest].load(std::memory_order_relaxed);
  if (gives_way > set.forgotten.load(std::memory_order_relaxed))
    set.forgotten.store(gives_way, std::memory_order_relaxed);
  set.tags[oldest].store(wanted, std::memory_order_release);
  set.sizes[oldest].store(to_u64(size), std::memory_order_relaxed);
}

void ChangeFeed::note_key(Table table, std::string_view key, TreeSize size) {
  note(change_tag(table, key), size);
  note(change_tag(table), size);
  if (is_of_group(table, key)) note(change_tag(table, key.substr(0, list_beginning_bytes_min)), size);
  if (table != Table::master) return;
  for (std::size_t end = key.find(part_end); end != std::string_view::npos; end = key.find(part_end, end + 1))
    note(change_tag(table, key.substr(0, end + 1)), size);
}

void ChangeFeed::note_list(Table table, std::string_view key, std::size_t shared_bytes, TreeSize size) {
  note(change_tag(table, key), size);
  note(change_tag(table), size);
  if (shared_bytes != 0) note(change_tag(table, key.substr(0, shared_bytes)), size);
}

std::uint64_t ChangeFeed::last_change(const Set& set, std::uint64_t tag) {
  for (std::size_t way = 0; way < set_ways; ++way)
    if (set.tags[way].load(std::memory_order_acquire) == tag)
      return set.sizes[way].load(std::memory_order_relaxed);
  return set.forgotten.load(std::memory_order_relaxed);
}

bool ChangeFeed::changed(TreeSize since, std::span<const ChangeTag> tags) const {
  return std::ranges::any_of(tags, [&](ChangeTag tag) {
    const auto wanted = static_cast<std::uint64_t>(tag);
    return last_change(sets_[wanted % set_count], wanted) > to_u64(since);
  });
}

std::optional<std::string> NotedReads::get(Table table, std::string_view key) const {
  if (table == Table::master)
    if (const auto known = master_.find(key); known != master_.end()) return known->second;
  tags_.push_back(change_tag(table, key));
  auto value = base_.get(table, key);
  if (table == Table::master) master_.emplace(key, value);
  return value;
}

std::vector<std::optional<std::string>> NotedReads::get_all(Table table,
                                                            std::span<const std::string_view> keys) const {
  for (const std::string_view key : keys) tags_.push_back(change_tag(table, key));
  return base_.get_all(table, keys);
}

void NotedReads::scan(Table table, std::string_view prefix, std::string_view start,
                      const std::function<bool(std::string_view, std::string_view)>& visit) const {
  tags_.push_back(scan_tag(table, prefix));
  base_.scan(table, prefix, start, visit);
}

void NotedReads::scan_back(Table table, std::string_view prefix, std::string_view end,
                           const std::function<bool(std::string_view, std::string_view)>& visit) const {
  tags_.push_back(scan_tag(table, prefix));
  base_.scan_back(table, prefix, end, visit);
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
                            const std::function<Then(std::string_view, std::string_view)>& visit) const {
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
