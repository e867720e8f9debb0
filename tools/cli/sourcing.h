// tools/cli/sourcing.h: which of the places of an order are used, as options say it.
#pragma once

#include <string>
#include <vector>

#include "crypto/json_writer.h"
#include "tools/cli/session.h"
#include "tools/settings/commands.h"

namespace stocktrail::cli {

struct SourcingOptions {
  std::string sourcing, near;
  std::vector<std::string> distances, costs;
};
/// They write to `options`, which must outlive the command.
std::vector<settings::Option> sourcing_options(SourcingOptions& options);

/// The members of the order that say it; an error names the option.
Result<void> write_sourcing(json::Writer& w, const SourcingOptions& options);

}  // namespace stocktrail::cli
