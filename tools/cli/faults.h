// tools/cli/faults.h: all that is wrong with a table at once, so that its author mends it in one go.
#pragma once

#include <vector>

#include "crypto/result.h"

namespace stocktrail::cli {

/// How many are told one by one; of the others the number is.
inline constexpr std::size_t faults_shown = 100;

/// The first with its place, the others as lines of its text. There is at least one.
Error with_all(const std::vector<Error>& faults);

}  // namespace stocktrail::cli
