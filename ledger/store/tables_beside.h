// ledger/store/tables_beside.h: tables that are made anew beside those that are read, each in a column family
// of its own, until they take their places in one write. What is made stays over a restart; what nobody goes
// on with is dropped.
//
//   cells      <- live        begin()    cells.1 beside      take_places()    cells.1 <- live
//
// RocksDB's own family "default" tells which family holds a table, and which generation is being made
// (docs/formats.md, "Tables").
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "ledger/store/store.h"

namespace stocktrail {

struct Families;

/// One thread, which also is the only one that commits to the store.
class TablesBeside {
 public:
  /// Finds what an earlier one left in the store, which outlives it.
  explicit TablesBeside(Store& store);
  ~TablesBeside();

  /// True if exactly these tables are there, of a begin() that went through.
  bool holds(std::span<const Table> tables) const;
  /// Makes these tables, empty, and drops all that was left.
  Result<void> begin(std::span<const Table> tables);
  /// Reads the tables beside; every other has no rows.
  std::shared_ptr<const Snapshot> snapshot() const;
  /// To tables beside only; durable when it returns.
  Result<void> commit(const WriteSet& changes);
  /// In one durable write: these tables are the live ones from now on, and `changes` are made to live ones.
  /// Then drops the rest, and what was live before.
  Result<void> take_places(std::span<const Table> tables, const WriteSet& changes);
  /// Drops what holds no live table, if there is anything.
  Result<void> drop();

  /// What tables take on disk and in memory now.
  static std::uint64_t bytes_of(const Store& store, std::span<const Table> live);
  std::uint64_t bytes() const;

 private:
  Result<void> drop_others();

  Store& store_;
  std::shared_ptr<const Families> beside_;  // nullptr: nothing is begun.
};

}  // namespace stocktrail
