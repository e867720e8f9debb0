// ledger/engine/audit.h: whether a data directory is what its log signed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crypto/checkpoint.h"
#include "crypto/result.h"

namespace stocktrail {

/// The one oracle: recomputes the tree, checks every opening against its entry and signature, rebuilds every
/// table from the records and compares bytes, and checks that positions sum to zero. `progress` gets done and
/// total.
struct AuditReport {
  TreeSize size{};
  std::uint64_t statements = 0, events = 0, erased = 0;
  std::uint64_t tokens = 0, held_keys = 0, files = 0;  // Controls: whether rows and files are whole.
  std::optional<TreeSize> guard, checkpoint;  // What the end was compared with, and of which size that was.
  std::vector<Error> doubts;                  // Empty: all is well, as far as could be seen.
  /// Folds whose tables are those of another version of the program, as "trace, inventory": there is nothing
  /// to compare them with. The server makes them anew when it opens the directory.
  std::string not_compared;
  /// Statements of kinds that this program does not know, by kind: each is the one that was recorded, and
  /// signed by a key that was registered then, as far as known kinds tell; no fold read it.
  std::map<std::string, std::uint64_t> unknown_kinds;
  /// What may be as it is because of those: derived tables that do not follow from the other statements, and
  /// statements that may not stand in the log without them. Nothing of it is a doubt, and nothing is judged.
  std::vector<Error> not_judged;
  /// Statements whose contents the parser of today refuses, of before named_rules (ledger/epcis/rules.h):
  /// what was read of them when they were admitted was taken as it is kept.
  std::uint64_t as_kept = 0;
  /// Only what was kept elsewhere can tell that entries were cut off the end, or all written anew.
  bool is_anchored() const { return guard || checkpoint; }
};
struct AuditOptions {
  std::filesystem::path guard_directory;  // Empty: where the server of this data had it.
  std::optional<NoteVerifier> log;        // The log's key, as the auditor knows it.
  std::string checkpoint;                 // A signed checkpoint of this log that was kept elsewhere.
  unsigned threads = 0;                   // That read and verify ahead; 0: as many as the machine has.
};
/// Errors: `unavailable` while a server has the directory open, whose files change; `bad_signature` for a
/// checkpoint that this log did not sign.
Result<AuditReport> audit_directory(const std::filesystem::path& directory,
                                    const std::function<void(std::uint64_t, std::uint64_t)>& progress,
                                    const AuditOptions& options = {});

}  // namespace stocktrail
