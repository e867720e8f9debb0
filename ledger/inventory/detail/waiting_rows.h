// ledger/inventory/detail/waiting_rows.h: rows that wait to be applied again (waiting.h), in
// Table::directory:
//
//   'W', row (28 bytes)      nothing
//   'V'                      how many there are; no such key if there are none
#pragma once

#include <vector>

#include "ledger/inventory/detail/history.h"

namespace stocktrail::inventory {

class WaitingRows {
 public:
  explicit WaitingRows(TableWriter& tables);  // Which outlive it.

  /// The first ones, in the order of the books.
  std::vector<RowKey> first(std::size_t limit) const;
  void add(const RowKey& row);
  void end(const RowKey& row);  // It may not be there.
  /// Writes how many there are now. Once.
  void store();

 private:
  TableWriter& tables_;
  const std::uint64_t stored_;
  std::uint64_t count_;
};

}  // namespace stocktrail::inventory
