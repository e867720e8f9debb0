// ledger/promises/stated.h: an order with what it got, as it is kept with its record (Table::inputs): what
// the fold reads, whatever the books say of it later (docs/decisions/0013).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/promises/order.h"

namespace stocktrail::promises {

/// The rules by which judge() decides, beside those of the books.
inline constexpr std::uint32_t judging_version = 2;
inline constexpr std::uint32_t first_judging_version =
    1;  // Of changes it knew hardly a reason to refuse one.

/// By which an order is judged: what an outcome that is kept says of itself.
struct Rules {
  std::uint32_t books = 0;  // Version of the fold of the books.
  std::uint32_t judging = judging_version;
};

struct Piece {
  std::string site;
  std::string lot;  // Where the goods were then; empty: of no told lot.
  Amount amount;
  bool operator==(const Piece&) const = default;
};
/// What was promised of one line.
struct Granted {
  books::Good good;
  std::int64_t pieces = 1;  // Of it in one of what was asked for.
  Amount asked;
  std::vector<Piece> from;
  Amount promised() const;
  bool operator==(const Granted&) const = default;
};

/// What judge() decided; kept with the record.
struct Outcome {
  std::uint32_t books = 0;    // Version of the fold of the books that were asked,
  std::uint32_t judging = 0;  // and judging_version.
  std::vector<Granted> lines;
  bool operator==(const Outcome&) const = default;
};

/// Whether an order of this kind has one: what follows from master data and books.
inline bool has_outcome(const Order& order) {
  return order.action == Action::reserve || order.action == Action::keep;
}

/// A statement of this kind on its way: what it says, and what the gate found.
struct Stated {
  Order order;
  std::optional<Outcome> outcome;
};
std::string encode(const Stated& stated);
/// nullopt for bytes that encode() did not give.
std::optional<Stated> decode_stated(std::string_view bytes);

}  // namespace stocktrail::promises
