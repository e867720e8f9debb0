#include "ledger/books/detail/items.h"

#include <algorithm>
#include <tuple>

#include "ledger/books/detail/boxes.h"
#include "ledger/books/detail/clocks.h"
#include "ledger/books/detail/owning.h"
#include "ledger/books/detail/rights.h"

namespace stocktrail::books {
namespace {

const Amount one = Amount::pieces(1);

/// Where its record has it: the box that it is in goes with its outermost one.
using Spot = Held;
Spot spot_of(World& world, const Item& item) {
  if (item.box.empty() && item.where == Whereabouts::on_the_way) {  // It may have arrived by quantity.
    const Delivery* trip = find(world, item.trip);
    if (trip == nullptr) return {Whereabouts::at_site, place_of(item.trip.to), {}, {}};
    if (trip->open().is_zero() && !trip->arrived_at_site.empty())
      return {Whereabouts::at_site, {trip->arrived_at_site, trip->arrived_at_part}, {}, {}};
    return {item.where, item.place, trip->from, trip->to};
  }
  if (item.box.empty()) return {item.where, item.place, {}, {}};
  return holder_of(world, world.cells.box(root_of(world, item.box)));
}

/// Goods that an event takes at `place`: where it says if there are such, else where their record has them.
Place taken_at(World& world, const Item& item, const std::string& key, const Place& place,
               const EventKey& told_by) {
  const Spot spot = spot_of(world, item);
  if (place.empty() || place.site == spot.place.site) return place.empty() ? spot.place : place;
  if (Shelf(world, place.site, item.good).possible(item.lot) >= one) return place;
  if (spot.where != Whereabouts::at_site) return place;
  if (Shelf(world, spot.place.site, item.good).possible(item.lot) < one) return place;
  if (!may_tell_of(world, spot, told_by)) return place;  // Nobody takes what is at a place of others.
  note_against(world, DiscrepancyKind::two_places, place.site, {spot.place.site, item.last}, item.good,
               item.lot, one, key);
  return spot.place;
}

/// One piece leaves, in the status of its record, out of its box.
std::vector<Taken> take_one(World& world, const std::string& key, const Place& place, const Account& other,
                            const EventKey& told_by) {
  const Item item = world.cells.item(key);
  const auto order = order_for(item.status, sellable_first);
  const Place from = taken_at(world, item, key, place, told_by);
  const Want want{.lot = item.lot,
                  .amount = one,
                  .order = order,
                  .part = from.part,
                  .box = item.box.empty() ? nullptr : &item.box};
  auto taken = Shelf(world, from.site, item.good).take(want, other);
  if (item.where == Whereabouts::unknown && item.made_by == EventKey())
    world.cells.item(key).unmade_at.insert(from.site);
  leave_site(world, world.cells.item(key));
  out_of_box(world, key);
  return taken;
}

/// What was packed into an item leaves with it, also where an arrival takes it along before its time.
void depart_with(World& world, const std::string& key, const Report& departure) {
  const AsToldBy sender(world, departure.event);
  depart_box(world, key, nullptr);
}

void depart_items_of_lot(World& world, const Report& report) {
  const Place& place = report.place;
  std::vector<Taken> taken;
  Amount count;
  Report sent = report;
  sent.items.clear();
  for (const std::string& key : report.items) {
    Item& item = world.cells.item(key);
    if (const ToldBefore before = departs_again(world, key, report); before.is) {
      if (before.of != nullptr) {
        tell(*before.of, Side::departures, report, one);
        tell_owner(world, *before.of);
      }
      continue;
    }
    const bool passes = report.kind == Kind::departing && holder_of(world, item).to.empty();
    if (!passes) receive_first(world, key, place);
    if (item.where == Whereabouts::on_the_way) {
      const Delivery* trip = find(world, item.trip);
      const bool again = trip != nullptr && trip->from == place.site &&
                         to_i64(world.now) - to_i64(trip->at) <= departing_after_max;
      if (again || spot_of(world, item).where == Whereabouts::on_the_way) continue;  // Told before.
    }
    sent.items.push_back(key);
    count += one;
  }
  sent.amount = count;
  if (count.is_zero()) return;
  DeliveryName name;
  const auto known = departed_untold(world, sent);
  if (!known.empty() && known.front().amount == count) {  // Sent by quantity.
    Delivery& delivery = known.front().delivery();
    tell(delivery, Side::departures, sent, count);
    tell_owner(world, delivery);
    name = {report.good, delivery.to, delivery.event, delivery.line};
    for (const std::string& key : sent.items) {
      leave_site(world, world.cells.item(key));
      out_of_box(world, key);
    }
  } else {
    for (const std::string& key : sent.items)
      for (const Taken& part : take_one(world, key, place, way(place.site, lane_end(report)), report.event))
        taken.push_back(part);
    name = open_delivery(world, sent, count, taken, {});
  }
  for (const std::string& key : sent.items) {
    Item& item = world.cells.item(key);
    go_on(world, item, lane_end(report));
    item.where = Whereabouts::on_the_way;
    item.trip = name;
    item.last = world.fact->event;
    item.last_at = world.now;
    if (item.is_box) depart_with(world, key, report);
  }
}

/// As has_turn(), but items that are on their way here need no lane.
bool items_have_turn(World& world, const Report& report) {
  const bool all_come = std::ranges::all_of(report.items, [&](const std::string& key) {
    const Item& item = world.cells.item(key);
    return item.where == Whereabouts::on_the_way && is_end(report.place.site, item.trip.to, world.directory);
  });
  if (!world.fact->date_only || !all_come) return has_turn(world, report);
  std::erase_if(world.cells.lane(report.good, report.place.site).waiting, [&](const Report& waits) {
    return waits.event == report.event && waits.line == report.line;
  });
  return true;
}

/// The delivery of an item that ends on its way, unless the event says that it was where such goods are.
Delivery* ends_on_the_way(World& world, const Item& item, const Place& place) {
  if (spot_of(world, item).where != Whereabouts::on_the_way) return nullptr;
  if (!place.empty() && Shelf(world, place.site, item.good).possible(item.lot) >= one) return nullptr;
  if (item.box.empty()) return find(world, item.trip);
  for (const DeliveryName& name : world.cells.box(root_of(world, item.box)).trip) {
    Delivery* delivery = find(world, name);
    if (delivery != nullptr && name.good == item.good && lots_agree(delivery->lot, item.lot)) return delivery;
  }
  return nullptr;
}

void end_items(World& world, const Report& report, AccountKind kind) {
  for (const std::string& key : report.items) {
    if (kind != AccountKind::lost) receive_first(world, key, report.place);
    const Item item = world.cells.item(key);
    if (item.where == Whereabouts::ended) {
      note(world, DiscrepancyKind::seen_after_end, report.place.site, report.good, item.lot, one, key,
           item.last);
      continue;
    }
    if (Delivery* trip = ends_on_the_way(world, item, report.place)) {
      close(world, *trip, item.good, one, kind, trip->from);
      end_item(world, key, kind);
      continue;
    }
    take_one(world, key, report.place, outside(kind, report.place.site), report.event);
    if (kind == AccountKind::sold) count_sold(world, report.place.site, item.good, item.lot, one, key);
    if (!report.place.empty()) world.cells.item(key).place = report.place;
    end_item(world, key, kind);
  }
}

}  // namespace

void use_item(World& world, const std::string& key, const Place& place) {
  if (world.cells.item(key).where != Whereabouts::at_site) return;
  take_one(world, key, place, outside(AccountKind::consumed, place.site), world.fact->event);
  end_item(world, key, AccountKind::consumed);
}

namespace {

/// A shipment of what was sold fulfils the sale.
Report not_sold_yet(World& world, Report report) {
  std::erase_if(report.items, [&](const std::string& key) {
    const Item& item = world.cells.item(key);
    return item.where == Whereabouts::ended && item.end == AccountKind::sold;
  });
  return report;
}

void restate_items(World& world, const Report& report) {
  const Status status = world.fact->status.value_or(Status::sellable);
  for (const std::string& key : report.items) {
    receive_first(world, key, report.place);
    Item& item = world.cells.item(key);
    const Spot spot = spot_of(world, item);
    if (report.place.empty() && spot.where == Whereabouts::on_the_way) {  // It is in no stock.
      note(world, DiscrepancyKind::status_found_nothing, spot.from, report.good, item.lot, one, key);
      continue;
    }
    const bool where_it_is =
        spot.where == Whereabouts::at_site && recalls_own(world, {{item.good.product, item.lot}});
    restate_item(world, key,
                 where_it_is ? spot.place : taken_at(world, item, key, report.place, report.event), status);
    item.last = world.fact->event;
    item.last_at = world.now;
  }
}

/// A serial that is counted is there.
void count_items(World& world, const Report& report) {
  for (const std::string& key : report.items) {
    const Spot spot = spot_of(world, world.cells.item(key));
    if (spot.where == Whereabouts::at_site && spot.place.site == report.place.site) continue;
    Report single = report;
    single.kind = Kind::receiving;
    single.items = {key};
    arrive_items(world, single);
  }
}

/// Each from its own delivery; those of which none is known like goods of their lot.
void bring_home(World& world, const Report& report) {
  Report others = report;
  others.amount = Amount();
  std::map<std::string, Place> homes;
  for (const std::string& key : report.items) {
    const Item& item = world.cells.item(key);
    Delivery* trip = item.where == Whereabouts::on_the_way ? find(world, item.trip) : nullptr;
    homes[key] = report.place.empty() && trip != nullptr ? place_of(trip->from) : report.place;
    if (item.is_box) bring_box_home(world, key);
    Amount back;
    if (trip != nullptr && trip->from == homes[key].site) back = bring_back(world, *trip, report, one, {});
    *others.amount += one - back;
  }
  if (!others.amount->is_zero()) come_home(world, others);
  for (const auto& [key, home] : homes) come_to(world, key, home, world.cells.item(key).status);
}

}  // namespace

void restate_item(World& world, const std::string& key, const Place& place, Status status) {
  Item& item = world.cells.item(key);
  if (item.is_box) restate_all(world, key, place, status, sellable_first);
  if (item.status == status) return;
  Shelf shelf(world, place.site, item.good);
  const auto order = order_for(item.status, sellable_first);
  shelf.restate({.lot = item.lot, .amount = one, .order = order}, status);
  const LotStatus was{item.lot, item.status};
  item.status = status;
  const auto hold = shelf.book().boxes.find(item.box);
  if (item.box.empty() || hold == shelf.book().boxes.end() || !hold->second.lines.contains(was)) return;
  shelf.book().hold(item.box, {item.lot, status}, one, world.now);
  shelf.book().hold(item.box, was, -one, world.now);
}

void leave_site(World& world, Item& item) {
  const Spot spot = spot_of(world, item);
  if (spot.where != Whereabouts::at_site) return;
  Amount& named = world.cells.book(spot.place.site, item.good).lots[item.lot].named;
  named -= std::min(named, one);
}

void go_on(World& world, const Item& item, const std::string& end) {
  Delivery* trip = item.trip.event == EventKey() ? nullptr : find(world, item.trip);
  if (trip == nullptr || trip->strayed.is_zero() || trip->arrived_at_site != item.place.site) return;
  if (!trip->box.empty() || !leads_to(end, trip->to, world.directory)) return;  // It goes with its box.
  trip->strayed -= one;
}

Held holder_of(World& world, const Item& item) {
  return spot_of(world, item);
}

Held holder_of(World& world, const Box& box) {
  if (box.parent.empty()) return {box.where, box.place, box.from, box.to};
  const Box& root = world.cells.box(root_of(world, box.parent));
  return {root.where, root.place, root.from, root.to};
}

bool lacks_items(World& world, const Report& departure) {
  return std::ranges::any_of(departure.items, [&](const std::string& key) {
    const Spot spot = spot_of(world, world.cells.item(key));
    return spot.where != Whereabouts::at_site || spot.place.site != departure.place.site;
  });
}

void depart_items(World& world, const Report& departure) {
  if (stays_inside(departure)) return;
  std::map<std::string, std::vector<std::string>> by_lot;
  for (const std::string& key : departure.items) by_lot[world.cells.item(key).lot].push_back(key);
  std::uint32_t number = departure.line;
  for (const auto& [lot, keys] : by_lot) {
    Report group = departure;
    group.lot = lot;
    group.items = keys;
    group.line = number;
    number += 100'000;
    depart_items_of_lot(world, group);
  }
}

void end_item(World& world, const std::string& key, AccountKind kind) {
  Item& item = world.cells.item(key);
  const bool is_full = item.is_box && item.where != Whereabouts::ended;
  item.where = Whereabouts::ended;
  item.end = kind;
  item.last = world.fact->event;
  item.last_at = world.now;
  if (is_full && world.fact->label_only) empty_box(world, key);
  if (is_full && !world.fact->label_only) end_contents(world, key, kind);
  out_of_box(world, key);
}

void leave_out_contents(World& world, const std::vector<std::string>& boxes, What& what) {
  std::set<std::string> named(boxes.begin(), boxes.end());
  for (const ItemName& item : what.items)
    if (world.cells.item(item.key).is_box) named.insert(item.key);
  if (named.empty()) return;
  std::erase_if(what.items, [&](const ItemName& item) {
    std::string box = world.cells.item(item.key).box;
    for (std::size_t depth = 0; depth <= box_depth_max && !box.empty(); ++depth) {
      if (named.contains(box)) return true;
      box = world.cells.box(box).parent;
    }
    return false;
  });
}

void act_on_items(World& world, const What& what) {
  const Fact& fact = *world.fact;
  if (fact.packing != Packing::none) return;
  if (world.round > 0 && fact.deed != Deed::depart && fact.deed != Deed::arrive && !takes_in_turn(fact))
    return;
  for (const Report& report : item_reports(world, what)) {
    switch (fact.deed) {
      case Deed::depart:
        if (fact.retail_sold) {
          end_items(world, not_sold_yet(world, report), AccountKind::sold);
        } else {
          take_turn(world, report);
        }
        break;
      case Deed::arrive:
        if (report.returned || items_have_turn(world, report)) arrive_items(world, report);
        break;
      case Deed::sell:
        end_items(world, report, AccountKind::sold);
        break;
      case Deed::consume:
      case Deed::transform:
        end_items(world, report, AccountKind::consumed);
        break;
      case Deed::destroy:
        end_items(world, report, AccountKind::destroyed);
        break;
      case Deed::lose:
        end_items(world, report, AccountKind::lost);
        break;
      case Deed::restate:
        restate_items(world, report);
        break;
      case Deed::count:
        count_items(world, report);
        break;
      case Deed::come_home:
        bring_home(world, report);
        break;
      default:
        break;
    }
  }
}

std::vector<Report> item_reports(World& world, const What& what) {
  std::map<std::pair<Good, std::string>, std::vector<std::string>> groups;
  for (const ItemName& name : what.items) {
    const Item& item = know(world, name);
    groups[{item.good, item.lot}].push_back(name.key);
  }
  std::vector<Report> reports = line_reports(world, What{});
  std::uint32_t number = 500'000;
  for (const auto& [of, keys] : groups) {
    Report report = line_reports(world, What{{Line{of.first, of.second, {}}}, {}, {}}).front();
    report.line = number++;
    report.items = keys;
    report.amount = Amount::pieces(static_cast<std::int64_t>(keys.size()));
    reports.push_back(report);
  }
  return reports;
}

}  // namespace stocktrail::books
