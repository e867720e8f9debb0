#include "ledger/engine/audit_replay.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <thread>
#include <vector>

#include "crypto/sha256.h"
#include "ledger/engine/joined_snapshot.h"
#include "ledger/inventory/inventory.h"
#include "ledger/log/log_batch.h"
#include "ledger/store/layout.h"

namespace stocktrail {
namespace {

constexpr std::size_t doubts_max = 100;  // More say nothing new.
constexpr std::size_t rebuild_batch_bytes = 1u << 20;

std::string place_of(LeafIndex index) {
  return "entry " + std::to_string(to_u64(index));
}

std::string strange_value(std::string_view key) {
  return "The value of key " + hex_encode(as_bytes(key)) + " does not follow from the records.";
}
std::string missing_key(std::string_view key) {
  return "The key " + hex_encode(as_bytes(key)) + " is missing.";
}

/// The digest of all keys and values in order, with their lengths: equal exactly where the tables are.
Digest digest_of(Table table, const TableReader& tables) {
  Sha256 hash;
  tables.scan(table, {}, {}, [&](std::string_view key, std::string_view value) {
    hash.update(encode_u64(key.size())).update(key).update(encode_u64(value.size())).update(value);
    return true;
  });
  return hash.finish();
}

/// Does `work(i)` for every i below `count` on so many threads, this one among them.
void on_threads(unsigned threads, std::size_t count, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  const auto take = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> others;
  for (unsigned i = 1; i < threads; ++i) others.emplace_back(take);
  take();
}

}  // namespace

void AuditReplay::doubt(ErrorCode code, std::string detail, std::string where) {
  if (report_.doubts.size() < doubts_max)
    report_.doubts.push_back({code, std::move(detail), std::move(where)});
}

// What the writer asked when it admitted the statement, asked again of the state as it was then.
Result<void> AuditReplay::check_admission(OpenedStatement& opened, LeafIndex index, const Record& record) {
  if (record.recorded_at <= last_recorded_at_)
    return fail(ErrorCode::corrupted, "Recorded times do not rise.");
  if (record.rules < last_rules_ || record.rules > rules_version)
    return fail(ErrorCode::corrupted,
                "No program admits by rules " + std::to_string(record.rules) + " here.");
  auto& [statement, candidate] = opened;
  std::optional<PublicKey> key;
  if (const auto owner = master::key_owner(statement.key_id(), *batch_)) key = owner->key.key;
  if (to_u64(index) == 0) {
    if (const auto first = first_key(candidate)) key = *first;
  }
  const bool is_verified = key && candidate.signed_by == key;
  if (!is_verified && (!key || !verify(statement, *key))) {
    return fail(ErrorCode::bad_signature, "The statement is not signed by a key that was registered then.");
  }
  if (!is_verified) reader_.learn(statement.key_id(), *key);
  candidate.signed_by = *key;
  const auto repeat = gate_.admit(candidate, index, record.recorded_at, *batch_);
  if (!repeat)
    return fail(ErrorCode::corrupted, "The statement may not stand in the log: " + repeat.error().detail);
  if (*repeat)
    return fail(ErrorCode::corrupted, "The statement was logged before, as " + place_of(**repeat) + ".");
  return {};
}

// What stands before the first record.
bool AuditReplay::begin(LeafIndex index) {
  if (to_u64(index) != 0) return true;
  const auto key = stored_.get(Table::meta, meta_key::log_key).value_or("");
  const auto log_key = PublicKey::from_bytes(as_bytes(key));
  if (!log_key) {
    doubt(ErrorCode::corrupted, "The database names no key of the log.", "meta");
    return false;
  }
  applier_.begin(stored_.get(Table::meta, meta_key::origin).value_or(""), *log_key, *batch_);
  for (const Fold& fold : stale_) {
    const std::string version = fold_version_key(fold);
    if (const auto stored = stored_.get(Table::meta, version)) {
      batch_->put(Table::meta, version, *stored);
    } else {
      batch_->erase(Table::meta, version);
    }
  }
  return true;
}

// What other rules promised follows from no books that this program makes: it is taken as it is kept, and
// the gate looks whether it can be (docs/decisions/0013).
void AuditReplay::keep_outcome(LeafIndex index, promises::Stated& stated) const {
  const auto bytes = stored_.get(Table::inputs, packed_ref(event_ref(to_u64(index), 0)));
  auto input = bytes ? decode_input(*bytes) : std::nullopt;
  auto* kept = input ? std::get_if<promises::Stated>(&input->contents) : nullptr;
  if (kept != nullptr && kept->outcome && !is_by_these_rules(*kept->outcome))
    stated.outcome = std::move(kept->outcome);
}

// False: the state from here on cannot be known.
bool AuditReplay::replay_one(LeafIndex index, OpenedRecord record) {
  if (!record.record || edge_.size() != TreeSize{to_u64(index)}) {
    doubt(ErrorCode::corrupted, "The record is damaged or missing.",
          place_of(TreeSize{to_u64(index)} == edge_.size() ? index : LeafIndex{to_u64(edge_.size())}));
    return false;
  }
  Result<void> held = fail(ErrorCode::corrupted, record.opened ? "" : record.opened.error().detail);
  if (record.opened) {
    go_by_rules(record.record->rules, record.opened->candidate);
    if (record.opened->candidate.promise) keep_outcome(index, *record.opened->candidate.promise);
    held = check_admission(*record.opened, index, *record.record);
  }
  if (!held) doubt(ErrorCode::corrupted, held.error().detail, place_of(index));
  if (!begin(index)) return false;
  if (record.opened) {
    const Candidate& candidate = record.opened->candidate;
    append(index, *record.record, candidate.wire, candidate.id, candidate);
  } else if (record.kept) {
    kept_.insert(to_u64(index));
    append(index, *record.record, {}, {}, *record.kept);
  }
  return record.opened || record.kept;
}

void AuditReplay::append(LeafIndex index, const Record& record, std::string_view wire, const StatementId& id,
                         const FoldInput& input) {
  applier_.append({.record = record, .wire = wire, .id = id, .input = input}, edge_, *batch_);
  if (input.change) gate_.forget();
  last_recorded_at_ = record.recorded_at;
  last_rules_ = record.rules;
  ++(kept_.contains(to_u64(index)) ? report_.erased : report_.statements);
  report_.events += input.events.size();
}

// The id of a statement that is gone is known to nobody, so the row by which a repeat finds it is taken as it
// is stored, one for each.
void AuditReplay::take_keys_of_kept() {
  if (kept_.empty()) return;
  stored_.scan(Table::statements, {}, {}, [&](std::string_view key, std::string_view value) {
    const auto index = decode_u64(value);
    if (index && kept_.erase(*index) > 0) batch_->put(Table::statements, key, value);
    return true;
  });
  for (const std::uint64_t index : kept_)
    doubt(ErrorCode::corrupted, "No key leads to " + place_of(LeafIndex{index}) + ".", "table statements");
  commit();
}

/// The rows of a batch that are compared as they come; the rest goes on.
class AuditReplay::Streams final : public WriteSet, private WriteSet::Sink {
 public:
  explicit Streams(const Batch& batch) : batch_(batch) { batch_.write_to(*this); }
  const std::vector<Row>& rows(std::size_t stream) const { return rows_[stream]; }

  void write_to(WriteSet::Sink& sink) const override {
    Rest rest(sink);
    batch_.write_to(rest);
  }

 private:
  static std::size_t stream_of(Table table) {
    return static_cast<std::size_t>(std::ranges::find(streamed, table) - streamed.begin());
  }
  struct Rest final : WriteSet::Sink {
    explicit Rest(WriteSet::Sink& to) : sink(to) {}
    void put(Table table, std::string_view key, std::string_view value) override {
      sink.put(table, key, value);
    }
    void erase(Table table, std::string_view key) override { sink.erase(table, key); }
    void extend(Table table, std::string_view key, std::string_view elements) override {
      sink.extend(table, key, elements);
    }
    bool takes(Table table) const override {
      return stream_of(table) == streamed.size() && sink.takes(table);
    }
    WriteSet::Sink& sink;
  };

  void put(Table table, std::string_view key, std::string_view value) override {
    rows_[stream_of(table)].emplace_back(key, value);
  }
  void erase(Table, std::string_view) override { ST_CHECK(false); }  // They only grow.
  void extend(Table, std::string_view, std::string_view) override { ST_CHECK(false); }
  bool takes(Table table) const override { return stream_of(table) != streamed.size(); }

  const Batch& batch_;
  std::array<std::vector<Row>, streamed.size()> rows_;
};

bool AuditReplay::is_stale(Table table) const {
  return std::ranges::any_of(
      stale_, [&](const Fold& fold) { return std::ranges::find(fold.tables, table) != fold.tables.end(); });
}

void AuditReplay::compare_rows(std::size_t stream, const std::vector<Row>& rows) {
  auto& [next_key, is_over] = streams_[stream];
  if (rows.empty() || is_over) return;
  const Table table = streamed[stream];
  const auto differ = [&, where = "table " + std::string(name_of(table))](std::string detail) {
    is_over = true;
    differences_.push_back({ErrorCode::corrupted, std::move(detail), where});
    return false;
  };
  auto row = rows.begin();
  stored_.scan(table, {}, next_key, [&](std::string_view key, std::string_view value) {
    if (row == rows.end()) return false;
    const auto& [wanted, follows] = *row++;
    if (key == wanted && value == follows) return true;
    return differ(key > wanted ? missing_key(wanted) : strange_value(key));
  });
  if (row != rows.end() && !is_over) differ(missing_key(row->first));
  next_key = std::string(rows.back().first) + '\0';
}

void AuditReplay::compare_ends() {
  for (std::size_t i = 0; i < streamed.size(); ++i) {
    if (streams_[i].is_over) continue;
    stored_.scan(streamed[i], {}, streams_[i].next_key, [&](std::string_view key, std::string_view) {
      differences_.push_back(
          {ErrorCode::corrupted, strange_value(key), "table " + std::string(name_of(streamed[i]))});
      return false;
    });
  }
}

// What is kept is compared with the stored rows, and not written again.
std::shared_ptr<const Snapshot> AuditReplay::written() const {
  return std::make_shared<JoinedSnapshot>(stored_, rebuilt_.snapshot());
}

// The next batch lies on top of this one until that is written; then it goes on from the snapshot.
void AuditReplay::commit() {
  finish_commit();
  batch_->rebase(written());
  batch_->write_to(recent_);
  committing_ = std::async(std::launch::async, [this, batch = std::shared_ptr<const Batch>(batch_)] {
    const Streams streams(*batch);
    auto done = rebuilt_.commit(streams, Durability::none);
    for (std::size_t i = 0; i < streamed.size(); ++i) compare_rows(i, streams.rows(i));
    return done;
  });
  batch_ = std::make_shared<Batch>(std::move(batch_), recent_);
}

void AuditReplay::finish_commit() {
  if (!committing_.valid()) return;
  const auto done = committing_.get();
  if (done) return;
  doubt(ErrorCode::unavailable, "The rebuild could not be written: " + done.error().detail, "rebuild");
  is_whole_ = false;
}

void AuditReplay::replay() {
  batch_ = std::make_shared<Batch>(written(), recent_);
  for (auto opened = reader_.next(); opened && !rebuilt_.fault(); opened = reader_.next()) {
    const auto index = decode_u64(opened->key);
    if (!index) {
      doubt(ErrorCode::corrupted, "A record has the key " + hex_encode(as_bytes(opened->key)) + ".",
            "table records");
      is_whole_ = false;
      break;
    }
    if (!replay_one(LeafIndex{*index}, std::move(*opened))) {
      is_whole_ = false;
      break;
    }
    if (batch_->bytes() >= rebuild_batch_bytes) commit();
    progress_(to_u64(edge_.size()), total_);
  }
  commit();
  take_keys_of_kept();
  finish_commit();
}

// Key by key: for a table that differs.
void AuditReplay::find_difference(Table table, const Snapshot& rebuilt) {
  std::uint64_t stored_keys = 0, rebuilt_keys = 0;
  const std::size_t doubts_before = report_.doubts.size();
  const std::string where = "table " + std::string(name_of(table));
  stored_.scan(table, {}, {}, [&](std::string_view key, std::string_view value) {
    ++stored_keys;
    if (rebuilt.get(table, key) == value) return true;
    doubt(ErrorCode::corrupted, strange_value(key), where);
    return false;
  });
  if (database_.fault()) {  // Half of a table differs from a whole one: that says nothing beside the fault.
    report_.doubts.resize(doubts_before);
    return;
  }
  rebuilt.scan(table, {}, {}, [&](std::string_view key, std::string_view) {
    ++rebuilt_keys;
    if (rebuilt_keys <= stored_keys || stored_.get(table, key)) return true;
    doubt(ErrorCode::corrupted, missing_key(key), where);
    return false;
  });
  if (stored_keys != rebuilt_keys && report_.doubts.size() == doubts_before) {
    doubt(ErrorCode::corrupted,
          "It holds " + std::to_string(stored_keys) + " keys, and " + std::to_string(rebuilt_keys) +
              " follow from the records.",
          where);
  }
}

std::vector<Table> AuditReplay::compared_whole() const {
  std::vector<Table> tables;
  for (const TableSpec& spec : table_specs) {
    const bool is_streamed = std::ranges::find(streamed, spec.table) != streamed.end();
    if (spec.origin != Origin::node && !is_streamed && !is_stale(spec.table)) tables.push_back(spec.table);
  }
  return tables;
}

// Each table is read once from end to end, here and there: to look up each of its keys in the other database
// cost more than to make them all.
void AuditReplay::compare(std::span<const Digest> stored_digests) {
  const auto rebuilt = rebuilt_.snapshot();
  // After a break the rebuilt state is that of a shorter log, and every table would differ.
  const std::vector<Table> tables = is_whole_ ? compared_whole() : std::vector<Table>();
  if (is_whole_) compare_ends();
  if (is_whole_ && !database_.fault())
    for (Error& difference : differences_)
      doubt(difference.code, std::move(difference.detail), std::move(difference.where));
  std::vector<Digest> digests(tables.size());
  std::vector<inventory::Good> unbalanced;
  on_threads(threads_, 1 + tables.size(), [&](std::size_t i) {
    if (i == 0) {
      unbalanced = inventory::unbalanced(*rebuilt);
    } else {
      digests[i - 1] = digest_of(tables[i - 1], *rebuilt);
    }
  });
  for (std::size_t n = 0; n < tables.size(); ++n) {
    if (!database_.fault() && stored_digests[n] != digests[n]) find_difference(tables[n], *rebuilt);
  }
  for (const inventory::Good& good : unbalanced) {
    doubt(ErrorCode::corrupted,
          "The accounts of " + good.product + " do not sum to zero, or are not what the books hold.",
          "cells");
  }
}

AuditReport AuditReplay::run() {
  if (const auto last = stored_.last(Table::records)) total_ = decode_u64(last->first).value_or(0) + 1;
  for (std::size_t i = 0; i < streamed.size(); ++i) streams_[i].is_over = is_stale(streamed[i]);
  // One thread folds, so there is time beside it for what is stored.
  auto stored_digests = std::async(std::launch::async, [this] {
    std::vector<Digest> digests;
    for (const Table table : compared_whole()) digests.push_back(digest_of(table, stored_));
    return digests;
  });
  replay();
  report_.size = edge_.size();
  compare(stored_digests.get());
  return std::move(report_);
}

}  // namespace stocktrail
