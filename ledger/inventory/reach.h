// ledger/inventory/reach.h: what was made of lots, and where items are: for recalls.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ledger/inventory/inventory.h"

namespace stocktrail::inventory {

/// Lots that one question reaches by the word of each issuer, and that it asks for; of more, any.
inline constexpr std::size_t reach_lots_max = 10'000;
/// Lots of a product that a question for all of them looks at.
inline constexpr std::size_t reach_looked_at_max = 100'000;

/// In a question, for all lots of a product and goods without one.
inline constexpr std::string_view every_lot = "\x01";
struct ReachedLot {
  std::string product, lot;  // Empty lot: goods that were made without one.
  unsigned depth = 0;        // 0: it was asked for.
  /// By whose word it is reached; empty: it was asked for, or nobody told its making.
  std::string by = {};
  auto operator<=>(const ReachedLot&) const = default;
};
struct Reach {
  std::vector<ReachedLot> lots;  // Nearest first; each once.
  bool complete = true;          // False: a limit cut it.
};
/// The lots, and all that was made of them, however deep. `every_lot` stands for all of
/// its product.
Reach reach_of(const std::vector<ReachedLot>& lots, const TableReader& tables);

struct BlockedLot {
  std::string product, lot;  // Empty lot: all of the product.
  EventRef by{};             // The recall or hold of it, or the recall of what it was made of.
  bool is_on_record = true;  // Its making was told.
};
/// All lots that are recalled, or held everywhere by their makers; `visit` gives false to end it.
void blocked_lots(const TableReader& tables, const std::function<bool(const BlockedLot&)>& visit);

/// All items that events recalled and that still are, each with the event that last told where it is.
void recalled_by_events(const TableReader& tables,
                        const std::function<bool(const std::string& item, EventRef last)>& visit);

/// Where the record of an item has it.
struct ItemPlace {
  Account account;  // on_hand, in_transit, or where it ended; unknown if nothing is known of it.
  Good good;
  std::string lot;
  std::optional<EventRef> recalled_by = {};  // By its serial number, not as one of its lot.
};
ItemPlace place_of_item(const std::string& key, const When& when, const TableReader& tables);

}  // namespace stocktrail::inventory
