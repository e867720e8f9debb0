# The sample chain: its data against the fold, and loaded through the real programs.
stocktrail_test(NAME unit_demo_chain SOURCES unit/demo_chain_test.cc USES cli)
if(NOT STOCKTRAIL_FUZZ)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  add_test(NAME system_sample_chain
           COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/tests/system/sample_chain_test.py)
  set_tests_properties(system_sample_chain PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77 ENVIRONMENT
    "STOCKTRAIL_BIN_DIR=${CMAKE_RUNTIME_OUTPUT_DIRECTORY};STOCKTRAIL_SHARED_DATA=${PROJECT_SOURCE_DIR}/../shared/data;PYTHONDONTWRITEBYTECODE=1")
endif()
