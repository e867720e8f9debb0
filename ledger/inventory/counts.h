// ledger/inventory/counts.h: what counts found, and how far the books were from it, as they are now: a late
// fact that explains a difference makes the count right.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/inventory/inventory.h"

namespace stocktrail::inventory {

inline constexpr std::size_t counts_max = 100'000;  // That one question looks at.

/// What one count found of one good and lot.
struct CountedLine {
  EventRef event{};
  Micros at{};
  std::string place;  // The site, or the part of it that was counted.
  Good good;
  std::string lot;               // Empty: of all, or of what has no lot told.
  std::optional<Status> status;  // Only goods of this one were counted.
  Amount counted;
  Amount difference;      // So much more than the books had; negative: fewer.
  bool is_first = false;  // It opened the books: there was nothing to compare it with.
};

struct CountQuery {
  std::string place;                         // A site with its parts, or a part.
  std::string product;                       // Empty: every product.
  std::optional<std::string> lot = {};       // Empty: lines without one.
  std::optional<Micros> from = {}, to = {};  // Event time, both inclusive.
  EventRef begins_at{};                      // Earlier events are passed over.
  std::size_t counts = counts_max;           // That are looked at; more are not told.
};
struct Counts {
  std::vector<CountedLine> lines;  // By time.
  std::size_t looked_at = 0;
  bool is_complete = true;
};
/// Counts of quantities: single serials that were counted are none.
Counts counts(const CountQuery& query, const FactOf& fact_of, const TableReader& tables);

}  // namespace stocktrail::inventory
