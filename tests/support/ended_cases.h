// tests/support/ended_cases.h: what had ended, and comes back or is there after all.
#pragma once

#include "tests/support/told.h"

namespace stocktrail::test {

/// They are right in whatever order they are recorded.
const std::vector<BookCase>& ended_cases();

}  // namespace stocktrail::test
