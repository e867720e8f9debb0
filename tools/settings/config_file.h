// tools/settings/config_file.h: the options of a program in a TOML file. CLI11's own reader takes lines that
// are no TOML and passes over names that no option has, so that a limit with a misspelt name would not be
// set.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace stocktrail::settings {

/// Adds `--config FILE`; without it `usual` is read if that is there. A name may have `_` for `-`. A file
/// that is no TOML, and a name that no option has, are faults of app.parse(); messages name the file. `app`
/// must have its name; it gets its options and subcommands before it is parsed.
void add_config_file(CLI::App& app, const std::string& usual);

}  // namespace stocktrail::settings
