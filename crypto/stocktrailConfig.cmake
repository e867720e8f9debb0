# stocktrail::crypto is a static library: whoever links it also links what it uses.
include(CMakeFindDependencyMacro)
find_dependency(OpenSSL 3)
find_dependency(simdjson)
find_dependency(PkgConfig)
if(NOT TARGET PkgConfig::SODIUM)
  pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
endif()

include(${CMAKE_CURRENT_LIST_DIR}/stocktrailTargets.cmake)
