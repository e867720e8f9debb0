// tests/support/seed.h: one seed for all random choices of a test. STOCKTRAIL_SEED repeats a run.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>

namespace stocktrail {

/// The seed to use, printed so that a failed run can be repeated.
inline std::uint64_t test_seed() {
  const char* given = std::getenv("STOCKTRAIL_SEED");
  const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::printf("STOCKTRAIL_SEED=%llu\n", static_cast<unsigned long long>(seed));
  return seed;
}

}  // namespace stocktrail
