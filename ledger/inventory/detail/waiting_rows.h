// ledger/inventory/detail/waiting_rows.h: rows that wait to be applied again (waiting.h), in
// Table::directory:
//
//   'W', row (28 bytes)      nothing
//   'Z', beginning of keys of the directory
//                            all rows of the cells under these: the key and the row that come next
//   'V'                      how many of both there are; no such key if there are none
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/inventory/detail/history.h"

namespace stocktrail::inventory {

/// Cells whose rows have not all been listed.
struct WaitingCells {
  std::string prefix;    // Of their keys in the directory.
  std::string key = {};  // The cell to go on with; empty: the first.
  RowKey row{};          // And its row.
};

class WaitingRows {
 public:
  explicit WaitingRows(TableWriter& tables);  // Which outlive it.

  /// The first ones, in the order of the books.
  std::vector<RowKey> first(std::size_t limit) const;
  void add(const RowKey& row);
  void end(const RowKey& row);  // It may not be there.

  std::optional<WaitingCells> first_cells() const;
  /// Instead of what is there under this prefix.
  void add(const WaitingCells& cells);
  void end(const WaitingCells& cells);

  /// Writes how many there are now. Once.
  void store();

 private:
  void add(const std::string& key, std::string_view value);
  void end(const std::string& key);

  TableWriter& tables_;
  const std::uint64_t stored_;
  std::uint64_t count_;
};

}  // namespace stocktrail::inventory
