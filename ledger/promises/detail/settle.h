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

/// The reservation of a key that another row holds.
Reservation must_read(std::string_view key, const TableReader& tables);

/// The pieces of one shelf.
void each_piece(auto& reservation, const Shelf& shelf, const auto& visit) {
  for (auto& line : reservation.lines)
    for (auto& held : line.pieces_held)
      if (line.good == shelf.good && held.piece.site == shelf.site) visit(held);
}

/// What of a shelf has left, by what events told of the document.
Amount left_of(const DocumentRow& document, const Shelf& shelf, const TableReader& tables);
void write_document(std::string_view key, const DocumentRow& row, TableWriter& tables);

}  // namespace stocktrail::promises
