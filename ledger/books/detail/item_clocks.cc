// Items of which is told out of step.
#include <algorithm>

#include "ledger/books/detail/boxes.h"
#include "ledger/books/detail/clocks.h"

namespace stocktrail::books {
namespace {

const Amount one = Amount::pieces(1);

/// It is on its way to this site, or to nobody named.
bool goes_to(const Held& held, const std::string& site, const Directory& directory) {
  if (held.where != Whereabouts::on_the_way || site.empty() || held.from == site) return false;
  return held.to.empty() || is_end(site, held.to, directory);
}

/// The announced departure by which an item leaves for this site, by a clock that is a little behind.
std::optional<Report> item_ahead(World& world, const std::string& key, const std::string& site) {
  const Item& item = world.cells.item(key);
  const Held held = holder_of(world, item);
  const bool is_known = held.where == Whereabouts::at_site || held.where == Whereabouts::on_the_way ||
                        (held.where == Whereabouts::unknown && world.fact->date_only);
  const bool is_here = held.where == Whereabouts::at_site && held.place.site == site;
  if (!is_known || is_here || !item.box.empty()) return std::nullopt;
  for (const std::string& end : ends_of_site(site, world.directory)) {
    const auto& announced = world.cells.announced(item.good, end).departures;
    for (auto at = announced.lower_bound({world.now, {}, 0}); at != announced.end(); ++at) {
      const std::int64_t ahead = to_i64(at->first.at) - to_i64(world.now);
      if (ahead > clock_tolerance && !(world.fact->date_only && ahead < day)) break;
      if (at->second.place.site == site || std::ranges::find(at->second.items, key) == at->second.items.end())
        continue;
      const auto one_of = still_to_come(world, at->second);
      if (!one_of || std::ranges::find(one_of->items, key) == one_of->items.end()) continue;
      const std::string& from = one_of->place.site;
      if (held.where == Whereabouts::unknown) return one_of;
      if (held.where == Whereabouts::at_site ? held.place.site == from : goes_to(held, from, world.directory))
        return one_of;
    }
  }
  return std::nullopt;
}

/// The piece has a delivery of its own, so that others of it come by other reports.
DeliveryName alone(World& world, const DeliveryName& name) {
  Delivery* trip = find(world, name);
  if (trip->sent <= one) return name;
  Lane& lane = world.cells.lane(name.good, name.to);
  const auto index = static_cast<std::size_t>(trip - lane.deliveries.data());
  DeliveryName own = name;
  own.line = split({&lane, index, {}}, one).delivery().line;
  return own;
}

/// What a report tells of one item.
Report single(const Item& item, const std::string& key, Report report) {
  report.items = {key};
  report.amount = one;
  report.lot = item.lot;
  return report;
}

std::int64_t since(const World& world, Micros then) {
  return to_i64(world.now) - to_i64(then);
}

}  // namespace

void leave_early(World& world, const std::string& key, const std::string& site) {
  const Held held = holder_of(world, world.cells.item(key));
  if (held.where != Whereabouts::on_the_way || held.from == site || goes_to(held, site, world.directory))
    return;
  const auto departure = item_ahead(world, key, site);
  if (!departure) return;
  const AsToldBy sender(world, departure->event);
  depart_early(world, *departure);
}

bool comes_here(World& world, const std::string& key, const std::string& site) {
  const Item& item = world.cells.item(key);
  return goes_to(holder_of(world, item), site, world.directory) || item_ahead(world, key, site);
}

void receive_first(World& world, const std::string& key, const Place& place) {
  const Item& item = world.cells.item(key);
  const auto comes = [&] { return goes_to(holder_of(world, item), place.site, world.directory); };
  if (place.empty()) return;
  if (!comes()) {
    const auto departure = item_ahead(world, key, place.site);
    if (!departure) return;
    const AsToldBy sender(world, departure->event);
    depart_early(world, *departure);
  }
  if (!comes()) return;
  if (!item.box.empty()) return arrive_box(world, root_of(world, item.box), place, nullptr);
  const Delivery* trip = find(world, item.trip);
  if (trip == nullptr || trip->open() < one) return;
  const bool others_came = trip->arrived_at_site == place.site;
  if (others_came && Shelf(world, place.site, item.good).possible(item.lot) >= one) return;
  const DeliveryName own = alone(world, item.trip);
  Report arrival;
  arrival.event = world.fact->event;
  arrival.at = world.fact->at;
  arrival.issuer = world.fact->issuer;
  arrival.place = place;
  arrival.good = item.good;
  arrive_named(world, arrival, own, one);
  world.cells.item(key).trip = own;
  come_to(world, key, place, item.status);
}

ToldBefore departs_again(World& world, const std::string& key, const Report& departure) {
  const Item& item = world.cells.item(key);
  const std::string& site = departure.place.site;
  const Held held = holder_of(world, item);
  const bool is_away =
      held.where == Whereabouts::at_site ? held.place.site != site : item.where == Whereabouts::ended;
  if (!is_away || site.empty() || item.trip.event == EventKey()) return {};
  Delivery* trip = find(world, item.trip);
  const bool is_late = trip == nullptr || since(world, trip->at) > departing_after_max;
  if (trip != nullptr && trip->from == site)
    return {!is_late && told_by(*trip, Side::departures, departure) < trip->sent, trip};
  if (departure.kind != Kind::departing) return {};
  const auto before = departed_untold(world, single(item, key, departure));  // On an earlier trip.
  if (!before.empty()) return {true, &before.front().delivery()};
  if (is_late || held.where != Whereabouts::at_site) return {};
  // It passed there on its way to where it is.
  const std::string& to = lane_end(departure);
  return {to.empty() ? since(world, trip->arrived_at) <= clock_tolerance
                     : is_end(held.place.site, to, world.directory)};
}

ToldBefore arrived_before(World& world, const std::string& key, const Report& arrival) {
  const Item& item = world.cells.item(key);
  if (arrival.returned || world.fact->deed != Deed::arrive || item.where == Whereabouts::unknown) return {};
  const std::string& site = arrival.place.site;
  const Held held = holder_of(world, item);
  if (held.where == Whereabouts::at_site && held.place.site == site) return {};
  const Delivery* trip = find(world, item.trip);
  const bool ended_here = item.where == Whereabouts::ended && item.place.site == site;
  const bool went_on = item.where == Whereabouts::ended ? ended_here
                       : held.where == Whereabouts::on_the_way
                           ? held.from == site
                           : held.place.site != site && trip != nullptr && trip->from == site;
  if (!went_on) return {};
  const std::int64_t age = arrival.kind == Kind::receiving ? retelling_after_max : accepting_after_max;
  const auto told = arrived_untold(world, single(item, key, arrival), age);
  const bool by_trip = ended_here && trip != nullptr && trip->arrived_at_site == site;
  const auto found = std::ranges::find_if(told, [&](const Candidate& candidate) {
    const Delivery& delivery = candidate.delivery();
    return !delivery.from.empty() && (!by_trip || &delivery == trip);
  });
  return found == told.end() ? ToldBefore() : ToldBefore{true, &found->delivery()};
}

}  // namespace stocktrail::books
