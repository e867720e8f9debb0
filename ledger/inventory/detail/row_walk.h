// ledger/inventory/detail/row_walk.h: the rows that touched a cell, one after another either way, and what
// each put out; as they are now, or as they were when the log had so many entries.
#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string>

#include "ledger/inventory/detail/history.h"

namespace stocktrail::inventory {

class RowWalk {
 public:
  /// Oldest first: rows from `bound` on; newest first: rows before it. `bound` sorts as row keys do.
  RowWalk(const CellId& id, std::optional<std::uint64_t> known, ListOrder order, std::string bound,
          const TableReader& tables)
      : id_(id), known_(known), order_(order), bound_(std::move(bound)), tables_(tables) {}

  /// The row in hand; nullopt: there is none any more.
  std::optional<RowKey> row();
  void next() { rows_.pop_front(); }

 private:
  /// Reads a table up to `rows_at_once` entries on; true if that was not all.
  bool read(Table table, std::set<RowKey>& found);
  void read_on();

  CellId id_;
  std::optional<std::uint64_t> known_;
  ListOrder order_;
  std::string bound_;  // What was not read begins, or ends, here.
  const TableReader& tables_;
  std::deque<RowKey> rows_;
  bool is_done_ = false;
};

/// What a row put out; nothing if there is, or was, no such row.
RowRecord row_record(const RowKey& key, std::optional<std::uint64_t> known, const TableReader& tables);

}  // namespace stocktrail::inventory
