find_package(RocksDB REQUIRED)  # The fault tests stand between the store and its files.
stocktrail_test(NAME unit_ledger SOURCES unit/ledger_test.cc unit/ledger_copy_test.cc unit/ledger_adopt_test.cc unit/ledger_directory_test.cc unit/ledger_tree_test.cc
                unit/ledger_guard_test.cc unit/ledger_statement_cache_test.cc unit/ledger_blobs_test.cc unit/ledger_recent_values_test.cc unit/ledger_layout_test.cc
                unit/ledger_controls_test.cc unit/ledger_keys_test.cc unit/ledger_erased_test.cc
                unit/ledger_node_test.cc unit/ledger_log_clock_test.cc unit/ledger_ahead_test.cc unit/ledger_presentation_test.cc
                unit/ledger_rebuild_test.cc unit/ledger_kinds_test.cc unit/ledger_limits_test.cc unit/ledger_identity_test.cc unit/ledger_unwanted_test.cc unit/ledger_shares_test.cc USES ledger
                PRIVATE RocksDB::rocksdb-shared TIMEOUT 600)
stocktrail_test(NAME golden_ledger SANITIZED SOURCES golden/ledger_tables_golden_test.cc golden/upgrade_golden_test.cc
                golden/controls_golden_test.cc golden/all_forms.cc USES ledger)
stocktrail_test(NAME property_ledger SANITIZED SOURCES property/ledger_store_test.cc property/ledger_replicas_test.cc
                property/ledger_identities_test.cc USES ledger)
# Each 8th operation, or each 16th of a rebuild; all of them: STOCKTRAIL_FAULTS=all bin/fault_ledger
stocktrail_test(NAME fault_ledger SOURCES fault/ledger_fault_test.cc fault/read_only_test.cc
                fault/rebuild_fault_test.cc support/faulty_files.cc USES ledger
                PRIVATE RocksDB::rocksdb-shared TIMEOUT 900)
if(NOT STOCKTRAIL_FUZZ)
  # By hand, with more kills: bin/ledger_kill --kills 200
  add_executable(ledger_kill system/ledger_kill.cc)
  target_link_libraries(ledger_kill PRIVATE stocktrail_options stocktrail::ledger)
  add_test(NAME system_ledger_kill COMMAND ledger_kill --kills 10)
  add_executable(write_golden_directory golden/write_directory.cc)
  target_link_libraries(write_golden_directory PRIVATE stocktrail_options stocktrail::ledger GTest::gtest)
  add_executable(rebuild_kill system/rebuild_kill.cc)
  target_link_libraries(rebuild_kill PRIVATE stocktrail_options stocktrail::ledger)
  add_test(NAME system_rebuild_kill COMMAND rebuild_kill --kills 10)
  set_tests_properties(system_ledger_kill system_rebuild_kill PROPERTIES TIMEOUT 300)
endif()
if(NOT STOCKTRAIL_FUZZ)
  # Timed by hand (docs/performance.md); in the suite a short run, so that it does not rot.
  add_executable(ledger_bench bench/ledger_bench.cc)
  target_link_libraries(ledger_bench PRIVATE stocktrail_options stocktrail_allocator stocktrail::chains stocktrail::ledger)
  add_test(NAME bench_ledger COMMAND ledger_bench 400 8 --json)
  set_tests_properties(bench_ledger PROPERTIES TIMEOUT 300)
endif()
