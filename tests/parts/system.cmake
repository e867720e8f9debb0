# The real programs from end to end, with data and programs of others. Roles: tests/system/api_roles_test.cc.
foreach(name arrow audit backup capture disk feed hardening kill log metrics reading recall slips tls usage verify)
  stocktrail_script_test(NAME system_${name} SCRIPT system/${name}_test.py)
endforeach()
if(NOT STOCKTRAIL_FUZZ)
  set_tests_properties(system_log PROPERTIES RESOURCE_LOCK "npm;checklog")
  set_tests_properties(system_arrow PROPERTIES RESOURCE_LOCK npm)
endif()
if(NOT STOCKTRAIL_FUZZ AND NOT STOCKTRAIL_SANITIZE)
  # A log of 70,000 entries, in some minutes: `ctest -LE long` leaves it out.
  stocktrail_script_test(NAME system_log_full SCRIPT system/log_test.py ARGS --full Go TIMEOUT 1800)
  set_tests_properties(system_log_full PROPERTIES RESOURCE_LOCK checklog LABELS long)
endif()
