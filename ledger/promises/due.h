// ledger/promises/due.h: when what is on its way to a shelf is due. No event tells that: the party that sends
// the goods, or the one that gets them, says it of the document under which they were sent (Action::expect).
#pragma once

#include <map>
#include <utility>

#include "ledger/promises/promises.h"

namespace stocktrail::promises {

struct Arriving {
  std::optional<Micros> due;  // None: nobody said it.
  Amount amount;
  std::vector<StockedLot> lots;  // What of it may be sold.
};
/// Deliveries to the shelf that are open, by when they are due; those of which that is not known last. Of
/// what both parties say, the word of the receiver counts.
std::vector<Arriving> arriving(const Shelf& shelf, Micros now, const TableReader& tables);

/// When the first of what is on its way to a shelf is due, by where it left and its lot, as far as anybody
/// said it.
std::map<std::pair<std::string, std::string>, Micros> first_due(const Shelf& shelf, Micros now,
                                                                const TableReader& tables);

}  // namespace stocktrail::promises
