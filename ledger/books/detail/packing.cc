// What is put into boxes and taken out of them.
#include <algorithm>

#include "ledger/books/detail/boxes.h"
#include "ledger/books/detail/clocks.h"
#include "ledger/books/detail/items.h"

namespace stocktrail::books {
namespace {

/// How many levels of boxes there are, from this one inwards.
std::size_t height_of(World& world, const std::string& key, std::size_t depth = 0) {
  std::size_t height = 0;
  if (depth < box_depth_max)
    for (const std::string& inner : world.cells.box(key).boxes)
      height = std::max(height, height_of(world, inner, depth + 1));
  return height + 1;
}

}  // namespace

bool may_hold(World& world, const std::string& parent, const std::string& inner) {
  std::string above = parent;
  std::size_t depth = 1;
  for (; !above.empty() && depth <= box_depth_max; ++depth) {
    if (above == inner) return false;
    above = world.cells.box(above).parent;
  }
  return depth - 1 + height_of(world, inner) <= box_depth_max;
}

namespace {

/// An SGTIN: a piece of its product, whatever is packed into it.
bool is_item(const std::string& key) {
  return key.starts_with("https://id.gs1.org/01/");
}

/// From now on it goes where its item goes, also if that is in a box.
void become_box(World& world, const std::string& key) {
  Item& item = world.cells.item(key);
  if (item.is_box) return;
  if (!item.box.empty() && !may_hold(world, item.box, key)) out_of_box(world, key);
  item.is_box = true;
  if (item.box.empty()) return;
  world.cells.box(key).parent = item.box;
  world.cells.box(item.box).boxes.insert(key);
}

void load(World& world, const std::string& parent, const Place& place) {
  const Fact& fact = *world.fact;
  if (const Fact* departure = just_left(world, parent, place.site))
    return send_after(world, parent, *departure, place);
  load_into(world, parent, place);
  for (const Line& line : fact.what.lines) load_line(world, parent, place.site, line);
  if (is_item(parent)) become_box(world, parent);
  load_items(world, parent, place, fact.what.items);
  for (const std::string& inner : fact.what.boxes) {
    if (!may_hold(world, parent, inner)) {
      note(world, DiscrepancyKind::too_much, place.site, {}, {}, {}, inner);
      continue;
    }
    Box& box = world.cells.box(inner);
    if (box.where != Whereabouts::unknown && box.place.site != place.site)
      arrive_box(world, inner, place, nullptr);
    box.where = Whereabouts::at_site;
    box.place = place;
    if (!box.parent.empty()) world.cells.box(box.parent).boxes.erase(inner);
    box.parent = parent;
    world.cells.box(parent).boxes.insert(inner);
  }
}

/// Items that were used to make something are taken out of it: they are here again, and it is used up.
void take_apart(World& world, const std::string& parent, const Place& place) {
  bool is_apart = false;
  for (const ItemName& name : world.fact->what.items) {
    if (place.empty() || !was_used(world.cells.item(name.key))) continue;
    come_apart(world, name.key, place);
    is_apart = true;
  }
  if (is_apart && is_item(parent)) use_item(world, parent, place);
}

}  // namespace

void take_out(World& world, const std::string& parent) {
  const Fact& fact = *world.fact;
  const std::string root = root_of(world, parent);
  if (!fact.after.empty() && world.cells.box(root).where != Whereabouts::unknown)
    arrive_box(world, root, fact.after, nullptr);
  if (fact.packing == Packing::empty) {
    empty_box(world, parent);
    return;
  }
  Place place = world.cells.box(root).place;
  if (place.empty()) place = fact.after;
  take_apart(world, parent, place);
  for (const Line& line : fact.what.lines)
    Shelf(world, place.site, line.good).unbox(parent, line.lot, line.amount.value_or(Amount()));
  unload_items(world, parent, place, fact.what.items);
  for (const std::string& inner : fact.what.boxes) {
    Box& box = world.cells.box(inner);
    if (box.parent != parent) continue;
    box.parent.clear();
    box.where = Whereabouts::at_site;
    box.place = place;
    world.cells.box(parent).boxes.erase(inner);
  }
}

void pack(World& world) {
  const Fact& fact = *world.fact;
  if (fact.packing == Packing::none || fact.parent.empty()) return;
  Box& box = world.cells.box(fact.parent);
  const Place told = fact.before.empty() ? fact.after : fact.before;
  const Place place = told.empty() ? box.place : told;
  const bool is_empty = box.goods.empty() && box.boxes.empty() && box.items.empty();
  if (fact.packing == Packing::load || (fact.packing == Packing::seen && is_empty)) {
    load(world, fact.parent, place);
  } else if (fact.packing != Packing::seen && fact.deed == Deed::nothing) {
    take_out(world, fact.parent);
  }
}

}  // namespace stocktrail::books
