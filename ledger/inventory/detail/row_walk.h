// ledger/inventory/detail/row_walk.h: the rows that touched a cell, one after another either way, and what
// each put out; as they are now, or as they were when the log had so many entries.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "ledger/inventory/detail/history.h"

namespace stocktrail::inventory {

class RowWalk {
 public:
  /// Oldest first: rows from `bound` on; newest first: rows before it. `bound` sorts as row keys do.
  RowWalk(const CellId& id, Known known, ListOrder order, std::string bound, const TableReader& tables)
      : id_(id), known_(known), order_(order), bound_(std::move(bound)), tables_(tables) {}

  /// The row in hand; nullopt: there is none any more.
  std::optional<RowKey> row();
  void next() { rows_.pop_front(); }

 private:
  std::optional<Page> next_page() const;
  void read_on();

  CellId id_;
  Known known_;
  ListOrder order_;
  std::string bound_;
  std::optional<RowKey> page_;  // The first row of the last page that was read.
  const TableReader& tables_;
  std::deque<RowKey> rows_;
  bool is_done_ = false;
};

/// What a row put out; nothing if there is, or was, no such row.
RowRecord row_record(const RowKey& key, const Known& known, const TableReader& tables);

}  // namespace stocktrail::inventory
