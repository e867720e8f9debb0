// ledger/engine/replica.h: the second stage, and the only writer of the tables. Takes one batch after the
// other out of the ordered log, admits and folds it, and has it committed (committer.h): integrated. What it
// commits depends on the batches and on nothing else.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "ledger/engine/applier.h"
#include "ledger/engine/committer.h"
#include "ledger/engine/gate.h"
#include "ledger/engine/proposer.h"
#include "ledger/engine/publisher.h"
#include "ledger/log/ordered_log.h"
#include "ledger/state/changes.h"
#include "ledger/store/store.h"

namespace stocktrail {

/// Where a node is in the ordered log, as its tables say (Table::sequence): `corrupted` if the table holds
/// something else; the beginning if it holds nothing.
Result<Sequenced> read_sequenced(const TableReader& tables);

/// A ledger that ends finishes so long what was proposed.
inline constexpr std::chrono::seconds fold_stop_wait{2};

class Replica {
 public:
  /// All outlive it. Nobody else writes to the store.
  struct Parts {
    OrderedLog& log;
    Proposer& proposer;  // Of this process.
    Store& store;
    Publisher& publisher;
    ChangeFeed& changes;
    ReadOnly& read_only;
    std::string origin;
    PublicKey log_key;
    std::span<const Fold> folds = all_folds();
  };
  struct Start {
    Sequenced sequenced;
    TreeEdge edge;
    Micros last_recorded_at{};
    std::uint32_t rules = 0;  // Of the last record.
  };
  Replica(Parts parts, Start start);
  ~Replica();  // stop()

  /// Folds what the closed log still has, and ends.
  void stop();
  /// What is not folded by then is not written, and answered so: nothing of a batch is durable before all of
  /// it is.
  void end_by(std::chrono::steady_clock::time_point at) { ends_at_ = at; }

  IntegrationCounters counters() const { return committer_.counters(); }

 private:
  struct Work;
  void run();
  void process(const Delivery& delivery);
  std::optional<Error> doubt(const Delivery& delivery, const std::optional<LogBatch>& batch) const;
  static Result<Proposed> parse(const LogBatch& batch);
  Work begin(const Delivery& delivery);
  enum class Done : bool { no, yes };
  Done fold(const LogBatch& batch, Work& work);
  Result<Receipt> fold_one(const Candidate& candidate, const Digest& blind, Micros proposed_at, Work& work);
  void go_on(const Work& work);
  void ask_to_go_on(const TableReader& tables);

  Parts parts_;
  const Applier applier_;
  std::atomic<std::chrono::steady_clock::time_point> ends_at_ = std::chrono::steady_clock::time_point::max();
  // The replica's thread:
  Gate gate_;
  RecentValues recent_;
  Sequenced sequenced_;  // What is folded.
  LogPosition read_;     // A node that writes no more reads on, to answer who waits.
  TreeEdge edge_;
  Micros last_recorded_at_;
  std::uint32_t rules_;                                                                    // They never fall.
  std::shared_ptr<std::atomic<bool>> asked_ = std::make_shared<std::atomic<bool>>(false);  // ask_to_go_on()
  std::array<std::vector<std::byte>, 2> batch_memory_;  // Of one batch after the other, in turns.

  Committer committer_;
  std::thread thread_;
};

}  // namespace stocktrail
