# The consumer pages in Chromium. Skipped with its reason where Node, Chromium or the registry is missing.
if(NOT STOCKTRAIL_FUZZ AND NOT STOCKTRAIL_SANITIZE)
  add_test(NAME web_pages
    COMMAND ${PROJECT_SOURCE_DIR}/tests/web/run.sh $<TARGET_FILE_DIR:stocktraild> ${PROJECT_BINARY_DIR}/web-tests)
  set_tests_properties(web_pages PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77)
endif()
