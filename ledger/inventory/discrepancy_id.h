// ledger/inventory/discrepancy_id.h: how people name a discrepancy, as long as its cause is there.
#pragma once

#include <string>

#include "ledger/books/posting.h"

namespace stocktrail::inventory {

/// 22 characters: of its kind, events, places, goods and thing, whatever the amount.
std::string discrepancy_id(const books::Discrepancy& told);

}  // namespace stocktrail::inventory
