# Run at each build: writes OUTPUT with the commit of SOURCE, and touches it only if that has changed.
set(commit unknown)
find_program(git git)
if(git)
  execute_process(COMMAND ${git} -C ${SOURCE} rev-parse --short=12 HEAD OUTPUT_VARIABLE found RESULT_VARIABLE failed
                  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  execute_process(COMMAND ${git} -C ${SOURCE} status --porcelain --untracked-files=no OUTPUT_VARIABLE changes ERROR_QUIET)
  if(NOT failed)
    set(commit ${found})
    if(changes)
      string(APPEND commit -changed)
    endif()
  endif()
endif()
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[
#include "tools/server/build_info.h"

namespace stocktrail::server {
const char* const commit = "@commit@";
}  // namespace stocktrail::server
]])
