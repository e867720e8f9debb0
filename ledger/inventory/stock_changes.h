// ledger/inventory/stock_changes.h: whether stock has changed, without reading it: for those who follow it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "ledger/inventory/inventory.h"
#include "ledger/state/changes.h"

namespace stocktrail::inventory {

/// Goods that were ever at a site, or on their way there, in order.
std::set<Good> goods_of(const std::string& site, const TableReader& tables);

/// What ChangeFeed knows the stock of a good at a site, and on its way there, by: the books, and recalls of
/// its lots. Without single recalled items, and without the passing of dates.
std::vector<ChangeTag> stock_tags(const std::string& site, const Good& good);

}  // namespace stocktrail::inventory
