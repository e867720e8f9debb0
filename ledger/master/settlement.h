// ledger/master/settlement.h: what a party says of a discrepancy at a place of its own: who looks after it,
// that it is known, or that it is settled. A discrepancy ends with its cause, and with it what was said of
// it; docs/inventory.md, "Discrepancies".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/master/master.h"

namespace stocktrail::master {

inline constexpr std::size_t settlements_max = 100;  // Of one discrepancy, at one place.

enum class SettlementAction : std::uint8_t { assign = 0, acknowledge = 1, reopen = 2, settle = 3 };
constexpr SettlementAction last_of(SettlementAction) {
  return SettlementAction::settle;
}

/// What a statement says.
struct Settlement {
  std::string id;  // Of the discrepancy.
  gs1::Key place;  // Where it is shown.
  SettlementAction action{};
  std::string to;  // assign: whom.
  std::string note;
  std::string quantity;  // acknowledge, settle: how much, as it was answered; empty: none was told.
};

struct Settled {
  std::uint64_t statement = 0;
  std::string stated_by;
  Micros recorded_at{};
  Settlement what;
};
/// Whoever may report at the place, and nobody at one that is unowned.
bool may_settle_at(const gs1::Key& issuer, const gs1::Key& place, const TableReader& tables);
/// All that was said of one discrepancy at one place, in the order of the log.
std::vector<Settled> said_of(std::string_view id, const gs1::Key& place, const TableReader& tables);

/// The last of each action; reopening takes back what was acknowledged and settled before it.
struct Settlements {
  std::optional<Settled> assigned, acknowledged, settled;
};
/// When the log had so many entries; nullopt: now.
Settlements settlements(std::string_view id, const gs1::Key& place, std::optional<std::uint64_t> known,
                        const TableReader& tables);

}  // namespace stocktrail::master
