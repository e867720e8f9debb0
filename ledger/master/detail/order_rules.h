// ledger/master/detail/order_rules.h: who may order what, for where.
#pragma once

#include "ledger/master/stock_order.h"

namespace stocktrail::master {

/// Why `issuer` may not state this order now; nullopt if it may.
std::optional<Error> refuse_order(const StockOrder& order, const gs1::Key& issuer, const TableReader& tables);

}  // namespace stocktrail::master
