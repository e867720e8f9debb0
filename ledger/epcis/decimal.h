// ledger/epcis/decimal.h: exact decimals. A quantity is the number that the supplier wrote, never a float.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/result.h"

namespace stocktrail {

__extension__ typedef __int128 Int128;  // ISO C++ has no name for it.

/// coefficient x 10^-scale, as written: 1.50 keeps scale 2. Compares by value: 1.50 == 1.5.
class Decimal {
 public:
  static constexpr int scale_max = 9;
  static constexpr std::int64_t coefficient_max = 999'999'999'999'999'999;  // 18 digits.

  Decimal() = default;
  /// A JSON number (fraction and exponent allowed) within the two limits. Zeros beyond the ninth decimal are
  /// dropped; an exponent is worked in, so that 1.5e3 is 1500.
  static Result<Decimal> parse(std::string_view json_number);

  /// nullopt beyond the limits, or for a negative scale.
  static std::optional<Decimal> of(std::int64_t coefficient, int scale);

  std::int64_t coefficient() const { return coefficient_; }
  int scale() const { return scale_; }
  std::string text() const;  // Plain notation, with `scale` digits after the point.

  bool operator==(const Decimal& other) const;
  std::strong_ordering operator<=>(const Decimal& other) const;

 private:
  std::int64_t coefficient_ = 0;
  int scale_ = 0;
};

/// A sum of quantities: an integer count of 10^-9 units. 128 bits hold 10^11 of the largest Decimals, more
/// than a log of ours will have events, so sums in the fold cannot overflow.
class Amount {
 public:
  constexpr Amount() = default;
  explicit Amount(const Decimal& value);
  static constexpr Amount from_nanos(Int128 nanos) {
    Amount a;
    a.nanos_ = nanos;
    return a;
  }
  static constexpr Amount pieces(std::int64_t count) {
    return from_nanos(static_cast<Int128>(count) * 1'000'000'000);
  }

  constexpr Int128 nanos() const { return nanos_; }
  constexpr bool is_zero() const { return nanos_ == 0; }
  constexpr bool is_negative() const { return nanos_ < 0; }
  constexpr Amount operator-() const { return from_nanos(-nanos_); }
  constexpr Amount& operator+=(Amount other) {
    nanos_ += other.nanos_;
    return *this;
  }
  constexpr Amount& operator-=(Amount other) {
    nanos_ -= other.nanos_;
    return *this;
  }
  friend constexpr Amount operator+(Amount a, Amount b) { return a += b; }
  friend constexpr Amount operator-(Amount a, Amount b) { return a -= b; }
  constexpr bool operator==(const Amount&) const = default;
  constexpr auto operator<=>(const Amount&) const = default;

  std::string text() const;  // Shortest plain decimal: "150", "-0.25". A JSON number.
  /// What text() gave, and any JSON number that is an integer count of 10^-9 within 38 digits; nullopt
  /// otherwise.
  static std::optional<Amount> parse(std::string_view text);

 private:
  Int128 nanos_ = 0;
};

}  // namespace stocktrail
