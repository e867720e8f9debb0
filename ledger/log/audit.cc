// The one oracle. What the stored tables say is trusted nowhere: the records are folded anew into a database
// that is thrown away, by the same code that the writer runs, and then all bytes are compared.
#include <stdlib.h>

#include <filesystem>
#include <limits>
#include <system_error>

#include "ledger/inventory/inventory.h"
#include "ledger/ledger.h"
#include "ledger/log/batch.h"
#include "ledger/log/fold.h"
#include "ledger/log/gate.h"
#include "ledger/log/guard.h"
#include "ledger/log/layout.h"
#include "ledger/log/record.h"
#include "ledger/log/store.h"

namespace stocktrail {
namespace {

constexpr std::size_t doubts_max = 100;  // More say nothing new.
constexpr std::size_t rebuild_batch_bytes = 8u << 20;
constexpr std::size_t rebuild_cache_bytes = 64u << 20;

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

class Audit {
 public:
  Audit(const Snapshot& stored, Store& rebuilt,
        const std::function<void(std::uint64_t, std::uint64_t)>& progress)
      : stored_(stored), rebuilt_(rebuilt), progress_(progress) {}

  AuditReport run();
  const TreeEdge& edge() const { return edge_; }
  void doubt(ErrorCode code, std::string detail, std::string where) {
    if (report_.doubts.size() < doubts_max)
      report_.doubts.push_back({code, std::move(detail), std::move(where)});
  }

 private:
  void replay();
  bool replay_one(LeafIndex index, std::string_view record_bytes);
  struct Reopened {
    Statement statement;
    Candidate candidate;
  };
  Result<Reopened> reopen(LeafIndex index, const Record& record);
  Result<void> check_admission(Reopened& opened, LeafIndex index, const Record& record);
  void commit();
  void compare(Table table);

  const Snapshot& stored_;
  Store& rebuilt_;
  const std::function<void(std::uint64_t, std::uint64_t)>& progress_;
  AuditReport report_;
  TreeEdge edge_;
  Gate gate_;
  RecentValues recent_;
  Micros last_recorded_at_{std::numeric_limits<std::int64_t>::min()};
  std::unique_ptr<Batch> batch_;
  std::uint64_t total_ = 0;
};

std::string place_of(LeafIndex index) {
  return "entry " + std::to_string(to_u64(index));
}

// Parses the opening of a record and ties it to its entry: whoever changed a byte of either is found here.
Result<Audit::Reopened> Audit::reopen(LeafIndex index, const Record& record) {
  const auto wire = stored_.get(Table::openings, index_key(index));
  if (!wire) return fail(ErrorCode::corrupted, "The statement is missing.");
  auto statement = Statement::parse(*wire);
  if (!statement) {
    return fail(ErrorCode::corrupted, "The stored statement cannot be read: " + statement.error().detail);
  }
  if (statement->digest() != record.statement_digest) {
    return fail(ErrorCode::corrupted, "The stored statement is not the one that was recorded.");
  }
  if (entry_of(record.blind, record.statement_digest) != record.entry) {
    return fail(ErrorCode::corrupted, "The entry is not the hash of blind and statement.");
  }
  if (record.recorded_at <= last_recorded_at_)
    return fail(ErrorCode::corrupted, "Recorded times do not rise.");
  auto candidate = read_contents(*statement);
  if (!candidate) return std::unexpected(std::move(candidate.error()));
  return Reopened{std::move(*statement), std::move(*candidate)};
}

// What the writer asked when it admitted the statement, asked again of the state as it was then.
Result<void> Audit::check_admission(Reopened& opened, LeafIndex index, const Record& record) {
  auto& [statement, candidate] = opened;
  std::optional<PublicKey> key;
  if (const auto owner = master::key_owner(statement.key_id(), *batch_)) key = owner->key.key;
  if (to_u64(index) == 0) {
    if (const auto first = first_key(candidate)) key = *first;
  }
  if (!key || !verify(statement, *key)) {
    return fail(ErrorCode::bad_signature, "The statement is not signed by a key that was registered then.");
  }
  candidate.signed_by = *key;
  const auto repeat = gate_.admit(candidate, index, record.recorded_at, *batch_);
  if (!repeat)
    return fail(ErrorCode::corrupted, "The statement may not stand in the log: " + repeat.error().detail);
  if (*repeat)
    return fail(ErrorCode::corrupted, "The statement was logged before, as " + place_of(**repeat) + ".");
  return {};
}

// False: the state from here on cannot be known.
bool Audit::replay_one(LeafIndex index, std::string_view record_bytes) {
  const auto record = decode_record(record_bytes);
  if (!record || edge_.size() != TreeSize{to_u64(index)}) {
    doubt(ErrorCode::corrupted, "The record is damaged or missing.",
          place_of(TreeSize{to_u64(index)} == edge_.size() ? index : LeafIndex{to_u64(edge_.size())}));
    return false;
  }
  auto opened = reopen(index, *record);
  if (!opened) {
    doubt(opened.error().code, opened.error().detail, place_of(index));
    return false;
  }
  if (auto admitted = check_admission(*opened, index, *record); !admitted) {
    doubt(admitted.error().code, admitted.error().detail, place_of(index));
  }
  if (to_u64(index) == 0) {
    const auto key = stored_.get(Table::meta, meta_key::log_key).value_or("");
    const auto log_key = PublicKey::from_bytes(as_bytes(key));
    if (!log_key) {
      doubt(ErrorCode::corrupted, "The database names no key of the log.", "meta");
      return false;
    }
    fold_beginning(stored_.get(Table::meta, meta_key::origin).value_or(""), *log_key, *batch_);
  }
  const Candidate& candidate = opened->candidate;
  fold(candidate, index, *record, edge_, *batch_);
  if (candidate.change) gate_.forget();
  last_recorded_at_ = record->recorded_at;
  ++report_.statements;
  report_.events += candidate.events.size();
  return true;
}

void Audit::commit() {
  if (auto written = rebuilt_.commit(*batch_, Durability::none); !written) {
    doubt(ErrorCode::unavailable, "The rebuild could not be written: " + written.error().detail, "rebuild");
  }
  batch_->write_to(recent_);
  batch_ = std::make_unique<Batch>(rebuilt_.snapshot(), recent_);
}

void Audit::replay() {
  batch_ = std::make_unique<Batch>(rebuilt_.snapshot(), recent_);
  bool is_whole = true;
  stored_.scan(Table::records, {}, {}, [&](std::string_view key, std::string_view bytes) {
    const auto index = decode_u64(key);
    is_whole = index && replay_one(LeafIndex{*index}, bytes);
    if (batch_->bytes() >= rebuild_batch_bytes) commit();
    progress_(to_u64(edge_.size()), total_);
    return is_whole && !rebuilt_.fault();
  });
  commit();
}

void Audit::compare(Table table) {
  const auto rebuilt = rebuilt_.snapshot();
  std::uint64_t stored_keys = 0, rebuilt_keys = 0;
  const std::string where = "table " + std::string(name_of(table));
  stored_.scan(table, {}, {}, [&](std::string_view key, std::string_view value) {
    ++stored_keys;
    if (rebuilt->get(table, key) == value) return true;
    doubt(ErrorCode::corrupted,
          "The value of key " + hex_encode(as_bytes(key)) + " does not follow from the records.", where);
    return false;
  });
  rebuilt->scan(table, {}, {}, [&](std::string_view key, std::string_view) {
    ++rebuilt_keys;
    if (rebuilt_keys <= stored_keys || stored_.get(table, key)) return true;
    doubt(ErrorCode::corrupted, "The key " + hex_encode(as_bytes(key)) + " is missing.", where);
    return false;
  });
  if (stored_keys != rebuilt_keys && report_.doubts.empty()) {
    doubt(ErrorCode::corrupted,
          "It holds " + std::to_string(stored_keys) + " keys, and " + std::to_string(rebuilt_keys) +
              " follow from the records.",
          where);
  }
}

AuditReport Audit::run() {
  if (const auto last = stored_.last(Table::records)) total_ = decode_u64(last->first).value_or(0) + 1;
  replay();
  report_.size = edge_.size();
  // After a break the rebuilt state is that of a shorter log, and every table would differ.
  if (report_.doubts.empty()) {
    for (const Table table : all_tables()) compare(table);
  }
  for (const auto& good : inventory::unbalanced(*rebuilt_.snapshot())) {
    doubt(ErrorCode::corrupted, "The accounts of " + good.product + " " + good.lot + " do not sum to zero.",
          "balances");
  }
  return std::move(report_);
}

// Its usual place. "data/" is the same directory as "data".
std::filesystem::path guard_directory_of(const std::filesystem::path& directory) {
  return (directory.has_filename() ? directory : directory.parent_path()).string() + ".guard";
}

// What was signed last, if the guard lies at its usual place, must be a prefix of this log.
void compare_with_guard(const std::filesystem::path& directory, const Snapshot& stored, const TreeEdge& edge,
                        AuditReport& report) {
  const auto origin = stored.get(Table::meta, meta_key::origin);
  const auto key = PublicKey::from_bytes(as_bytes(stored.get(Table::meta, meta_key::log_key).value_or("")));
  if (!origin || !key) return;
  const auto log = NoteVerifier::make(*origin, *key);
  if (!log) return;
  const auto last = Guard::read(guard_directory_of(directory), *log);
  if (!last) {
    if (last.error().code != ErrorCode::not_found) report.doubts.push_back(last.error());
    return;
  }
  if (to_u64(last->size) > to_u64(edge.size())) {
    report.doubts.push_back(
        {ErrorCode::corrupted,
         "The log signed " + std::to_string(to_u64(last->size)) + " entries: this is an old copy.", "guard"});
    return;
  }
  const auto root = TreeReader(stored, edge).root(last->size);
  if (!root || *root != last->root) {
    report.doubts.push_back(
        {ErrorCode::corrupted, "The entries are not those that the log signed.", "guard"});
  }
}

}  // namespace

Result<AuditReport> audit_directory(const std::filesystem::path& directory,
                                    const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  auto stored =
      Store::open_read_only({.directory = directory / "db", .cache_bytes_max = rebuild_cache_bytes});
  if (!stored) return std::unexpected(std::move(stored.error()));
  auto scratch = Scratch::make();
  if (!scratch) return std::unexpected(std::move(scratch.error()));
  auto rebuilt =
      Store::open({.directory = (*scratch)->path() / "db", .cache_bytes_max = rebuild_cache_bytes});
  if (!rebuilt) return std::unexpected(std::move(rebuilt.error()));
  const auto tables = (*stored)->snapshot();
  Audit audit(*tables, **rebuilt, progress);
  AuditReport report = audit.run();
  if (report.doubts.empty()) {
    compare_with_guard(std::filesystem::absolute(directory).lexically_normal(), *tables, audit.edge(),
                       report);
  }
  for (const auto& fault : {(*stored)->fault(), (*rebuilt)->fault()}) {
    if (fault) report.doubts.push_back(*fault);
  }
  return report;
}

}  // namespace stocktrail
