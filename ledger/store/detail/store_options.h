// ledger/store/detail/store_options.h: how RocksDB is set up for each table. Includes RocksDB: for store*.cc
// only.
#pragma once

#include <rocksdb/db.h>

#include <memory>
#include <vector>

#include "ledger/state/table.h"
#include "ledger/store/store.h"

namespace stocktrail {

/// A merge operator that joins operands end to end: a list's chunk grows without being read or written again.
std::shared_ptr<rocksdb::MergeOperator> make_joining_operator();

rocksdb::DBOptions database_options(const StoreOptions& options);
/// One for each table, named like it, and RocksDB's own "default", which stays empty.
std::vector<rocksdb::ColumnFamilyDescriptor> column_families(const StoreOptions& options);

}  // namespace stocktrail
