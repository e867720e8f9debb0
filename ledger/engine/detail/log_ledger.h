// ledger/engine/detail/log_ledger.h: the Ledger: the store, the guard, the keys and the writer of one data
// directory.
#pragma once

#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "crypto/mutex.h"
#include "ledger/engine/node.h"
#include "ledger/engine/party_keys.h"
#include "ledger/engine/rebuild.h"
#include "ledger/engine/remembered_keys.h"
#include "ledger/ledger.h"
#include "ledger/store/guard.h"
#include "ledger/store/store.h"

namespace stocktrail {

class LogLedger final : public Ledger {
 public:
  /// Opened and checked; see open.cc.
  struct Parts {
    std::unique_ptr<Store> store;
    std::unique_ptr<Guard> guard;  // nullptr: refuses to sign.
    SigningKey log_key;
    std::optional<SigningKey> operator_key;  // nullopt: lost.
    SigningKey installation_key;
    NoteVerifier verifier;
    gs1::Key operator_id;
    std::optional<Error> refusal;
    std::span<const Fold> folds;
    std::uint64_t generation = 0;         // See Node::Parts.
    std::vector<Control> first_controls;  // In force before anybody sees the ledger.
    RebuildPlan rebuild;                  // Is begun if nothing is refused; until it ends nothing is taken.
  };
  static Result<std::unique_ptr<LogLedger>> start(Parts parts, const LedgerLimits& limits, Clock& clock,
                                                  Randomness& randomness);

  Result<Candidate> examine(std::string_view wire) const override;
  void append(Candidate candidate, Done done) override;
  Result<Receipt> append_and_wait(Candidate candidate) override;
  Result<void> share(std::vector<Control> controls) override;
  std::shared_ptr<const View> view() const override;
  const ChangeFeed& changes() const override { return changes_; }
  const NoteVerifier& verifier() const override { return parts_.verifier; }
  std::optional<Error> read_only_reason() const override;
  std::optional<Rebuilding> rebuilding() const override;
  Counters counters() const override { return node()->counters(); }
  Result<TreeSize> copy_database(const std::filesystem::path& directory) const override;
  const gs1::Key& operator_id() const override { return parts_.operator_id; }
  Result<Candidate> sign_for(const gs1::Key& party, StatementDraft draft) override;
  Result<std::string> sign_blocked(const BlockedList& list) const override;
  std::vector<StatementId> statement_ids_of(std::string_view content) const override;
  Digest secret_for(std::string_view purpose) const override;
  Result<PublicKey> make_custodial_key(const gs1::Key& party) override;

 private:
  LogLedger(Parts parts, const LedgerLimits& limits, Clock& clock, Randomness& randomness);
  std::shared_ptr<Node> node() const;
  Result<std::shared_ptr<Node>> start_node(std::optional<Error> refusal);
  void rebuild(const std::stop_token& stop);
  std::optional<Rebuilding> progress() const ST_THREAD_SAFETY(requires_shared_capability(state_mutex_));
  /// What a statement is told that comes while tables are lacking; nullopt if none are.
  std::optional<Error> not_now() const;
  std::optional<PublicKey> registered_key(std::string_view key_id) const;
  Result<std::shared_ptr<const SigningKey>> held_key(const gs1::Key& party);
  Result<Candidate> sign_with(const SigningKey& key, const gs1::Key& party, StatementDraft draft);

  Parts parts_;
  const LedgerLimits limits_;
  PartyKeys party_keys_;
  Clock& clock_;
  Randomness& randomness_;
  ChangeFeed changes_;
  mutable RememberedKeys known_keys_;
  Mutex making_key_;  // One at a time: a party that has a key gets no second one.
  mutable SharedMutex state_mutex_;
  std::shared_ptr<Node> node_ ST_GUARDED_BY(state_mutex_);  // Until a rebuild ends one that takes nothing.
  TableSet lacked_ ST_GUARDED_BY(state_mutex_);             // Tables that are to be made anew.
  std::optional<Error> rebuild_failure_ ST_GUARDED_BY(state_mutex_);
  std::unique_ptr<Rebuild> rebuild_;
  std::jthread rebuilding_;  // The last member: it ends before what it works on is gone.
};

}  // namespace stocktrail
