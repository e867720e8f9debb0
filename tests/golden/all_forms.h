// tests/golden/all_forms.h: statements that say everything that can be said, every word of every kind, and
// enough of them that pages of cells and tiles are full: what golden bytes are made from.
#pragma once

#include "tests/support/fixed_history.h"

namespace stocktrail::test {

/// Into a ledger that holds write_history(). Gives what was refused first; empty: nothing was.
std::string write_all_forms(LedgerWorld& world);

}  // namespace stocktrail::test
