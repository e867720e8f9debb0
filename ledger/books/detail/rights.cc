#include "ledger/books/detail/rights.h"

#include <algorithm>

#include "ledger/books/detail/boxes.h"
#include "ledger/books/detail/clocks.h"
#include "ledger/books/detail/items.h"
#include "ledger/books/detail/moves.h"

namespace stocktrail::books {
namespace {

bool brings(const Fact& fact) {
  return fact.deed == Deed::arrive || fact.deed == Deed::count || fact.deed == Deed::make ||
         fact.deed == Deed::pass;
}

const std::string& acts_at(const Fact& fact) {
  return brings(fact) ? fact.after.site : fact.before.site;
}

bool acts(const Fact& fact) {
  return fact.packing != Packing::none || (fact.deed != Deed::nothing && !brings(fact));
}

/// It tells that things came to nobody: at no place, or at one that no party had. Who loses them there could
/// neither ask for them nor be asked.
bool brings_to_nobody(const World& world) {
  const Fact& fact = *world.fact;
  return brings(fact) && (fact.after.empty() || !world.directory.party_at(fact.after.site, fact.record));
}

bool ends(const Fact& fact) {
  return fact.deed == Deed::sell || fact.deed == Deed::consume || fact.deed == Deed::transform ||
         fact.deed == Deed::destroy || fact.deed == Deed::lose || fact.deed == Deed::come_home;
}

/// Judged as it was when the fact was recorded: what others register or take over later bars nothing of
/// before.
bool may_report(const World& world, const std::string& end) {
  const std::vector<std::string>& for_whom = world.fact->reports_for;
  if (for_whom.empty()) return true;
  const auto party = world.directory.party_at(end, world.fact->record);
  return !party || std::ranges::find(for_whom, *party) != for_whom.end();
}

/// What is on its way between these comes to nobody only where it was sent, or by who may end it; what was
/// sent to nobody named comes to any place, but not to none. What only passes stays on its way.
bool may_bring(const World& world, const std::string& from, const std::string& to) {
  const Fact& fact = *world.fact;
  if (fact.deed == Deed::pass || !brings_to_nobody(world) || may_report(world, from)) return true;
  if (to.empty()) return !fact.after.empty();
  return may_report(world, to) || is_end(fact.after.site, to, world.directory);
}

/// Where the thing is of which only others may tell; empty: the issuer may.
std::string place_of_others(World& world, const Held& held) {
  const Fact& fact = *world.fact;
  const auto is_told = [&](const std::string& site) {
    return site == fact.before.site || site == fact.after.site;
  };
  if (held.where == Whereabouts::at_site && !is_told(held.place.site) && !may_report(world, held.place.site))
    return held.place.site;
  // Of a thing that has ended, and without a place, goods are taken where that was.
  const bool takes_there = fact.deed == Deed::depart || fact.deed == Deed::restate;
  if (held.where == Whereabouts::ended && takes_there && fact.before.empty() &&
      !may_report(world, held.place.site))
    return held.place.site;
  // Goods on their way are nobody's place: carriers report about them. But they neither end them nor bring
  // them to where nobody could be asked for them.
  if (held.where == Whereabouts::on_the_way &&
      (ends(fact) ? !may_end(world, held.from, held.to) : !may_bring(world, held.from, held.to)))
    return held.from;
  return {};
}

/// What waits for things on its day is judged when it waits no longer: by then they may be where it acts.
bool is_judged_last(const Fact& fact) {
  if (takes_in_turn(fact)) return true;
  return fact.date_only && fact.deed == Deed::depart && !fact.retail_sold && !fact.before.empty() &&
         fact.packing == Packing::none;
}

bool waits(World& world, const ItemName& item) {
  const Fact& fact = *world.fact;
  if (takes_in_turn(fact)) return waits_in_turn(world);
  const std::string to = fact.destinations.empty() ? std::string() : fact.destinations.front();
  return world.cells.lane(item.good, to).turns.waiting.contains({fact.event, 0, item.key});
}
bool waits(World& world, const std::string& box) {
  if (takes_in_turn(*world.fact)) return waits_in_turn(world);
  return world.cells.box(box).turns.waiting.contains({world.fact->event});
}

void note_barred(World& world, const std::string& key, const std::string& place, const EventKey& last) {
  if (world.round == 0 || is_judged_last(*world.fact))
    world.journal.note({DiscrepancyKind::not_entitled,
                        world.fact->event,
                        last,
                        world.now,
                        place,
                        world.fact->before.site,
                        {},
                        {},
                        {},
                        key});
}

std::string lot_of(World& world, const ItemName& name) {
  return name.lot.empty() ? world.cells.item(name.key).lot : name.lot;
}

/// So many goods of this kind are where the event tells that one is left for this item beside all others of
/// the event that are not barred: it is taken.
bool has_such(World& world, const ItemName& name, const std::set<std::string>& barred) {
  const Fact& fact = *world.fact;
  if (fact.before.empty() || fact.packing != Packing::none) return false;
  const std::string lot = lot_of(world, name);
  const auto wanted = std::ranges::count_if(fact.what.items, [&](const ItemName& one) {
    return one.good == name.good && !barred.contains(one.key) && lots_agree(lot_of(world, one), lot);
  });
  return Shelf(world, fact.before.site, name.good).possible(lot) >= Amount::pieces(wanted);
}

/// It left here before, as was told.
bool left_before(World& world, const ItemName& name) {
  const Fact& fact = *world.fact;
  if (fact.deed != Deed::depart || fact.retail_sold || fact.before.empty()) return false;
  const Report departure = item_reports(world, {{}, {name}, {}}).front();
  const Turns& turns = world.cells.lane(name.good, lane_end(departure)).turns;
  return turns.early.contains({fact.event, 0, name.key}) || departs_again(world, name.key, departure).is;
}

/// Where only others may tell of it; empty: the issuer may.
std::string barred_at(World& world, const ItemName& item, const std::set<std::string>& barred) {
  if (world.fact->deed == Deed::restate && recalls_own(world, {{item.good.product, lot_of(world, item)}}))
    return {};
  std::string place = place_of_others(world, holder_of(world, world.cells.item(item.key)));
  if (place.empty() || has_such(world, item, barred)) return {};
  const std::string& site = acts_at(*world.fact);
  const bool comes = !site.empty() && comes_here(world, item.key, site);
  return comes || left_before(world, item) ? std::string() : place;
}
std::string barred_at(World& world, const std::string& box) {
  const Fact& fact = *world.fact;
  if (fact.deed == Deed::restate && recalls_own(world, lots_in(world, box))) return {};
  std::string place = place_of_others(world, holder_of(world, world.cells.box(box)));
  const std::string& site = acts_at(fact);
  if (place.empty() || site.empty()) return place;
  // It left here before, as was told; or it is here by now, as others tell later.
  const bool has_left =
      fact.deed == Deed::depart &&
      (world.cells.box(box).turns.early.contains({fact.event}) || departs_again(world, box, site));
  if (has_left) return {};
  if (!world.cells.box(box).parent.empty()) return place;
  const std::vector<const Fact*> way = departures_ahead(world, box, site);
  if (way.empty()) return place;
  const auto& ends = way.back()->destinations;
  const std::string to = ends.empty() ? std::string() : ends.front();
  return may_bring(world, way.back()->before.site, to) ? std::string() : place;
}

}  // namespace

bool recalls_own(World& world, const std::set<std::pair<std::string, std::string>>& lots) {
  const Fact& fact = *world.fact;
  const bool lifts = std::ranges::find(fact.unset, Status::recalled) != fact.unset.end();
  if (fact.status != Status::recalled && !lifts) return false;
  return !lots.empty() && std::ranges::all_of(lots, [&](const auto& lot) {
    const Standing standing = fact.standing_to(lot.first);
    return standing == Standing::owner || standing == Standing::authority ||
           world.cells.lot(lot.first, lot.second).speaks(fact.issuer);
  });
}

bool may_tell_of(World& world, const Held& held, const EventKey& told_by) {
  const AsToldBy teller(world, told_by);
  return place_of_others(world, held).empty();
}

bool is_of_others(const World& world, const Held& held) {
  if (held.where == Whereabouts::on_the_way) return !may_end(world, held.from, held.to);
  return !may_report(world, held.place.site);
}

bool may_end(const World& world, const std::string& from, const std::string& to) {
  return may_report(world, from) || may_report(world, to);
}

bool may_know_amount(const World& world, const Delivery& delivery, const std::string& site) {
  return is_end(site, delivery.to, world.directory) || may_report(world, delivery.from);
}

bool may_close(const World& world, const Delivery& delivery, const std::string& site) {
  return delivery.to.empty() || may_know_amount(world, delivery, site);
}

std::optional<Fact> entitled_part(World& world) {
  const Fact& fact = *world.fact;
  if (fact.reports_for.empty() || !(acts(fact) || brings_to_nobody(world))) return std::nullopt;
  const bool is_last = is_judged_last(fact);
  if (is_last && may_wait(world)) return std::nullopt;
  // Who loads a box anew at a place of theirs begins a new load: what was in it stays where it was.
  const bool loads_here = fact.packing == Packing::load && !fact.before.empty();
  if (fact.packing != Packing::none && !fact.parent.empty() && !loads_here) {
    if (const std::string place = barred_at(world, fact.parent); !place.empty()) {
      note_barred(world, fact.parent, place, world.cells.box(fact.parent).last);
      world.cells.box(fact.parent).turns.begin({fact.event}, world.round);
      Fact nothing = fact;
      nothing.packing = Packing::none;
      nothing.deed = Deed::nothing;
      return nothing;
    }
  }
  std::set<std::string> barred;
  What of_others;
  const auto bar = [&](const std::string& key, const std::string& place, const EventKey& last) {
    if (place.empty()) return;
    note_barred(world, key, place, last);
    barred.insert(key);
  };
  for (const ItemName& item : fact.what.items) {
    if (is_last && !waits(world, item)) continue;
    bar(item.key, barred_at(world, item, barred), world.cells.item(item.key).last);
    if (barred.contains(item.key)) of_others.items.push_back(item);
  }
  for (const std::string& box : fact.what.boxes) {
    if (is_last && !waits(world, box)) continue;
    bar(box, barred_at(world, box), world.cells.box(box).last);
    if (barred.contains(box)) world.cells.box(box).turns.begin({fact.event}, world.round);
  }
  if (barred.empty()) return std::nullopt;
  if (fact.deed == Deed::depart)
    for (const Report& report : item_reports(world, of_others)) skip_turn(world, report);
  Fact part = fact;
  std::erase_if(part.what.items, [&](const ItemName& item) { return barred.contains(item.key); });
  std::erase_if(part.what.boxes, [&](const std::string& box) { return barred.contains(box); });
  return part;
}

}  // namespace stocktrail::books
