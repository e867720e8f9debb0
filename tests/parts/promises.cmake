# Promises of goods: what a reservation gets, and random ones against a naive model.
stocktrail_test(NAME unit_promises SANITIZED USES promises trace SOURCES unit/promises_test.cc unit/promises_limits_test.cc
                unit/promises_departures_test.cc unit/promises_changes_test.cc
                unit/promises_sourcing_test.cc unit/promises_due_test.cc unit/promises_on_order_test.cc)
stocktrail_test(NAME property_promises SANITIZED USES promises trace SOURCES property/promises_random_test.cc)
stocktrail_test(NAME golden_promises SANITIZED USES promises trace SOURCES golden/promises_golden_test.cc)
stocktrail_fuzz(NAME reservation USES promises)
if(NOT STOCKTRAIL_FUZZ)
  # Timed by hand (bench/run_reservations.sh); in the suite a short run, so that it does not rot.
  add_executable(reserve_bench bench/reserve_bench.cc)
  target_link_libraries(reserve_bench PRIVATE stocktrail_options stocktrail_allocator stocktrail::ledger)
  target_include_directories(reserve_bench PRIVATE ${CMAKE_SOURCE_DIR})
  add_test(NAME bench_reserve COMMAND reserve_bench 50 3)
endif()
