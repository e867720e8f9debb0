// tests/support/rapidcheck_seed.h: RapidCheck draws by STOCKTRAIL_SEED, or as RC_PARAMS says.
#pragma once

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdlib>
#include <string>

#include "tests/support/seed.h"

namespace stocktrail::test {

/// Before main, because RapidCheck reads its parameters at the first check.
inline const bool rapidcheck_seed_taken = [] {
  return setenv("RC_PARAMS", ("seed=" + std::to_string(test_seed())).c_str(), 0) == 0;
}();

template <typename Property>
void check_property(const char* what, Property property) {
  EXPECT_TRUE(rc::check(what, property));
}

/// Numbers that stand for random choices; a shorter list of smaller ones is a simpler case.
inline std::vector<unsigned> random_choices() {
  return *rc::gen::container<std::vector<unsigned>>(rc::gen::inRange(0U, 1U << 24));
}

/// Takes one number apart into small choices.
class Dice {
 public:
  explicit Dice(unsigned number) : rest_(number) {}
  unsigned roll(unsigned sides) {
    const unsigned face = rest_ % sides;
    rest_ /= sides;
    return face;
  }

 private:
  unsigned rest_;
};

}  // namespace stocktrail::test
