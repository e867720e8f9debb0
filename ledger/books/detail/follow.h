// ledger/books/detail/follow.h: goods that were drawn without a lot, and turn out to be of another lot than
// was presumed, wherever they went since.
#pragma once

#include <set>

#include "ledger/books/step.h"

namespace stocktrail::books {

/// At the end of a row: what it found to be of another lot (World::redrawn) is so where it was sent, further
/// on, too, and in what was made of it.
void follow(World& world);

/// These were made of goods without a lot that have not come yet: they may be of the next lot that comes.
void await_input(World& world, const std::string& site, const Good& good, const std::set<LotName>& made,
                 const std::string& issuer);

/// So much of what is on its way turns out to be of this lot.
void relot_load(World& world, const Delivery& delivery, const Good& good, const Load& load,
                const std::string& lot, Amount amount);

}  // namespace stocktrail::books
