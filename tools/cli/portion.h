// tools/cli/portion.h: "9521141012345=2.5:KGM" on the command line: how much of what.
#pragma once

#include <string>

#include "crypto/result.h"

namespace stocktrail::cli {

struct Portion {
  std::string of, quantity, unit;
};
/// What stands before the last "=", and a quantity with its unit, if one is told. Errors name `--line`.
Result<Portion> portion_of(const std::string& text);

}  // namespace stocktrail::cli
