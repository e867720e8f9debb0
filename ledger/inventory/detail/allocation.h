// ledger/inventory/detail/allocation.h: from which accounts a class-level quantity is taken. Deterministic
// and in whole: what is nowhere to be found is left to the caller.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ledger/inventory/detail/journal.h"

namespace stocktrail::inventory {

struct Allocation {
  Account account;
  Amount amount;
};

struct Allocated {
  std::vector<Allocation> allocations;
  Amount missing;  // What no account had.
};

/// From what is on hand at a place, then at the site that it is a part of, or at the parts that it has, in
/// key order; in each the statuses in the given order.
Allocated allocate_on_hand(Journal& journal, const std::string& place, const Good& good, Amount amount,
                           std::span<const Status> order);

/// Which goods on the way are meant.
enum class OnTheWay : std::uint8_t {
  any,
  sent_back,  // From a named source, or in a status in which nobody replenishes.
};

/// From what is on the way to one of `destinations` (in this order); in each what came from one of `sources`
/// first, then in key order.
Allocated allocate_in_transit(Journal& journal, std::span<const std::string> destinations,
                              std::span<const std::string> sources, const Good& good, Amount amount,
                              OnTheWay which);

/// From what is on the way from `place` to `preferred`, then to wherever, in key order: unless it ever sent
/// to more places than ways_max.
Allocated allocate_outgoing(Journal& journal, const std::string& place, const std::string& preferred,
                            const Good& good, Amount amount);

/// The sum of one status of a good on hand at a place.
Amount on_hand(Journal& journal, const std::string& place, const Good& good, Status status);

}  // namespace stocktrail::inventory
