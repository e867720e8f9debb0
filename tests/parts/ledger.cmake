find_package(RocksDB REQUIRED)  # The fault tests stand between the store and its files.
stocktrail_test(NAME unit_ledger SOURCES unit/ledger_tree_test.cc unit/ledger_guard_test.cc USES ledger
                PRIVATE RocksDB::rocksdb-shared)
stocktrail_test(NAME property_ledger SOURCES property/ledger_store_test.cc USES ledger)
