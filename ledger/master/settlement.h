// ledger/master/settlement.h: what a party says of a discrepancy at a place of its own: who looks after it,
// or that it is known. A discrepancy ends with its cause, and with it what was said of it; docs/inventory.md,
// "Discrepancies".
#pragma once

#include <optional>
#include <string>

#include "ledger/master/master.h"

namespace stocktrail::master {

enum class SettlementAction : std::uint8_t { assign, acknowledge, reopen };

/// What a statement says.
struct Settlement {
  std::string id;  // Of the discrepancy.
  gs1::Key place;  // Where it is shown.
  SettlementAction action{};
  std::string to;  // assign: whom.
  std::string note;
  std::string quantity;  // acknowledge: how much, as it was answered; empty: none was told.
};

/// The last of one action.
struct Settled {
  std::uint64_t statement = 0;
  std::string stated_by;
  Micros recorded_at{};
  Settlement what;
};
struct Settlements {
  std::optional<Settled> assigned, acknowledged;
};
/// Of one discrepancy, at one place.
Settlements settlements(std::string_view id, const gs1::Key& place, const TableReader& tables);

}  // namespace stocktrail::master
