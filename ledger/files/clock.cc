#include "ledger/files/clock.h"

#include <time.h>

#include <chrono>

#include "crypto/ed25519.h"

namespace stocktrail {
namespace {

class SystemClock final : public Clock {
 public:
  Micros now() override {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return Micros{std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count()};
  }

  Micros passed() override {
    timespec at{};
    ::clock_gettime(CLOCK_BOOTTIME, &at);
    return Micros{std::int64_t{at.tv_sec} * 1'000'000 + at.tv_nsec / 1'000};
  }
};

class SystemRandomness final : public Randomness {
 public:
  void fill(std::span<std::uint8_t> out) override { random_bytes(out); }
};

}  // namespace

// Neither has any state, so that one of each for the process is not a hidden coupling.
Clock& system_clock() {
  static SystemClock clock;
  return clock;
}

Randomness& system_randomness() {
  static SystemRandomness randomness;
  return randomness;
}

}  // namespace stocktrail
