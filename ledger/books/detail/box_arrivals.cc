// How boxes come, with what they carry.
#include <algorithm>

#include "ledger/books/detail/boxes.h"
#include "ledger/books/detail/clocks.h"
#include "ledger/books/detail/items.h"

namespace stocktrail::books {
namespace {

const Amount zero;

/// What was sent elsewhere and is here with its box now. What is home again is not astray.
void find_astray(World& world, Box& box, const std::string& site) {
  std::erase_if(box.astray, [&](const DeliveryName& name) {
    Delivery* delivery = find(world, name);
    const bool is_over = name.to.empty() || is_end(site, name.to, world.directory) ||
                         (delivery != nullptr && delivery->from == site);
    if (delivery != nullptr) delivery->strayed = is_over ? zero : delivery->sent;
    return is_over;
  });
}

void come_to(World& world, Box& box, const Place& place) {
  box.where = Whereabouts::at_site;
  box.place = place;
  box.arrived_at = world.now;
  box.last = world.fact->event;
}

/// Loose goods by lot and status, as far as they were looked for: a site may have many boxes.
using Loose = std::map<std::pair<Good, LotStatus>, Amount>;

/// What arrived is in the boxes here, in the status in which it came; what did not is not.
void put_in(World& world, const std::string& key, const Place& place, std::optional<Status> told,
            Loose& loose, std::map<std::pair<Good, std::string>, Amount>& arrived) {
  Box& box = world.cells.box(key);
  for (const auto& [good, lines] : box.load) {
    Book& book = world.cells.book(place.site, good);
    for (const auto& [line, amount] : lines) {
      Amount& left = arrived[{good, line.lot}];
      Amount part = std::min(left, amount);
      left -= part;
      const Status as_told = told.value_or(line.status);
      for (const Status status : order_for(as_told, order_for(line.status, sellable_first))) {
        if (part <= zero) break;
        const auto [rest, is_new] = loose.try_emplace({good, {line.lot, status}});
        if (is_new) rest->second = loose_in(world, place.site, good, {line.lot, status});
        const Amount there = std::min(part, rest->second);
        if (there <= zero) continue;
        book.hold(key, {line.lot, status}, there, world.now);
        rest->second -= there;
        part -= there;
      }
      book.hold(key, {line.lot, as_told}, part, world.now);
    }
  }
  box.load.clear();
  for (const std::string& name : box.items) {
    Item& item = world.cells.item(name);
    const auto& holds = world.cells.book(place.site, item.good).boxes;
    const auto hold = holds.find(key);
    if (hold != holds.end() && hold->second.lines.size() == 1)
      item.status = hold->second.lines.begin()->first.status;
  }
}

/// Goods of a lot that are here and in no box, at most so much.
Amount loose(World& world, const std::string& site, const Good& good, const std::string& lot,
             Amount at_most) {
  Shelf shelf(world, site, good);
  Amount rest = shelf.available(lot, sellable_first);
  for (const auto& [box, hold] : shelf.book().boxes)
    for (const auto& [line, amount] : hold.lines)
      if (lots_agree(line.lot, lot)) rest -= amount;
  return std::clamp(rest, zero, std::max(zero, at_most));
}

/// One delivery of a trip ends: as listed beside the box, else whole. Who tells the box is a teller apart.
/// What came of it by quantity before, and was not sold meanwhile, is in the box again; and who only handles
/// the box does not say that more came.
void arrive_in_box(World& world, const Report& base, const DeliveryName& name, std::vector<Line>* listed,
                   std::map<std::pair<Good, std::string>, Amount>& arrived) {
  const Delivery* found = find(world, name);
  if (found == nullptr) return;
  const Delivery then = *found;
  const auto open = [&] { return find(world, name)->open(); };  // An arrival may move what is in the lane.
  Report report = telling_box(base);
  report.good = name.good;
  const bool has_begun = then.arrived_at_site == base.place.site;
  Amount& in_box = arrived[{name.good, then.lot}];
  if (has_begun) in_box += loose(world, base.place.site, name.good, then.lot, then.arrived);
  if (listed == nullptr) {
    if (!has_begun || world.fact->deed == Deed::arrive) arrive_named(world, report, name, then.sent);
  } else {
    for (Line& line : *listed) {
      if (line.good != name.good || !line.amount || !lots_agree(line.lot, then.lot)) continue;
      const Amount part = std::min(*line.amount, open());
      report.lot = line.lot;
      arrive_named(world, report, name, part);
      *line.amount -= part;
    }
  }
  in_box += then.open() - open();
}

/// A delivery that arrived by quantity so long ago that its lane has forgotten it.
void find_settled(World& world, const std::string& key, const Report& base,
                  std::map<std::pair<Good, std::string>, Amount>& arrived) {
  std::set<Good> settled;
  for (const DeliveryName& name : world.cells.box(key).trip)
    if (find(world, name) == nullptr) settled.insert(name.good);
  if (settled.empty()) return;
  for (const std::string& inner : tree_of(world, key))
    for (const auto& [good, lines] : world.cells.box(inner).load)
      for (const auto& [line, amount] : lines)
        if (settled.contains(good))
          arrived[{good, line.lot}] += loose(world, base.place.site, good, line.lot, amount);
}

void end_trip(World& world, const std::string& key, const Report& base, const What* listed) {
  Box& box = world.cells.box(key);
  const std::vector<DeliveryName> behind = leave_behind(world, key);
  std::vector<Line> lines = listed == nullptr ? std::vector<Line>{} : lines_of(world, *listed);
  if (listed != nullptr) keep_on_the_way(world, key, *listed);
  std::map<std::pair<Good, std::string>, Amount> arrived;
  // Serials alone tell of their own goods only.
  const bool tells_all = listed != nullptr && !listed->lines.empty();
  for (const DeliveryName& name : box.trip) {
    const bool is_listed = tells_all || std::ranges::find(lines, name.good, &Line::good) != lines.end();
    arrive_in_box(world, base, name, is_listed ? &lines : nullptr, arrived);
  }
  find_settled(world, key, base, arrived);
  const bool has_room = box.astray.size() < boxes_moved_max;
  if (has_room && !box.to.empty() && !is_end(base.place.site, box.to, world.directory))
    box.astray.insert(box.astray.end(), box.trip.begin(), box.trip.end());
  find_astray(world, box, base.place.site);
  const OnRecord from{box.from, box.last};
  Loose loose;
  for (const std::string& inner : tree_of(world, key)) {
    put_in(world, inner, base.place, told_status(base), loose, arrived);
    world.cells.box(inner).place = base.place;
  }
  come_to(world, box, base.place);
  if (listed == nullptr) tell_status(world, key, base);
  come_listed(world, key, telling_box(base), lines, from);
  box.trip.insert(box.trip.end(), behind.begin(), behind.end());
}

void come_unknown(World& world, const std::string& key, const Report& base, const What* listed) {
  Box& box = world.cells.box(key);
  come_to(world, box, base.place);
  box.loaded_at = base.place.site;
  if (listed != nullptr) come_listed(world, key, base, listed->lines, {});
}

/// Whoever acts on it where it was on its way to has received it: the receipt may be told later.
void await_receipt(World& world, Box& box, const std::string& site) {
  if (world.fact->deed == Deed::arrive || world.fact->deed == Deed::come_home) return;
  std::erase_if(box.awaited, [&](const auto& one) {
    return to_i64(world.now) - to_i64(one.second) > accepting_after_max;
  });
  box.awaited[site] = world.now;
}

}  // namespace

void arrive_box(World& world, const std::string& key, const Place& place, const What* listed) {
  Box& box = world.cells.box(key);
  What own;
  if (!box.parent.empty()) {
    const Held held = holder_of(world, box);
    if (held.where == Whereabouts::on_the_way) {
      own = come_out(world, key);
      if (listed == nullptr && !own.lines.empty()) listed = &own;
    } else if (held.place.site != place.site) {
      come_off(world, key);
    }
  }
  const Report base = report_of_box(world, place, true);
  if (arrived_before(world, key, base, listed)) return;
  if (const Place came = came_by_quantity(world, box); !came.empty() && came.site != place.site)
    arrive_box(world, key, came, nullptr);
  const bool is_away = box.where == Whereabouts::at_site && box.place.site != place.site;
  const bool goes_elsewhere =
      box.where == Whereabouts::on_the_way && !box.to.empty() && !is_end(place.site, box.to, world.directory);
  const bool may_come = is_away || goes_elsewhere || box.where == Whereabouts::unknown;
  if (may_come && !leave_early(world, key, place) && is_away) {
    if (left_by_quantity(world, key, base)) return come_to(world, box, place);
    note_against(world, DiscrepancyKind::departure_not_told, place.site, {box.place.site, box.last}, {}, {},
                 {}, key);
    Report left = base;
    left.place = box.place;
    left.ends = {place.site};
    left.kind = Kind::none;
    if (!is_sscc(key) && box.loaded_at == place.site) empty_box(world, key);
    leave(world, key, left);
  }
  if (box.where == Whereabouts::at_site) {  // Told before: another teller, or to another part of the site.
    if (!place.part.empty()) {
      for (const Good& good : box.goods) {
        const auto& holds = world.cells.book(place.site, good).boxes;
        if (!holds.contains(key)) continue;
        for (const auto& [line, amount] : holds.at(key).lines)
          Shelf(world, place.site, good).put_away(line.lot, amount, box.place.part, place.part);
      }
      box.place = place;
    }
    arrive_again(world, key, base, listed);
    return;
  }
  if (box.where == Whereabouts::on_the_way) {
    await_receipt(world, box, place.site);
    end_trip(world, key, base, listed);
  } else {
    come_unknown(world, key, base, listed);
  }
}

void come_late(World& world, const std::string& key, const Report& arrival,
               const std::vector<DeliveryName>& names) {
  std::map<std::pair<Good, std::string>, Amount> arrived;
  for (const DeliveryName& name : names) arrive_in_box(world, arrival, name, nullptr, arrived);
  Loose loose;
  put_in(world, key, arrival.place, told_status(arrival), loose, arrived);
}

}  // namespace stocktrail::books
