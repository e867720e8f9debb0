// ledger/engine/admission.h: the stateless half of admission: all that can be checked without the log, on any
// thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/statement.h"
#include "ledger/engine/fold_input.h"
#include "ledger/log/log_batch.h"

namespace stocktrail {

struct StatementKind;

/// A statement that is well formed and all of whose events or master data are valid; its signature was
/// verified against the key that it claims, if the caller could name that key (Ledger::examine looks it up in
/// a snapshot), so that the writer only has to see that the key is still registered and valid. Owns
/// everything, and no more than the writer needs: what a worker read is let go where it is warm.
struct Candidate : FoldInput {
  const StatementKind* kind = nullptr;  // Never, of what examine() gave.
  std::string wire;                     // Of the statement, as it came.
  Digest digest{};                      // Of the statement, as Statement has them.
  StatementId id{};
  std::int64_t issued_at = 0;          // `iat`, seconds.
  std::optional<PublicKey> signed_by;  // The key that the signature was verified with.
  RulesVersion rules = rules_version;  // By which it is judged: go_by_rules().
};

/// Finds the registered key of a `kid`.
using KeyLookup = std::function<std::optional<PublicKey>(std::string_view kid)>;

/// Parses, verifies digests and signature, checks the event model.
Result<Candidate> examine(std::string_view wire, const KeyLookup& key);

/// The same for a statement that was parsed, without a look at its signature: what a replay of the log needs,
/// by the rules that admitted it. `signed_by` stays empty.
Result<Candidate> read_contents(const Statement& statement, RulesVersion rules = rules_version);

/// A logged statement whose contents today's parser refuses, though they were admitted: with what was read of
/// it then, which Table::inputs keeps. Only what was admitted before named_rules needs it. An error if `kept`
/// is of another issuer, key, kind or number of events.
Result<Candidate> read_as_kept(const Statement& statement, FoldInput kept);

/// What a statement that was admitted by these rules (ledger/epcis/rules.h) is judged by, and folded with:
/// of its events, content hashes only if the rules knew them.
void go_by_rules(RulesVersion rules, Candidate& candidate);

/// The key by which an operator's admission names itself: what the first statement of a log is signed with.
/// nullopt for any other statement. The signature is still to be verified.
std::optional<PublicKey> first_key(const Candidate& candidate);

/// The events of a statement of kind "events"; the header of a document among them is checked.
Result<std::vector<epcis::Event>> parse_events(const Statement& statement, RulesVersion rules);

/// Event number `position` of a statement of kind "events"; aborts if it has none. Faults are told with the
/// path
/// `$.events[<position>]`.
Result<epcis::Event> parse_event_of(const Statement& statement, std::size_t position, RulesVersion rules);

}  // namespace stocktrail
