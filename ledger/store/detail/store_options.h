// ledger/store/detail/store_options.h: how RocksDB is set up for each table. Includes RocksDB: for store*.cc
// only.
#pragma once

#include <rocksdb/db.h>

#include <memory>
#include <string_view>

#include "ledger/state/table.h"
#include "ledger/store/store.h"

namespace stocktrail {

/// A merge operator that joins operands end to end: a list's chunk grows without being read or written again.
std::shared_ptr<rocksdb::MergeOperator> make_joining_operator();

rocksdb::DBOptions database_options(const StoreOptions& options);
/// For a family that is named like a table, or like one with a dot and a generation after it. Of any other,
/// which a newer program made: that it can be opened.
rocksdb::ColumnFamilyOptions family_options(std::string_view family,
                                            const std::shared_ptr<rocksdb::Cache>& cache);

}  // namespace stocktrail
