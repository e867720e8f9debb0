#include "ledger/engine/audit_replay.h"

#include <algorithm>
#include <vector>

#include "crypto/failed_check.h"
#include "ledger/engine/joined_snapshot.h"
#include "ledger/engine/kinds.h"
#include "ledger/log/log_batch.h"
#include "ledger/store/layout.h"

namespace stocktrail {
namespace {

constexpr std::size_t rebuild_batch_bytes = 1u << 20;

std::string place_of(LeafIndex index) {
  return "entry " + std::to_string(to_u64(index));
}

}  // namespace

void AuditReplay::doubt(ErrorCode code, std::string detail, std::string where) {
  if (report_.doubts.size() < doubts_max)
    report_.doubts.push_back({code, std::move(detail), std::move(where)});
}

// Whether what goes before admits of it, whoever stated what.
Result<void> AuditReplay::check_place(const Record& record) const {
  if (record.recorded_at <= last_recorded_at_)
    return fail(ErrorCode::corrupted, "Recorded times do not rise.");
  if (record.rules < last_rules_ || record.rules > rules_version)
    return fail(ErrorCode::corrupted,
                "No program admits by rules " + std::to_string(record.rules) + " here.");
  return {};
}

Result<void> AuditReplay::check_signature(OpenedStatement& opened, LeafIndex index) {
  const Statement& statement = opened.statement;
  Candidate& candidate = opened.candidate;
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
  return {};
}

void AuditReplay::doubt_if_judged(std::string detail, std::string where) {
  if (report_.unknown_kinds.empty()) return doubt(ErrorCode::corrupted, std::move(detail), std::move(where));
  if (report_.not_judged.size() < doubts_max)
    report_.not_judged.push_back({ErrorCode::corrupted, std::move(detail), std::move(where)});
}

// What the writer asked when it admitted the statement, asked again of the state as it was then.
Result<void> AuditReplay::check_admission(OpenedStatement& opened, LeafIndex index, const Record& record) {
  if (auto placed = check_place(record); !placed) return placed;
  if (auto is_signed = check_signature(opened, index); !is_signed) return is_signed;
  const auto repeat = gate_.admit(opened.candidate, index, record.recorded_at, *batch_);
  if (!repeat) {
    doubt_if_judged("The statement may not stand in the log: " + repeat.error().detail, place_of(index));
    return {};
  }
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

// A newer program admitted it: what its folds read of it, if anything, is taken as it is kept.
void AuditReplay::replay_unknown_kind(LeafIndex index, const Record& record, OpenedStatement& opened) {
  auto held = check_place(record);
  if (held) held = check_signature(opened, index);
  const Candidate& said = opened.candidate;
  if (auto why =
          held ? master::refuse_signer(said.issuer, said.key_id, said.issued_at, record.recorded_at, *batch_)
               : std::nullopt)
    held = std::unexpected(std::move(*why));
  if (!held) doubt(ErrorCode::corrupted, held.error().detail, place_of(index));
  const StatementId& id = said.id;
  if (batch_->get(Table::statements, statement_key(opened.statement.issuer(), id)))
    doubt(ErrorCode::corrupted, "The statement was logged before.", place_of(index));
  std::string kind(opened.statement.kind());
  if (report_.unknown_kinds.size() >= unknown_kinds_max && !report_.unknown_kinds.contains(kind))
    kind = "and others";
  ++report_.unknown_kinds[std::move(kind)];
  append(index, record, said.wire, id, said);
  const auto end = packed_ref(event_ref(to_u64(index) + 1, 0));
  stored_.scan(Table::inputs, {}, packed_ref(event_ref(to_u64(index), 0)),
               [&](std::string_view key, std::string_view value) {
                 if (key >= std::string_view(end)) return false;
                 batch_->put(Table::inputs, key, value);
                 return true;
               });
}

// False: the state from here on cannot be known.
bool AuditReplay::replay_one(LeafIndex index, OpenedRecord record) {
  if (!record.record || edge_.size() != TreeSize{to_u64(index)}) {
    doubt(ErrorCode::corrupted, "The record is damaged or missing.",
          place_of(TreeSize{to_u64(index)} == edge_.size() ? index : LeafIndex{to_u64(edge_.size())}));
    return false;
  }
  if (record.opened && record.opened->candidate.kind == nullptr && to_u64(index) > 0) {
    replay_unknown_kind(index, *record.record, *record.opened);
    return true;
  }
  Result<void> held = fail(ErrorCode::corrupted, record.opened ? "" : record.opened.error().detail);
  if (record.opened && record.opened->candidate.kind == nullptr) {
    record.opened = std::unexpected(unknown_kind(record.opened->statement.kind()));
    held = std::unexpected(record.opened.error());
  }
  if (record.opened) {
    if (record.opened->is_as_kept) ++report_.as_kept;
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

// A check failed in a fold: it met stored bytes, such as the inputs of an earlier event, that nobody wrote.
// What it did is half done, and is dropped.
void AuditReplay::give_up(LeafIndex index, const Error& check) {
  doubt(ErrorCode::corrupted,
        "The statement cannot be folded: something that it needs is not as it was stored. " + check.detail +
            " (" + check.where + ")",
        place_of(index));
  is_whole_ = false;
  finish_commit();
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
    const auto replayed = caught([&] { return replay_one(LeafIndex{*index}, std::move(*opened)); });
    if (!replayed) return give_up(LeafIndex{*index}, replayed.error());
    if (!*replayed) {
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

AuditReport AuditReplay::run() {
  if (const auto last = stored_.last(Table::records)) total_ = decode_u64(last->first).value_or(0) + 1;
  for (std::size_t i = 0; i < streamed.size(); ++i) streams_[i].is_over = is_stale(streamed[i]);
  // One thread folds, so there is time beside it for what is stored.
  auto stored_digests = std::async(std::launch::async, [this] { return digests_of_stored(); });
  replay();
  report_.size = edge_.size();
  compare(stored_digests.get());
  return std::move(report_);
}

}  // namespace stocktrail
