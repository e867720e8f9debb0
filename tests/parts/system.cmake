# The real programs from end to end, with data and programs of others. system_roles: see EveryRouteAsksForItsRoles in system_api.
if(NOT STOCKTRAIL_FUZZ)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  foreach(name audit capture kill log tls usage verify)
    add_test(NAME system_${name} COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/tests/system/${name}_test.py)
    set_tests_properties(system_${name} PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77 ENVIRONMENT
      "STOCKTRAIL_BIN_DIR=${CMAKE_RUNTIME_OUTPUT_DIRECTORY};STOCKTRAIL_SHARED_DATA=${PROJECT_SOURCE_DIR}/../shared/data;STOCKTRAIL_WORK_DIR=${PROJECT_BINARY_DIR}/system;PYTHONDONTWRITEBYTECODE=1")
  endforeach()
  set_tests_properties(system_log PROPERTIES RESOURCE_LOCK npm)
endif()
