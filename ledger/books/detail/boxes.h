// ledger/books/detail/boxes.h: where boxes are, and what is in them. A box in another goes where that goes.
#pragma once

#include "ledger/books/detail/moves.h"

namespace stocktrail::books {

/// What the fact tells of boxes at this place.
Report report_of_box(const World& world, const Place& place, bool arrives);
bool is_sscc(const std::string& key);
/// It leaves with all that is in it.
void leave(World& world, const std::string& key, const Report& departure);
/// `listed`: contents told beside it, if it is the only box of the event; else null.
void depart_box(World& world, const std::string& key, const What* listed);
void arrive_box(World& world, const std::string& key, const Place& place, const What* listed);
/// The box is at `place`, to be loaded: what it carried elsewhere stayed there.
void load_into(World& world, const std::string& key, const Place& place);
/// The box with all in it, outermost first; no more than may move at once.
std::vector<std::string> tree_of(World& world, const std::string& root);
/// A box in itself, or too deep, is not packed.
bool may_hold(World& world, const std::string& parent, const std::string& inner);
/// What the event names, or all, is taken out of a box.
void take_out(World& world, const std::string& parent);
/// What is listed beside the box is what is in it.
void set_contents(World& world, const std::string& key, const std::string& site, const What& listed);
/// What is listed beside the box and is in it: items are, if any of them is known to be, or nothing else is.
What contents_listed(World& world, const std::string& key, What listed);
/// What is listed by quantity or by serial, as quantities.
std::vector<Line> lines_of(World& world, const What& listed);
/// Items in a box that arrives here, and that are not listed beside it, did not come.
void keep_on_the_way(World& world, const std::string& key, const What& listed);
void forget_load(Box& box);
/// Where all that a box carries came by quantity; empty: not all of it did.
Place came_by_quantity(World& world, const Box& box);
/// A departure by quantity took what is in this box at the site where its record has it; it arrives, too.
bool left_by_quantity(World& world, const std::string& key, const Report& base);
/// It goes on by itself from the box in which it left; gives what it carries.
What come_out(World& world, const std::string& key);
/// It is where the box is that it is in, and in that no longer.
void come_off(World& world, const std::string& key);
/// The same, while the other comes: with deliveries of its own.
void stay_on_the_way(World& world, const std::string& inner);
/// Boxes in this one of which some are named beside it, and these are not: they stay where it was, or on the
/// way by themselves. Gives the deliveries that are theirs now.
std::vector<DeliveryName> leave_behind(World& world, const std::string& key);
/// What a box that is here has in the boxes that are named beside it; nullopt: in all of them.
std::optional<What> contents_named(World& world, const std::string& key);
/// The box came, or left, by another report before: who lists what is in it tells how much of each delivery.
void arrive_again(World& world, const std::string& key, const Report& base, const What* listed);
void depart_again(World& world, const std::string& key, const Report& base, const What* listed);
/// Contents told beside a box come like goods, and are in it then. `from`: the site that it left, where they
/// are drawn as far as it has so much.
void come_listed(World& world, const std::string& key, const Report& base, const std::vector<Line>& lines,
                 const OnRecord& from);
/// Goods that are packed after the box left leave after it, as this departure tells; gives their delivery.
DeliveryName load_late(World& world, const std::string& key, const Report& departure);
/// They come to where the box is, which has arrived before.
void come_late(World& world, const std::string& key, const Report& arrival,
               const std::vector<DeliveryName>& names);
/// All that is in the box, and in one of `from`, is in this status from now on.
void restate_all(World& world, const std::string& key, const Place& place, Status status, StatusOrder from);
/// The same with what the receipt of the box tells of what came in it.
void tell_status(World& world, const std::string& key, const Report& arrival);
/// Goods of a lot here, in this status, that are in no box.
Amount loose_in(World& world, const std::string& site, const Good& good, const LotStatus& line);
/// It is sent back, or destroyed: loose goods of its lots that may not be sold are in it, before others.
void hold_unfit(World& world, const std::string& key, const std::string& site);
void load_line(World& world, const std::string& key, const std::string& site, const Line& line);
/// What is in it ends, wherever it is.
void end_contents(World& world, const std::string& key, AccountKind kind);
/// What is still on the way is back, as if it had not been sent.
void bring_box_home(World& world, const std::string& key);
std::string root_of(World& world, const std::string& key);

}  // namespace stocktrail::books
