# Bytes, hashes, keys, the Merkle tree and the formats of the public log.
stocktrail_test(NAME unit_crypto SANITIZED USES crypto SOURCES
  unit/crypto_blocked_test.cc
  unit/crypto_bytes_test.cc
  unit/crypto_failed_check_test.cc
  unit/crypto_ed25519_test.cc
  unit/crypto_log_test.cc
  unit/crypto_merkle_test.cc
  unit/crypto_words_test.cc)
stocktrail_test(NAME conformance_crypto SANITIZED USES crypto SOURCES conformance/crypto_conformance_test.cc)
find_package(rapidcheck REQUIRED)
stocktrail_test(NAME property_crypto SANITIZED USES crypto PRIVATE rapidcheck SOURCES property/crypto_property_test.cc)
stocktrail_test(NAME golden_crypto SANITIZED USES crypto SOURCES golden/crypto_log_golden_test.cc)
foreach(target note checkpoint tlog_proof tile blocked)
  stocktrail_fuzz(NAME ${target} USES crypto)
endforeach()

# Other people's code and other people's projects.
if(NOT STOCKTRAIL_FUZZ)
  add_executable(write_log system/write_log.cc)
  target_link_libraries(write_log PRIVATE stocktrail_options stocktrail::crypto)
  add_test(NAME system_log_interop
           COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/system/log_interop.sh $<TARGET_FILE:write_log>
                   ${CMAKE_CURRENT_BINARY_DIR}/log_interop)
  set_tests_properties(system_log_interop PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 600)
  set(sanitizers "")
  if(STOCKTRAIL_SANITIZE)
    set(sanitizers -fsanitize=${STOCKTRAIL_SANITIZE})
  endif()
  add_test(NAME system_package
           COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/system/package.sh ${PROJECT_BINARY_DIR}
                   ${CMAKE_CURRENT_BINARY_DIR}/package $<CONFIG> ${CMAKE_CXX_COMPILER} "${sanitizers}")
  set_tests_properties(system_package PROPERTIES TIMEOUT 300)
endif()
