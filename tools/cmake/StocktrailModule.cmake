# How every module is built. A module is one folder, one static library, one row of the layer diagram in
# docs/architecture.md: it may link only modules to its left. Outside libraries are PRIVATE to their one home.

option(STOCKTRAIL_WERROR "Treat warnings as errors" OFF)
option(STOCKTRAIL_FUZZ "Build the fuzz targets with libFuzzer, and nothing else that tests (needs clang)" OFF)
option(STOCKTRAIL_ODR "Link each program once more, so that two things of one name are an error (needs GCC)" OFF)
set(STOCKTRAIL_SANITIZE "" CACHE STRING "Sanitizers for -fsanitize=, empty for none")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

set(CMAKE_POSITION_INDEPENDENT_CODE ON)

add_library(stocktrail_options INTERFACE)
target_compile_options(stocktrail_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual -Wformat=2
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>  # GCC 12: false alarm on string::assign(1, c) at -O3.
  # clang: libstdc++ 12's own stable_sort asks for the deprecated get_temporary_buffer. GCC still warns of ours.
  $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>  # The marks of crypto/mutex.h.
  $<$<BOOL:${STOCKTRAIL_WERROR}>:-Werror>
  -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.  # The same binary, and ccache entry, wherever the clone lies.
  -fstack-protector-strong)
# Checked indexes in every build: a server on hostile input is no place to save a compare.
target_compile_definitions(stocktrail_options INTERFACE _GLIBCXX_ASSERTIONS)
target_include_directories(stocktrail_options INTERFACE ${PROJECT_SOURCE_DIR})

if(STOCKTRAIL_SANITIZE)
  target_compile_options(stocktrail_options INTERFACE
    -fsanitize=${STOCKTRAIL_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(stocktrail_options INTERFACE -fsanitize=${STOCKTRAIL_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)  # What sanitizers add hides from GCC that Boost.Optional is set.
    target_compile_options(stocktrail_options INTERFACE -Wno-maybe-uninitialized)
  endif()
  if(STOCKTRAIL_SANITIZE MATCHES thread AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(stocktrail_options INTERFACE -Wno-tsan)  # Fences in Asio: GCC only says it ignores them.
  endif()
else()
  # Of optimised builds only: what is fortified must be inlined, and the everyday Debug build is for a debugger.
  # tests/system/hardening_test.py looks for all of it in the programs.
  set(hardening -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-clash-protection)
  if(CMAKE_SYSTEM_PROCESSOR STREQUAL x86_64)
    list(APPEND hardening -fcf-protection=full)
  elseif(CMAKE_SYSTEM_PROCESSOR STREQUAL aarch64)
    list(APPEND hardening -mbranch-protection=standard)
  endif()
  set(STOCKTRAIL_PROTECTIONS "$<$<NOT:$<CONFIG:Debug>>:${hardening}>")
  target_compile_options(stocktrail_options INTERFACE "${STOCKTRAIL_PROTECTIONS}")
  target_link_options(stocktrail_options INTERFACE -pie -Wl,-z,relro,-z,now)
endif()
if(STOCKTRAIL_FUZZ)
  target_compile_options(stocktrail_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# What programs and benchmarks get memory from: a ledger makes and drops many small texts on several threads, which costs
# glibc's allocator a fifth of all processor time (docs/performance.md). Sanitizers have their own.
add_library(stocktrail_allocator INTERFACE)
if(NOT STOCKTRAIL_SANITIZE)
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(JEMALLOC REQUIRED IMPORTED_TARGET GLOBAL jemalloc)
  target_link_libraries(stocktrail_allocator INTERFACE PkgConfig::JEMALLOC)
endif()

# Two classes of one name link without a word, and one's constructor then makes the other. GCC sees it when it links for
# link-time optimisation. The objects hold both forms; the program itself is linked as ever.
if(STOCKTRAIL_ODR)
  target_compile_options(stocktrail_options INTERFACE -flto -ffat-lto-objects)
endif()

# stocktrail_program(NAME name SOURCES a.cc ... USES module ... PRIVATE outside-library ...)
function(stocktrail_program)
  cmake_parse_arguments(ARG "" "NAME" "SOURCES;USES;PRIVATE" ${ARGN})
  list(TRANSFORM ARG_USES PREPEND stocktrail::)
  set(programs ${ARG_NAME})
  if(STOCKTRAIL_ODR)
    list(APPEND programs ${ARG_NAME}_odr)
  endif()
  foreach(program ${programs})
    add_executable(${program} ${ARG_SOURCES})
    target_link_libraries(${program} PRIVATE stocktrail_options stocktrail_allocator ${ARG_USES} ${ARG_PRIVATE})
  endforeach()
  if(STOCKTRAIL_ODR)
    target_link_options(${ARG_NAME} PRIVATE -fno-lto)
    target_link_options(${ARG_NAME}_odr PRIVATE -flto=auto -Werror=odr -Werror=lto-type-mismatch)
  endif()
endfunction()

# stocktrail_module(NAME name SOURCES a.cc ... USES module ... PRIVATE outside-library ...)
function(stocktrail_module)
  cmake_parse_arguments(ARG "" "NAME" "SOURCES;USES;PRIVATE" ${ARGN})
  list(TRANSFORM ARG_USES PREPEND stocktrail::)
  if(NOT ARG_SOURCES)  # A module that nobody has begun yet.
    add_library(stocktrail_${ARG_NAME} INTERFACE)
    add_library(stocktrail::${ARG_NAME} ALIAS stocktrail_${ARG_NAME})
    target_link_libraries(stocktrail_${ARG_NAME} INTERFACE ${ARG_USES})
    return()
  endif()
  add_library(stocktrail_${ARG_NAME} STATIC ${ARG_SOURCES})
  add_library(stocktrail::${ARG_NAME} ALIAS stocktrail_${ARG_NAME})
  target_link_libraries(stocktrail_${ARG_NAME}
    PUBLIC ${ARG_USES}
    PRIVATE $<BUILD_INTERFACE:stocktrail_options> ${ARG_PRIVATE})  # Not part of an installed module.
endfunction()
