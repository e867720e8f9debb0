// Boxes: SSCC, GRAI and all else that holds goods and is not counted itself.
#include <algorithm>
#include <functional>

#include "ledger/books/detail/boxes.h"
#include "ledger/books/detail/clocks.h"
#include "ledger/books/detail/items.h"

namespace stocktrail::books {

Report report_of_box(const World& world, const Place& place, bool arrives) {
  const Fact& fact = *world.fact;
  Report report;
  report.event = fact.event;
  report.at = fact.at;
  report.date_only = fact.date_only;
  report.kind = fact.kind;
  report.issuer = fact.issuer;
  report.place = place;
  report.ends = arrives ? fact.sources : fact.destinations;
  report.documents = fact.documents;
  report.returned = fact.returned;
  report.mismatch = fact.mismatch;
  report.status = fact.status;
  return report;
}

namespace {

const Amount zero;

bool is_sscc(const std::string& key) {
  return key.starts_with("https://id.gs1.org/00/");
}

/// The deliveries of the boxes of one event each have a number of their own.
std::uint32_t line_number(World& world, const Report& report) {
  std::uint32_t number = 1'000'000;
  for (const Delivery& one : world.cells.lane(report.good, lane_end(report)).deliveries)
    if (one.event == report.event && one.line >= number) number = one.line + 1;
  return number;
}

/// What one box holds leaves the site: drawn from the stock, and remembered as its load.
void draw_box(World& world, const std::string& key, const std::string& site, const std::string& to,
              std::map<std::pair<Good, std::string>, std::vector<Taken>>& taken) {
  Box& box = world.cells.box(key);
  for (const Good& good : box.goods) {
    Shelf shelf(world, site, good);
    const auto hold = shelf.book().boxes.find(key);
    if (hold == shelf.book().boxes.end()) continue;
    const auto lines = hold->second.lines;
    box.load[good] = lines;
    for (const auto& [line, amount] : lines) {
      const auto order = order_for(line.status, sellable_first);
      auto& all = taken[{good, line.lot}];
      const Want want{.lot = line.lot, .amount = amount, .order = order, .part = box.place.part, .box = &key};
      for (const Taken& part : shelf.take(want, way(site, to))) all.push_back(part);
    }
  }
}

/// Contents that were told as sent by quantity, so that the stock is drawn already.
bool told_by_quantity(World& world, const std::string& key, const Report& report, Box& root) {
  auto known = departed_untold(world, report);
  std::erase_if(known, [](const Candidate& one) { return !one.delivery().box.empty(); });
  if (known.empty() || known.front().amount != report.amount) return false;
  Delivery& delivery = known.front().delivery();
  tell(delivery, Side::departures, report, *report.amount);
  root.trip.push_back({report.good, delivery.to, delivery.event, delivery.line});
  Shelf(world, report.place.site, report.good).unbox(key, report.lot, *report.amount);
  return true;
}

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

/// It goes on: what goes to its own end is on its way again.
void go_on(World& world, const Box& box, const std::string& end) {
  for (const DeliveryName& name : box.astray)
    if (Delivery* delivery = find(world, name);
        delivery != nullptr && leads_to(end, name.to, world.directory))
      delivery->strayed = zero;
}

/// By lot, whatever their status.
std::map<Good, std::map<std::string, Amount>> packed_in(
    const std::map<Good, std::map<LotStatus, Amount>>& load) {
  std::map<Good, std::map<std::string, Amount>> packed;
  for (const auto& [good, lines] : load)
    for (const auto& [line, amount] : lines) packed[good][line.lot] += amount;
  return packed;
}

void leave(World& world, const std::string& key, const Report& base) {
  Box& box = world.cells.box(key);
  go_on(world, box, lane_end(base));
  box.trip.clear();
  std::map<std::pair<Good, std::string>, std::vector<Taken>> taken;
  for (const std::string& inner : tree_of(world, key)) {
    Box& one = world.cells.box(inner);
    one.load.clear();
    for (const Good& good : one.goods) {
      auto& boxes = world.cells.book(base.place.site, good).boxes;
      const auto hold = boxes.find(inner);
      if (hold == boxes.end() || hold->second.lines.size() != 1) continue;
      Report report = base;
      report.good = good;
      report.lot = hold->second.lines.begin()->first.lot;
      report.amount = hold->second.lines.begin()->second;
      const auto lines = hold->second.lines;
      if (told_by_quantity(world, inner, report, box)) one.load[good] = lines;
    }
    for (const std::string& item : one.items) go_on(world, world.cells.item(item), lane_end(base));
    draw_box(world, inner, base.place.site, lane_end(base), taken);
    one.packed = packed_in(one.load);
  }
  for (const auto& [what, parts] : taken) {
    Report report = base;
    report.good = what.first;
    report.lot = what.second;
    report.line = line_number(world, report);
    Amount amount;
    for (const Taken& part : parts) amount += part.amount;
    box.trip.push_back(open_delivery(world, report, amount, parts, key));
  }
  if (!box.trip.empty()) box.left_empty.clear();
  if (box.trip.empty()) box.left_empty.insert(world.fact->event);
  box.where = Whereabouts::on_the_way;
  box.from = base.place.site;
  box.to = lane_end(base);
  box.left_at = world.now;
  box.last = world.fact->event;
}

void come_to(World& world, Box& box, const Place& place) {
  box.where = Whereabouts::at_site;
  box.place = place;
  box.arrived_at = world.now;
  box.last = world.fact->event;
}

/// Loose goods of a lot here, in this status.
Amount loose_in(World& world, const std::string& site, const Good& good, const LotStatus& line) {
  Shelf shelf(world, site, good);
  const Status only[] = {line.status};
  Amount rest = shelf.available(line.lot, only);
  for (const auto& [box, hold] : shelf.book().boxes)
    for (const auto& [held, amount] : hold.lines)
      if (held.status == line.status && lots_agree(held.lot, line.lot)) rest -= amount;
  return rest;
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
  return std::clamp(rest, zero, at_most);
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

namespace {

/// A departure of a box that is in another: told with that, if that left there or only passes; else it goes
/// by itself.
bool goes_along(World& world, const std::string& key) {
  const Fact& fact = *world.fact;
  const Held held = holder_of(world, world.cells.box(key));
  if (held.where != Whereabouts::on_the_way) {
    come_off(world, key);
    return false;
  }
  const std::string& site = fact.before.site;
  const bool comes = is_end(site, held.to, world.directory);
  if (site.empty() || held.from == site || (fact.kind == Kind::departing && !comes)) return true;
  arrive_box(world, key, fact.before, nullptr);
  return false;
}

}  // namespace

void depart_box(World& world, const std::string& key, const What* listed) {
  const Fact& fact = *world.fact;
  Box& box = world.cells.box(key);
  if (!box.parent.empty() && goes_along(world, key)) return;
  Place place = fact.before.empty() ? box.place : fact.before;
  const Report again = report_of_box(world, place, false);
  if (departs_again(world, key, place.site)) return tell_departure_again(world, key, again);
  if (box.where == Whereabouts::on_the_way) {
    const bool comes = !box.to.empty() && is_end(place.site, box.to, world.directory);
    if (box.from == place.site ||
        (fact.kind == Kind::departing && !comes))  // Told before, or seen on its way.
      return depart_again(world, key, again, listed);
    arrive_box(world, key, place, nullptr);
  }
  const bool is_away = box.where == Whereabouts::at_site && box.place.site != place.site;
  if ((is_away || box.where == Whereabouts::unknown) && !leave_early(world, key, place) && is_away) {
    if (box.arrived_at == world.now && box.from == place.site) return;  // It arrived at this very moment.
    note_against(world, DiscrepancyKind::two_places, place.site, {box.place.site, box.last}, {}, {}, {}, key);
  }
  if (box.where == Whereabouts::on_the_way ||
      (box.where == Whereabouts::at_site && box.place.site != place.site))
    arrive_box(world, key, place, nullptr);
  box.where = Whereabouts::at_site;
  box.place = place;
  if (box.loaded_at.empty()) box.loaded_at = place.site;
  if (listed != nullptr) set_contents(world, key, place.site, *listed);
  leave_behind(world, key);
  const Report base = report_of_box(world, place, false);
  if (stays_inside(base)) return;
  const bool goes_home =
      !box.loaded_at.empty() && lane_end(base) == box.loaded_at && place.site != box.loaded_at;
  if (goes_home && !is_sscc(key)) empty_box(world, key);
  leave(world, key, base);
}

DeliveryName load_late(World& world, const std::string& key, const Report& departure) {
  Box& box = world.cells.box(key);
  Report report = departure;
  report.line = line_number(world, report);
  const std::string& site = report.place.site;
  const Want want{.lot = report.lot, .amount = *report.amount, .part = report.place.part};
  const auto taken = Shelf(world, site, report.good).take(want, way(site, lane_end(report)));
  const DeliveryName name = open_delivery(world, report, *report.amount, taken, key);
  box.goods.insert(report.good);
  for (const Taken& part : taken) box.load[report.good][{part.slot.lot, part.slot.status}] += part.amount;
  box.packed[report.good][report.lot] += *report.amount;
  box.trip.push_back(name);
  return name;
}

void come_late(World& world, const std::string& key, const Report& arrival,
               const std::vector<DeliveryName>& names) {
  std::map<std::pair<Good, std::string>, Amount> arrived;
  for (const DeliveryName& name : names) arrive_in_box(world, arrival, name, nullptr, arrived);
  Loose loose;
  put_in(world, key, arrival.place, told_status(arrival), loose, arrived);
}

}  // namespace stocktrail::books
