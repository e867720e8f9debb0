// ledger/books/advice.h: what the teller of an event can say better, where the books cannot be sure without
// it (docs/inventory.md, "What no rule can settle").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/epcis/event.h"

namespace stocktrail::books {

/// One sentence; empty: nothing.
std::string_view advice_on(const epcis::Event& event);

/// The sites whose stock it changes, as far as it names them; of what posts nothing, none.
std::vector<std::string> sites_of(const epcis::Event& event);

}  // namespace stocktrail::books
