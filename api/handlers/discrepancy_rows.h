// api/handlers/discrepancy_rows.h: what a reader is told of a discrepancy.
#pragma once

#include <string>

#include "api/handlers/call.h"
#include "api/handlers/stock_table.h"

namespace stocktrail::api {

/// A place of another that is not public has no name where the reader's own report is all that leads to it.
bool may_name(const Call& call, const std::string& place);

/// Discrepancies at places that the reader may ask for.
bool shows_discrepancy(const Principal& reader, const inventory::Discrepancy& one, const TableReader& tables);
/// What it is, its `id`, and who settles it and how: nothing that people said of it.
void add_discrepancy(StockTable& table, const inventory::Discrepancy& one, const Call& call);

}  // namespace stocktrail::api
