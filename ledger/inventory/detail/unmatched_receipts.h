// ledger/inventory/detail/unmatched_receipts.h: quantities that were received before anybody reported their
// shipment. Two parties report on their own schedules: a shipment that is reported later, and did not happen
// later, settles such a receipt and does not stay in transit forever.
//
// A receipt that is not settled stands in the balance of its good in transit to its site, which shipments and
// receipts read anyway. Its discrepancy keeps the settlements; settled in full, it is listed no more (key
// letter 'U').
#pragma once

#include <string>

#include "ledger/inventory/detail/journal.h"

namespace stocktrail::inventory {

/// Opens `unexpected_arrival` at `place`; shipments to its site can settle it from now on.
void note_unmatched_receipt(Journal& journal, const std::string& place, const Good& good, Amount amount);

/// How much of a shipment, on its `way`, was received already. The caller moves it to `unknown`, which gave
/// it.
Amount settle_receipts(Journal& journal, const Account& way, const Good& good, Amount amount,
                       Effects& effects);

/// For an event that is declared void. What had settled its receipts is in transit again; what it had settled
/// has come from nowhere again.
void void_receipts(const Effects& mistaken, Journal& journal);
void void_settlements(const Effects& mistaken, EventRef ref, Journal& journal);

}  // namespace stocktrail::inventory
