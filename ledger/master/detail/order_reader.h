// ledger/master/detail/order_reader.h: the claim "order" (docs/formats.md, "Orders").
#pragma once

#include "ledger/master/object_reader.h"
#include "ledger/master/stock_order.h"

namespace stocktrail::master {

StockOrder read_order(ObjectReader& reader, std::optional<Error>& fault);

}  // namespace stocktrail::master
