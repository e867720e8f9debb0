// ledger/books/detail/boxes.h: where boxes are, and what is in them. A box in another goes where that goes.
#pragma once

#include "ledger/books/detail/moves.h"

namespace stocktrail::books {

/// `listed`: contents told beside it, if it is the only box of the event; else null.
void depart_box(World& world, const std::string& key, const What* listed);
void arrive_box(World& world, const std::string& key, const Place& place, const What* listed);
/// The box is at `place`, to be loaded: what it carried elsewhere stayed there.
void load_into(World& world, const std::string& key, const Place& place);
/// The box with all in it, outermost first; no more than may move at once.
std::vector<std::string> tree_of(World& world, const std::string& root);
/// What is listed beside the box is what is in it.
void set_contents(World& world, const std::string& key, const std::string& site, const What& listed);
/// What is listed beside the box and is in it: items are, if any of them is known to be, or nothing else is.
What contents_listed(World& world, const std::string& key, What listed);
/// What is listed by quantity or by serial, as quantities.
std::vector<Line> lines_of(World& world, const What& listed);
/// Items in a box that arrives here, and that are not listed beside it, did not come.
void keep_on_the_way(World& world, const std::string& key, const What& listed);
void forget_load(Box& box);
void load_line(World& world, const std::string& key, const std::string& site, const Line& line);
std::string root_of(World& world, const std::string& key);

}  // namespace stocktrail::books
