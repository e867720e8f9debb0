// tools/settings/config_file.h: the options of a program in a TOML file. A name that no option has is a
// fault, so that a limit with a misspelt name is never passed over.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "tools/settings/commands.h"

namespace stocktrail::settings {

struct Setting {
  std::vector<std::string> commands;  // The sections that it stands in: "[party.add]" is {"party", "add"}.
  std::string name;                   // Of the option, without its dashes.
  std::vector<std::string> values;
};

/// What the file says, each about an option of `root` or of a command below it. A name may have `_` for `-`.
/// `invalid_argument`, with the line, if it is no TOML or names what is not there.
Result<std::vector<Setting>> read_settings(std::istream& in, const Command& root);

}  // namespace stocktrail::settings
