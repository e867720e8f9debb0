// ledger/inventory/detail/rules.h: what an event means for inventory: the table of docs/inventory.md. Pure.
#pragma once

#include <optional>
#include <string>

#include "ledger/inventory/inventory.h"

namespace stocktrail::inventory {

/// What happens to the goods that an event names.
enum class Move : std::uint8_t {
  none,
  make,       // Outside -> on hand.
  ship,       // On hand -> on the way.
  depart,     // The same, unless they are on the way already.
  receive,    // On the way -> on hand.
  give_back,  // Receiving what was sold or sent back: on the way or sold -> on hand.
  accept,     // Receiving, if that was not said before: what is on the way first, then what is on hand.
  store,      // The same, but what is on hand first.
  sell,
  consume,
  destroy,
  lose,       // On hand -> outside.
  void_ship,  // On the way -> on hand where it left.
  restate,    // On hand -> on hand in another status.
};

Move move_of(const epcis::Event& event);

/// The status that the event's dispositions tell; nullopt if they tell none.
std::optional<Status> status_of(const epcis::Event& event);
/// persistentDisposition says that goods are no longer recalled.
bool unsets_recall(const epcis::Event& event);
/// The event says so in that or another way: without it no word makes recalled goods sellable.
bool lifts_recall(const epcis::Event& event);

/// Where the goods were, for what takes them away; where they are then, for what brings them. Empty: not
/// said.
std::string place_before(const epcis::Event& event);
std::string place_after(const epcis::Event& event);
/// The whole place of a part of one: the GLN of a GLN with extension; other keys as they are.
std::string site_of(std::string_view place);
/// What the keys of the parts of a site begin with; empty if `place` has no parts: it is one, or no GLN.
std::string parts_prefix(std::string_view place);

/// Where goods are sent: location, else possessing, else owning party. Empty: not said.
std::string destination_of(const epcis::Event& event);

/// Outside account of a move that takes goods out of stock, or brings new ones in.
AccountKind outside_of(Move move);

Good good_of(const epcis::QuantityElement& element);

}  // namespace stocktrail::inventory
