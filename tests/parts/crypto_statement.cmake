# JSON, statements and proof files.
stocktrail_test(NAME unit_crypto_json SOURCES unit/crypto_json_test.cc USES crypto)
stocktrail_test(NAME unit_crypto_statement SOURCES unit/crypto_statement_test.cc USES crypto)
stocktrail_test(NAME unit_crypto_bundle SOURCES unit/crypto_bundle_test.cc USES crypto)

# Other people's SD-JWT libraries, unmodified.
add_executable(statement_tool ${PROJECT_SOURCE_DIR}/tests/support/statement_tool.cc)
target_link_libraries(statement_tool PRIVATE stocktrail_options stocktrail::crypto)
add_test(NAME system_sdjwt_npm
  COMMAND ${PROJECT_SOURCE_DIR}/tests/system/npm/run.sh ${PROJECT_BINARY_DIR}/npm-sdjwt $<TARGET_FILE:statement_tool>)
set_tests_properties(system_sdjwt_npm PROPERTIES TIMEOUT 300 SKIP_RETURN_CODE 77)
