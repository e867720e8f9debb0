#include "ledger/promises/nearness.h"

#include <cstdlib>

namespace stocktrail::promises {
namespace {

// Angles in radians and their functions are integers, times 2^60.
constexpr int fraction_bits = 60;
constexpr Int128 pi = 0x3243F6A8885A308D;
constexpr std::int64_t billion = 1'000'000'000;
constexpr std::int64_t right_angle = 90 * billion;
constexpr int sine_terms = 13;  // The next is less than 2^-60 up to a right angle.

Int128 product(Int128 a, Int128 b) {
  return (a * b) >> fraction_bits;
}

/// The sine of an angle in billionths of a degree, within a right angle.
Int128 sine_within(std::int64_t angle) {
  const Int128 x = pi * angle / (2 * right_angle);
  const Int128 square = product(x, x);
  Int128 sum = 0, term = x;
  for (int n = 1; n <= sine_terms; ++n) {
    sum += term;
    term = -product(term, square) / ((2 * n) * (2 * n + 1));
  }
  return sum;
}

Int128 cosine(std::int64_t angle) {
  angle = std::abs(angle) % (4 * right_angle);
  if (angle > 2 * right_angle) angle = 4 * right_angle - angle;
  return sine_within(right_angle - angle);
}

std::optional<std::int64_t> billionths(std::string_view text, std::int64_t limit) {
  const auto degrees = Decimal::parse(text);
  if (!degrees) return std::nullopt;
  const Int128 value = Amount(*degrees).nanos();
  if (value > Int128{limit} || value < -Int128{limit}) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

}  // namespace

std::optional<Point> point_of(std::string_view latitude, std::string_view longitude) {
  const auto north = billionths(latitude, right_angle), east = billionths(longitude, 2 * right_angle);
  if (!north || !east) return std::nullopt;
  return Point{*north, *east};
}

Int128 closeness(const Point& one, const Point& other) {
  const Int128 across =
      product(product(cosine(one.latitude), cosine(other.latitude)), cosine(one.longitude - other.longitude));
  return product(sine_within(one.latitude), sine_within(other.latitude)) + across;
}

}  // namespace stocktrail::promises
