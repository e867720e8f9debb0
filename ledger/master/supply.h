// ledger/master/supply.h: which places say that they are supplied from which (`suppliedFrom`: sites, sorted).
// A plan of the party of the place, and no fact: goods may come from elsewhere.
#pragma once

#include <functional>

#include "ledger/master/master.h"

namespace stocktrail::master {

inline constexpr std::size_t suppliers_per_place_max = 20;

/// Calls `visit(place)` for each place that says that it is supplied from `supplier`, in the order of their
/// ids, until it gives false.
void each_supplied(const gs1::Key& supplier, const TableReader& tables,
                   const std::function<bool(const gs1::Key& place)>& visit);

}  // namespace stocktrail::master
