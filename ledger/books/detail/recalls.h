// ledger/books/detail/recalls.h: recalls and holds of whole lots and products everywhere, by events and by
// statements; recalls of items by statements.
#pragma once

#include <functional>

#include "ledger/books/detail/moves.h"

namespace stocktrail::books {

/// A whole lot by its maker: for the lot everywhere. A product, without a place: for all that its
/// issuer made of it. By a statement: also of goods that it did not make, where its word counts. By anybody
/// else: for what is there.
void block(World& world, const Report& report);
/// The rest of a statement: its items, which events only restate where they are, and what it recalled before
/// and names no longer.
void settle_notice(World& world);
/// What was made of a lot is recalled as far as it is.
void pass_on(World& world, const std::string& product, const std::string& lot);
/// The first that `recall` finds of a lot that went into this one; nullptr: none.
const BlockChange* recall_of_input(World& world, const LotName& lot,
                                   const std::function<const BlockChange*(const LotCard& input)>& recall);
/// Neither recalled nor held, by what is known at the time of the row, nor expired.
bool may_be_sold(World& world, const std::string& product, const std::string& lot);

}  // namespace stocktrail::books
