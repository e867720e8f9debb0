find_package(PNG REQUIRED)
file(GLOB cli_tests CONFIGURE_DEPENDS unit/cli_*_test.cc unit/qr_*_test.cc)
stocktrail_test(NAME unit_cli SOURCES ${cli_tests} USES cli settings api PRIVATE PNG::PNG)

# The real programs, driven from Python.
if(NOT STOCKTRAIL_FUZZ)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  foreach(name changes cli demo outbox retail settings)
    add_test(NAME system_${name} COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/tests/system/${name}_test.py)
    set_tests_properties(system_${name} PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77 ENVIRONMENT
      "STOCKTRAIL_BIN_DIR=${CMAKE_RUNTIME_OUTPUT_DIRECTORY};STOCKTRAIL_SHARED_DATA=${PROJECT_SOURCE_DIR}/../shared/data;PYTHONDONTWRITEBYTECODE=1")
  endforeach()
endif()
