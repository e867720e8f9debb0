find_package(PNG REQUIRED)
file(GLOB cli_tests CONFIGURE_DEPENDS unit/cli_*_test.cc unit/qr_*_test.cc)
stocktrail_test(NAME unit_cli SOURCES ${cli_tests} USES cli settings api PRIVATE PNG::PNG)
if(TARGET unit_cli)
  add_dependencies(unit_cli stocktrail)  # One of its tests runs it.
endif()

# The real programs, driven from Python.
foreach(name changes cli client demo echelon keys orders outbox retail settings sheets)
  stocktrail_script_test(NAME system_${name} SCRIPT system/${name}_test.py)
endforeach()

# What is installed; a sanitized build is no product.
if(NOT STOCKTRAIL_SANITIZE)
  stocktrail_script_test(NAME system_deb SCRIPT system/deb_test.py)
endif()
