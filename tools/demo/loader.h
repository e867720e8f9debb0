// tools/demo/loader.h: loads the sample chain through the public HTTP interface, each statement signed by its
// party's own key.
#pragma once

#include <filesystem>

#include "tools/cli/http_client.h"
#include "tools/cli/session.h"

namespace stocktrail::demo {

struct Loaded {
  std::size_t statements = 0;  // New in the log.
  bool was_there = false;      // Nothing was left to do.
};

/// Uses the operator's token of the session to admit the parties; keys, tokens, statements and receipts are
/// kept in `folder`, so that a run that was cut off is taken up by the next.
Result<Loaded> load(cli::HttpClient& operator_server, const std::filesystem::path& folder,
                    cli::Session& session);

}  // namespace stocktrail::demo
