// tests/bench/chains/event.h: an event of the benchmarks' chains as facts, from which its EPCIS form and the
// rows of a relational database are made.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/chains/world.h"

namespace stocktrail::chains {

enum class Type : std::uint8_t { object, aggregation, transformation };
enum class Action : std::uint8_t { none, add, observe, remove };

std::string_view name_of(Type type);
std::string_view name_of(Action action);  // Empty for `none`.

struct Quantity {
  Thing of;  // A lot.
  std::uint64_t amount = 0;
};

/// Where goods are, or where they come from and end.
struct Account {
  enum class Kind : std::uint8_t { on_hand, in_transit, made, sold, consumed, destroyed };
  Kind kind = Kind::on_hand;
  std::uint16_t place = 0;  // Of `on_hand`; of `in_transit` where to.
  auto operator<=>(const Account&) const = default;
};
std::string_view name_of(Account::Kind kind);
constexpr Account on_hand(unsigned place) {
  return {Account::Kind::on_hand, static_cast<std::uint16_t>(place)};
}
constexpr Account in_transit(unsigned to) {
  return {Account::Kind::in_transit, static_cast<std::uint16_t>(to)};
}
constexpr Account outside(Account::Kind kind) {
  return {kind, 0};
}

/// What an event moves. EPCIS does not say it: the ledger finds it out; who keeps books by himself must know.
struct Movement {
  Account from, to;
  Quantity goods;
};

struct Event {
  Type type{};
  Action action{};
  std::string_view step, disposition;        // Bare words of CBV 2.0, of static storage.
  unsigned by = 0;                           // The company that tells it.
  Micros at{};                               // By its clock, in whole milliseconds.
  std::uint64_t id = 0;                      // The eventID follows from it.
  std::optional<unsigned> read_at, located;  // Places.
  Thing parent;
  std::vector<Thing> epcs;  // Objects, children or inputs, as are `quantities`.
  std::vector<Quantity> quantities;
  std::vector<Thing> made_epcs;  // Outputs.
  std::vector<Quantity> made_quantities;
  Thing lot;                                     // What ilmd says of what was made; none: no ilmd.
  std::optional<unsigned> sent_from, sent_to;    // Places, of a shipment.
  std::uint64_t document = 0;                    // A despatch advice; 0: none.
  bool is_measured = false;                      // Temperatures stand with it.
  std::optional<Micros> declared_wrong_at = {};  // It says that the event with this id was an error.
  std::vector<Movement> movements = {};
};

std::string event_id(const Event& event);  // urn:uuid:...

/// As EPCIS 2.0 JSON, in the spelling of its company.
std::string json_of(const Event& event, const World& world);

}  // namespace stocktrail::chains
