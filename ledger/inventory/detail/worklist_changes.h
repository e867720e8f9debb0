// ledger/inventory/detail/worklist_changes.h: which discrepancies a record began and ended, and how many
// there are: written by Worklist::store().
//
//   Table::past, 'c', record (9 bytes)           WorklistChanges
//   Table::directory, 'N', number of a kind      DiscrepancyCounts
#pragma once

#include <vector>

#include "ledger/inventory/discrepancy_changes.h"

namespace stocktrail::inventory {

struct EndedDiscrepancy {
  std::uint64_t from = 0;  // The record since which it was open.
  books::Discrepancy told;
};
/// Changes of one record; each sorted. One that only became more or less is in both.
struct WorklistChanges {
  std::uint64_t record = 0;
  std::vector<EndedDiscrepancy> ended;
  std::vector<books::Discrepancy> begun;
};
void list_changes(WorklistChanges changes, TableWriter& tables);

/// Without what may change while it is the same: its amount, and since when.
books::Discrepancy identity_of(books::Discrepancy told);

}  // namespace stocktrail::inventory
