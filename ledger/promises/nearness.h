// ledger/promises/nearness.h: which of two places is nearer to a third on the globe, in integers: every node
// and every audit must say the same.
#pragma once

#include <optional>
#include <string_view>

#include "ledger/epcis/decimal.h"

namespace stocktrail::promises {

/// In billionths of a degree.
struct Point {
  std::int64_t latitude = 0, longitude = 0;
  bool operator==(const Point&) const = default;
};
/// Decimal texts, as master data have them; nullopt for none, and beyond the globe.
std::optional<Point> point_of(std::string_view latitude, std::string_view longitude);

/// The cosine of the angle between them, times 2^60: the greater, the nearer. Exact to some centimetres
/// between places that are some metres apart, and better farther.
Int128 closeness(const Point& one, const Point& other);

}  // namespace stocktrail::promises
