// tools/settings/manual.h: the manual page of a program, made from the tables that its command line is read
// by.
#pragma once

#include <string>
#include <string_view>

#include "tools/settings/commands.h"

namespace stocktrail::settings {

struct ManualEdition {
  std::string section;  // "1", "8"
  std::string date;     // 2026-12-31
  std::string see_also;
};

/// In the man(7) macros, UTF-8. The help of the root begins "What it is: its purpose."; the purpose is what
/// whatis(1) finds.
std::string manual_page(const Program& program, const ManualEdition& edition);

}  // namespace stocktrail::settings
