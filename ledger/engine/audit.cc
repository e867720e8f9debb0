// The one oracle: a stored log replayed, and compared with what it signed.
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <thread>

#include "ledger/engine/audit.h"
#include "ledger/engine/audit_replay.h"
#include "ledger/engine/backup.h"
#include "ledger/engine/controls.h"
#include "ledger/engine/detail/open_guard.h"
#include "ledger/engine/rebuild.h"
#include "ledger/engine/replica.h"
#include "ledger/files/blobs.h"
#include "ledger/files/data_directory.h"
#include "ledger/store/database_lock.h"
#include "ledger/store/guard.h"
#include "ledger/store/layout.h"
#include "ledger/store/store.h"

namespace stocktrail {
namespace {

constexpr std::size_t rebuild_cache_bytes = 64u << 20;
constexpr std::size_t rebuild_memtables_bytes = 192u << 20;

/// A directory in the system's place for temporary files that is removed at the end.
class Scratch {
 public:
  static Result<std::unique_ptr<Scratch>> make() {
    std::error_code error;
    std::string name = (std::filesystem::temp_directory_path(error) / "stocktrail-audit-XXXXXX").string();
    if (error || ::mkdtemp(name.data()) == nullptr) {
      return fail(ErrorCode::unavailable,
                  "Cannot make a directory for the rebuild; set TMPDIR to one with room for it.");
    }
    return std::unique_ptr<Scratch>(new Scratch(name));
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  explicit Scratch(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

// The key of the log that the directory holds, under its name.
Result<NoteVerifier> stored_key(const Snapshot& stored, const AuditOptions& options) {
  const auto origin = stored.get(Table::meta, meta_key::origin);
  const auto key = PublicKey::from_bytes(as_bytes(stored.get(Table::meta, meta_key::log_key).value_or("")));
  if (!origin || !key) return fail(ErrorCode::corrupted, "The database names no log and no key.", "meta");
  auto log = NoteVerifier::make(*origin, *key);
  if (log && options.log && log->text() != options.log->text()) {
    return fail(ErrorCode::corrupted,
                "The directory holds the log " + log->text() + ", not " + options.log->text() + ".", "meta");
  }
  return log;
}

// What was signed once must be a prefix of this log.
void compare_with(const Checkpoint& last, std::string_view where, const Snapshot& stored,
                  const TreeEdge& edge, AuditReport& report) {
  if (to_u64(last.size) > to_u64(edge.size())) {
    report.doubts.push_back({ErrorCode::corrupted,
                             "The log signed " + std::to_string(to_u64(last.size)) +
                                 " entries: this is an old copy, or entries were cut off.",
                             std::string(where)});
    return;
  }
  const auto root = TreeReader(stored, edge).root(last.size);
  if (!root || *root != last.root) {
    report.doubts.push_back(
        {ErrorCode::corrupted, "The entries are not those that the log signed.", std::string(where)});
  }
}

void compare_with_guard(const std::filesystem::path& guard_directory, const NoteVerifier& log,
                        const Snapshot& stored, const TreeEdge& edge, AuditReport& report) {
  if (guard_directory.empty()) return;
  const auto last = Guard::read(guard_directory, log);
  if (!last) {
    if (last.error().code != ErrorCode::not_found) report.doubts.push_back(last.error());
    return;
  }
  report.guard = last->checkpoint.size;
  compare_with(last->checkpoint, "guard", stored, edge, report);
  const auto at = read_sequenced(stored);
  if (!at) {
    report.doubts.push_back(at.error());
  } else if (standing_of(edge.size(), *at, *last) == Standing::lacks_controls) {
    auto doubt = refusal_of(Standing::lacks_controls, edge.size(), *last);
    ST_CHECK(doubt.has_value());
    doubt->where = "guard";
    report.doubts.push_back(std::move(*doubt));
  }
}

// Controls follow from no record, so that nobody can rebuild them: that their rows are whole, that they agree
// with one another, and that the files which they name are there, is all that can be seen.
void check_controls(const Snapshot& stored, const std::filesystem::path& directory, AuditReport& report) {
  const ControlRows rows = read_control_rows(stored);
  report.tokens = rows.tokens;
  report.held_keys = rows.keys;
  report.files = rows.files.size();
  for (const std::string& key : rows.damaged) {
    report.doubts.push_back({ErrorCode::corrupted,
                             "The row " + hex_encode(as_bytes(key)) + " is none that a control makes.",
                             "table controls"});
  }
  const BlobStore files(directory / "blobs");
  for (const ControlRows::File& file : rows.files) {
    const std::string name = hex_encode(file.sha256);
    const auto bytes = files.get(name);
    if (!bytes) {
      report.doubts.push_back({bytes.error().code, "A file that a party brought: " + bytes.error().detail,
                               "blobs/" + name.substr(0, 2) + "/" + name});
    } else if (bytes->size() != file.bytes) {
      report.doubts.push_back(
          {ErrorCode::corrupted, "The file has another length than its row.", "table controls"});
    }
  }
}

}  // namespace

Result<AuditReport> audit_directory(const std::filesystem::path& directory,
                                    const std::function<void(std::uint64_t, std::uint64_t)>& progress,
                                    const AuditOptions& options) {
  const auto lock = DatabaseLock::take(directory / "db");
  if (!lock) {
    return fail(lock.error().code,
                lock.error().detail + " Or audit the server's address, with --server and no directory.",
                lock.error().where);
  }
  const auto manifest = read_manifest(directory);
  if (!manifest && manifest.error().code != ErrorCode::not_found) return std::unexpected(manifest.error());
  if (manifest) {
    AuditReport changed;
    changed.doubts = check_backup(directory, *manifest);
    if (!changed.doubts.empty()) return changed;
  }
  auto stored =
      Store::open_read_only({.directory = directory / "db", .cache_bytes_max = rebuild_cache_bytes});
  if (!stored) return std::unexpected(std::move(stored.error()));
  const auto tables = (*stored)->snapshot();
  const Result<RebuildPlan> plan =
      tables->last(Table::records) ? plan_rebuild(*tables, all_folds()) : RebuildPlan{};
  if (!plan) return std::unexpected(plan.error());
  const auto log = stored_key(*tables, options);
  std::optional<Checkpoint> seen;
  const std::string& note =
      options.checkpoint.empty() && manifest ? manifest->checkpoint : options.checkpoint;
  if (log && !note.empty()) {
    auto opened = open_checkpoint(note, *log);
    if (!opened) return std::unexpected(std::move(opened.error()));
    seen = std::move(*opened);
  }
  auto scratch = Scratch::make();
  if (!scratch) return std::unexpected(std::move(scratch.error()));
  auto rebuilt = Store::open({.directory = (*scratch)->path() / "db",
                              .cache_bytes_max = rebuild_cache_bytes,
                              .memtables_bytes = rebuild_memtables_bytes});
  if (!rebuilt) return std::unexpected(std::move(rebuilt.error()));
  const unsigned threads =
      options.threads > 0 ? options.threads : std::max(1u, std::thread::hardware_concurrency());
  AuditReplay replay(**stored, *tables, plan->stale, **rebuilt, threads, progress);
  AuditReport report = replay.run();
  report.not_compared = plan->names();
  if (!log) report.doubts.push_back(log.error());
  if (log && replay.is_whole() && !(*stored)->fault()) {
    compare_with_guard(options.guard_directory.empty() && !manifest ? kept_guard_directory(directory)
                                                                    : options.guard_directory,
                       *log, *tables, replay.edge(), report);
    if (seen) {
      report.checkpoint = seen->size;
      compare_with(*seen, "checkpoint", *tables, replay.edge(), report);
    }
  }
  check_controls(*tables, directory, report);
  for (const auto& fault : {(*rebuilt)->fault(), (*stored)->fault()}) {
    if (fault) report.doubts.insert(report.doubts.begin(), *fault);  // What the others may follow from.
  }
  return report;
}

}  // namespace stocktrail
