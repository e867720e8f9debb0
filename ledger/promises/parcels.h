// ledger/promises/parcels.h: from which places an order is sent at the least cost: a pure function of what
// could be had where, and of prices.
//
// A place that sends something costs its parcel; each unit costs what it costs there, and more where it is
// taken of the last of a shelf, which the place may need itself. Whoever wants as few parcels as can be gives
// each the same price, and units none.
#pragma once

#include <vector>

#include "ledger/epcis/decimal.h"

namespace stocktrail::promises {

inline constexpr std::size_t exact_places_max = 8;  // All choices of places are compared; beyond, not all.

struct Parcels {
  /// Where a line may be taken from.
  struct Source {
    std::size_t site = 0, shelf = 0;  // Of `sites` and `shelves`.
    Amount could;                     // Be had for this line, if there were no other.
  };
  struct Line {
    Amount wanted;
    Amount unit;                  // That a price is of; more than zero.
    std::vector<Source> sources;  // In the order of preference, which counts where nothing else does.
  };
  struct Site {
    Amount parcel, unit, at_risk;  // Prices; the last is of a unit, and on top.
  };
  /// Shared by the lines of one good.
  struct Shelf {
    Amount safe, at_risk;  // What there is.
  };
  std::vector<Line> lines;
  std::vector<Site> sites;
  std::vector<Shelf> shelves;
};

/// How much each line takes from each of its sources: as much as there is, from the places that together cost
/// least; of those, from few.
std::vector<std::vector<Amount>> cheapest(const Parcels& parcels);

}  // namespace stocktrail::promises
