// ledger/promises/order.h: what a statement of kind "reservation" says: its checked body. Shape and rights:
// docs/formats.md, "Statement"; what it does: docs/promises.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crypto/json.h"
#include "ledger/books/fact.h"
#include "ledger/promises/nearness.h"
#include "ledger/state/table_codec.h"

namespace stocktrail::promises {

inline constexpr std::size_t lines_max = 200;                 // Of a reservation.
inline constexpr std::size_t line_places_max = 50;            // That a line may be promised from.
inline constexpr std::size_t order_places_max = 1'000;        // Of all its lines.
inline constexpr std::size_t name_bytes_max = 200;            // Of an id, a channel, a document.
inline constexpr std::int64_t hold_seconds_max = 31'622'400;  // 366 days.
inline constexpr std::int64_t hold_seconds_default = 900;
inline constexpr std::size_t reason_bytes_max = 500;        // Of a withdrawal.
inline constexpr std::int64_t price_max = 1'000'000;        // Of a parcel or a unit; so is a distance.
inline constexpr std::int64_t order_age_seconds_max = 900;  // From `iat` to the recorded time.

enum class Action : std::uint8_t {
  reserve = 0,
  commit = 1,    // What was reserved is firm: it does not expire.
  fulfil = 2,    // It has left: the books have its goods no longer, or are told so next.
  release = 3,   // It is not needed.
  extend = 4,    // What is not firm holds until a later time.
  keep = 5,      // So much of the stock is for one channel only.
  withdraw = 6,  // The party of the place takes back what is promised of its stock.
  expect = 7,    // When what is on its way under a document is due.
};
constexpr Action last_of(Action) {
  return Action::expect;
}
std::string_view name_of(Action action);

/// What becomes of a reservation of which not everything is there.
enum class Fill : std::uint8_t { all = 0, partly = 1 };
constexpr Fill last_of(Fill) {
  return Fill::partly;
}

/// Which of the places of a line are used.
enum class Sourcing : std::uint8_t {
  in_order = 0,       // The first, then the next.
  fewest_places = 1,  // As few as can be together.
  nearest = 2,        // Each line from its nearest, then the next.
  cheapest = 3,       // Those that together cost least.
};
constexpr Sourcing last_of(Sourcing) {
  return Sourcing::cheapest;
}

/// What it costs to send from a place, in one currency for all places of an order.
struct PlaceCost {
  std::string place;
  Decimal parcel;         // If anything is sent from there.
  Decimal unit;           // Of each unit of a line.
  Decimal at_risk, risk;  // Each unit of the last so many of a shelf costs so much more.
};
struct PlaceDistance {
  std::string place;
  Decimal distance;  // In whichever unit.
};

struct AskedLine {
  std::string product;  // Canonical key; a packaging level stands for what it holds.
  std::string lot;      // Empty: any.
  std::string unit;     // Rec 20; empty: pieces.
  Decimal quantity;
  std::vector<std::string> places;    // Sites, in the order of preference.
  std::optional<Micros> lasts_until;  // Of lots that expire later only. The first moment of a day.
};

/// What one line gets, by its place in the reservation.
struct Part {
  std::uint32_t line = 0;
  Decimal quantity;  // In the unit of the line.
};

struct Order {
  Action action = Action::reserve;
  std::string reservation;  // The caller's id; of its party, one.
  std::string request;      // The caller's id of a change; may be empty.
  std::string channel;
  std::string document;
  std::optional<Micros> due;                         // expect; none: it is not known any more.
  std::int64_t hold_seconds = hold_seconds_default;  // reserve, extend: from the recorded time on.
  Fill fill = Fill::all;
  Sourcing sourcing = Sourcing::in_order;
  std::vector<PlaceCost> costs;          // cheapest: of each place of the lines.
  std::vector<PlaceDistance> distances;  // nearest: the same; or
  std::string near_place;                // from there, by coordinates of master data; or
  std::optional<Point> near;             // from there.
  std::vector<AskedLine> lines;          // reserve, keep.
  std::vector<Part> parts;               // commit, fulfil, release: none stands for all.
  std::string holder;                    // withdraw: whose reservation it is,
  std::string reason;                    // why,
  std::vector<std::string> places;       // and from which sites.
};

/// Checks the claim "reservation". Stateless, any thread. Errors tell the JSON path, e.g.
/// `$.reservation.lines[2].quantity`.
Result<Order> parse_order(const json::Value& body);

/// When a hold of this order ends.
Micros expiry_of(const Order& order, Micros recorded_at);

/// Equal where two orders say the same: 1 is 1.0, 500 GRM is 0.5 KGM, and EA is no unit.
Packed<16> content_of(const Order& order);

}  // namespace stocktrail::promises
