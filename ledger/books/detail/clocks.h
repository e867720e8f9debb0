// ledger/books/detail/clocks.h: things of which is told out of step: by clocks that are some minutes apart,
// with a date only, or by reports that come after the thing went on.
//
// Who acts on a thing where it was sent to has received it, and a receipt that is told later tells that
// again. What leaves a little later by its clock is taken along. What was done to a thing where it was
// before, and was told by others, is told again, and moves nothing.
#pragma once

#include "ledger/books/detail/items.h"

namespace stocktrail::books {

// Boxes.
/// Departures of the box that are announced, and after which it may be at this site, in their order.
std::vector<const Fact*> departures_ahead(World& world, const std::string& key, const std::string& site);
/// They take effect now. False: there are none.
bool leave_early(World& world, const std::string& key, const Place& to);
/// The departure that the fact tells of the box was told before, or is of a site that it only passed.
bool departs_again(World& world, const std::string& key, const std::string& site);
/// Tells it again of what left there in the box.
void tell_departure_again(World& world, const std::string& key, const Report& departure);
/// The arrival is of a trip that ended here before the box went on: it is told again.
bool arrived_before(World& world, const std::string& key, const Report& arrival, const What* listed);
/// The departure that what is packed here now is in time for, although the box has left; null: there is none.
const Fact* just_left(World& world, const std::string& key, const std::string& site);
/// What the fact packs goes after the box, which left by this departure.
void send_after(World& world, const std::string& key, const Fact& departure, const Place& place);

// Items.
/// An item on its way to this place is here now, in its box, if it is in one.
void receive_first(World& world, const std::string& key, const Place& place);
/// If it is on its way elsewhere, and goes on from there to this site by an announced departure, it does now.
void leave_early(World& world, const std::string& key, const std::string& site);
/// Is it on its way here, or about to leave for here?
bool comes_here(World& world, const std::string& key, const std::string& site);
/// What a report tells of an item was told before, by others.
struct ToldBefore {
  bool is = false;
  Delivery* of = nullptr;  // It is told of this one again; null: of none.
};
/// The departure is of a trip of the item that was told before, or of a site that it only passed.
ToldBefore departs_again(World& world, const std::string& key, const Report& departure);
/// The arrival is of a trip that ended here before the item went on.
ToldBefore arrived_before(World& world, const std::string& key, const Report& arrival);

// Packing and making with a date only.
/// Does the fact wait, in rounds, for the things that it takes?
bool takes_in_turn(const Fact& fact);
bool waits_in_turn(World& world);
/// Does it take effect with this round?
bool take_in_turn(World& world);

}  // namespace stocktrail::books
