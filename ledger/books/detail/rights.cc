#include "ledger/books/detail/rights.h"

#include <algorithm>

#include "ledger/books/detail/boxes.h"
#include "ledger/books/detail/items.h"

namespace stocktrail::books {
namespace {

bool brings(const Fact& fact) {
  return fact.deed == Deed::arrive || fact.deed == Deed::count || fact.deed == Deed::make ||
         fact.deed == Deed::pass;
}

bool acts(const Fact& fact) {
  return fact.packing != Packing::none || (fact.deed != Deed::nothing && !brings(fact));
}

bool ends(const Fact& fact) {
  return fact.deed == Deed::sell || fact.deed == Deed::consume || fact.deed == Deed::transform ||
         fact.deed == Deed::destroy || fact.deed == Deed::lose;
}

/// At a site, or of goods on their way to a party: that party itself.
bool may_report(const World& world, const std::string& end) {
  const std::vector<std::string>& for_whom = world.fact->reports_for;
  if (for_whom.empty() || std::ranges::find(for_whom, end) != for_whom.end()) return true;
  const auto party = world.directory.party_of(end);
  return !party || std::ranges::find(for_whom, *party) != for_whom.end();
}

/// Where the thing is of which only others may tell; empty: the issuer may.
std::string place_of_others(World& world, const Held& held) {
  const Fact& fact = *world.fact;
  const auto is_told = [&](const std::string& site) {
    return site == fact.before.site || site == fact.after.site;
  };
  if (held.where == Whereabouts::at_site && !is_told(held.place.site) && !may_report(world, held.place.site))
    return held.place.site;
  // Goods on their way are nobody's place: carriers report about them. But they do not end them.
  if (held.where == Whereabouts::on_the_way && ends(fact) && !may_report(world, held.from) &&
      !may_report(world, held.to))
    return held.from;
  return {};
}

bool is_barred(World& world, const std::string& key, const Held& held) {
  const std::string place = place_of_others(world, held);
  if (place.empty()) return false;
  if (world.round == 0)
    world.journal.note({DiscrepancyKind::not_entitled,
                        world.fact->event,
                        {},
                        world.now,
                        place,
                        world.fact->before.site,
                        {},
                        {},
                        {},
                        key});
  return true;
}

/// Goods of this kind are where the event tells: one of them is taken.
bool has_such(World& world, const ItemName& name) {
  const Fact& fact = *world.fact;
  if (fact.before.empty() || fact.packing != Packing::none || fact.deed == Deed::depart) return false;
  const std::string& lot = name.lot.empty() ? world.cells.item(name.key).lot : name.lot;
  return Shelf(world, fact.before.site, name.good).available(lot, sellable_first) >= Amount::pieces(1);
}

void bar_things(World& world, What& what) {
  std::erase_if(what.items, [&](const ItemName& name) {
    return !has_such(world, name) && is_barred(world, name.key, holder_of(world, world.cells.item(name.key)));
  });
  std::erase_if(what.boxes, [&](const std::string& key) {
    if (!is_barred(world, key, holder_of(world, world.cells.box(key)))) return false;
    world.cells.box(key).upcoming.erase(world.fact->event);
    return true;
  });
}

}  // namespace

std::optional<Fact> entitled_part(World& world) {
  const Fact& fact = *world.fact;
  const bool has_things = !fact.parent.empty() || !fact.what.items.empty() || !fact.what.boxes.empty();
  if (fact.reports_for.empty() || !acts(fact) || !has_things) return std::nullopt;
  Fact part = fact;
  // Who loads a box anew at a place of theirs begins a new load: what was in it stays where it was.
  const bool loads_here = fact.packing == Packing::load && !fact.before.empty();
  const bool has_parent = fact.packing != Packing::none && !fact.parent.empty() && !loads_here;
  if (has_parent && is_barred(world, fact.parent, holder_of(world, world.cells.box(fact.parent)))) {
    world.cells.box(fact.parent).upcoming.erase(fact.event);
    part.packing = Packing::none;
    part.deed = Deed::nothing;
    return part;
  }
  bar_things(world, part.what);
  if (part.what.items.size() == fact.what.items.size() && part.what.boxes.size() == fact.what.boxes.size())
    return std::nullopt;
  if (fact.deed == Deed::depart) forget_announced_items(world, fact.what);
  return part;
}

}  // namespace stocktrail::books
