# JSON, statements and proof files.
stocktrail_test(NAME unit_crypto_json SANITIZED SOURCES unit/crypto_json_test.cc USES crypto)
stocktrail_test(NAME unit_crypto_statement SANITIZED USES crypto SOURCES
  unit/crypto_statement_test.cc
  unit/crypto_kind_test.cc
  unit/crypto_limits_test.cc
  unit/crypto_reopened_test.cc)
stocktrail_test(NAME unit_crypto_bundle SANITIZED SOURCES unit/crypto_bundle_test.cc unit/crypto_signing_time_test.cc USES crypto)
stocktrail_test(NAME unit_crypto_seal SANITIZED SOURCES unit/crypto_seal_test.cc USES crypto)
find_package(rapidcheck REQUIRED)
stocktrail_test(NAME property_crypto_statement SANITIZED SOURCES property/crypto_statement_property_test.cc
  USES crypto PRIVATE rapidcheck)
stocktrail_test(NAME golden_crypto_statement SANITIZED SOURCES golden/crypto_statement_golden_test.cc USES crypto)
foreach(target json statement proof_bundle)
  stocktrail_fuzz(NAME ${target} USES crypto)
endforeach()

# Other people's SD-JWT libraries, unmodified.
if(NOT STOCKTRAIL_FUZZ)
  add_executable(statement_tool ${PROJECT_SOURCE_DIR}/tests/support/statement_tool.cc)
  target_link_libraries(statement_tool PRIVATE stocktrail_options stocktrail::crypto)
  add_test(NAME system_sdjwt_npm
    COMMAND ${PROJECT_SOURCE_DIR}/tests/system/npm/run.sh ${PROJECT_BINARY_DIR}/npm-sdjwt
            sdjwt_interop.mjs $<TARGET_FILE:statement_tool>)
  set_tests_properties(system_sdjwt_npm PROPERTIES TIMEOUT 300 SKIP_RETURN_CODE 77 RESOURCE_LOCK npm)
endif()

find_package(benchmark REQUIRED)
add_executable(bench_statement EXCLUDE_FROM_ALL ${PROJECT_SOURCE_DIR}/tests/bench/statement_bench.cc)
target_link_libraries(bench_statement PRIVATE stocktrail_options stocktrail::crypto benchmark::benchmark)
