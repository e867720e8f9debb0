// ledger/inventory/detail/arrivals.h: quantities that arrived before anybody told of their shipping. Two
// parties report on schedules of their own: a shipment that is told later, and was not later, pays for such
// an arrival and does not stay on the way for ever.
//
// An arrival that is not paid stands in the balance of its good on the way to its site, which shipments and
// arrivals read anyway. Its discrepancy keeps the payments; paid in full, it is listed no more (key letter
// 'U').
#pragma once

#include <string>

#include "ledger/inventory/detail/books.h"

namespace stocktrail::inventory {

/// Opens `unexpected_arrival` at `place`; shipments to its site can pay it from now on.
void note_arrival(Books& books, const std::string& place, const Good& good, Amount amount);

/// How much of a shipment, on its `way`, had arrived already. The caller moves it to `unknown`, which gave
/// it.
Amount pay_arrivals(Books& books, const Account& way, const Good& good, Amount amount, Effects& effects);

/// For an event that is taken back. What had paid for its arrivals is on the way again; what it had paid for
/// has come from nowhere again.
void take_back_arrivals(const Effects& mistaken, Books& books);
void take_back_payments(const Effects& mistaken, EventRef ref, Books& books);

}  // namespace stocktrail::inventory
