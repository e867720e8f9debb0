#include "tools/cli/audit_log.h"

#include <algorithm>
#include <utility>

namespace stocktrail::cli {
namespace {

/// The hashes of one level, computed from those below, and compared with what the server serves.
class TreeCheck {
 public:
  explicit TreeCheck(HttpClient& server, LogAudit& audit) : server_(server), audit_(audit) {}

  Result<void> run(std::vector<Digest> leaves, const ShowProgress& progress) {
    std::vector<Digest> hashes = std::move(leaves);
    for (unsigned level = 0; !hashes.empty(); ++level) {
      for (std::uint64_t first = 0; first < hashes.size(); first += tile_width) {
        const auto width = static_cast<unsigned>(std::min<std::uint64_t>(tile_width, hashes.size() - first));
        const TileId id{.level = level, .index = first / tile_width, .width = width};
        if (auto compared = compare(id, std::span(hashes).subspan(first, width)); !compared) return compared;
        progress(++audit_.tiles, 0);
      }
      hashes = level_above(hashes);
    }
    return {};
  }

 private:
  static std::vector<Digest> level_above(const std::vector<Digest>& hashes) {
    std::vector<Digest> above;
    for (std::uint64_t first = 0; first + tile_width <= hashes.size(); first += tile_width) {
      above.push_back(tile_subtree(std::span(hashes).subspan(first, tile_width)));
    }
    return above;
  }

  Result<void> compare(const TileId& id, std::span<const Digest> hashes) {
    const auto bytes = server_.fetch("/log/" + tile_path(id), "application/octet-stream");
    if (!bytes) return std::unexpected(bytes.error());
    std::string expected;
    for (const Digest& hash : hashes) expected += as_text(hash);
    if (*bytes != expected)
      audit_.doubts.push_back("The tile " + tile_path(id) + " is not the hash of what is below it.");
    return {};
  }

  HttpClient& server_;
  LogAudit& audit_;
};

Result<void> fetch_entries(HttpClient& server, LogAudit& audit, const ShowProgress& progress) {
  const std::uint64_t size = to_u64(audit.checkpoint.size);
  for (std::uint64_t first = 0; first < size; first += tile_width) {
    const auto width = static_cast<unsigned>(std::min(tile_width, size - first));
    const TileId id{.level = 0, .index = first / tile_width, .width = width};
    const auto bytes = server.fetch("/log/" + entries_path(id), "application/octet-stream");
    if (!bytes) return std::unexpected(bytes.error());
    const auto bundle = decode_entry_bundle(*bytes, width);
    if (!bundle) {
      audit.doubts.push_back("The entry bundle " + entries_path(id) +
                             " cannot be read: " + bundle.error().detail);
      return {};
    }
    for (const std::string& entry : *bundle) {
      Digest digest{};
      if (entry.size() != digest.size()) {
        audit.doubts.push_back("An entry of " + entries_path(id) + " does not have 32 bytes.");
        return {};
      }
      std::copy(entry.begin(), entry.end(), digest.begin());
      audit.entries.push_back(digest);
    }
    progress(audit.entries.size(), size);
  }
  return {};
}

/// The root of the whole, and on the way the roots at the sizes that were seen before.
std::vector<Digest> check_roots(LogAudit& audit, std::span<const Checkpoint> seen) {
  Frontier frontier;
  std::vector<Digest> leaves;
  leaves.reserve(audit.entries.size());
  const auto check_seen = [&] {
    for (const Checkpoint& earlier : seen) {
      if (frontier.size() != earlier.size || frontier.root() == earlier.root) continue;
      audit.doubts.push_back("The log was rewritten: its first " + std::to_string(to_u64(earlier.size)) +
                             " entries are not those of the checkpoint that was seen before.");
    }
  };
  check_seen();
  for (const Digest& entry : audit.entries) {
    leaves.push_back(hash_leaf(entry));
    frontier.append(leaves.back());
    check_seen();
  }
  for (const Checkpoint& earlier : seen) {
    if (earlier.size <= audit.checkpoint.size) continue;
    audit.doubts.push_back("The log shrank: a checkpoint of " + std::to_string(to_u64(earlier.size)) +
                           " entries was seen before, this one has " +
                           std::to_string(to_u64(audit.checkpoint.size)) + ".");
  }
  if (frontier.size() == audit.checkpoint.size && frontier.root() != audit.checkpoint.root) {
    audit.doubts.push_back("The entries do not have the root that the checkpoint signs.");
  }
  return leaves;
}

}  // namespace

Result<LogAudit> audit_log(HttpClient& server, const NoteVerifier& log, std::span<const Checkpoint> seen,
                           const ShowProgress& progress) {
  LogAudit audit;
  auto note = server.fetch("/log/checkpoint", "text/plain");
  if (!note) return std::unexpected(note.error());
  audit.signed_checkpoint = std::move(*note);
  const auto checkpoint = open_checkpoint(audit.signed_checkpoint, log);
  if (!checkpoint) {
    audit.doubts.push_back("The checkpoint is not signed by the log's key: " + checkpoint.error().detail);
    return audit;
  }
  audit.checkpoint = *checkpoint;
  if (auto fetched = fetch_entries(server, audit, progress); !fetched)
    return std::unexpected(fetched.error());
  if (!audit.doubts.empty()) return audit;
  auto leaves = check_roots(audit, seen);
  if (auto checked = TreeCheck(server, audit).run(std::move(leaves), progress); !checked)
    return std::unexpected(checked.error());
  return audit;
}

}  // namespace stocktrail::cli
