// tests/support/seed.h: one seed for all random choices of a test. A run judges a change, so it draws the
// same each time; STOCKTRAIL_SEED=42 draws others, STOCKTRAIL_SEED=random others each time.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string_view>

namespace stocktrail {

/// The seed to use, printed so that a failed run can be repeated.
inline std::uint64_t test_seed() {
  const char* given = std::getenv("STOCKTRAIL_SEED");
  std::uint64_t seed = 20'261'130;
  if (given != nullptr)
    seed = std::string_view(given) == "random" ? std::random_device{}() : std::strtoull(given, nullptr, 10);
  std::printf("STOCKTRAIL_SEED=%llu\n", static_cast<unsigned long long>(seed));
  std::fflush(stdout);  // A crash that follows is of this seed.
  return seed;
}

}  // namespace stocktrail
