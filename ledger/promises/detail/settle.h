// ledger/promises/detail/settle.h: the rows of a reservation and of its shelves, kept in step.
#pragma once

#include "ledger/promises/detail/rows.h"

namespace stocktrail::promises {

/// Claims of the shelf that have lapsed are counted no longer; lapses_max of them.
void lapse(const Shelf& shelf, Micros at, TableWriter& tables);
/// What pended has lapsed, whether its shelves were told or not.
void lapse(Reservation& reservation, Micros at);

/// Makes the rows of its shelves, and of its document, what the reservation says; and stores it.
void settle(const Reservation& reservation, TableWriter& tables);

/// Moves up to `wanted` from one to the other; what could not be moved is left in `wanted`.
void move(Amount& from, Amount& to, Amount& wanted);

/// Reservations that name a document and hold something, the oldest first.
std::string awaiting_key(std::string_view document);
std::vector<Packed<17>> read_awaiting(std::string_view document, const TableReader& tables);

}  // namespace stocktrail::promises
