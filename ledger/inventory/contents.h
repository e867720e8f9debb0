// ledger/inventory/contents.h: what is in a container, and where that is.
#pragma once

#include <string>
#include <vector>

#include "ledger/inventory/inventory.h"

namespace stocktrail::inventory {

/// Rows that one question gives at most.
inline constexpr std::size_t contents_rows_max = 10'000;

/// A container, an item, or goods by quantity.
struct Content {
  std::string in;                         // The container that holds it itself.
  std::string container = {}, item = {};  // Its key, if it is one.
  Good good = {};
  std::string lot = {};
  Status status{};  // As it was told.
  Amount amount = {};
};
struct Contents {
  /// Where the container is: on_hand, in_transit, or unknown if nothing is known of it.
  Account account{.kind = AccountKind::unknown, .place = {}, .from = {}, .status = {}};
  std::string in;                // The container that it is in itself.
  std::optional<EventRef> told;  // The event that told where it is.
  std::vector<Content> rows;     // Each container before what is in it.
  bool complete = true;          // False: a limit cut it.
};
/// `container`: canonical key of an SSCC, a GRAI, or an item that others were packed into.
Contents contents_of(const std::string& container, const When& when, const TableReader& tables);

}  // namespace stocktrail::inventory
