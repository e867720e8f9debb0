# The books in tables: random orders against the naive evaluation, and documents of others.
stocktrail_test(NAME unit_inventory SANITIZED USES inventory SOURCES unit/move_rule_test.cc unit/inventory_lots_test.cc unit/inventory_discrepancies_test.cc)
stocktrail_test(NAME unit_inventory_owners SANITIZED USES inventory SOURCES
  support/books_recorder.cc
  support/told.cc
  support/truthful_practices.cc
  support/truthful_reports.cc support/truthful_rooms.cc
  support/truthful_world.cc
  unit/inventory_owners_test.cc)
stocktrail_test(NAME property_inventory SANITIZED USES inventory SOURCES
  support/books_recorder.cc
  support/ended_cases.cc
  support/lot_cases.cc
  support/told.cc
  support/truthful_practices.cc
  support/truthful_reports.cc support/truthful_rooms.cc
  support/truthful_world.cc
  property/inventory_lot_cases_test.cc
  property/inventory_movements_test.cc
  property/inventory_parts_test.cc
  property/inventory_recalled_items_test.cc
  property/inventory_replay_test.cc
  property/inventory_sweep_test.cc)
stocktrail_test(NAME conformance_inventory SANITIZED USES inventory trace SOURCES conformance/fold_capture_test.cc)
stocktrail_fuzz(NAME books USES inventory PRIVATE GTest::gtest)
target_sources(fuzz_books PRIVATE support/told.cc)
if(NOT STOCKTRAIL_FUZZ)
  # What a late fact costs: timed by hand; in the suite a short run.
  add_executable(late_bench bench/late_bench.cc support/told.cc)
  target_link_libraries(late_bench PRIVATE stocktrail_options stocktrail_allocator stocktrail::inventory GTest::gtest)
  target_include_directories(late_bench PRIVATE ${CMAKE_SOURCE_DIR})
  add_test(NAME bench_late COMMAND late_bench 100 3)
  # A real ledger that is killed, against the naive model; at length by hand (docs/testing.md).
  add_executable(inventory_soak system/inventory_soak.cc support/told.cc support/truthful_practices.cc support/truthful_reports.cc
                 support/truthful_rooms.cc support/truthful_world.cc)
  target_link_libraries(inventory_soak PRIVATE stocktrail_options stocktrail_allocator stocktrail::ledger GTest::gtest)
  target_include_directories(inventory_soak PRIVATE ${CMAKE_SOURCE_DIR})
  add_test(NAME system_inventory_soak COMMAND inventory_soak --events 1 --alive 5)
  set_tests_properties(system_inventory_soak PROPERTIES TIMEOUT 300)
endif()
