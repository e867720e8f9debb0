// ledger/engine/committer.h: the second half of the replica: makes what was folded durable, batch by batch in
// their order, each in one synced write together with its position, and hands the answers to the publisher.
// On a thread of its own, so that a batch is folded while the one before is written.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "crypto/mutex.h"
#include "ledger/engine/batch.h"
#include "ledger/engine/proposer.h"
#include "ledger/engine/publisher.h"
#include "ledger/log/ordered_log.h"
#include "ledger/state/changes.h"
#include "ledger/store/store.h"

namespace stocktrail {

struct IntegrationCounters {
  std::uint64_t commits = 0, statements = 0, repeats = 0, refused = 0, events = 0, last_commit_micros = 0;
};

/// Where a node is.
struct Integration {
  Sequenced sequenced;  // What is integrated.
  Sequenced committed;  // Of it, what the tables have: a batch that changes nothing is not written.
  std::shared_ptr<const Snapshot> tables;
  TreeEdge edge;
};

/// A batch for which everything is decided.
struct Folded {
  std::shared_ptr<Batch> batch;
  Sequenced sequenced;  // The place of the batch.
  TreeEdge edge;        // After it.
  Proposed proposed;
  std::vector<Result<Receipt>> receipts;  // Of the statements; none if `refusal` is for all.
  std::optional<Error> refusal;           // Why nothing of it may be committed.
  std::uint64_t statements = 0, events = 0, repeats = 0, refused = 0, controls = 0;
  std::chrono::steady_clock::time_point begun{};
  bool changes_tables() const { return statements > 0 || controls > 0; }
};

class Committer {
 public:
  /// All outlive it. Nobody else writes to the store.
  struct Parts {
    OrderedLog& log;
    Store& store;
    Publisher& publisher;
    ChangeFeed& changes;
    ReadOnly& read_only;
  };
  Committer(Parts parts, Integration start);
  ~Committer();  // stop()

  /// What the next batch is folded over: the last one, with all before it.
  std::shared_ptr<const TableReader> newest() const;
  /// Returns once all that was added is durable, or failed and stopped the node: the tables then.
  std::shared_ptr<const Snapshot> wait();
  /// After wait(). What cannot be committed stops the node.
  void add(Folded folded);

  /// Commits what was added, and ends.
  void stop();

  IntegrationCounters counters() const;

 private:
  void run();
  void finish(Folded folded);
  std::optional<Error> commit(const Folded& folded);
  void answer(Folded& folded, const std::optional<Error>& failure, LeafIndex first_new);
  void count(const Folded& folded);

  Parts parts_;
  Integration now_;  // The committer's thread.

  mutable Mutex mutex_;
  Condition changed_;
  std::optional<Folded> added_ ST_GUARDED_BY(mutex_);
  bool is_busy_ ST_GUARDED_BY(mutex_) = false;  // With what was added.
  bool stopping_ ST_GUARDED_BY(mutex_) = false;
  std::shared_ptr<const TableReader> newest_ ST_GUARDED_BY(mutex_);
  std::shared_ptr<const Snapshot> tables_ ST_GUARDED_BY(mutex_);  // After the last commit.
  IntegrationCounters counters_ ST_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace stocktrail
