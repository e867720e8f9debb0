// ledger/trace/detail/lots.h: which lot an item is of, as its makings tell, and the items of a lot whose
// events are not in the lot's own list. Private to trace. docs/trace.md draws the layout.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/trace/detail/items.h"

namespace stocktrail::trace {

/// A making that told an item's lot; `event` is last_event_ref where the identifier itself says it.
struct LotTold {
  EventRef event{};
  gs1::Key lot;
  bool spoken = false;  // By who speaks for the product, or by the identifier.
};
std::string pack(const LotTold& told);
std::optional<LotTold> unpack_lot_told(std::string_view bytes);  // nullopt: no writer of ours made it.

/// The telling of an item that counts before others, the first or the first that was spoken: its events are
/// listed under that lot from then on. Empty: it was seen, and no lot was told.
Packed<17> first_lot_key(const gs1::Key& item);
/// List by issuer of the others; one that counted is listed by whose telling took its place.
Packed<17> later_lots_key(const gs1::Key& item);
/// List by issuer of texts of items with events that are not in the list of this lot: they were seen before
/// it was told, or another was told first.
Packed<17> unlisted_items_key(const gs1::Key& lot);

/// So many tellings of one issuer about an item are looked at, and unlisted items of a lot.
inline constexpr std::size_t lots_told_max = 100, unlisted_items_max = 1'000;

/// The lot of an item: by the first telling in the log that was not taken back, of those that were spoken,
/// else of all.
std::optional<gs1::Key> lot_of(const gs1::Key& item, const TableReader& tables, TakenBack& taken_back);

struct UnlistedItems {
  std::vector<gs1::Key> items;  // Each once, whose lot is this one.
  bool complete = true;
};
UnlistedItems unlisted_items(const gs1::Key& lot, const TableReader& tables, TakenBack& taken_back);

}  // namespace stocktrail::trace
