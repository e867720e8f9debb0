# What `cmake --install` lays down beside the two programs, and the Debian package, which is the same files
# (tests/system/deb_test.py compares them): manual pages and shell completions made from the option tables, the systemd
# unit, its user and directories, its file of options, the examples.

set(package_dir ${PROJECT_SOURCE_DIR}/tools/package)
set(guides_dir ${CMAKE_CURRENT_BINARY_DIR}/guides)
string(TIMESTAMP guides_date "%Y-%m-%d" UTC)  # SOURCE_DATE_EPOCH makes it repeatable.
set(STOCKTRAIL_ZSH_COMPLETIONS share/zsh/vendor-completions CACHE STRING
  "Where zsh looks, below the prefix: Debian's own place, or share/zsh/site-functions")

add_executable(stocktrail_guides guides/main.cc server/options.cc)
target_link_libraries(stocktrail_guides PRIVATE stocktrail_options stocktrail::cli stocktrail::api stocktrail::settings)
if(STOCKTRAIL_ODR)
  target_link_options(stocktrail_guides PRIVATE -fno-lto)
endif()
set(STOCKTRAIL_MAINTAINER "Stocktrail maintainers <maintainers@stocktrail.example>" CACHE STRING
  "Who answers for the Debian package: NAME <ADDRESS>")
set(STOCKTRAIL_PACKAGE_VERSION ${PROJECT_VERSION}-1)
string(TIMESTAMP STOCKTRAIL_PACKAGE_TIME "%a, %d %b %Y %H:%M:%S +0000" UTC)
configure_file(${package_dir}/changelog.in ${guides_dir}/changelog.Debian @ONLY)
set(packed stocktrail.1 stocktraild.8)
set(guides ${packed} bash/stocktrail bash/stocktraild zsh/_stocktrail zsh/_stocktraild fish/stocktrail.fish
  fish/stocktraild.fish)
list(TRANSFORM guides PREPEND ${guides_dir}/)
add_custom_command(OUTPUT ${guides} DEPENDS stocktrail_guides
  COMMAND stocktrail_guides ${guides_dir} ${guides_date}
  COMMENT "Manual pages and shell completions")
foreach(name ${packed} changelog.Debian)
  add_custom_command(OUTPUT ${guides_dir}/${name}.gz DEPENDS ${guides_dir}/${name}
    COMMAND gzip -9nkf ${guides_dir}/${name} VERBATIM)
  list(APPEND guides ${guides_dir}/${name}.gz)
endforeach()
add_custom_command(OUTPUT ${guides_dir}/changelog.gz DEPENDS ${PROJECT_SOURCE_DIR}/CHANGELOG.md
  COMMAND gzip -9nc ${PROJECT_SOURCE_DIR}/CHANGELOG.md > ${guides_dir}/changelog.gz VERBATIM)
add_custom_target(stocktrail_guide_files ALL DEPENDS ${guides} ${guides_dir}/changelog.gz)

macro(install_file source destination)
  get_filename_component(install_name ${source} NAME)
  if(${ARGC} GREATER 2)
    set(install_name ${ARGV2})
  endif()
  install(FILES ${source} DESTINATION ${destination} RENAME ${install_name} COMPONENT programs)
endmacro()
install(TARGETS stocktrail stocktraild RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT programs)
install_file(${guides_dir}/stocktrail.1.gz ${CMAKE_INSTALL_MANDIR}/man1)
install_file(${guides_dir}/stocktraild.8.gz ${CMAKE_INSTALL_MANDIR}/man8)
foreach(program stocktrail stocktraild)
  install_file(${guides_dir}/bash/${program} share/bash-completion/completions)
  install_file(${guides_dir}/zsh/_${program} ${STOCKTRAIL_ZSH_COMPLETIONS})
  install_file(${guides_dir}/fish/${program}.fish share/fish/vendor_completions.d)
endforeach()
install(DIRECTORY import DESTINATION ${CMAKE_INSTALL_DATADIR}/stocktrail COMPONENT programs)
install_file(${PROJECT_SOURCE_DIR}/tools/dashboard.json ${CMAKE_INSTALL_DATADIR}/stocktrail)
install_file(${package_dir}/sysusers.conf lib/sysusers.d stocktrail.conf)
install_file(${package_dir}/tmpfiles.conf lib/tmpfiles.d stocktrail.conf)
install_file(${package_dir}/copyright ${CMAKE_INSTALL_DATADIR}/doc/stocktrail)
install_file(${guides_dir}/changelog.gz ${CMAKE_INSTALL_DATADIR}/doc/stocktrail)
install_file(${guides_dir}/changelog.Debian.gz ${CMAKE_INSTALL_DATADIR}/doc/stocktrail)

# The prefix is known when it is installed, not before; with /usr the configuration is in /etc, and it is never
# written over.
set(package_unit ${package_dir}/stocktraild.service.in)
set(package_env ${package_dir}/stocktraild.env)
configure_file(cmake/install_service.cmake.in install_service.cmake @ONLY)
install(SCRIPT ${CMAKE_CURRENT_BINARY_DIR}/install_service.cmake COMPONENT programs)

set(CPACK_GENERATOR DEB)
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL programs)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_NAME stocktrail)
set(CPACK_PACKAGE_CONTACT ${STOCKTRAIL_MAINTAINER})
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_NAME stocktrail)
set(CPACK_DEBIAN_PROGRAMS_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "systemd | systemd-standalone-sysusers, systemd | systemd-standalone-tmpfiles")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "verifiable supply-chain traceability and inventory ledger")
set(CPACK_COMPONENT_PROGRAMS_DESCRIPTION
"Suppliers post signed events about product batches. Each lands once in an
append-only log that anyone can check, and from that log one small server
answers where something came from, and how much is where. This package has
the server with its service, and the command line.")
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_CONTROL_EXTRA
  "${package_dir}/conffiles;${package_dir}/postinst;${package_dir}/prerm;${package_dir}/postrm")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
