// ledger/books/detail/items.h: serialised items. Each is one piece of its good and lot; its record tells
// which of the pieces is meant, and never counts beside them.
#pragma once

#include "ledger/books/detail/moves.h"

namespace stocktrail::books {

/// Where the record of a thing has it.
struct Held {
  Whereabouts where{};
  Place place;           // at_site.
  std::string from, to;  // on_the_way.
};
Held holder_of(World& world, const Item& item);
Held holder_of(World& world, const Box& box);

/// Is one of its items not where it leaves?
bool lacks_items(World& world, const Report& departure);
void depart_items(World& world, const Report& departure);

/// The record, with what this event tells of the item.
Item& know(World& world, const ItemName& name);
void out_of_box(World& world, const std::string& key);
void come_to(World& world, const std::string& key, const Place& place, Status status);

void load_items(World& world, const std::string& box, const Place& place, const std::vector<ItemName>& items);
void unload_items(World& world, const std::string& box, const Place& place,
                  const std::vector<ItemName>& items);
/// It went into something that was made.
bool was_used(const Item& item);
/// That is taken apart: the item is here again.
void come_apart(World& world, const std::string& key, const Place& place);
/// It is one of the pieces with a serial at the site of its record no longer.
void leave_site(World& world, Item& item);
/// It goes on to this end: if it was sent there, it is astray no more.
void go_on(World& world, const Item& item, const std::string& end);
void arrive_items(World& world, const Report& report);
/// It is in another status from now on: in its record, its box and the stock of the place.
void restate_item(World& world, const std::string& key, const Place& place, Status status);
/// If it is at a place by its record, it is used up.
void use_item(World& world, const std::string& key, const Place& place);
/// Its record ends; the goods are taken elsewhere.
void end_item(World& world, const std::string& key, AccountKind kind);

}  // namespace stocktrail::books
