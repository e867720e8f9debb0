# Benchmarks over HTTP: built by name, never part of the suite.
if(NOT STOCKTRAIL_FUZZ)
  add_executable(http_bench EXCLUDE_FROM_ALL ${PROJECT_SOURCE_DIR}/tests/bench/http_bench.cc)
  target_link_libraries(http_bench PRIVATE stocktrail_options stocktrail::chains stocktrail::api)
endif()
