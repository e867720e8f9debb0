// How what goes between two sites is told: styles of senders and of receivers.
#include <algorithm>
#include <array>

#include "tests/support/truthful_world.h"

namespace stocktrail::test {
namespace {

using books::Status;

constexpr std::array departures = {"ship",
                                   "ship, depart",
                                   "depart",
                                   "ship, depart twice",
                                   "ship, provider ships",
                                   "pallet",
                                   "ship, carrier at a hub",
                                   "cage",
                                   "ship cases",
                                   "pallet received by quantity",
                                   "quantity received by pallet"};
constexpr std::array arrivals = {"receive",
                                 "receive, accept",
                                 "accept",
                                 "receive, store",
                                 "store",
                                 "receive twice",
                                 "receive, provider receives",
                                 "receive by date",
                                 "receive, the rest next day"};
constexpr std::array destinations = {"place", "party", "not told"};
enum : int {
  ship,
  ship_depart,
  depart,
  depart_twice,
  provider_ships,
  pallet,
  hub,
  cage,
  in_cases,
  box_then_quantity,
  quantity_then_box
};
enum : int {
  receive,
  receive_accept,
  accept,
  receive_store,
  store,
  receive_twice,
  provider_receives,
  by_date,
  rest_next_day
};

}  // namespace

bool Style::tells_shipping() const {
  return departure != depart;
}

std::string Style::text() const {
  return std::string(departures.at(static_cast<std::size_t>(departure))) + (lots_sent ? "" : " without lot") +
         " to " + destinations.at(static_cast<std::size_t>(destination)) + "; " +
         arrivals.at(static_cast<std::size_t>(arrival)) + (lots_received ? "" : " without lot") +
         (document ? ", document" : "");
}

int TruthfulWorld::any_departure() {
  std::vector<int> possible = {ship, ship_depart, depart, depart_twice, provider_ships, pallet};
  if (has(hubs)) possible.push_back(hub);
  if (has(cages)) possible.push_back(cage);
  if (has(packages)) possible.push_back(in_cases);
  if (has(views)) possible.insert(possible.end(), {box_then_quantity, quantity_then_box});
  return possible[static_cast<std::size_t>(below(static_cast<int>(possible.size())))];
}

Style TruthfulWorld::any_style(Style style) {
  if (options_.mixed) {
    style.departure = any_departure();
    style.destination = below(destinations.size());
    style.document = true;
    style.lots_sent = chance(70);
  }
  style.arrival = below(has(rests) ? arrivals.size() : arrivals.size() - 1);
  style.lots_received = options_.lots_always || options_.unnamed || chance(70);
  style.unpacks = chance(50);
  return style;
}

void TruthfulWorld::tell_departure(const Style& style, const Trip& trip, const std::string& all,
                                   const std::string& half, const std::string& rest) {
  const std::string& from = trip.from;
  const std::string end = style.destination == 0   ? " >" + trip.to
                          : style.destination == 1 ? " >" + trip.to + "(party)"
                                                   : "";
  const std::string where = " @" + from + end;
  const Moment& left = trip.left;
  const Moment later{left.day, left.minute + 50}, last{left.day, left.minute + 200};
  if (style.departure != depart) tell(from, left, "shipping in_transit" + where + all);
  switch (style.departure) {
    case ship_depart:
      tell(from, later, "departing" + where + all);
      break;
    case depart:
      tell(from, left, "departing" + where + all);
      break;
    case depart_twice:
      tell(from, later, "departing" + where + half);
      if (!rest.empty()) tell(from, last, "departing" + where + rest);
      break;
    case provider_ships:
      tell("L3", {left.day, left.minute + 20}, "shipping in_transit" + where + all);
      break;
    case hub:
      if (chance(60)) tell("L3", {left.day, left.minute + 240}, "arriving @HUB" + all);
      tell("L3", {left.day, left.minute + 300}, "departing @HUB" + end + all);
      break;
    default:
      break;
  }
}

void TruthfulWorld::tell_arrival(const Style& style, const Trip& trip, const std::string& lot, int n,
                                 const std::string& extra, bool closes) {
  const std::string& to = trip.to;
  const std::string all = goods(trip.product, lot, n) + extra, where = " @" + to, back = " @" + to + ".back";
  const std::string half = goods(trip.product, lot, n / 2) + extra,
                    rest = goods(trip.product, lot, n - n / 2) + extra;
  const Moment& came = trip.came;
  const Moment later{came.day, came.minute + 60}, last{came.day, came.minute + 120};
  switch (style.arrival) {
    case receive_accept:
      tell(to, came, "receiving in_progress" + where + all);
      tell(to, later, std::string("accepting") + (closes ? " mismatch_quantity" : "") + where + all);
      break;
    case accept:
      tell(to, came, std::string("accepting") + (closes ? " mismatch_quantity" : "") + where + all);
      break;
    case receive_store:
      tell(to, came, "receiving in_progress" + where + all);
      tell(to, last, "storing" + back + all);
      break;
    case store:
      tell(to, came, "storing" + back + all);
      break;
    case receive_twice:
    case rest_next_day:
      if (n > 1) {
        tell(to, came, "receiving in_progress" + where + half);
        tell(to, style.arrival == receive_twice ? later : Moment{came.day + 1, came.minute},
             "receiving in_progress" + where + rest);
      } else {
        tell(to, came, "receiving in_progress" + where + all);
      }
      break;
    case provider_receives:
      tell(to, came, "receiving in_progress" + where + all);
      tell("L3", {came.day, came.minute + 25}, "receiving in_progress" + where + all);
      break;
    case by_date: {
      const std::string line =
          to + " " + std::to_string(came.day) + "T00:00 receiving in_progress" + where + all;
      if (said_.insert(line).second) {
        told_.push_back(line + " id:e" + std::to_string(number_++));
      } else {
        tell(to, came, "receiving in_progress" + where + all);
      }
      break;
    }
    default:
      tell(to, came, "receiving in_progress" + where + all);
  }
}

/// By the steps by which the receiver tells of goods as well.
void TruthfulWorld::tell_box_arrival(const Style& style, const Trip& trip, const std::string& box) {
  const std::string what = " @" + trip.to + " box:" + box;
  const Moment later{trip.came.day, trip.came.minute + 60};
  const bool accepts = style.arrival == receive_accept || style.arrival == accept;
  const bool stores = style.arrival == receive_store || style.arrival == store;
  if (style.arrival != accept && style.arrival != store)
    tell(trip.to, trip.came, "receiving in_progress" + what);
  if (accepts) tell(trip.to, later, "accepting" + what);
  if (stores) tell(trip.to, later, "storing" + what);
  if (style.unpacks)
    tell(trip.to, {trip.came.day, trip.came.minute + 90},
         "unpacking @" + trip.to + " out:" + box.substr(0, box.find(' ')));
}

/// A pallet, or a cage that is at home; as `box:` names it.
std::string TruthfulWorld::load_box(const Style& style, const Trip& trip, const std::string& lot) {
  std::string box = "PAL" + std::to_string(number_);
  if (style.departure == cage) {
    const std::string home = "C" + trip.from;  // Its cages are loaded nowhere else.
    const auto free = std::ranges::find_if(
        cages_, [&](const auto& one) { return one.first.starts_with(home) && one.second <= trip.left.day; });
    box = free != cages_.end() ? free->first : home + std::to_string(cages_.size());
    cages_[box] = trip.came.day + 2;
  }
  tell_packing(trip.from, {trip.left.day, trip.left.minute - 60}, "packing @" + trip.from + " in:" + box,
               trip.product, lot, trip.n);
  return box;
}

void TruthfulWorld::send(Trip trip) {
  const Style style = options_.mixed ? any_style({}) : styles_.at({trip.from, trip.to});
  const std::string sent_lot = style.lots_sent ? trip.lot : "",
                    received_lot = style.lots_received ? trip.lot : "";
  const std::string document = style.document ? " #d" + std::to_string(number_) : "";
  if (style.departure == in_cases) trip.n = std::max(case_size, trip.n / case_size * case_size);
  add(trip.from, trip.product, trip.lot, Status::sellable, -trip.n);
  const bool by_box = style.departure == pallet || style.departure == cage;
  const bool in_box = by_box || style.departure == box_then_quantity || style.departure == quantity_then_box;
  const std::string box = in_box ? load_box(style, trip, sent_lot) : "";
  std::string all = goods(trip.product, sent_lot, trip.n);
  if (style.departure == in_cases) all = goods(case_of(trip.product), sent_lot, trip.n / case_size);
  if (in_box && style.departure != quantity_then_box) all = " box:" + box;
  const int half = trip.n / 2;
  tell_departure(style, trip, all + document, goods(trip.product, sent_lot, trip.n - half) + document,
                 half > 0 ? goods(trip.product, sent_lot, half) + document : std::string());
  const bool box_comes = by_box || style.departure == quantity_then_box;
  const int missing = !in_box && chance(6) ? 1 : 0;
  const bool closes =
      missing > 0 && (style.arrival == receive_accept || style.arrival == accept) && chance(50);
  const int came = trip.n - missing;
  if (box_comes) {
    tell_box_arrival(style, trip, box + document);
    if (style.departure == cage) send_cage_home(box, trip);
  } else if (came > 0) {
    tell_arrival(style, trip, received_lot, came, document, closes);
  }
  if (!closes) lost_[trip.product] += missing;
  const int first = !box_comes && style.arrival == rest_next_day ? came / 2 : came;
  coming_.push_back({trip.came.day, trip.to, trip.product, trip.lot, first});
  if (came > first) coming_.push_back({trip.came.day + 1, trip.to, trip.product, trip.lot, came - first});
}

/// A box that is packed, with or without its contents, in the style in which there is told.
void TruthfulWorld::send_box(const Trip& trip, const std::string& box) {
  const Style style = options_.mixed ? any_style({}) : styles_.at({trip.from, trip.to});
  const std::string document = style.document ? " #d" + std::to_string(number_) : "";
  const std::string what =
      " box:" + box + (chance(30) ? goods(trip.product, trip.lot, trip.n) : "") + document;
  tell_departure(style, trip, what, what, {});
  tell_box_arrival(style, trip, box + document);
  add(trip.from, trip.product, trip.lot, Status::sellable, -trip.n);
  coming_.push_back({trip.came.day, trip.to, trip.product, trip.lot, trip.n});
}

}  // namespace stocktrail::test
