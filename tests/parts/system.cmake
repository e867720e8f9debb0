# The real programs from end to end, with data and programs of others. Roles: tests/system/api_roles_test.cc.
if(NOT STOCKTRAIL_FUZZ)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  function(stocktrail_system_test name script)
    add_test(NAME system_${name} COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/tests/system/${script}_test.py ${ARGN})
    set_tests_properties(system_${name} PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77 ENVIRONMENT
      "STOCKTRAIL_BIN_DIR=${CMAKE_RUNTIME_OUTPUT_DIRECTORY};STOCKTRAIL_SHARED_DATA=${PROJECT_SOURCE_DIR}/../shared/data;STOCKTRAIL_WORK_DIR=${PROJECT_BINARY_DIR}/system;PYTHONDONTWRITEBYTECODE=1")
  endfunction()
  foreach(name audit capture kill log tls usage verify)
    stocktrail_system_test(${name} ${name})
  endforeach()
  set_tests_properties(system_log PROPERTIES RESOURCE_LOCK "npm;checklog")
  if(NOT STOCKTRAIL_SANITIZE)
    # A log of 70,000 entries, in some minutes: `ctest -LE long` leaves it out.
    stocktrail_system_test(log_full log --full Go)
    set_tests_properties(system_log_full PROPERTIES RESOURCE_LOCK checklog LABELS long TIMEOUT 1800)
  endif()
endif()
