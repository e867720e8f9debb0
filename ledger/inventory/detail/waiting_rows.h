// ledger/inventory/detail/waiting_rows.h: rows that wait to be applied again (waiting.h), in
// Table::directory:
//
//   'W', row (28 bytes)      nothing
//   'Z', beginning of keys of the directory
//                            all rows of the cells under these: the key and the row that come next
//   'V'                      how many of both there are, and a row before which none waits; no such key if
//                            there are none
//
// The rows that were first are erased, and RocksDB goes through what is erased, one by one, as it looks for
// what comes first: so that is looked for from the row on that is told.
#pragma once

#include <optional>
#include <set>
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
  struct Stored {
    std::uint64_t count = 0;
    RowKey from{};  // No row before it waits.
    bool operator==(const Stored&) const = default;
  };

  explicit WaitingRows(TableWriter& tables);  // Which outlive it.

  /// The first ones, in the order of the books. Once.
  std::vector<RowKey> first(std::size_t limit);
  void add(const RowKey& row);
  void end(const RowKey& row);  // It may not be there.

  std::optional<WaitingCells> first_cells() const;
  /// Instead of what is there under this prefix.
  void add(const WaitingCells& cells);
  void end(const WaitingCells& cells);

  /// Writes how many there are now, and from where on. Once.
  void store();

 private:
  void add(const std::string& key, std::string_view value);
  void end(const std::string& key);

  TableWriter& tables_;
  const Stored stored_;
  std::uint64_t count_;
  std::set<RowKey> known_;  // Those that wait, as far as they were asked for or are added.
  RowKey rest_from_;        // No other one before this waits.
};

}  // namespace stocktrail::inventory
