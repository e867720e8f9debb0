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

/// A batch on its way.
struct Replica::Work {
  Folded folded;
  Micros last_recorded_at{};
  std::uint32_t rules = 0;
};

Replica::Replica(Parts parts, Start start)
    : parts_(std::move(parts)),
      applier_(parts_.folds),
      sequenced_(start.sequenced),
      read_(sequenced_.at),
      edge_(std::move(start.edge)),
      last_recorded_at_(start.last_recorded_at),
      rules_(start.rules),
      batch_memory_{std::vector<std::byte>(batch_memory_bytes), std::vector<std::byte>(batch_memory_bytes)},
      committer_({.log = parts_.log,
                  .store = parts_.store,
                  .publisher = parts_.publisher,
                  .changes = parts_.changes,
                  .read_only = parts_.read_only},
                 {.sequenced = sequenced_,
                  .committed = sequenced_,
                  .tables = parts_.store.snapshot(),
                  .edge = edge_}),
      thread_([this] { run(); }) {}

Replica::~Replica() {
  stop();
}

void Replica::stop() {
  if (thread_.joinable()) thread_.join();
  committer_.stop();
}

void Replica::run() {
  ask_to_go_on(*committer_.newest());
  for (;;) {
    auto delivery = parts_.log.next(read_, std::chrono::steady_clock::now() + poll);
    if (!delivery) {
      parts_.read_only.stop(delivery.error());
      parts_.proposer.abandon(delivery.error());
      return;
    }
    if (const auto& next = *delivery) {
      read_ = next->at;
      process(*next);
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

// What another process proposed, read by the rules by which it did.
Result<Proposed> Replica::parse(const LogBatch& batch) {
  Proposed proposed;
  for (const BatchStatement& logged : batch.statements) {
    auto statement = Statement::parse(logged.wire);
    auto candidate = statement ? read_contents(*statement, batch.rules) : std::unexpected(statement.error());
    if (!candidate)
      return fail(ErrorCode::corrupted, "A logged statement cannot be read: " + candidate.error().detail);
    candidate->signed_by = logged.signed_by;
    proposed.statements.push_back({std::move(*candidate), [](const Result<Receipt>&) {}});
  }
  return proposed;
}

void Replica::process(const Delivery& delivery) {
  const auto begun = std::chrono::steady_clock::now();
  const auto batch = decode_batch(delivery.batch);
  auto reason = doubt(delivery, batch);
  auto proposed = batch ? parts_.proposer.claim(batch->id) : std::nullopt;
  if (batch && !proposed && !reason) {
    auto parsed = parse(*batch);
    if (parsed) {
      proposed = std::move(*parsed);
    } else {
      reason = std::move(parsed.error());
    }
  }

  Work work = begin(delivery);
  work.folded.begun = begun;
  work.rules = batch ? std::max(batch->rules, rules_) : rules_;
  if (proposed) work.folded.proposed = std::move(*proposed);
  if (!reason) {
    Done is_whole = Done::yes;
    const auto done = caught([&] { is_whole = fold(*batch, work); });
    // After a failed read no decision counts, not even a refusal: what was looked up may be there.
    reason = parts_.store.fault();
    if (!done && !reason) {
      reason =
          Error{ErrorCode::corrupted,
                "A batch cannot be folded: the program, or what it has stored, is not as it should be. Run "
                "an audit, and restart.",
                done.error().where};
    }
    if (!reason && is_whole == Done::no)
      reason = Error{ErrorCode::unavailable, "The server stops. Nothing of this was written; send it again."};
  }
  work.folded.batch->rebase(committer_.wait());
  if (!reason) reason = parts_.read_only.reason();  // The batch before could not be committed.
  if (reason) parts_.read_only.stop(*reason);
  work.folded.refusal = std::move(reason);
  if (!work.folded.refusal) {
    go_on(work);
    ask_to_go_on(*work.folded.batch);
  }
  committer_.add(std::move(work.folded));
  if (batch) parts_.proposer.taken(batch->id);
}

// Statements come first: each of them takes its share of what waits.
void Replica::ask_to_go_on(const TableReader& tables) {
  if (*asked_ || parts_.proposer.queue().statements > 0 || !applier_.is_behind(tables)) return;
  *asked_ = true;
  parts_.proposer.share({FoldsGoOn{}}, [asked = asked_](const Result<void>& shared) {
    if (!shared) *asked = false;
  });
}

Replica::Work Replica::begin(const Delivery& delivery) {
  std::swap(batch_memory_.front(), batch_memory_.back());  // The batch before may still be in the other.
  Work work;
  work.folded.batch = std::make_shared<Batch>(committer_.newest(), recent_, batch_memory_.front());
  work.folded.sequenced = {delivery.at, delivery.chain};
  work.folded.edge = edge_;
  work.last_recorded_at = last_recorded_at_;
  return work;
}

Replica::Done Replica::fold(const LogBatch& batch, Work& work) {
  std::vector<Proposal>& statements = work.folded.proposed.statements;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    if (std::chrono::steady_clock::now() >= ends_at_.load()) return Done::no;
    go_by_rules(work.rules, statements[i].candidate);
    work.folded.receipts.push_back(
        fold_one(statements[i].candidate, batch.statements[i].blind, batch.proposed_at, work));
  }
  for (const Control& control : batch.controls) {
    const bool goes_on = std::holds_alternative<FoldsGoOn>(control);
    if (goes_on) *asked_ = false;
    if (goes_on && !batch.statements.empty()) continue;  // Each of them did its share.
    applier_.apply(control, work.folded.edge.size(), *work.folded.batch);
  }
  work.folded.controls = batch.controls.size();
  return Done::yes;
}

Result<Receipt> Replica::fold_one(const Candidate& candidate, const Digest& blind, Micros proposed_at,
                                  Work& work) {
  Folded& folded = work.folded;
  const LeafIndex index{to_u64(folded.edge.size())};
  const Micros at{std::max(to_i64(proposed_at), to_i64(work.last_recorded_at) + 1)};
  const auto first = gate_.admit(candidate, index, at, *folded.batch);
  if (!first) {
    ++folded.refused;
    return std::unexpected(first.error());
  }
  if (*first) {
    ++folded.repeats;
    auto receipt = read_receipt(**first, *folded.batch);
    if (receipt) receipt->repeated = true;
    return receipt;
  }
  const Record record{.recorded_at = at,
                      .blind = blind,
                      .statement_digest = candidate.digest,
                      .entry = entry_of(blind, candidate.digest),
                      .rules = static_cast<std::uint8_t>(work.rules)};
  if (to_u64(index) == 0) applier_.begin(parts_.origin, parts_.log_key, *folded.batch);
  applier_.append({.record = record, .wire = candidate.wire, .id = candidate.id, .input = candidate},
                  folded.edge, *folded.batch);
  if (candidate.change) gate_.forget();
  work.last_recorded_at = at;
  ++folded.statements;
  folded.events += candidate.events.size();
  return Receipt{.index = index,
                 .recorded_at = at,
                 .blind = record.blind,
                 .statement_digest = record.statement_digest,
                 .entry = record.entry};
}

// The next batch is folded as if this one was committed: if it fails, nothing more is.
void Replica::go_on(const Work& work) {
  const Folded& folded = work.folded;
  folded.batch->put(Table::sequence, position_key,
                    encode_u64(folded.sequenced.at.generation) + encode_u64(folded.sequenced.at.number));
  folded.batch->put(Table::sequence, chain_key, as_text(folded.sequenced.chain));
  folded.batch->write_to(recent_);
  edge_ = folded.edge;
  last_recorded_at_ = work.last_recorded_at;
  if (folded.statements > 0) rules_ = work.rules;
  sequenced_ = folded.sequenced;
}

}  // namespace stocktrail
