#include "ledger/engine/replica.h"

#include <algorithm>
#include <utility>

#include "crypto/failed_check.h"
#include "ledger/store/layout.h"

namespace stocktrail {
namespace {

constexpr std::size_t batch_memory_bytes = 1u << 20;  // Of some 300 statements of one event.
constexpr auto poll = std::chrono::seconds(10);
constexpr std::string_view position_key = "position", chain_key = "chain";

/// What a commit writes, told to the feed.
class ChangeSink final : public WriteSet::Sink {
 public:
  ChangeSink(ChangeFeed& feed, TreeSize size) : feed_(feed), size_(size) {}

  void put(Table table, std::string_view key, std::string_view) override {
    feed_.note_key(table, key, size_);
  }
  void erase(Table table, std::string_view key) override { feed_.note_key(table, key, size_); }
  void extend(Table table, std::string_view chunk, std::string_view) override {
    const std::string_view list = list_of_chunk(chunk);
    // Lists that are found together (scan_lists) are known by what they share.
    feed_.note_list(table, list, list.size() > issuer_tag_bytes ? list.size() - issuer_tag_bytes : 0, size_);
  }
  // What never changes once it is written needs no telling.
  bool takes(Table table) const override {
    return spec_of(table).origin == Origin::derived && spec_of(table).order != KeyOrder::rising;
  }

 private:
  static constexpr std::size_t issuer_tag_bytes = sizeof(IssuerTag);

  ChangeFeed& feed_;
  TreeSize size_;
};

}  // namespace

Result<Sequenced> read_sequenced(const TableReader& tables) {
  const auto position = tables.get(Table::sequence, position_key);
  const auto chain = tables.get(Table::sequence, chain_key);
  if (!position && !chain) return Sequenced{};
  Sequenced sequenced;
  const auto generation = decode_u64(std::string_view(position.value_or("")).substr(0, 8));
  const auto number =
      position && position->size() == 16 ? decode_u64(std::string_view(*position).substr(8)) : std::nullopt;
  if (!generation || !number || !chain || chain->size() != sequenced.chain.size())
    return fail(ErrorCode::corrupted, "The place in the ordered log is damaged.", "table sequence");
  sequenced.at = {*generation, *number};
  std::ranges::copy(as_bytes(*chain), sequenced.chain.begin());
  return sequenced;
}

/// A batch on its way: what is decided for each statement, and what the commit will make true.
struct Replica::Work {
  Work(std::shared_ptr<const Snapshot> base, RecentValues& recent, std::span<std::byte> memory,
       const TreeEdge& tree)
      : batch(std::move(base), recent, memory), edge(tree) {}
  Batch batch;
  TreeEdge edge;
  Micros last_recorded_at{};
  std::uint32_t rules = 0;
  std::uint64_t statements = 0, events = 0, repeats = 0, refused = 0, controls = 0;
};

Replica::Replica(Parts parts, Start start)
    : parts_(std::move(parts)),
      applier_(parts_.folds),
      sequenced_(start.sequenced),
      committed_(start.sequenced),
      read_(sequenced_.at),
      edge_(std::move(start.edge)),
      last_recorded_at_(start.last_recorded_at),
      rules_(start.rules),
      tables_(parts_.store.snapshot()),
      batch_memory_(batch_memory_bytes),
      thread_([this] { run(); }) {}

Replica::~Replica() {
  stop();
}

void Replica::stop() {
  if (thread_.joinable()) thread_.join();
}

Replica::Counters Replica::counters() const {
  const MutexLock lock(mutex_);
  return counters_;
}

void Replica::run() {
  for (;;) {
    auto delivery = parts_.log.next(read_, std::chrono::steady_clock::now() + poll);
    if (!delivery) {
      parts_.read_only.stop(delivery.error());
      parts_.proposer.abandon(delivery.error());
      return;
    }
    if (*delivery) {
      read_ = (*delivery)->at;
      process(*std::move(*delivery));
    } else if (parts_.log.is_closed()) {
      parts_.proposer.abandon({ErrorCode::unavailable, "The log closed before it gave this a place."});
      return;
    }
  }
}

// Why nothing is folded from here on. What cannot be a batch of this log at this place stops the node:
// whatever it would make of it, other nodes might make something else.
std::optional<Error> Replica::doubt(const Delivery& delivery, const std::optional<LogBatch>& batch) const {
  if (auto stopped = parts_.read_only.reason()) return stopped;
  if (auto fault = parts_.store.fault()) return fault;
  if (delivery.chain != next_chain(sequenced_.chain, delivery.batch)) {
    return Error{
        ErrorCode::corrupted,
        "The ordered log does not go on from what this node has: it lost its end. Seed it anew from the node "
        "that is furthest."};
  }
  if (!batch) return Error{ErrorCode::corrupted, "A batch of the ordered log cannot be read."};
  if (batch->rules > rules_version) {
    return Error{ErrorCode::corrupted, "The log has statements that were admitted by rules " +
                                           std::to_string(batch->rules) +
                                           ", and this program knows rules up to " +
                                           std::to_string(rules_version) + ". Update it."};
  }
  return std::nullopt;
}

// What another process proposed.
Result<Proposed> Replica::parse(const LogBatch& batch) {
  Proposed proposed;
  for (const BatchStatement& logged : batch.statements) {
    auto statement = Statement::parse(logged.wire);
    auto candidate = statement ? read_contents(*statement) : std::unexpected(statement.error());
    if (!candidate)
      return fail(ErrorCode::corrupted, "A logged statement cannot be read: " + candidate.error().detail);
    candidate->signed_by = logged.signed_by;
    proposed.statements.push_back({std::move(*candidate), [](const Result<Receipt>&) {}});
  }
  return proposed;
}

void Replica::process(Delivery delivery) {
  const auto begun = std::chrono::steady_clock::now();
  const auto batch = decode_batch(delivery.batch);
  auto reason = doubt(delivery, batch);
  auto proposed = batch ? parts_.proposer.claim(batch->id) : std::nullopt;
  if (!proposed && !reason) {
    auto parsed = parse(*batch);
    if (parsed) {
      proposed = std::move(*parsed);
    } else {
      reason = std::move(parsed.error());
    }
  }

  Work work(tables_, recent_, batch_memory_, edge_);
  work.last_recorded_at = last_recorded_at_;
  work.rules = batch ? std::max(batch->rules, rules_) : rules_;
  std::vector<Result<Receipt>> receipts;
  if (!reason) {
    const auto folded = caught([&] { receipts = fold(*proposed, *batch, work); });
    // After a failed read no decision counts, not even a refusal: what was looked up may be there.
    reason = parts_.store.fault();
    if (!folded && !reason) {
      reason =
          Error{ErrorCode::corrupted,
                "A batch cannot be folded: the program, or what it has stored, is not as it should be. Run "
                "an audit, and restart.",
                folded.error().where};
    }
  }
  if (reason) parts_.read_only.stop(*reason);
  const LeafIndex first_new{to_u64(edge_.size())};
  std::optional<Error> failure;
  if (!reason) {
    if (auto committed = commit(work, delivery); !committed) {
      failure = committed.error();
      parts_.read_only.stop(*failure);
    }
    count(work, begun);
  }
  if (batch) parts_.proposer.integrated(batch->id);
  if (proposed) answer(*proposed, std::move(receipts), reason, failure, first_new);
}

std::vector<Result<Receipt>> Replica::fold(Proposed& proposed, const LogBatch& batch, Work& work) {
  std::vector<Result<Receipt>> receipts;
  for (std::size_t i = 0; i < proposed.statements.size(); ++i) {
    go_by_rules(work.rules, proposed.statements[i].candidate);
    receipts.push_back(
        fold_one(proposed.statements[i].candidate, batch.statements[i].blind, batch.proposed_at, work));
  }
  for (const Control& control : batch.controls) applier_.apply(control, work.batch);
  work.controls = batch.controls.size();
  return receipts;
}

// What was decided of each statement and control, for the publisher to hand over.
void Replica::answer(Proposed& proposed, std::vector<Result<Receipt>> receipts,
                     const std::optional<Error>& reason, const std::optional<Error>& failure,
                     LeafIndex first_new) {
  Integrated integrated{.at = sequenced_.at,
                        .committed = committed_,
                        .tables = tables_,
                        .edge = std::make_shared<const TreeEdge>(edge_),
                        .answers = {},
                        .controls = {}};
  for (std::size_t i = 0; i < proposed.statements.size(); ++i) {
    Result<Receipt> receipt = reason ? std::unexpected(read_only_error(*reason)) : std::move(receipts[i]);
    if (failure && receipt && receipt->index >= first_new)
      receipt = std::unexpected(unknown_outcome(*failure));
    integrated.answers.push_back({std::move(proposed.statements[i].done), std::move(receipt)});
  }
  for (ControlProposal& proposal : proposed.controls) {
    Result<void> outcome;
    if (reason) outcome = std::unexpected(read_only_error(*reason));
    if (failure) outcome = std::unexpected(unknown_outcome(*failure));
    integrated.controls.push_back({std::move(proposal.done), std::move(outcome)});
  }
  parts_.publisher.add(std::move(integrated));
}

Result<Receipt> Replica::fold_one(const Candidate& candidate, const Digest& blind, Micros proposed_at,
                                  Work& work) {
  const LeafIndex index{to_u64(work.edge.size())};
  const Micros at{std::max(to_i64(proposed_at), to_i64(work.last_recorded_at) + 1)};
  const auto first = gate_.admit(candidate, index, at, work.batch);
  if (!first) {
    ++work.refused;
    return std::unexpected(first.error());
  }
  if (*first) {
    ++work.repeats;
    auto receipt = read_receipt(**first, work.batch);
    if (receipt) receipt->repeated = true;
    return receipt;
  }
  const Record record{.recorded_at = at,
                      .blind = blind,
                      .statement_digest = candidate.digest,
                      .entry = entry_of(blind, candidate.digest),
                      .rules = static_cast<std::uint8_t>(work.rules)};
  if (to_u64(index) == 0) applier_.begin(parts_.origin, parts_.log_key, work.batch);
  applier_.append({.record = record, .wire = candidate.wire, .id = candidate.id, .input = candidate},
                  work.edge, work.batch);
  if (candidate.change) gate_.forget();
  work.last_recorded_at = at;
  ++work.statements;
  work.events += candidate.events.size();
  return Receipt{.index = index,
                 .recorded_at = at,
                 .blind = record.blind,
                 .statement_digest = record.statement_digest,
                 .entry = record.entry};
}

// A batch that changes nothing is passed without a write: read again after a crash, it changes nothing again.
Result<void> Replica::commit(Work& work, const Delivery& delivery) {
  if (work.statements > 0 || work.controls > 0) {
    work.batch.put(Table::sequence, position_key,
                   encode_u64(delivery.at.generation) + encode_u64(delivery.at.number));
    work.batch.put(Table::sequence, chain_key, as_text(delivery.chain));
    if (auto written = parts_.store.commit(work.batch, Durability::synced); !written) return written;
    work.batch.write_to(recent_);
    ChangeSink changed(parts_.changes, work.edge.size());
    work.batch.write_to(changed);
    tables_ = parts_.store.snapshot();
    edge_ = std::move(work.edge);
    last_recorded_at_ = work.last_recorded_at;
    if (work.statements > 0) rules_ = work.rules;
    committed_ = {delivery.at, delivery.chain};
  }
  sequenced_ = {delivery.at, delivery.chain};
  return parts_.log.trim(delivery.at);
}

void Replica::count(const Work& work, std::chrono::steady_clock::time_point begun) {
  const auto took =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
  const MutexLock lock(mutex_);
  counters_.refused += work.refused;
  counters_.repeats += work.repeats;
  if (work.statements == 0 || parts_.read_only.reason()) return;
  ++counters_.commits;
  counters_.statements += work.statements;
  counters_.events += work.events;
  counters_.last_commit_micros = static_cast<std::uint64_t>(took.count());
}

}  // namespace stocktrail
