// ledger/files/clock.h: time and randomness as the ledger gets them: passed in by main, so that tests own
// both.
#pragma once

#include <cstdint>
#include <span>

#include "ledger/epcis/time.h"

namespace stocktrail {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Micros now() = 0;  // Thread safe.
};

class Randomness {
 public:
  virtual ~Randomness() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;  // Thread safe.
};

/// The real ones.
Clock& system_clock();
Randomness& system_randomness();

}  // namespace stocktrail
