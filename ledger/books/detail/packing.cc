// What is put into boxes and taken out of them.
#include <algorithm>

#include "ledger/books/detail/boxes.h"
#include "ledger/books/detail/clocks.h"
#include "ledger/books/detail/items.h"

namespace stocktrail::books {
namespace {

const Amount zero;
const Amount piece = Amount::pieces(1);

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

Amount sum_of(const std::map<std::string, Amount>& lots) {
  Amount sum;
  for (const auto& [lot, amount] : lots) sum += amount;
  return sum;
}

/// Goods of a lot, or of none that was told.
void take_packed(Box& box, const Good& good, const std::string& lot, Amount amount) {
  std::map<std::string, Amount>& packed = box.packed[good];
  for (const std::string& of : {lot, std::string()}) {
    const auto there = packed.find(of);
    if (there == packed.end()) continue;
    const Amount part = std::min(amount, there->second);
    amount -= part;
    there->second -= part;
    if (there->second.is_zero()) packed.erase(there);
  }
}

/// So much of what was told without a lot is of this one.
void name_lot(World& world, const std::string& key, const std::string& site, const Good& good,
              const std::string& lot, Amount amount) {
  if (amount.is_zero()) return;
  take_packed(world.cells.box(key), good, {}, amount);
  world.cells.box(key).packed[good][lot] += amount;
  Book& book = world.cells.book(site, good);
  if (const auto hold = book.boxes.find(key); hold != book.boxes.end())
    for (const auto& [line, held] : std::map<LotStatus, Amount>(hold->second.lines)) {
      const Amount part = std::min(held, amount);
      if (!line.lot.empty() || part <= zero) continue;
      book.hold(key, {lot, line.status}, part, world.now);
      book.hold(key, line, -part, world.now);
      amount -= part;
    }
}

/// What this line tells beyond what others told of the same: what one teller tells adds up, over tellers the
/// greatest counts. A told lot is of what others told without one.
struct News {
  Amount more, named;
};
News news(const Packings& told, const std::string& issuer, const std::string& lot, Amount amount) {
  const auto found = told.by.find(issuer);
  std::map<std::string, Amount> mine =
      found == told.by.end() ? std::map<std::string, Amount>{} : found->second;
  mine[lot] += amount;
  const auto counted = [&](const std::string& of) {
    const auto there = told.counted.find(of);
    return there == told.counted.end() ? zero : there->second;
  };
  if (lot.empty()) return {std::clamp(sum_of(mine) - sum_of(told.counted), zero, amount), {}};
  const Amount beyond = std::clamp(mine[lot] - counted(lot), zero, amount);
  const Amount named = std::clamp(counted({}) - mine[{}], zero, beyond);
  return {beyond - named, named};
}

/// Told at another place, or so long ago that this is no report of the same.
bool is_over(const World& world, const Packings& told, const std::string& site) {
  return told.site != site || to_i64(world.now) - to_i64(told.last) > retelling_after_max;
}

News tell(World& world, Packings& told, const std::string& site, const std::string& lot, Amount amount) {
  if (is_over(world, told, site)) told = {};
  const News anew = news(told, world.fact->issuer, lot, amount);
  told.site = site;
  told.last = world.now;
  told.by[world.fact->issuer][lot] += amount;
  told.counted[lot] += anew.more + anew.named;
  if (!anew.named.is_zero()) told.counted[{}] -= anew.named;
  return anew;
}

/// It left here just now, with all that is told: a clock is slow, or fast.
bool has_left_with(World& world, const std::string& parent, const Place& place) {
  const What& what = world.fact->what;
  Box& box = world.cells.box(parent);
  const bool is_here = box.where == Whereabouts::at_site && box.place.site == place.site;
  if (is_here || box.from != place.site || to_i64(world.now) - to_i64(box.left_at) > clock_tolerance)
    return false;
  std::map<Good, Packings> told = box.packings;
  const auto is_told = [&](const Good& good, const std::string& lot, Amount amount) {
    const auto found = told.find(good);
    return found != told.end() && !is_over(world, found->second, place.site) &&
           tell(world, found->second, place.site, lot, amount).more.is_zero();
  };
  const bool all =
      std::ranges::all_of(what.boxes, [&](const std::string& inner) { return box.boxes.contains(inner); }) &&
      std::ranges::all_of(
          what.lines,
          [&](const Line& line) { return line.amount && is_told(line.good, line.lot, *line.amount); }) &&
      std::ranges::all_of(what.items, [&](const ItemName& name) {
        const Item& item = know(world, name);
        return is_told(item.good, item.lot, piece);
      });
  if (all) box.packings = told;
  return all;
}

/// As long as the box holds some of a good, others may tell again how that came into it, and what was taken
/// out.
Packings& packings(World& world, const std::string& key, const std::string& site, const Good& good) {
  Box& box = world.cells.box(key);
  if (!world.cells.book(site, good).boxes.contains(key)) {
    box.packings.erase(good);
    box.unpackings.erase(good);
  }
  return box.packings[good];
}

void load_lines(World& world, const std::string& parent, const std::string& site) {
  for (Line line : world.fact->what.lines) {
    if (line.amount) {
      const News told = tell(world, packings(world, parent, site, line.good), site, line.lot, *line.amount);
      name_lot(world, parent, site, line.good, line.lot, told.named);
      line.amount = told.more;
    }
    if (!line.amount || !line.amount->is_zero()) load_line(world, parent, site, line);
  }
}

/// A piece that others told by quantity is this one.
void load_named(World& world, const std::string& parent, const Place& place) {
  for (const ItemName& name : world.fact->what.items) {
    const Item item = know(world, name);
    const News told =
        tell(world, packings(world, parent, place.site, item.good), place.site, item.lot, piece);
    if (item.box != parent && told.more.is_zero()) {
      Shelf(world, place.site, item.good).unbox(parent, item.lot, piece);
      take_packed(world.cells.box(parent), item.good, item.lot, piece);
    }
    load_items(world, parent, place, {name});
  }
}

void load(World& world, const std::string& parent, const Place& place) {
  const Fact& fact = *world.fact;
  if (has_left_with(world, parent, place)) return;
  if (const Fact* departure = just_left(world, parent, place.site))
    return send_after(world, parent, *departure, place);
  load_into(world, parent, place);
  load_lines(world, parent, place.site);
  if (is_item(parent)) become_box(world, parent);
  load_named(world, parent, place);
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
    box.last = fact.event;
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

/// What is taken out by lot, and was packed without one, is of that lot.
void tell_packed(World& world, const std::string& parent, const Place& place, const Line& line) {
  Shelf shelf(world, place.site, line.good);
  const auto hold = shelf.book().boxes.find(parent);
  if (line.lot.empty() || hold == shelf.book().boxes.end()) return;
  Amount of_lot, of_none;
  for (const auto& [held, amount] : hold->second.lines) {
    if (held.lot == line.lot) of_lot += amount;
    if (held.lot.empty()) of_none += amount;
  }
  const Amount told = std::min(*line.amount - of_lot, of_none);
  shelf.be_told(line.lot, told, place.part);
  if (told > zero) name_lot(world, parent, place.site, line.good, line.lot, told);
}

void unload(World& world, const std::string& parent, const Place& place) {
  Box& box = world.cells.box(parent);
  for (const Line& line : world.fact->what.lines) {
    if (!line.amount) continue;
    const News told = tell(world, box.unpackings[line.good], place.site, line.lot, *line.amount);
    tell_packed(world, parent, place, {line.good, line.lot, told.more});
    Shelf(world, place.site, line.good).unbox(parent, line.lot, told.more);
  }
  for (const ItemName& name : world.fact->what.items) {
    const Item item = know(world, name);
    const News told = tell(world, box.unpackings[item.good], place.site, item.lot, piece);
    if (item.box == parent && told.more.is_zero())  // It was told by quantity.
      world.cells.book(place.site, item.good).hold(parent, {item.lot, item.status}, piece, world.now);
    unload_items(world, parent, place, {name});
  }
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
  unload(world, parent, place);
  for (const std::string& inner : fact.what.boxes) {
    Box& box = world.cells.box(inner);
    if (box.parent != parent) continue;
    come_off(world, inner);
    box.place = place;
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
