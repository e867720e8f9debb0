// ledger/engine/gate.h: the stateful half of admission: may this statement, by this key, be logged now? Only
// the writer asks.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "crypto/merkle.h"
#include "ledger/engine/admission.h"
#include "ledger/master/master.h"
#include "ledger/state/table.h"
#include "ledger/state/text_map.h"
#include "ledger/state/told.h"

namespace stocktrail {

/// What a statement is told whose key nobody has registered.
Error unknown_key(std::string_view key_id);

/// Whether the outcome is what the gate of this program would say: else it follows from other rules.
bool is_by_these_rules(const promises::Outcome& outcome);

/// Why a statement may not be logged at `index` of whose events tell_events() (ledger/state/event_index.h)
/// told this: one has an identity that stands for another event.
std::optional<Error> refuse_conflict(std::span<const epcis::Event> events, std::span<const Told> told,
                                     LeafIndex index);

class Gate {
 public:
  /// nullopt: a new statement that may be logged at `index` with the recorded time `at`. An index: the same
  /// statement was logged there already. Errors: `bad_signature`, `forbidden`, `conflict` or
  /// `invalid_argument`.
  Result<std::optional<LeafIndex>> admit(const Candidate& candidate, LeafIndex index, Micros at,
                                         const TableReader& tables);

  // What kinds of statements are judged by (kinds.h).
  Result<void> judge_events(const Candidate& candidate, LeafIndex index, Micros at,
                            const TableReader& tables);
  Result<void> judge_change(const Candidate& candidate, LeafIndex index, Micros at,
                            const TableReader& tables);
  Result<void> judge_recall(const Candidate& candidate, LeafIndex index, Micros at,
                            const TableReader& tables);

  /// Sets the outcome of a reservation. One that is set was given by other rules, and is only looked at.
  Result<void> judge_promise(const Candidate& candidate, LeafIndex index, Micros at,
                             const TableReader& tables);

  /// Master data changed: forgets what was looked up. Call it after each fold of a change.
  void forget();

 private:
  Result<void> check_signer(const Candidate& candidate, Micros at, const TableReader& tables);
  Result<void> check_times(const Candidate& candidate, Micros at, const TableReader& tables);
  Result<void> check_places(const Candidate& candidate, const TableReader& tables);
  static Result<void> check_identities(const Candidate& candidate, LeafIndex index,
                                       const TableReader& tables);
  const std::optional<master::KeyOwner>& owner_of(std::string_view key_id, const TableReader& tables);
  bool refuses_report(const gs1::Key& issuer, const gs1::Key& place, const TableReader& tables);

  // What the tables say now; a party's statements come in great numbers between two changes of master data.
  TextMap<std::optional<master::KeyOwner>> owners_;  // By key id.
  TextMap<TextMap<bool>> reporting_;                 // By issuer, then place.
  std::size_t reporting_remembered_ = 0;             // Pairs.
};

}  // namespace stocktrail
