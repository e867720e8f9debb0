// ledger/books/advice.h: what the teller of an event can say better, where the books cannot be sure without
// it (docs/inventory.md, "What no rule can settle").
#pragma once

#include <string_view>

#include "ledger/epcis/event.h"

namespace stocktrail::books {

/// One sentence; empty: nothing.
std::string_view advice_on(const epcis::Event& event);

}  // namespace stocktrail::books
