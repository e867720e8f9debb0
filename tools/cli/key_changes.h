// tools/cli/key_changes.h: statements of kind `key`, by which a party changes its own keys in the log, and
// the operator ends those of others (docs/formats.md, "When a key may sign"). Each may be said again after a
// run that was cut off: what the log has already is not stated twice.
#pragma once

#include <vector>

#include "tools/cli/commands.h"

namespace stocktrail::cli {

/// `add`, `rotate` and `revoke`, below `stocktrail key`.
std::vector<Command> key_change_commands(Session& session);

}  // namespace stocktrail::cli
