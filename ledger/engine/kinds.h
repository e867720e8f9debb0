// ledger/engine/kinds.h: the kinds of statements, in one place: how each is read, judged and folded. crypto
// verifies a statement of any kind (crypto/statement.h); only a kind that stands here is taken into the log.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "crypto/result.h"
#include "crypto/statement.h"
#include "ledger/engine/fold_input.h"
#include "ledger/epcis/rules.h"

namespace stocktrail {

class Gate;
struct Candidate;

struct StatementKind {
  std::string_view name;  // In `typ`, before "+sd-jwt".
  /// Checks what the statement says, by the rules that admit or admitted it, without the log; gives what the
  /// folds read of it.
  Result<void> (*read)(const Statement& statement, RulesVersion rules, FoldInput& input);
  /// Why it may not be logged there with this recorded time; the signer was looked at before.
  Result<void> (Gate::*judge)(const Candidate& candidate, LeafIndex index, Micros at,
                              const TableReader& tables);
  std::span<const std::string_view> folds;  // Names of those that make rows of it (ledger/engine/folds.h).
};

std::span<const StatementKind> statement_kinds();

/// nullptr for one that this program does not know.
const StatementKind* find_kind(std::string_view name);

/// What is told of a kind that this program does not know: it names those that it does.
Error unknown_kind(std::string_view name);

}  // namespace stocktrail
