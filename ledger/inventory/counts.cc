#include "ledger/inventory/counts.h"

#include <algorithm>
#include <map>

#include "ledger/inventory/detail/row_walk.h"
#include "ledger/inventory/detail/told_events.h"

namespace stocktrail::inventory {
namespace {

RowKey row_in(std::string_view key, std::size_t prefix_bytes) {
  RowKey row{};
  ST_CHECK(key.size() == prefix_bytes + row.bytes.size());
  std::ranges::copy(key.substr(prefix_bytes), row.bytes.begin());
  return row;
}

bool is_barred(const RowRecord& row) {
  return std::ranges::any_of(
      row.notes, [](const books::Discrepancy& note) { return note.kind == DiscrepancyKind::not_entitled; });
}

Amount difference_of(const RowRecord& row, const Good& good, const std::string& lot) {
  Amount sum;
  for (const books::Discrepancy& note : row.notes)
    if (note.kind == DiscrepancyKind::count_differs && note.good == good && note.lot == lot)
      sum += note.amount;
  return sum;
}

/// It found something, and no difference is told.
bool is_opening(const RowRecord& row, const Good& good, const std::string& lot) {
  return std::ranges::any_of(row.postings, [&](const books::Posting& one) {
    return (one.account.kind == AccountKind::opening || one.account.kind == AccountKind::counted) &&
           one.good == good && (lot.empty() || one.lot == lot);
  });
}

void add_lines(const books::Fact& fact, const RowRecord& row, EventRef event, const CountQuery& query,
               std::vector<CountedLine>& lines) {
  if (fact.after.key() != query.place && fact.after.site != query.place) return;
  std::map<std::pair<Good, std::string>, Amount> counted;
  for (const books::Line& line : fact.what.lines)
    if (line.amount) counted[{line.good, line.lot}] += *line.amount;
  for (const auto& [what, amount] : counted) {
    const auto& [good, lot] = what;
    if (!query.product.empty() && good.product != query.product) continue;
    if (query.lot && lot != *query.lot) continue;
    CountedLine line{event, fact.at, fact.after.key(), good, lot, fact.status, amount, {}, false};
    line.difference = difference_of(row, good, lot);
    line.is_first = line.difference.is_zero() && is_opening(row, good, lot);
    lines.push_back(std::move(line));
  }
}

}  // namespace

Counts counts(const CountQuery& query, const FactOf& fact_of, const TableReader& tables) {
  Counts found;
  const std::string prefix = counts_prefix(books::place_of(query.place).site);
  const std::string start = query.from ? prefix + std::string(packed_time(*query.from)) : prefix;
  tables.scan(Table::directory, prefix, start, [&](std::string_view key, std::string_view) {
    const RowKey row = row_in(key, prefix.size());
    if (query.to && row_of(row).at > *query.to) return false;
    if (found.looked_at == query.counts) return found.is_complete = false;
    ++found.looked_at;
    const auto event = ref_of(event_of(row), tables);
    const auto fact = event && *event >= query.begins_at ? fact_of(*event) : std::nullopt;
    if (!fact) return true;
    const RowRecord record = row_record(row, {}, tables);
    if (!is_barred(record)) add_lines(*fact, record, *event, query, found.lines);
    return true;
  });
  return found;
}

}  // namespace stocktrail::inventory
