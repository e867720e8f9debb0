// ledger/inventory/detail/shares.h: whose the goods of a book are, slot by slot.
#pragma once

#include <vector>

#include "ledger/books/book.h"

namespace stocktrail::inventory {

/// Of one part and status of a lot. No shares: nobody told an owner of it.
struct SharedSlot {
  books::Slot slot;
  Amount amount;
  std::vector<books::Owners::Share> shares = {};
  bool presumed = false;  // How much of it is whose: owners are told of a lot, not of its parts and statuses.
};
/// All slots in their order; the shares of a slot add up to it.
std::vector<SharedSlot> shared_slots(const books::Book& book);

}  // namespace stocktrail::inventory
