// Boxes: SSCC, GRAI and all else that holds goods and is not counted itself. How they leave.
#include <algorithm>
#include <functional>

#include "ledger/books/detail/boxes.h"
#include "ledger/books/detail/clocks.h"
#include "ledger/books/detail/items.h"
#include "ledger/books/detail/owning.h"

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

bool is_sscc(const std::string& key) {
  return key.starts_with("https://id.gs1.org/00/");
}

namespace {

const Amount zero;

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
  tell_owner(world, delivery);
  root.trip.push_back({report.good, delivery.to, delivery.event, delivery.line});
  Shelf(world, report.place.site, report.good).unbox(key, report.lot, *report.amount);
  return true;
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

}  // namespace

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
    if (base.returned) hold_unfit(world, inner, base.place.site);
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
  ST_CHECK(departure.amount);
  const Amount amount = *departure.amount;
  Report report = departure;
  report.line = line_number(world, report);
  const std::string& site = report.place.site;
  const Want want{.lot = report.lot, .amount = amount, .part = report.place.part};
  const auto taken = Shelf(world, site, report.good).take(want, way(site, lane_end(report)));
  const DeliveryName name = open_delivery(world, report, amount, taken, key);
  box.goods.insert(report.good);
  for (const Taken& part : taken) box.load[report.good][{part.slot.lot, part.slot.status}] += part.amount;
  box.packed[report.good][report.lot] += amount;
  box.trip.push_back(name);
  return name;
}

}  // namespace stocktrail::books
