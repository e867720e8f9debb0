# The history of realistic supply chains that the benchmarks read, and the proof that a ledger admits it.
if(NOT STOCKTRAIL_FUZZ)
  add_library(stocktrail_chains STATIC
    bench/chains/chains.cc bench/chains/event.cc bench/chains/runs.cc
    bench/chains/signed.cc bench/chains/tape.cc bench/chains/teller.cc bench/chains/ways.cc bench/chains/world.cc)
  target_link_libraries(stocktrail_chains PUBLIC stocktrail_options stocktrail::ledger)
  add_library(stocktrail::chains ALIAS stocktrail_chains)
  # Timed by hand (bench/run_chains.sh); in the suite a short run of all its parts, so that it does not rot.
  add_executable(chains_bench bench/chains_bench.cc bench/chains_read.cc bench/chains_sql.cc)
  target_link_libraries(chains_bench PRIVATE stocktrail_allocator stocktrail::chains stocktrail::api)
  add_test(NAME bench_chains COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/bench/chains_small.sh $<TARGET_FILE:chains_bench>)
  set_tests_properties(bench_chains PROPERTIES TIMEOUT 300)
  stocktrail_test(NAME unit_bench_chains SOURCES unit/bench_chains_test.cc USES chains ledger)
endif()
