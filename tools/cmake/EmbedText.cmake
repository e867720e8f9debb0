# stocktrail_embed_text(TARGET target FILE path SYMBOL name): makes `name` (a std::string_view with the file's text)
# available to the target from the generated header "embedded/<name>.h". Built anew when the file changes.
function(stocktrail_embed_text)
  cmake_parse_arguments(ARG "" "TARGET;FILE;SYMBOL" "" ${ARGN})
  get_filename_component(source ${ARG_FILE} ABSOLUTE)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/generated)
  set(header ${folder}/embedded/${ARG_SYMBOL}.h)
  add_custom_command(
    OUTPUT ${header}
    COMMAND ${CMAKE_COMMAND} -DSOURCE=${source} -DHEADER=${header} -DSYMBOL=${ARG_SYMBOL}
            -P ${PROJECT_SOURCE_DIR}/tools/cmake/embed_text_script.cmake
    DEPENDS ${source} ${PROJECT_SOURCE_DIR}/tools/cmake/embed_text_script.cmake
    VERBATIM)
  target_sources(${ARG_TARGET} PRIVATE ${header})
  add_custom_target(generate_${ARG_SYMBOL} DEPENDS ${header})
  add_dependencies(stocktrail_generated generate_${ARG_SYMBOL})
  target_include_directories(${ARG_TARGET} PRIVATE ${folder})
endfunction()
