#include "ledger/engine/kinds.h"

#include <algorithm>
#include <array>
#include <memory>

#include "ledger/engine/admission.h"
#include "ledger/engine/gate.h"

namespace stocktrail {
namespace {

constexpr std::size_t shown_characters = 40;

Result<void> read_events(const Statement& statement, RulesVersion rules, FoldInput& input) {
  auto events = parse_events(statement, rules);
  if (!events) return std::unexpected(std::move(events.error()));
  input.events = std::move(*events);
  return {};
}

Result<void> read_change(const Statement& statement, RulesVersion, FoldInput& input) {
  auto change = master::parse_change(statement.kind(), statement.body());
  if (!change) return std::unexpected(std::move(change.error()));
  input.change = std::make_unique<master::Change>(std::move(*change));
  return {};
}

Result<void> read_promise(const Statement& statement, RulesVersion, FoldInput& input) {
  auto order = promises::parse_order(statement.body());
  if (!order) return std::unexpected(std::move(order.error()));
  input.promise = std::make_unique<promises::Stated>(promises::Stated{*std::move(order), std::nullopt});
  return {};
}

constexpr std::array<std::string_view, 5> event_folds = {"event_ids", "query", "trace", "inventory",
                                                         "promises"};
constexpr std::array<std::string_view, 1> master_folds = {"master"};
constexpr std::array<std::string_view, 1> promise_folds = {"promises"};
constexpr std::array<std::string_view, 2> recall_folds = {"master", "inventory"};

constexpr std::array kinds = {
    StatementKind{"events", read_events, &Gate::judge_events, event_folds},
    StatementKind{"party", read_change, &Gate::judge_change, master_folds},
    StatementKind{"key", read_change, &Gate::judge_change, master_folds},
    StatementKind{"product", read_change, &Gate::judge_change, master_folds},
    StatementKind{"certificate", read_change, &Gate::judge_change, master_folds},
    StatementKind{"policy", read_change, &Gate::judge_change, master_folds},
    StatementKind{"reservation", read_promise, &Gate::judge_promise, promise_folds},
    StatementKind{"recall", read_change, &Gate::judge_recall, recall_folds},
    StatementKind{"settlement", read_change, &Gate::judge_change, master_folds},
    StatementKind{"order", read_change, &Gate::judge_change, master_folds},
};

}  // namespace

std::span<const StatementKind> statement_kinds() {
  return kinds;
}

const StatementKind* find_kind(std::string_view name) {
  const auto* const found = std::ranges::find(kinds, name, &StatementKind::name);
  return found != kinds.end() ? found : nullptr;
}

Error unknown_kind(std::string_view name) {
  std::string known;
  for (const StatementKind& kind : kinds)
    known.append(known.empty() ? "" : &kind == &kinds.back() ? " and " : ", ").append(kind.name);
  return {ErrorCode::invalid_argument,
          "This program knows statements of the kinds " + known + ", and this one is of kind \"" +
              std::string(name.substr(0, shown_characters)) + "\". A newer program may take it.",
          "jws header.typ"};
}

}  // namespace stocktrail
