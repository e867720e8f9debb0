// tools/cli/audit_log.h: a whole log checked over HTTP, with no trust in its server: every entry and every
// tile is fetched, the tree is computed again, and what was seen before must be its beginning.
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "crypto/checkpoint.h"
#include "crypto/tile.h"
#include "tools/cli/http_client.h"

namespace stocktrail::cli {

/// What the audit found. Empty doubts: all is well.
struct LogAudit {
  Checkpoint checkpoint;
  std::string signed_checkpoint;
  std::uint64_t tiles = 0;
  std::uint64_t statements = 0;                      // Opened and verified, where the token allows it.
  std::set<std::string, std::less<>> unknown_kinds;  // Of those: verified, but not known to this program.
  std::vector<Digest> entries;                       // Raw entries in log order.
  std::vector<std::string> doubts;
};

using ShowProgress = std::function<void(std::uint64_t done, std::uint64_t total)>;

/// Reads the public log, which must continue all that was `seen` before. An Error only if the server does not
/// answer; whatever contradicts itself is a doubt.
Result<LogAudit> audit_log(HttpClient& server, const NoteVerifier& log, std::span<const Checkpoint> seen,
                           const ShowProgress& progress);

/// With an auditor's token: opens every entry, and checks digest, blind and signature against the keys that
/// the log's own statements register.
Result<void> audit_statements(HttpClient& server, LogAudit& audit, const ShowProgress& progress);

}  // namespace stocktrail::cli
