// ledger/engine/sequencer.h: the one writer. Takes what waits, gives it an order and times, folds it, commits
// it in one synced batch, writes the guard, signs, publishes a View, and only then answers.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "ledger/engine/batch.h"
#include "ledger/engine/gate.h"
#include "ledger/engine/log_clock.h"
#include "ledger/engine/statement_cache.h"
#include "ledger/engine/view.h"
#include "ledger/ledger.h"
#include "ledger/log/tree_edge.h"
#include "ledger/store/guard.h"
#include "ledger/store/store.h"

namespace stocktrail {

class Sequencer {
 public:
  /// What it works on; all of it outlives the sequencer. Nobody else writes to store or guard.
  struct Parts {
    Store& store;
    Guard* guard = nullptr;  // nullptr: refuses to sign, see `refusal`.
    const SigningKey& log_key;
    std::string origin;
    Clock& clock;
    Randomness& randomness;
    LedgerLimits limits;
  };
  /// `refusal`: the log is shown as it is, and nothing is written or signed.
  static Result<std::unique_ptr<Sequencer>> start(Parts parts, std::optional<Error> refusal);
  ~Sequencer();  // Finishes what waits.

  /// Lives while a statement is examined that will be appended if it is good. Many statements cost a commit
  /// hardly more than one, so it waits for these, commit_wait at most.
  class Announcement {
   public:
    explicit Announcement(Sequencer& sequencer) : announced_(sequencer.announced_) { ++announced_; }
    ~Announcement() { --announced_; }
    Announcement(const Announcement&) = delete;
    Announcement& operator=(const Announcement&) = delete;

   private:
    std::atomic<unsigned>& announced_;
  };

  void append(Candidate candidate, Ledger::Done done);
  std::shared_ptr<const LogView> view() const;
  std::optional<Error> read_only_reason() const;
  Ledger::Counters counters() const;

 private:
  struct Waiting {
    Candidate candidate;
    Ledger::Done done;
  };
  /// A batch on its way: what is decided for each statement, and what the commit will make true.
  struct Work {
    Work(std::shared_ptr<const Snapshot> base, RecentValues& recent, std::span<std::byte> memory,
         const TreeEdge& tree)
        : batch(std::move(base), recent, memory), edge(tree) {}
    Batch batch;
    TreeEdge edge;
    Micros last_recorded_at{};
    std::vector<Result<Receipt>> answers;
    std::uint64_t statements = 0, events = 0, repeats = 0, refused = 0;
  };

  Sequencer(Parts parts, TreeEdge edge, Micros last_recorded_at, std::optional<Error> refusal);
  void run();
  std::vector<Waiting> take();
  bool is_worth_a_commit() const;
  void process(std::vector<Waiting> waiting);
  Result<Receipt> fold_one(const Candidate& candidate, const Digest& blind, Work& work);
  Result<void> commit(Work& work);
  Result<std::shared_ptr<const LogView>> sign(const TreeEdge& edge);
  void publish(std::shared_ptr<const LogView> view);
  void count(const Work& work, Micros took);
  void stop_writing(const Error& reason);

  Parts parts_;
  std::shared_ptr<StatementCache> cache_;
  Gate gate_;                            // Writer's thread.
  RecentValues recent_;                  // Writer's thread.
  TreeEdge edge_;                        // Writer's thread.
  Micros last_recorded_at_;              // Writer's thread.
  LogClock log_clock_;                   // Writer's thread.
  std::vector<std::byte> batch_memory_;  // Writer's thread: of one batch after the other.

  std::atomic<unsigned> announced_ = 0;

  mutable std::mutex view_mutex_;
  std::shared_ptr<const LogView> view_;  // Guarded by view_mutex_.

  mutable std::mutex mutex_;  // Guards all below.
  std::condition_variable work_or_stop_;
  std::deque<Waiting> queue_;
  std::size_t queue_bytes_ = 0;
  bool stopping_ = false;
  std::optional<Error> read_only_;
  Ledger::Counters counters_{};
  std::thread thread_;
};

}  // namespace stocktrail
