// tools/demo/load.h: loads the sample chain into a server through its public HTTP interface: the operator
// admits the parties, each party signs with its own key what it states and reports.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "tools/cli/session.h"
#include "tools/demo/chain.h"

namespace stocktrail::demo {

struct LoadOptions {
  std::filesystem::path folder;  // Keys, tokens, statements and receipts; made if it is not there.
  std::optional<Micros> day;     // The chain's today; nullopt: today, or the day of an earlier load.
};

struct Loaded {
  Chain chain;
  std::string day;           // ISO date
  std::size_t recorded = 0;  // Statements that are new in the log.
};

/// `session` has the server and the operator's token. Loading again signs the same bytes again and sends what
/// has no receipt yet, so that a load that was cut off is completed, and one that was not changes nothing. An
/// error if the server has the sample's parties with keys that are not in the folder.
Result<Loaded> load_chain(const LoadOptions& options, cli::Session& session);

}  // namespace stocktrail::demo
