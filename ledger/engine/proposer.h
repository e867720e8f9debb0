// ledger/engine/proposer.h: the first stage. Takes statements that were examined, gathers them into batches
// with blinds and a time, and proposes those to the ordered log. Holds what it proposed, so that the replica
// of this process need not parse it again, and can answer who waits.
#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <thread>
#include <vector>

#include "crypto/mutex.h"
#include "ledger/engine/gate.h"
#include "ledger/engine/log_clock.h"
#include "ledger/engine/read_only.h"
#include "ledger/ledger.h"
#include "ledger/log/log_batch.h"
#include "ledger/log/ordered_log.h"

namespace stocktrail {

/// A statement, and who waits for its receipt.
struct Proposal {
  Candidate candidate;
  Ledger::Done done;
};

/// Controls, and who waits until they are in force.
struct ControlProposal {
  std::vector<Control> controls;
  Ledger::ControlsDone done;
};

/// What shares a batch.
struct Proposed {
  std::vector<Proposal> statements;
  std::vector<ControlProposal> controls;
  bool is_empty() const { return statements.empty() && controls.empty(); }
};

class Proposer {
 public:
  /// All outlive it.
  struct Parts {
    OrderedLog& log;
    Clock& clock;
    Randomness& randomness;
    LedgerLimits limits;
    ReadOnly& read_only;
    Micros last_recorded_at{};  // 0: nothing is recorded yet.
  };
  explicit Proposer(Parts parts);
  ~Proposer();  // stop()

  /// Lives while a statement is examined that will be appended if it is good. Many statements cost a commit
  /// hardly more than one, so a batch waits for these, commit_wait at most.
  class Announcement {
   public:
    explicit Announcement(Proposer& proposer) : announced_(proposer.announced_) { ++announced_; }
    ~Announcement() { --announced_; }
    Announcement(const Announcement&) = delete;
    Announcement& operator=(const Announcement&) = delete;

   private:
    std::atomic<unsigned>& announced_;
  };

  /// As Ledger::append().
  void append(Candidate candidate, Ledger::Done done);
  /// `done` is called as that of append().
  void share(std::vector<Control> controls, Ledger::ControlsDone done);

  /// The replica's: what this process proposed as `id`, once.
  std::optional<Proposed> claim(const BatchId& id);
  /// The replica's: a batch of this process was folded, and the one before it committed, so that the next may
  /// follow.
  void taken(const BatchId& id);

  /// The replica's: it reads no more. Whoever waits for what was proposed is told so.
  void abandon(const Error& reason);

  /// Proposes what waits, and ends.
  void stop();

  struct Queue {
    std::size_t statements = 0, bytes = 0;
  };
  Queue queue() const;

 private:
  void run();
  Proposed take();
  bool is_worth_a_batch() const ST_REQUIRES(mutex_);
  bool fills_a_batch() const ST_REQUIRES(mutex_);
  bool may_propose() const ST_REQUIRES(mutex_);
  bool nothing_waits() const ST_REQUIRES(mutex_) { return queue_.empty() && controls_.empty(); }
  void propose(Proposed proposed);
  void give_up(const BatchId& id, const Error& reason);

  Parts parts_;
  BatchId next_id_;     // Proposer's thread.
  LogClock log_clock_;  // Proposer's thread.
  std::atomic<unsigned> announced_ = 0;

  mutable Mutex mutex_;
  Condition work_or_stop_;
  std::deque<Proposal> queue_ ST_GUARDED_BY(mutex_);
  std::size_t queue_bytes_ ST_GUARDED_BY(mutex_) = 0, queue_events_ ST_GUARDED_BY(mutex_) = 0;
  std::vector<ControlProposal> controls_ ST_GUARDED_BY(mutex_);
  std::size_t controls_waiting_ ST_GUARDED_BY(mutex_) = 0;      // Of controls_, one by one.
  std::map<BatchId, Proposed> proposed_ ST_GUARDED_BY(mutex_);  // And not claimed yet.
  std::size_t in_flight_ ST_GUARDED_BY(mutex_) = 0;             // Batches that are proposed and not taken.
  bool stopping_ ST_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace stocktrail
