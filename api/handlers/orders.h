// api/handlers/orders.h: a signed order that says what its party's order says already.
#pragma once

#include <optional>

#include "ledger/engine/admission.h"
#include "ledger/state/table.h"

namespace stocktrail::api {

/// `conflict` at `$.order` for an order that would change nothing: whoever signs it anew because an answer
/// was lost is told so. nullopt: it is new, says something else, or is no order.
std::optional<Error> refuse_recorded_order(const Candidate& candidate, const TableReader& tables);

}  // namespace stocktrail::api
