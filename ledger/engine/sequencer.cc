#include "ledger/engine/sequencer.h"

#include <algorithm>
#include <utility>

#include "ledger/engine/fold.h"
#include "ledger/log/record.h"
#include "ledger/store/layout.h"

namespace stocktrail {
namespace {

constexpr std::size_t statement_cache_bytes_max = 16u << 20;
constexpr std::size_t batch_memory_bytes = 1u << 20;  // Of some 300 statements of one event.

struct LogEnd {
  TreeSize size{};
  Micros recorded_at{};
};

Result<LogEnd> read_log_end(const Snapshot& tables) {
  const auto last = tables.last(Table::records);
  if (!last) return LogEnd{};
  const auto index = decode_u64(last->first);
  const auto record = decode_record(last->second);
  if (!index || !record) return fail(ErrorCode::corrupted, "The last record of the log is damaged.");
  return LogEnd{TreeSize{*index + 1}, record->recorded_at};
}

Error unknown_outcome(const Error& cause) {
  return {ErrorCode::outcome_unknown,
          "The commit failed, so this statement may or may not be in the log after a restart. Send the same "
          "bytes again then: it will not be logged twice. (" +
              cause.detail + ")"};
}

Error read_only(const Error& reason) {
  return {ErrorCode::read_only, "The log takes no statements now: " + reason.detail};
}

}  // namespace

Result<std::unique_ptr<Sequencer>> Sequencer::start(Parts parts, std::optional<Error> refusal) {
  const auto tables = parts.store.snapshot();
  const auto end = read_log_end(*tables);
  if (!end) return std::unexpected(end.error());
  auto edge = TreeEdge::load(end->size, *tables);
  if (!edge) return std::unexpected(std::move(edge.error()));
  std::unique_ptr<Sequencer> made(
      new Sequencer(std::move(parts), std::move(*edge), end->recorded_at, std::move(refusal)));
  auto view = made->sign(made->edge_);
  if (!view) return std::unexpected(std::move(view.error()));
  made->publish(std::move(*view));
  made->thread_ = std::thread([self = made.get()] { self->run(); });
  return made;
}

Sequencer::Sequencer(Parts parts, TreeEdge edge, Micros last_recorded_at, std::optional<Error> refusal)
    : parts_(std::move(parts)),
      cache_(std::make_shared<StatementCache>(statement_cache_bytes_max)),
      edge_(std::move(edge)),
      last_recorded_at_(last_recorded_at),
      log_clock_(parts_.clock, last_recorded_at),
      batch_memory_(batch_memory_bytes),
      read_only_(std::move(refusal)) {}

Sequencer::~Sequencer() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  work_or_stop_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Sequencer::append(Candidate candidate, Ledger::Done done) {
  const std::size_t bytes = candidate.wire.size();
  std::optional<Error> refusal;
  bool wakes_writer = false;
  {
    const std::scoped_lock lock(mutex_);
    if (read_only_) {
      refusal = read_only(*read_only_);
    } else if (queue_.size() >= parts_.limits.queue_statements_max ||
               queue_bytes_ + bytes > parts_.limits.queue_bytes_max) {
      refusal = Error{ErrorCode::overloaded,
                      "Too many statements wait to be logged. Nothing was written; try again."};
    } else {
      queue_bytes_ += bytes;
      queue_.push_back({std::move(candidate), std::move(done)});
      wakes_writer = queue_.size() == 1 || is_worth_a_commit();
    }
  }
  if (refusal) {
    done(std::unexpected(std::move(*refusal)));
  } else if (wakes_writer) {
    work_or_stop_.notify_one();
  }
}

// Under mutex_. Whether waiting for more would gain nothing.
bool Sequencer::is_worth_a_commit() const {
  return stopping_ || announced_ == 0 || queue_.size() >= parts_.limits.batch_statements_max;
}

std::shared_ptr<const LogView> Sequencer::view() const {
  const std::scoped_lock lock(view_mutex_);
  return view_;
}

std::optional<Error> Sequencer::read_only_reason() const {
  {
    const std::scoped_lock lock(mutex_);
    if (read_only_) return read_only_;
  }
  return parts_.store.fault();
}

Ledger::Counters Sequencer::counters() const {
  const std::scoped_lock lock(mutex_);
  Ledger::Counters counters = counters_;
  counters.queue_statements = queue_.size();
  counters.queue_bytes = queue_bytes_;
  return counters;
}

void Sequencer::run() {
  for (auto waiting = take(); !waiting.empty(); waiting = take()) process(std::move(waiting));
}

// Blocks until there is work; empty when the queue is drained and the ledger closes.
std::vector<Sequencer::Waiting> Sequencer::take() {
  std::unique_lock lock(mutex_);
  work_or_stop_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
  work_or_stop_.wait_for(lock, parts_.limits.commit_wait, [&] { return is_worth_a_commit(); });
  std::vector<Waiting> taken;
  std::size_t events = 0;
  while (!queue_.empty() && taken.size() < parts_.limits.batch_statements_max) {
    Waiting& next = queue_.front();
    events += next.candidate.events.size();
    if (!taken.empty() && events > parts_.limits.batch_events_max) break;
    queue_bytes_ -= next.candidate.wire.size();
    taken.push_back(std::move(next));
    queue_.pop_front();
  }
  return taken;
}

void Sequencer::process(std::vector<Waiting> waiting) {
  const Micros begun = parts_.clock.now();
  const auto refuse_all = [&](const Error& reason) {
    for (Waiting& one : waiting) one.done(std::unexpected(read_only(reason)));
  };
  if (const auto reason = read_only_reason()) return refuse_all(*reason);
  if (const auto fault = log_clock_.fault()) {
    stop_writing(*fault);
    return refuse_all(*fault);
  }
  Work work(view()->snapshot(), recent_, batch_memory_, edge_);
  work.last_recorded_at = last_recorded_at_;
  work.answers.reserve(waiting.size());
  // One call of the system for all blinds; those of refused statements are not used.
  std::vector<Digest> blinds(waiting.size());
  parts_.randomness.fill({blinds.data()->data(), blinds.size() * sizeof(Digest)});
  for (std::size_t i = 0; i < waiting.size(); ++i)
    work.answers.push_back(fold_one(waiting[i].candidate, blinds[i], work));
  // After a failed read no decision counts, not even a refusal: what was looked up may be there.
  if (const auto unread = parts_.store.fault()) return refuse_all(*unread);
  if (work.statements > 0) {
    const LeafIndex first_new{to_u64(edge_.size())};
    if (auto committed = commit(work); !committed) {
      stop_writing(committed.error());
      for (auto& answer : work.answers) {
        if (answer && answer->index >= first_new)
          answer = std::unexpected(unknown_outcome(committed.error()));
      }
    }
  }
  count(work, Micros{to_i64(parts_.clock.now()) - to_i64(begun)});
  for (std::size_t i = 0; i < waiting.size(); ++i) waiting[i].done(std::move(work.answers[i]));
}

Result<Receipt> Sequencer::fold_one(const Candidate& candidate, const Digest& blind, Work& work) {
  const LeafIndex index{to_u64(work.edge.size())};
  const Micros at{std::max(to_i64(parts_.clock.now()), to_i64(work.last_recorded_at) + 1)};
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
                      .entry = entry_of(blind, candidate.digest)};
  if (to_u64(index) == 0) fold_beginning(parts_.origin, parts_.log_key.public_key(), work.batch);
  fold(candidate, index, record, work.edge, work.batch);
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

Result<void> Sequencer::commit(Work& work) {
  if (auto written = parts_.store.commit(work.batch, Durability::synced); !written) return written;
  work.batch.write_to(recent_);
  auto signed_view = sign(work.edge);
  if (!signed_view) return std::unexpected(std::move(signed_view.error()));
  edge_ = std::move(work.edge);
  last_recorded_at_ = work.last_recorded_at;
  publish(std::move(*signed_view));
  return {};
}

// The entries of `edge` are durable by now; the guard is before anybody sees the signature.
Result<std::shared_ptr<const LogView>> Sequencer::sign(const TreeEdge& edge) {
  Checkpoint checkpoint{.origin = parts_.origin, .size = edge.size(), .root = edge.root()};
  std::string note;
  if (parts_.guard != nullptr) {
    note = sign_checkpoint(checkpoint, parts_.log_key);
    if (auto kept = parts_.guard->advance(checkpoint, note); !kept)
      return std::unexpected(std::move(kept.error()));
  }
  return std::make_shared<const LogView>(parts_.store.snapshot(), std::make_shared<const TreeEdge>(edge),
                                         std::move(checkpoint), std::move(note), cache_);
}

void Sequencer::publish(std::shared_ptr<const LogView> view) {
  const std::scoped_lock lock(view_mutex_);
  view_.swap(view);  // The old one is let go after the lock.
}

void Sequencer::count(const Work& work, Micros took) {
  const std::scoped_lock lock(mutex_);
  counters_.refused += work.refused;
  counters_.repeats += work.repeats;
  if (work.statements == 0 || read_only_) return;
  ++counters_.commits;
  counters_.statements += work.statements;
  counters_.events += work.events;
  counters_.last_commit_micros = static_cast<std::uint64_t>(std::max<std::int64_t>(to_i64(took), 0));
}

void Sequencer::stop_writing(const Error& reason) {
  const std::scoped_lock lock(mutex_);
  if (!read_only_) read_only_ = reason;
}

}  // namespace stocktrail
