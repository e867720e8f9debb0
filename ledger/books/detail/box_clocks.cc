// Boxes of which is told out of step.
#include <algorithm>

#include "ledger/books/detail/boxes.h"
#include "ledger/books/detail/clocks.h"
#include "ledger/books/detail/owning.h"
#include "ledger/books/detail/rights.h"

namespace stocktrail::books {
namespace {

std::int64_t since(const World& world, Micros then) {
  return to_i64(world.now) - to_i64(then);
}

const std::string& end_of(const Fact& departure) {
  static const std::string not_told;
  return departure.destinations.empty() ? not_told : departure.destinations.front();
}

/// Departures of the box that are announced and not begun, in the order of time.
std::vector<const Fact*> announced_departures(World& world, const std::string& key) {
  const Turns& turns = world.cells.box(key).turns;
  const auto& announced = world.cells.announced(key).departures;
  const bool arrives = world.fact->deed == Deed::arrive;
  std::vector<const Fact*> found;
  for (auto at = announced.lower_bound({world.now, {}, 0});
       at != announced.end() && found.size() < departures_ahead_max; ++at) {
    const auto& [when, event, line] = at->first;
    const std::int64_t ahead = to_i64(when) - to_i64(world.now);
    const bool is_near = ahead <= (arrives ? zone_tolerance : clock_tolerance);
    if (!is_near && !(world.fact->date_only && ahead < day)) break;
    if (!turns.is_to_come({event}, when, world.now)) continue;
    if (const Fact* departure = world.cells.fact(event)) found.push_back(departure);
  }
  return found;
}

/// All goods that are in the box and in those in it, as they left.
std::set<Good> goods_in(World& world, const std::string& key) {
  std::set<Good> goods;
  for (const std::string& inner : tree_of(world, key))
    for (const auto& [good, lots] : world.cells.box(inner).packed) goods.insert(good);
  return goods;
}

std::vector<Candidate> left_in(World& world, const std::string& key, const Report& departure) {
  std::vector<Candidate> found;
  for (const Good& good : goods_in(world, key)) {
    Report report = departure;
    report.good = good;
    for (const Candidate& one : departed_in(world, report, key)) found.push_back(one);
  }
  return found;
}

}  // namespace

std::vector<const Fact*> departures_ahead(World& world, const std::string& key, const std::string& site) {
  const Box& box = world.cells.box(key);
  const std::vector<const Fact*> all = announced_departures(world, key);
  // The way back from a departure to where the box is; empty: it does not lead there.
  const auto way_to = [&](std::size_t last) {
    std::vector<const Fact*> way{all[last]};
    for (std::size_t i = last;; --i) {
      const std::string& from = way.front()->before.site;
      const bool is_known = box.where != Whereabouts::unknown;
      const bool comes = box.where == Whereabouts::on_the_way && is_end(from, box.to, world.directory);
      const bool is_there = box.where == Whereabouts::at_site && box.place.site == from;
      if (from.empty() || comes || is_there) return way;
      if (i == 0) return is_known ? std::vector<const Fact*>() : way;
      if (is_end(from, end_of(*all[i - 1]), world.directory)) way.insert(way.begin(), all[i - 1]);
    }
  };
  std::vector<const Fact*> best;
  int best_fit = 3;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string& to = end_of(*all[i]);
    const int fit = is_end(site, to, world.directory) ? 0 : to.empty() ? 1 : 2;
    if (all[i]->before.site == site || fit >= best_fit) continue;
    std::vector<const Fact*> way = way_to(i);
    if (way.empty()) continue;
    best = std::move(way);
    best_fit = fit;
  }
  return best;
}

bool leave_early(World& world, const std::string& key, const Place& to) {
  const std::vector<const Fact*> way = departures_ahead(world, key, to.site);
  if (way.empty()) return false;
  const Fact* arrival = world.fact;
  if (to_i64(way.back()->at) - to_i64(world.now) > clock_tolerance && !arrival->date_only)
    note(world, DiscrepancyKind::clock_differs, to.site, {}, {}, {}, key, way.back()->event);
  for (const Fact* departure : way) {
    world.fact = departure;
    world.cells.box(key).turns.begin_early({departure->event});
    const What told = contents_listed(world, key, departure->what);
    depart_box(world, key, departure->what.boxes.size() == 1 ? &told : nullptr);
  }
  world.fact = arrival;
  return true;
}

bool departs_again(World& world, const std::string& key, const std::string& site) {
  const Fact& fact = *world.fact;
  if (fact.deed != Deed::depart || fact.retail_sold || site.empty()) return false;
  const Box& box = world.cells.box(key);
  const bool is_away = box.where == Whereabouts::at_site ? box.place.site != site
                       : box.where == Whereabouts::on_the_way
                           ? box.from != site && (box.to.empty() || !is_end(site, box.to, world.directory))
                           : false;
  if (!box.parent.empty() || !is_away) return false;
  const Report departure = report_of_box(world, {site, {}}, false);
  if (!left_in(world, key, departure).empty()) return true;
  if (fact.kind != Kind::departing || since(world, box.left_at) > departing_after_max) return false;
  const std::string& to = lane_end(departure);
  if (box.from == site) return !box.left_empty.empty() && (to.empty() || box.to.empty() || to == box.to);
  if (box.where != Whereabouts::at_site || box.left_at == Micros{}) return false;
  // It passed there on its way to where it is.
  return to.empty() ? since(world, box.arrived_at) <= clock_tolerance
                    : is_end(box.place.site, to, world.directory);
}

void tell_departure_again(World& world, const std::string& key, const Report& departure) {
  for (const Candidate& one : left_in(world, key, departure)) {
    tell(one.delivery(), Side::departures, departure, one.amount);
    tell_owner(world, one.delivery());
  }
}

bool arrived_before(World& world, const std::string& key, const Report& arrival, const What* listed) {
  Box& box = world.cells.box(key);
  const std::string& site = arrival.place.site;
  if (world.fact->deed != Deed::arrive || arrival.returned || !box.parent.empty()) return false;
  const bool went_on = box.where == Whereabouts::at_site ? box.place.site != site
                       : box.where == Whereabouts::on_the_way
                           ? box.from == site || (!box.to.empty() && !is_end(site, box.to, world.directory))
                           : false;
  if (!went_on) return false;
  const std::int64_t age = arrival.kind == Kind::receiving ? retelling_after_max : accepting_after_max;
  const auto awaited = box.awaited.find(site);
  bool is_told = awaited != box.awaited.end() && since(world, awaited->second) <= age;
  Report report = telling_box(arrival);
  std::vector<Line> lines = listed == nullptr ? std::vector<Line>() : lines_of(world, *listed);
  for (const Good& good : goods_in(world, key)) {
    report.good = good;
    for (const Candidate& one : arrived_untold(world, report, age)) {
      if (one.delivery().box != key || one.delivery().from.empty()) continue;
      is_told = true;
      const auto line = std::ranges::find_if(lines, [&](const Line& told) {
        return told.good == good && told.amount && lots_agree(told.lot, one.delivery().lot);
      });
      const Amount amount = line == lines.end() ? one.amount : std::min(*line->amount, one.amount);
      if (line != lines.end()) *line->amount -= amount;
      tell(one.delivery(), Side::arrivals, report, amount);
    }
  }
  return is_told;
}

const Fact* just_left(World& world, const std::string& key, const std::string& site) {
  const Box& box = world.cells.box(key);
  if (!box.parent.empty() || (box.where == Whereabouts::at_site && box.place.site == site)) return nullptr;
  std::set<EventKey> events = box.left_empty;
  for (const Leaver& one : box.turns.early) events.insert(one.event);  // By an arrival, before its own time.
  if (!box.trip.empty() && box.from == site) events.insert(box.trip.front().event);
  for (const EventKey& event : events) {
    const Fact* departure = world.cells.fact(event);
    if (departure == nullptr || departure->deed != Deed::depart || departure->before.site != site) continue;
    // What is packed after an arrival that has a time of its own did not come with it.
    const bool came_later = box.where == Whereabouts::at_site && box.arrived_at > departure->at;
    if (since(world, departure->at) <= clock_tolerance && !came_later) return departure;
    if (!departure->date_only || since(world, departure->at) >= day) continue;
    const Fact* last = box.where == Whereabouts::at_site ? world.cells.fact(box.last) : departure;
    if (last != nullptr && last->date_only) return departure;
  }
  return nullptr;
}

namespace {

/// What the fact packs, by good and lot: items are in the box by their records.
std::vector<Line> packed_after(World& world, const std::string& key, const Fact& departure,
                               const Place& place) {
  std::vector<Line> lines;
  const auto is_listed = [&](const Line& line) {
    return departure.what.boxes.size() == 1 &&
           std::ranges::find(departure.what.lines, line.good, &Line::good) != departure.what.lines.end();
  };
  for (const Line& line : world.fact->what.lines) {
    if (!line.amount)
      note(world, DiscrepancyKind::quantity_not_told, place.site, line.good, line.lot, {}, key);
    if (line.amount && !is_listed(line)) lines.push_back(line);
  }
  for (const ItemName& name : world.fact->what.items) {
    Item& item = know(world, name);
    if (item.box == key) continue;
    if (item.where == Whereabouts::unknown && item.made_by == EventKey()) item.unmade_at.insert(place.site);
    leave_site(world, item);
    out_of_box(world, name.key);
    item.where = Whereabouts::at_site;
    item.place = place;
    item.box = key;
    item.last = world.fact->event;
    item.last_at = world.now;
    if (item.is_box) {
      world.cells.box(name.key).parent = key;
      world.cells.box(key).boxes.insert(name.key);
    }
    world.cells.box(key).items.insert(name.key);
    lines.push_back({item.good, item.lot, Amount::pieces(1)});
  }
  return lines;
}

}  // namespace

void send_after(World& world, const std::string& key, const Fact& departure, const Place& place) {
  const Fact* packs = world.fact;
  const std::vector<Line> lines = packed_after(world, key, departure, place);
  const Fact* last = world.cells.fact(world.cells.box(key).last);
  const bool has_come = world.cells.box(key).where == Whereabouts::at_site;
  world.fact = &departure;
  Report left = report_of_box(world, place, false);
  if (!has_come) left.ends = {world.cells.box(key).to};
  std::vector<DeliveryName> names;
  std::map<std::pair<Good, std::string>, Amount> all;
  for (const Line& line : lines) {
    ST_CHECK(line.amount);
    all[{line.good, line.lot}] += *line.amount;
  }
  for (const auto& [what, amount] : all) {
    left.good = what.first;
    left.lot = what.second;
    left.amount = amount;
    names.push_back(load_late(world, key, left));
  }
  if (has_come) {
    if (last != nullptr) world.fact = last;
    come_late(world, key, report_of_box(world, world.cells.box(key).place, true), names);
  }
  world.fact = packs;
  for (const std::string& inner : packs->what.boxes) {
    if (!may_hold(world, key, inner)) {
      note(world, DiscrepancyKind::too_much, place.site, {}, {}, {}, inner);
      continue;
    }
    world.fact = &departure;
    depart_box(world, inner, nullptr);
    world.fact = packs;
    if (has_come) arrive_box(world, inner, world.cells.box(key).place, nullptr);
    Box& box = world.cells.box(inner);
    Box& outer = world.cells.box(key);
    if (!has_come) outer.trip.insert(outer.trip.end(), box.trip.begin(), box.trip.end());
    if (!box.parent.empty()) world.cells.box(box.parent).boxes.erase(inner);
    box.parent = key;
    outer.boxes.insert(inner);
  }
}

}  // namespace stocktrail::books
