// tests/bench/chains/random.h: numbers that look random and are the same on every machine and with every
// standard library, which std's distributions do not promise.
#pragma once

#include <bit>
#include <cstdint>

namespace stocktrail::chains {

/// One step of SplitMix64 (Steele, Lea, Flood 2014): a bijection that spreads any number over 64 bits.
constexpr std::uint64_t spread(std::uint64_t n) {
  n += 0x9E37'79B9'7F4A'7C15;
  n = (n ^ (n >> 30)) * 0xBF58'476D'1CE4'E5B9;
  n = (n ^ (n >> 27)) * 0x94D0'49BB'1331'11EB;
  return n ^ (n >> 31);
}

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(spread(seed)) {}

  std::uint64_t next() { return spread(state_++); }
  /// From 0 to `count` - 1; `count` is not 0.
  std::uint64_t below(std::uint64_t count) { return next() % count; }
  std::uint64_t between(std::uint64_t least, std::uint64_t most) { return least + below(most - least + 1); }
  /// True in `per_mille` of 1,000 calls.
  bool in_thousand(unsigned per_mille) { return below(1'000) < per_mille; }
  /// Exponentially distributed, roughly: half of all are below 0.7 of the mean, one in 1,000 above 7 times.
  std::int64_t waiting(std::int64_t mean) {
    const std::uint64_t bits = next() | 1;
    const std::int64_t halvings = std::countl_zero(bits) * 1'024 + static_cast<std::int64_t>(bits % 1'024);
    return mean * halvings / 1'477;  // 1,024 / ln 2.
  }

 private:
  std::uint64_t state_;
};

}  // namespace stocktrail::chains
