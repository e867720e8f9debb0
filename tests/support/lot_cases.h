// tests/support/lot_cases.h: lots that one side tells late of what the other sent, or received, without one.
#pragma once

#include "tests/support/told.h"

namespace stocktrail::test {

/// They are right in whatever order they are recorded.
const std::vector<BookCase>& lot_cases();

}  // namespace stocktrail::test
