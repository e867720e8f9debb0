# Style is a test: see tests/tidy/tidy.py for what is checked, and tidy_test.py for the proof that the checks bite.
if(NOT STOCKTRAIL_FUZZ)
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
  add_test(NAME tidy COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/tests/tidy/tidy.py --build ${PROJECT_BINARY_DIR})
  add_test(NAME tidy_test COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/tests/tidy/tidy_test.py)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
  add_test(NAME thread_safety COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/system/thread_safety.sh ${CMAKE_CXX_COMPILER} ${PROJECT_SOURCE_DIR})
endif()
