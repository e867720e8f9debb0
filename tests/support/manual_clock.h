// tests/support/manual_clock.h: a clock that stands still until a test moves it, and randomness that counts.
#pragma once

#include <atomic>

#include "ledger/files/clock.h"

namespace stocktrail::test {

class ManualClock final : public Clock {
 public:
  /// Some time after the events and statements of the other helpers here.
  explicit ManualClock(std::int64_t micros = 1'784'720'000'000'000) : micros_(micros) {}
  Micros now() override { return Micros{micros_.load()}; }
  Micros passed() override { return Micros{micros_ - jumped_}; }
  void pass_days(std::int64_t days) { micros_ += days * 86'400'000'000; }
  void pass_micros(std::int64_t micros) { micros_ += micros; }
  /// Somebody sets it.
  void jump_micros(std::int64_t micros) {
    micros_ += micros;
    jumped_ += micros;
  }

 private:
  std::atomic<std::int64_t> micros_, jumped_ = 0;
};

class CountingRandomness final : public Randomness {
 public:
  void fill(std::span<std::uint8_t> out) override {
    std::uint64_t number = ++calls_;
    for (std::uint8_t& byte : out) {
      byte = static_cast<std::uint8_t>(number);
      number = number / 256 + 1;
    }
  }

 private:
  std::atomic<std::uint64_t> calls_ = 0;
};

}  // namespace stocktrail::test
