// api/handlers/worklist.h: discrepancies as work: which of them a reader wants to see, and who can settle
// one, and how (docs/inventory.md, "Discrepancies").
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "api/handlers/call.h"
#include "api/handlers/stock_table.h"

namespace stocktrail::api {

/// More `minAgeDays` are read as these.
inline constexpr std::uint64_t min_age_days_max = 36'500;

/// By `kind`, `product` (or lot), `lot`, `minAgeDays` and `minQuantity` of the query, all of which must hold.
Result<std::function<bool(const books::Discrepancy&)>> wanted_discrepancies(const Call& call);

/// `id`, `settledBy` and `remedy`.
void add_remedy(StockTable& table, const books::Discrepancy& told);

}  // namespace stocktrail::api
