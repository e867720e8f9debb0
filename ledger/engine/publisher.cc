#include "ledger/engine/publisher.h"

#include <chrono>
#include <utility>

namespace stocktrail {
namespace {

constexpr std::size_t statement_cache_bytes_max = 16u << 20;
constexpr auto guard_look_period = std::chrono::seconds(1);

}  // namespace

Publisher::Publisher(Parts parts)
    : parts_(std::move(parts)),
      is_only_shown_(parts_.read_only.reason().has_value()),
      cache_(std::make_shared<StatementCache>(statement_cache_bytes_max)) {}

Result<std::unique_ptr<Publisher>> Publisher::start(Parts parts, const Integrated& first) {
  std::unique_ptr<Publisher> made(new Publisher(std::move(parts)));
  made->published_ = first.at;
  if (auto shown = made->show(first); !shown) return std::unexpected(std::move(shown.error()));
  made->thread_ = std::thread([self = made.get()] { self->run(); });
  return made;
}

Publisher::~Publisher() {
  stop();
}

void Publisher::stop() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Publisher::add(Integrated integrated) {
  parts_.agreement.announce(
      {.at = integrated.at, .size = integrated.edge->size(), .root = integrated.edge->root()});
  {
    const MutexLock lock(mutex_);
    while (answers_ >= unpublished_answers_max) changed_.wait(mutex_);
    answers_ += integrated.waiting();
    waiting_.push_back(std::move(integrated));
  }
  changed_.notify_all();
}

std::shared_ptr<const LogView> Publisher::view() const {
  const MutexLock lock(view_mutex_);
  return view_;
}

void Publisher::run() {
  while (auto batch = take()) {
    if (batch->empty()) {
      look_at_guard();
    } else {
      publish(*std::move(batch));
    }
  }
}

// What waits and is agreed; nothing after a quiet while, nullopt at the end. When the nodes do not agree
// nothing more is published.
std::optional<std::vector<Integrated>> Publisher::take() {
  LogPosition next;
  {
    const auto until = std::chrono::steady_clock::now() + guard_look_period;
    const MutexLock lock(mutex_);
    while (!stopping_ && waiting_.empty()) {
      if (changed_.wait_until(mutex_, until) == std::cv_status::timeout) break;
    }
    if (waiting_.empty()) return stopping_ ? std::nullopt : std::optional(std::vector<Integrated>());
    next = waiting_.front().at;
  }
  // What was refused by a node that writes no more has no place of its own.
  const auto agreed = next > published_ ? parts_.agreement.agree(published_) : Result<LogPosition>(next);
  if (!agreed) fail(agreed.error());
  std::vector<Integrated> taken;
  const MutexLock lock(mutex_);
  while (!waiting_.empty() && (!agreed || waiting_.front().at <= *agreed)) {
    answers_ -= waiting_.front().waiting();
    taken.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  changed_.notify_all();
  return taken;
}

void Publisher::publish(std::vector<Integrated> batch) {
  published_ = batch.back().at;
  // Repeats and refusals leave all as it is.
  if (!failure_ && batch.back().tables != view()->snapshot()) {
    if (auto shown = show(batch.back()); !shown) fail(shown.error());
  }
  for (Integrated& one : batch) {
    for (Answer& answer : one.answers) {
      if (failure_ && answer.receipt) answer.receipt = std::unexpected(unknown_outcome(*failure_));
      answer.done(std::move(answer.receipt));
    }
    for (ControlAnswer& answer : one.controls) {
      if (failure_ && answer.outcome) answer.outcome = std::unexpected(unknown_outcome(*failure_));
      answer.done(std::move(answer.outcome));
    }
  }
}

// Also where nothing is written: a guard that is gone protects nobody from an old copy.
void Publisher::look_at_guard() {
  if (failure_ || is_only_shown_ || parts_.guard == nullptr) return;
  if (auto there = parts_.guard->check(); !there) fail(there.error());
}

// What is durable stays so, but nobody can say whether it was published: nothing is from here on.
void Publisher::fail(const Error& reason) {
  if (!failure_) failure_ = reason;
  parts_.read_only.stop(reason);
}

// The entries are durable by now; the guard is before anybody sees the signature.
Result<void> Publisher::show(const Integrated& newest) {
  Checkpoint checkpoint{.origin = parts_.origin, .size = newest.edge->size(), .root = newest.edge->root()};
  std::string note;
  if (const auto shown = view(); shown != nullptr && shown->checkpoint().size == checkpoint.size) {
    note = shown->signed_checkpoint();  // Controls add no entry: the head stays as it is.
  } else if (parts_.guard != nullptr) {
    note = sign_checkpoint(checkpoint, parts_.log_key);
  }
  if (auto kept = keep(checkpoint, note, newest.committed); !kept) return kept;
  auto view = std::make_shared<const LogView>(newest.tables, newest.edge, std::move(checkpoint),
                                              std::move(note), cache_);
  const MutexLock lock(view_mutex_);
  view_.swap(view);  // The old one is let go after the lock.
  return {};
}

// Before anybody sees the signature, or learns that a token is revoked.
Result<void> Publisher::keep(const Checkpoint& checkpoint, const std::string& note, const Sequenced& at) {
  if (parts_.guard == nullptr || (is_only_shown_ && note == parts_.guard->last_note())) return {};
  return parts_.guard->advance(checkpoint, note, at);
}

}  // namespace stocktrail
