// ledger/inventory/discrepancy_changes.h: openings and closings of discrepancies, in the order of the log, as
// a reader follows them who keeps a list of his own. What a record opened and closed never changes, so a
// place in this list is good forever.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "ledger/inventory/inventory.h"

namespace stocktrail::inventory {

/// Between two changes: so many of those of a record are before it, and all of earlier records.
struct ChangePlace {
  std::uint64_t record = 0;
  std::uint64_t changes = 0;
  auto operator<=>(const ChangePlace&) const = default;
};

/// With the refs of its events, as they are now.
Discrepancy with_events(books::Discrepancy told, std::uint64_t open_since, const TableReader& tables);

struct DiscrepancyChange {
  enum class Kind : std::uint8_t { opened, changed, closed } kind{};
  ChangePlace next;              // Just after it; no other change has it, so it is the change's name.
  books::Discrepancy told;       // As it is since; of one that was closed, as it was.
  std::optional<Amount> was;     // Changed: how much did not fit before.
  std::uint64_t open_since = 0;  // The record.
};

struct DiscrepancyChangeQuery {
  ChangePlace after;
  std::uint64_t end = UINT64_MAX;  // Of this record, and later ones, none is told: it may not have done all.
  std::size_t limit = 1'000;
  std::function<bool(const DiscrepancyChange&)> shows = {};  // Others are passed over; empty: none is.
};
/// A page looks at discrepancy_rows_max changes for those that are shown.
struct DiscrepancyChangePage {
  std::vector<DiscrepancyChange> changes;
  ChangePlace next;  // After the last that was looked at.
  bool has_more = false;
};
DiscrepancyChangePage discrepancy_changes(const DiscrepancyChangeQuery& query, const TableReader& tables);

/// How many there are, and how many were opened and closed since the log began. What was opened and closed by
/// one record does not count.
struct DiscrepancyCounts {
  std::uint64_t open = 0, opened = 0, closed = 0;
};
std::map<DiscrepancyKind, DiscrepancyCounts> discrepancy_counts(const TableReader& tables);

}  // namespace stocktrail::inventory
