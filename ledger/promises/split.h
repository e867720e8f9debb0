// ledger/promises/split.h: what is promised of a shelf, told of each lot at each part of its site: for those
// who look at stock position by position. A promise is of a site, so its parts are counted in their order.
#pragma once

#include "ledger/promises/promises.h"

namespace stocktrail::promises {

struct Spot {
  std::string lot;   // Empty: not told.
  std::string part;  // Of the site; empty: not told.
  auto operator<=>(const Spot&) const = default;
};
struct Split {
  Amount reserved;   // Promised of it, or of a lot that is gone, for which it stands.
  Amount available;  // What may be promised to those for whom nothing is kept.
  bool operator==(const Split&) const = default;
};

/// Splits all stock of the shelf that may be sold then. What is available sums to ShelfState::promisable, and
/// where every promise is covered what is reserved sums to ShelfState::promised.
std::map<Spot, Split> split(const Shelf& shelf, Micros now, const TableReader& tables);

}  // namespace stocktrail::promises
