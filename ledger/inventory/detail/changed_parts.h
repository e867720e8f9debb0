// ledger/inventory/detail/changed_parts.h: what a row left of a large cell, without writing all of it anew:
// a book of thousands of lots, or a box of thousands of items, changes in a few parts at a time.
#pragma once

#include "ledger/inventory/detail/parts.h"

namespace stocktrail::inventory {

struct ChangedParts {
  Parts parts;       // As parts_of() gives them.
  std::string undo;  // difference() from these to those of before.
};

/// `before` are the parts of `was`, which becomes what `now` is.
template <typename Cell>
ChangedParts changed_parts(const Parts& before, Cell& was, const Cell& now);

}  // namespace stocktrail::inventory
