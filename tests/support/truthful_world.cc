#include "tests/support/truthful_world.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace stocktrail::test {
namespace {

using books::Status;

const std::vector<std::string> products = {"P1", "P2", "P3", "P4", "P5", "P6"};
const std::vector<std::string> shops = {"S1", "S2", "S3"};
const std::vector<std::string> lot_names = {"L1", "L2"};

constexpr std::array departures = {
    "ship", "ship, depart", "depart", "ship, depart twice", "ship, provider ships", "pallet"};
constexpr std::array arrivals = {"receive",
                                 "receive, accept",
                                 "accept",
                                 "receive, store",
                                 "store",
                                 "receive twice",
                                 "receive, provider receives",
                                 "receive by date"};
constexpr std::array destinations = {"place", "party", "not told"};
enum : int { ship, ship_depart, depart, depart_twice, provider_ships, pallet };
enum : int {
  receive,
  receive_accept,
  accept,
  receive_store,
  store,
  receive_twice,
  provider_receives,
  by_date
};

std::string goods(const std::string& product, const std::string& lot, int n) {
  return " " + product + "/" + lot + "=" + std::to_string(n);
}

}  // namespace

std::string Style::text() const {
  return std::string(departures.at(static_cast<std::size_t>(departure))) + (lots_sent ? "" : " without lot") +
         " to " + destinations.at(static_cast<std::size_t>(destination)) + "; " +
         arrivals.at(static_cast<std::size_t>(arrival)) + (lots_received ? "" : " without lot") +
         (document ? ", document" : "");
}

TruthfulWorld::TruthfulWorld(std::uint64_t seed, WorldOptions options) : random_(seed), options_(options) {
  for (const char* party : {"MK", "DC", "S1", "S2", "S3", "L3"}) clocks_[party] = below(11) - 5;
  const int way = below(departures.size());
  const auto link = [&](const std::string& from, const std::string& to) {
    Style style;
    style.departure = below(departures.size());
    style.destination = below(destinations.size());
    // What is sent to nobody named no rule can tell apart from what is sent to others, without a document.
    style.document = options_.lots_always || style.destination == 2 || chance(40);
    style.lots_sent = options_.lots_always || chance(70);
    if (options_.unnamed) {
      style.departure = way;
      style.destination = 2;
      style.document = false;
      style.lots_sent = true;
    }
    styles_[{from, to}] = any_style(style);
  };
  link("MK", "DC");
  for (const std::string& shop : shops) {
    link("DC", shop);
    tills_tell_lots_[shop] = options_.lots_always || chance(40);
  }
  for (int day = 1; day <= options_.days; ++day) happen(day);
}

Style TruthfulWorld::any_style(Style style) {
  if (options_.mixed) {
    style.departure = below(departures.size());
    style.destination = below(destinations.size());
    style.document = true;
    style.lots_sent = chance(70);
  }
  style.arrival = below(arrivals.size());
  style.lots_received = options_.lots_always || options_.unnamed || chance(70);
  style.unpacks = chance(50);
  return style;
}

std::string TruthfulWorld::styles() const {
  std::string all;
  for (const auto& [link, style] : styles_)
    all += link.first + ">" + link.second + ": " + style.text() + "\n";
  return all;
}

int TruthfulWorld::lost(const std::string& product) const {
  const auto found = lost_.find(product);
  return found == lost_.end() ? 0 : found->second;
}

std::string TruthfulWorld::stamp(const std::string& issuer, Moment moment) const {
  const int minute = moment.minute + clocks_.at(issuer);
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%dT%02d:%02d", moment.day, minute / 60, minute % 60);
  return text.data();
}

void TruthfulWorld::tell(const std::string& issuer, Moment moment, const std::string& what) {
  // Each event has an id, so that two alike are two.
  told_.push_back(issuer + " " + stamp(issuer, moment) + " " + what + " id:e" + std::to_string(number_++));
}

void TruthfulWorld::add(const std::string& site, const std::string& product, const std::string& lot,
                        Status status, int n) {
  stock_[{site, product, lot, status}] += n;
}

int TruthfulWorld::sellable(const std::string& site, const std::string& product,
                            const std::string& lot) const {
  const auto found = stock_.find({site, product, lot, Status::sellable});
  return found == stock_.end() ? 0 : found->second;
}

void TruthfulWorld::tell_departure(const Style& style, const std::string& from, const std::string& to,
                                   const std::string& all, const std::string& half, const std::string& rest,
                                   Moment left) {
  const std::string end = style.destination == 0   ? " >" + to
                          : style.destination == 1 ? " >" + to + "(party)"
                                                   : "";
  const std::string where = " @" + from + end;
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
    default:
      break;
  }
}

void TruthfulWorld::tell_arrival(const Style& style, const std::string& to, const std::string& from,
                                 const std::string& product, const std::string& lot, int n,
                                 const std::string& extra, Moment came, bool closes) {
  (void)from;
  const std::string all = goods(product, lot, n) + extra, where = " @" + to, back = " @" + to + ".back";
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
      if (n > 1) {
        tell(to, came, "receiving in_progress" + where + goods(product, lot, n / 2) + extra);
        tell(to, later, "receiving in_progress" + where + goods(product, lot, n - n / 2) + extra);
      } else {
        tell(to, came, "receiving in_progress" + where + all);
      }
      break;
    case provider_receives:
      tell(to, came, "receiving in_progress" + where + all);
      tell("L3", {came.day, came.minute + 25}, "receiving in_progress" + where + all);
      break;
    case by_date:
      told_.push_back(to + " " + std::to_string(came.day) + "T00:00 receiving in_progress" + where + all +
                      " id:e" + std::to_string(number_++));
      break;
    default:
      tell(to, came, "receiving in_progress" + where + all);
  }
}

void TruthfulWorld::send(const std::string& from, const std::string& to, const std::string& product,
                         const std::string& lot, int n, Moment left, Moment came) {
  const Style style = options_.mixed ? any_style({}) : styles_.at({from, to});
  const std::string sent_lot = style.lots_sent ? lot : "", received_lot = style.lots_received ? lot : "";
  const std::string document = style.document ? " #d" + std::to_string(number_) : "";
  add(from, product, lot, Status::sellable, -n);
  const bool by_pallet = style.departure == pallet;
  const int missing = !by_pallet && chance(6) ? 1 : 0;
  const bool closes =
      missing > 0 && (style.arrival == receive_accept || style.arrival == accept) && chance(50);
  if (by_pallet) {
    const std::string box = "PAL" + std::to_string(number_);
    tell(from, {left.day, left.minute - 60}, "packing @" + from + " in:" + box + goods(product, sent_lot, n));
    tell_departure(style, from, to, " box:" + box + document, {}, {}, left);
    tell(to, came, "receiving in_progress @" + to + " box:" + box + document);
    if (style.unpacks) tell(to, {came.day, came.minute + 90}, "unpacking @" + to + " out:" + box);
  } else {
    tell_departure(style, from, to, goods(product, sent_lot, n) + document,
                   goods(product, sent_lot, n - n / 2) + document,
                   n > 1 ? goods(product, sent_lot, n / 2) + document : std::string(), left);
    if (n > missing)
      tell_arrival(style, to, from, product, received_lot, n - missing, document, came, closes);
  }
  if (!closes) lost_[product] += missing;
  coming_.push_back({came.day, to, product, lot, n - missing});
}

void TruthfulWorld::sell(const std::string& shop, const std::string& product, int day) {
  int minute = 17 * 60;
  for (const std::string& lot : lot_names) {
    minute += 50;
    const int here = sellable(shop, product, lot);
    if (here == 0 || !chance(60)) continue;
    const int n = 1 + below(std::min(here, 4));
    tell(shop, {day, minute + below(50)},
         "retail_selling retail_sold @" + shop + goods(product, tills_tell_lots_.at(shop) ? lot : "", n));
    add(shop, product, lot, Status::sellable, -n);
    sold_[{shop, product}] += n;
    if (!chance(10)) continue;
    tell(shop, {day, 20 * 60 + below(50)}, "receiving returned @" + shop + goods(product, lot, 1));
    add(shop, product, lot, Status::held, 1);
    sold_[{shop, product}] -= 1;
  }
}

void TruthfulWorld::look_after(const std::string& shop, const std::string& product, int day) {
  const auto restate = [&](const std::string& lot, Status from, Status to, int n, const std::string& what,
                           int minute) {
    tell(shop, {day, minute}, what + " @" + shop + goods(product, options_.lots_always ? lot : "", n));
    add(shop, product, lot, from, -n);
    add(shop, product, lot, to, n);
  };
  int at = 0;  // Two lots are looked at one after the other.
  for (const std::string& lot : lot_names) {
    at += 4;
    const int held = stock_[{shop, product, lot, Status::held}];
    if (held > 0 && chance(30))
      restate(lot, Status::held, Status::sellable, held, "inspecting sellable_accessible", 21 * 60 + at);
    const int here = sellable(shop, product, lot);
    if (here > 2 && chance(6))
      restate(lot, Status::sellable, Status::held, 2, "holding non_sellable_other", 21 * 60 + 20 + at);
    if (here > 4 && chance(6))
      restate(lot, Status::sellable, Status::damaged, 1, "damaged", 21 * 60 + 40 + at);
  }
  if (day % 7 != 0) return;
  int total = 0;
  for (const auto& [slot, n] : stock_)
    if (std::get<0>(slot) == shop && std::get<1>(slot) == product) total += n;
  tell(shop, {day, 22 * 60 + 30}, "stock_taking @" + shop + goods(product, "", total));
}

void TruthfulWorld::happen(int day) {
  for (std::size_t p = 0; p < products.size(); ++p) {
    const std::string& product = products[p];
    for (std::size_t i = 0; i < lot_names.size(); ++i) {
      if (day != 1 + static_cast<int>(i) * 9) continue;
      tell("MK", {day, 6 * 60},
           "commissioning @MK" + goods(product, lot_names[i], 400) + " exp:" + std::to_string(200 + i));
      add("MK", product, lot_names[i], Status::sellable, 400);
      send("MK", "DC", product, lot_names[i], 300, {day, 8 * 60 + below(60)}, {day + 1, 7 * 60 + below(60)});
    }
  }
  for (const Coming& one : coming_)
    if (one.day == day) add(one.site, one.product, one.lot, Status::sellable, one.n);
  std::erase_if(coming_, [&](const Coming& one) { return one.day == day; });
  for (const std::string& shop : shops) {
    for (const std::string& product : products) {
      sell(shop, product, day);
      look_after(shop, product, day);
      const std::string& lot = lot_names[static_cast<std::size_t>(below(2))];
      if (!chance(45) || day + 2 > options_.days || sellable("DC", product, lot) < 40) continue;
      const int n = 5 + below(12);
      send("DC", shop, product, lot, n, {day, 10 * 60 + below(120)}, {day + 1, 6 * 60 + below(180)});
    }
  }
  Stock stock;
  lots_.clear();
  for (const auto& [slot, n] : stock_) {
    const auto& [site, product, lot, status] = slot;
    stock[{site, product, status}] += n;
    lots_[{site, product, lot}] += n;
  }
  std::erase_if(stock, [](const auto& one) { return one.second == 0; });
  std::erase_if(lots_, [](const auto& one) { return one.second == 0; });
  days_.push_back(stock);
}

}  // namespace stocktrail::test
