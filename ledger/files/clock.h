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
  virtual Micros now() = 0;  // Thread safe, as is passed().
  /// How long ago some moment was that stays the same while the process runs, also in a machine that sleeps;
  /// no one sets it. Tells whether now() was set.
  virtual Micros passed() = 0;
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
