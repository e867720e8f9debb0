// tools/settings/command_line.h: reads a command line by the tables of commands.h, together with the
// environment and a TOML file. The home of CLI11: it is all templates and inline functions, some seconds for
// each file that includes it.
#pragma once

#include <variant>

#include "tools/settings/commands.h"

namespace stocktrail::settings {

/// Sets what the options point to; a value comes from the command line, else from the environment, else from
/// the file. Gives the command that was named (the root of a program that has none), or the exit status of a
/// process that has said all there is to say: `--help`, `--version`, or what is wrong.
std::variant<const Command*, Exit> read_command_line(const Program& program, int argc,
                                                     const char* const* argv);

}  // namespace stocktrail::settings
