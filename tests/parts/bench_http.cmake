# Load over HTTP: timed by hand; in the suite a short run, so that it does not rot.
if(NOT STOCKTRAIL_FUZZ)
  add_executable(http_bench ${PROJECT_SOURCE_DIR}/tests/bench/http_bench.cc)
  target_link_libraries(http_bench PRIVATE stocktrail_options stocktrail_allocator stocktrail::chains stocktrail::api)
  add_test(NAME bench_http COMMAND http_bench 800 200)
  set_tests_properties(bench_http PROPERTIES TIMEOUT 300)
endif()
