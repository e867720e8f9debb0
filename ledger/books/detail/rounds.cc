// Packing and making with a date only: what they take may come on the same day.
#include <algorithm>

#include "ledger/books/detail/clocks.h"

namespace stocktrail::books {
namespace {

bool is_elsewhere(const Held& held, const std::string& site) {
  return held.where == Whereabouts::on_the_way ||
         (held.where == Whereabouts::at_site && held.place.site != site);
}

bool lacks_things(World& world) {
  const Fact& fact = *world.fact;
  const std::string& site = fact.before.site;
  const auto box_is_elsewhere = [&](const std::string& key) {
    return is_elsewhere(holder_of(world, world.cells.box(key)), site);
  };
  return (fact.packing == Packing::load && box_is_elsewhere(fact.parent)) ||
         std::ranges::any_of(fact.what.boxes, box_is_elsewhere) ||
         std::ranges::any_of(fact.what.items, [&](const ItemName& name) {
           return is_elsewhere(holder_of(world, world.cells.item(name.key)), site);
         });
}

/// Where it is kept that the fact waits.
void keep_waiting(World& world, bool waits) {
  const Fact& fact = *world.fact;
  const auto keep = [&](auto& waiting, const auto& mark) {
    if (waits) {
      waiting.insert(mark);
    } else {
      waiting.erase(mark);
    }
  };
  if (fact.packing == Packing::load)
    return keep(world.cells.box(fact.parent).turns.waiting, Leaver{fact.event});
  if (!fact.what.items.empty())
    return keep(world.cells.item(fact.what.items.front().key).waiting, fact.event);
  keep(world.cells.box(fact.what.boxes.front()).turns.waiting, Leaver{fact.event});
}

}  // namespace

bool takes_in_turn(const Fact& fact) {
  if (!fact.date_only || fact.before.empty() || (fact.what.items.empty() && fact.what.boxes.empty()))
    return false;
  return fact.deed == Deed::transform ||
         (fact.packing == Packing::load && fact.deed == Deed::nothing && !fact.parent.empty());
}

bool waits_in_turn(World& world) {
  const Fact& fact = *world.fact;
  if (!takes_in_turn(fact)) return false;
  if (fact.packing == Packing::load) return world.cells.box(fact.parent).turns.waiting.contains({fact.event});
  if (!fact.what.items.empty())
    return world.cells.item(fact.what.items.front().key).waiting.contains(fact.event);
  return world.cells.box(fact.what.boxes.front()).turns.waiting.contains({fact.event});
}

bool take_in_turn(World& world) {
  if (world.round > 0 && !waits_in_turn(world)) return false;
  const bool waits = may_wait(world) && lacks_things(world);
  keep_waiting(world, waits);
  return !waits;
}

}  // namespace stocktrail::books
