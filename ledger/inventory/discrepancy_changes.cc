#include "ledger/inventory/discrepancy_changes.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "ledger/inventory/detail/cell_codec.h"
#include "ledger/inventory/detail/worklist.h"
#include "ledger/inventory/detail/worklist_changes.h"
#include "ledger/state/stored_row.h"

namespace stocktrail::inventory {

void members(auto& codec, Is<EndedDiscrepancy> auto& one) {
  codec.all(one.from, one.told);
}
void members(auto& codec, Is<WorklistChanges> auto& changes) {
  codec.all(changes.record, changes.ended, changes.begun);
}
void members(auto& codec, Is<DiscrepancyCounts> auto& counts) {
  codec.all(counts.open, counts.opened, counts.closed);
}

namespace {

constexpr std::string_view changes_prefix = "c";

std::string changes_key(std::uint64_t record) {
  return std::string(changes_prefix) + std::string(packed_ref(EventRef{record}));
}

/// What became more or less stands where it began; the rest of what ended after that.
std::vector<DiscrepancyChange> changes_of(const WorklistChanges& stored) {
  using enum DiscrepancyChange::Kind;
  std::multimap<books::Discrepancy, const EndedDiscrepancy*> ended;
  for (const EndedDiscrepancy& one : stored.ended) ended.emplace(identity_of(one.told), &one);
  std::vector<DiscrepancyChange> changes;
  const auto add = [&](DiscrepancyChange change) {
    change.next = {stored.record, changes.size() + 1};
    changes.push_back(std::move(change));
  };
  for (const books::Discrepancy& one : stored.begun) {
    const auto before = ended.find(identity_of(one));
    if (before == ended.end()) {
      add({opened, {}, one, {}, stored.record});
    } else {
      add({changed, {}, one, before->second->told.amount, stored.record});
      ended.erase(before);
    }
  }
  for (const auto& [identity, one] : ended) add({closed, {}, one->told, {}, one->from});
  return changes;
}

}  // namespace

books::Discrepancy identity_of(books::Discrepancy told) {
  told.amount = {};
  told.since = {};
  return told;
}

namespace {

/// What both did, one after the other, for one record. What the second takes back of the first did not
/// happen.
WorklistChanges joined(WorklistChanges first, const WorklistChanges& second) {
  WorklistChanges both{.record = first.record, .ended = std::move(first.ended), .begun = second.begun};
  for (const EndedDiscrepancy& one : second.ended)
    if (std::erase(first.begun, one.told) == 0) both.ended.push_back(one);
  std::erase_if(both.begun, [&](const books::Discrepancy& one) {
    return std::erase_if(both.ended, [&](const EndedDiscrepancy& ended) { return ended.told == one; }) > 0;
  });
  both.begun.insert(both.begun.end(), first.begun.begin(), first.begun.end());
  std::ranges::sort(both.begun);
  std::ranges::sort(both.ended, {}, &EndedDiscrepancy::told);
  return both;
}

}  // namespace

/// The books may go on with a record later (waiting.h).
void list_changes(WorklistChanges changes, TableWriter& tables) {
  const std::string key = changes_key(changes.record);
  std::map<DiscrepancyKind, DiscrepancyCounts> counts;
  const auto count = [&](const WorklistChanges& of, std::uint64_t one) {
    for (const DiscrepancyChange& change : changes_of(of)) {
      if (change.kind == DiscrepancyChange::Kind::opened) counts[change.told.kind].opened += one;
      if (change.kind == DiscrepancyChange::Kind::closed) counts[change.told.kind].closed += one;
    }
  };
  if (const auto bytes = tables.get(Table::past, key)) {
    auto before = stored_row<WorklistChanges>(*bytes);
    count(before, std::uint64_t{0} - 1);
    changes = joined(std::move(before), changes);
  }
  count(changes, 1);
  if (changes.ended.empty() && changes.begun.empty()) {
    tables.erase(Table::past, key);
  } else {
    tables.put(Table::past, key, encoded(changes));
  }
  for (const auto& [kind, change] : counts) {
    const std::string row = directory_prefix('N', {std::to_string(static_cast<int>(kind))});
    DiscrepancyCounts sums;
    if (const auto bytes = tables.get(Table::directory, row)) sums = stored_row<DiscrepancyCounts>(*bytes);
    sums.opened += change.opened;
    sums.closed += change.closed;
    sums.open = sums.opened - sums.closed;
    tables.put(Table::directory, row, encoded(sums));
  }
}

DiscrepancyChangePage discrepancy_changes(const DiscrepancyChangeQuery& query, const TableReader& tables) {
  DiscrepancyChangePage page;
  page.next = query.after;
  std::size_t looked_at = 0;
  const auto visit = [&](std::string_view key, std::string_view bytes) {
    if (key >= changes_key(query.end)) return false;
    for (DiscrepancyChange& change : changes_of(stored_row<WorklistChanges>(bytes))) {
      if (change.next <= query.after) continue;
      if (page.changes.size() == query.limit || looked_at == discrepancy_rows_max) {
        page.has_more = true;
        return false;
      }
      ++looked_at;
      page.next = change.next;
      if (!query.shows || query.shows(change)) page.changes.push_back(std::move(change));
    }
    return true;
  };
  tables.scan(Table::past, changes_prefix, changes_key(query.after.record), visit);
  return page;
}

std::map<DiscrepancyKind, DiscrepancyCounts> discrepancy_counts(const TableReader& tables) {
  std::map<DiscrepancyKind, DiscrepancyCounts> counts;
  const std::string prefix = directory_prefix('N', {});
  tables.scan(Table::directory, prefix, {}, [&](std::string_view key, std::string_view bytes) {
    const std::string number = CellName(key).key().front();
    unsigned kind = 0;
    const bool is_number =
        std::from_chars(number.data(), number.data() + number.size(), kind).ec == std::errc();
    const auto stored = decoded<DiscrepancyCounts>(bytes);
    ST_CHECK(is_number && stored);
    counts.emplace(static_cast<DiscrepancyKind>(kind), *stored);
    return true;
  });
  return counts;
}

}  // namespace stocktrail::inventory
