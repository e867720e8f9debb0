#include "ledger/engine/proposer.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace stocktrail {
namespace {

constexpr std::size_t full_batches_in_flight_max = 2;  // Others wait until the one before is taken.

void refuse(Proposed& proposed, const Error& reason) {
  for (Proposal& proposal : proposed.statements) proposal.done(std::unexpected(reason));
  for (ControlProposal& proposal : proposed.controls) proposal.done(std::unexpected(reason));
}

}  // namespace

Proposer::Proposer(Parts parts) : parts_(parts), log_clock_(parts.clock, parts.last_recorded_at) {
  parts_.randomness.fill(next_id_.proposer);
  thread_ = std::thread([this] { run(); });
}

Proposer::~Proposer() {
  stop();
}

void Proposer::stop() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  work_or_stop_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Proposer::append(Candidate candidate, Ledger::Done done) {
  std::optional<Error> refusal;
  bool wakes = false;
  if (const auto reason = parts_.read_only.reason()) {
    refusal = read_only_error(*reason);
  } else if (!candidate.signed_by) {
    refusal = unknown_key(candidate.key_id);
  } else {
    const std::size_t bytes = candidate.wire.size();
    const MutexLock lock(mutex_);
    if (queue_.size() >= parts_.limits.queue_statements_max ||
        queue_bytes_ + bytes > parts_.limits.queue_bytes_max) {
      refusal = Error{ErrorCode::overloaded,
                      "Too many statements wait to be logged. Nothing was written; try again."};
    } else {
      queue_bytes_ += bytes;
      queue_events_ += candidate.events.size();
      queue_.push_back({std::move(candidate), std::move(done)});
      wakes = queue_.size() == 1 || is_worth_a_batch();
    }
  }
  if (refusal) {
    // NOLINTNEXTLINE(bugprone-use-after-move): it is moved only where nothing refuses.
    done(std::unexpected(std::move(*refusal)));
  } else if (wakes) {
    work_or_stop_.notify_one();
  }
}

void Proposer::share(std::vector<Control> controls, Ledger::ControlsDone done) {
  std::optional<Error> refusal;
  if (const auto reason = parts_.read_only.reason()) {
    refusal = read_only_error(*reason);
  } else {
    const MutexLock lock(mutex_);
    if (controls_waiting_ + controls.size() > parts_.limits.queue_controls_max) {
      refusal = Error{ErrorCode::overloaded,
                      "Too many controls wait to be logged. Nothing was written; try again."};
    } else {
      controls_waiting_ += controls.size();
      controls_.push_back({std::move(controls), std::move(done)});
    }
  }
  if (refusal) {
    // NOLINTNEXTLINE(bugprone-use-after-move): it is moved only where nothing refuses.
    done(std::unexpected(std::move(*refusal)));
  } else {
    work_or_stop_.notify_one();
  }
}

// Whether waiting for more would gain nothing. Controls are few, and somebody waits at each.
bool Proposer::is_worth_a_batch() const {
  return stopping_ || !controls_.empty() || announced_ == 0 || fills_a_batch();
}

bool Proposer::fills_a_batch() const {
  return queue_.size() >= parts_.limits.batch_statements_max ||
         queue_events_ >= parts_.limits.batch_events_max;
}

std::optional<Proposed> Proposer::claim(const BatchId& id) {
  const MutexLock lock(mutex_);
  auto found = proposed_.extract(id);
  if (found.empty()) return std::nullopt;
  return std::move(found.mapped());
}

void Proposer::taken(const BatchId& id) {
  if (id.proposer != next_id_.proposer) return;
  {
    const MutexLock lock(mutex_);
    if (in_flight_ > 0) --in_flight_;
  }
  work_or_stop_.notify_one();
}

void Proposer::abandon(const Error& reason) {
  std::map<BatchId, Proposed> proposed;
  {
    const MutexLock lock(mutex_);
    proposed.swap(proposed_);
    in_flight_ = 0;
  }
  work_or_stop_.notify_one();
  for (auto& [id, one] : proposed) refuse(one, unknown_outcome(reason));
}

Proposer::Queue Proposer::queue() const {
  const MutexLock lock(mutex_);
  return {queue_.size(), queue_bytes_};
}

void Proposer::run() {
  for (auto taken = take(); !taken.is_empty(); taken = take()) propose(std::move(taken));
}

bool Proposer::may_propose() const {
  return !nothing_waits() && in_flight_ < (fills_a_batch() ? full_batches_in_flight_max : 1);
}

// Blocks until there is work; empty when the queue is drained and the ledger closes. While a batch is being
// folded, or waits for the commit before it, the next grows.
Proposed Proposer::take() {
  const MutexLock lock(mutex_);
  while (!may_propose() && !(stopping_ && (nothing_waits() || parts_.log.is_closed())))
    work_or_stop_.wait(mutex_);
  if (nothing_waits()) return {};
  const auto until = std::chrono::steady_clock::now() + parts_.limits.commit_wait;
  while (!is_worth_a_batch()) {
    if (work_or_stop_.wait_until(mutex_, until) == std::cv_status::timeout) break;
  }
  Proposed taken;
  taken.controls.swap(controls_);
  controls_waiting_ = 0;
  std::vector<Proposal>& statements = taken.statements;
  std::size_t events = 0;
  while (!queue_.empty() && statements.size() < parts_.limits.batch_statements_max) {
    Proposal& next = queue_.front();
    events += next.candidate.events.size();
    if (!statements.empty() && events > parts_.limits.batch_events_max) break;
    queue_bytes_ -= next.candidate.wire.size();
    queue_events_ -= next.candidate.events.size();
    statements.push_back(std::move(next));
    queue_.pop_front();
  }
  return taken;
}

void Proposer::propose(Proposed proposed) {
  std::optional<Error> refusal;
  if (const auto fault = log_clock_.fault()) parts_.read_only.stop(*fault);
  if (const auto reason = parts_.read_only.reason()) {
    refusal = read_only_error(*reason);
  } else if (parts_.log.is_closed()) {
    refusal = Error{ErrorCode::unavailable, "The log closes. Nothing was written; send it again."};
  }
  if (refusal) {
    refuse(proposed, *refusal);
    return;
  }
  ++next_id_.number;
  const BatchId id = next_id_;
  std::vector<Proposal>& proposals = proposed.statements;
  // One call of the system for all blinds; those of refused statements are not used.
  std::vector<Digest> blinds(proposals.size());
  if (!blinds.empty()) parts_.randomness.fill({blinds.data()->data(), blinds.size() * sizeof(Digest)});
  std::vector<StatementView> statements;
  statements.reserve(proposals.size());
  for (std::size_t i = 0; i < proposals.size(); ++i) {
    const Candidate& candidate = proposals[i].candidate;
    ST_CHECK(candidate.signed_by.has_value());  // append() takes no other.
    statements.push_back({candidate.wire, *candidate.signed_by, blinds[i]});
  }
  std::vector<Control> controls;
  for (ControlProposal& proposal : proposed.controls)
    std::ranges::move(proposal.controls, std::back_inserter(controls));
  std::string batch = encode_batch(id, parts_.clock.now(), statements, controls);
  {
    const MutexLock lock(mutex_);
    proposed_.emplace(id, std::move(proposed));
    ++in_flight_;
  }
  parts_.log.propose(std::move(batch), [this, id](Result<LogPosition> at) {
    if (!at) give_up(id, at.error());
  });
}

void Proposer::give_up(const BatchId& id, const Error& reason) {
  if (auto proposed = claim(id)) refuse(*proposed, reason);
  taken(id);
}

}  // namespace stocktrail
