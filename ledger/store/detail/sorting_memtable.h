// ledger/store/detail/sorting_memtable.h: a hashed memtable that sorts its entries at once for whoever goes
// through all of them, as each flush does. RocksDB's own puts them into a skip list one by one for that,
// which was a tenth of all processor time that taking in took. Includes RocksDB: for ledger/store only.
#pragma once

#include <rocksdb/memtablerep.h>

#include <memory>

namespace stocktrail {

/// `hashed` makes the memtables that are written, and asked for single keys and prefixes. Keys are in the
/// order of their bytes.
std::shared_ptr<rocksdb::MemTableRepFactory> make_sorting_memtables(
    std::unique_ptr<rocksdb::MemTableRepFactory> hashed);

}  // namespace stocktrail
