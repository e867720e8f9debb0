// tools/settings/completion.h: what shells offer at the tab key, made from the tables that the command line
// is read by: commands, options, the words of an option that has only some, and files where a file is
// expected.
#pragma once

#include <string>

#include "tools/settings/commands.h"

namespace stocktrail::settings {

/// For share/bash-completion/completions/NAME. Needs nothing of the package bash-completion but to be read.
std::string bash_completion(const Program& program);
/// For a folder of $fpath, as _NAME.
std::string zsh_completion(const Program& program);
/// For share/fish/vendor_completions.d/NAME.fish.
std::string fish_completion(const Program& program);

}  // namespace stocktrail::settings
