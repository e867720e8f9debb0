// ledger/engine/node.h: the three stages of one node, wired. Proposer -> ordered log -> Replica -> Publisher:
// sequenced, integrated, published. One write path, whether the ordered log is this process or a cluster's.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "ledger/engine/proposer.h"
#include "ledger/engine/publisher.h"
#include "ledger/engine/replica.h"

namespace stocktrail {

class Node {
 public:
  /// All outlive it. Nobody else writes to store or guard.
  struct Parts {
    Store& store;
    Guard* guard = nullptr;  // nullptr: refuses to sign, see `refusal`.
    const SigningKey& log_key;
    std::string origin;
    Clock& clock;
    Randomness& randomness;
    LedgerLimits limits;
    ChangeFeed& changes;
    std::span<const Fold> folds = all_folds();
    std::uint64_t generation = 0;        // Of the ordered log from now on, if the tables have a lower one.
    OrderedLog* log = nullptr;           // nullptr: of this node alone.
    HeadAgreement* agreement = nullptr;  // nullptr: with nobody.
  };
  /// `refusal`: the log is shown as it is, and nothing is written or signed.
  static Result<std::unique_ptr<Node>> start(Parts parts, std::optional<Error> refusal);
  ~Node();  // Finishes what waits, for fold_stop_wait; the rest is not written.

  void append(Candidate candidate, Ledger::Done done) {
    proposer_->append(std::move(candidate), std::move(done));
  }
  void share(std::vector<Control> controls, Ledger::ControlsDone done) {
    proposer_->share(std::move(controls), std::move(done));
  }
  /// See Proposer::Announcement.
  Proposer& proposer() { return *proposer_; }
  std::shared_ptr<const LogView> view() const { return publisher_->view(); }
  std::optional<Error> read_only_reason() const;
  Ledger::Counters counters() const;

 private:
  Node(Parts parts, std::optional<Error> refusal)
      : parts_(std::move(parts)), read_only_(std::move(refusal)) {}
  OrderedLog& log() { return parts_.log != nullptr ? *parts_.log : *local_log_; }

  Parts parts_;
  ReadOnly read_only_;
  SoleNode sole_node_;
  std::unique_ptr<OrderedLog> local_log_;
  std::unique_ptr<Publisher> publisher_;
  std::unique_ptr<Proposer> proposer_;
  std::unique_ptr<Replica> replica_;
};

}  // namespace stocktrail
