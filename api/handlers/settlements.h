// api/handlers/settlements.h: what was said of discrepancies by signed settlements: told with them, asked for
// by `state`, and looked at before the log takes it. The log itself keeps whatever it has: what is open
// follows from rules of the books that may be others one day.
#pragma once

#include <functional>
#include <optional>

#include "api/handlers/call.h"
#include "api/handlers/stock_table.h"
#include "ledger/engine/admission.h"
#include "ledger/inventory/inventory.h"

namespace stocktrail::api {

/// Adds `state` and what was said at places of the reader, when the log had so many entries; nullopt: now.
void add_work(StockTable& table, const inventory::Discrepancy& one, std::optional<std::uint64_t> known,
              const Call& call);

/// By `state` of the query: open, assigned, acknowledged, settled, with commas. An acknowledgement, or a
/// settling, counts while it covers what is open.
using WantedState = std::function<bool(const books::Discrepancy& told, std::uint64_t open_since)>;
Result<WantedState> wanted_states(const Call& call, std::optional<std::uint64_t> known);

/// Why a settlement is of nothing that its issuer, who may sign it, is shown, or of more than is open;
/// nullopt: it may be taken, or is none, or the gate has a better answer. Looks through all that is open at
/// its place.
std::optional<Error> refuse_settlement(const Candidate& candidate, const View& view);

}  // namespace stocktrail::api
