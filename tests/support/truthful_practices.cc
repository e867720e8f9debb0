// What else happens in a truthful world: each practice tells what it does, and changes what is true.
#include <algorithm>

#include "tests/support/truthful_world.h"

namespace stocktrail::test {
namespace {

using books::Status;

const std::vector<std::string> shops = {"S1", "S2", "S3"};
const std::vector<std::string> lot_names = {"L1", "L2"};
constexpr int opening_pieces = 30;

}  // namespace

/// The same with another number or box, and its declaration.
void TruthfulWorld::tell_error(const std::string& line) {
  std::string wrong = line;
  if (const auto box = wrong.find("box:"); box != std::string::npos) {
    wrong.insert(box + 4, "PALX");
  } else if (const auto number = wrong.find('='); number != std::string::npos) {
    wrong.insert(number + 1, "1");
  } else {
    return;
  }
  wrong += " id:x" + std::to_string(number_++);
  told_.push_back(wrong);
  told_.push_back("void " + wrong);
}

/// Empty, whether it was unloaded by report or not; or nobody tells it.
void TruthfulWorld::send_cage_home(const std::string& cage, const Trip& trip) {
  if (!chance(60)) return;
  tell(trip.to, {trip.came.day, trip.came.minute + 300},
       "shipping @" + trip.to + " >" + trip.from + " box:" + cage);
  if (chance(70)) tell(trip.from, {trip.came.day + 1, 9 * 60}, "receiving @" + trip.from + " box:" + cage);
}

void TruthfulWorld::practise_at_shop(const std::string& shop, const std::string& product, int day) {
  if (has(moves_inside) && chance(20)) move_inside(shop, product, day);
  if (has(sent_back) && chance(25)) send_back(shop, product, day);
  if (has(losses) && chance(10)) lose(shop, product, day);
  const std::string& lot = lot_names[static_cast<std::size_t>(below(2))];
  const int here = sellable(shop, product, lot);
  if (!has(between_shops) || here < 12 || !chance(15) || day + 2 > options_.days) return;
  const std::string& other = shops[static_cast<std::size_t>(below(3))];
  if (other != shop)
    send({shop,
          other,
          product,
          lot,
          6 + below(4),
          {day, 13 * 60 + below(60)},
          {day + 1, 6 * 60 + below(180)}});
}

void TruthfulWorld::practise_at_centre(int day) {
  if (has(drop_shipments)) ship_to_customer(day);
  if (has(kits)) make_kits(day);
  if (has(repacks)) repack(day);
  if (has(called_off)) call_off(day);
  if (has(serials)) handle_items(day);
}

/// Told as a departure inside the site, with its source, or only where it comes to.
void TruthfulWorld::move_inside(const std::string& shop, const std::string& product, int day) {
  const std::string& lot = lot_names[static_cast<std::size_t>(below(2))];
  const int here = sellable(shop, product, lot);
  if (here == 0) return;
  const std::string what = goods(product, options_.lots_always ? lot : "", 1 + below(std::min(here, 4)));
  const int style = below(2);
  const int minute = 12 * 60 + below(60);
  if (style == 0) tell(shop, {day, minute}, "departing @" + shop + ".back >" + shop + ".shelf" + what);
  tell(shop, {day, minute + 5}, "stocking @" + shop + ".shelf" + (style == 1 ? " <" + shop : "") + what);
}

void TruthfulWorld::send_back(const std::string& shop, const std::string& product, int day) {
  if (day + 2 > options_.days) return;
  for (const Status status : {Status::held, Status::damaged}) {
    for (const std::string& lot : lot_names) {
      const int n = stock_[{shop, product, lot, status}];
      if (n <= 0) continue;
      const std::string word = status == Status::held ? " returned" : " damaged";
      const std::string what = goods(product, options_.lots_always || chance(50) ? lot : "", n) +
                               (options_.lots_always || chance(50) ? " #r" + std::to_string(number_) : "");
      tell(shop, {day, 14 * 60 + below(60)}, "shipping" + word + " @" + shop + " >DC" + what);
      tell("DC", {day + 1, 7 * 60 + below(60)}, "receiving" + word + " @DC" + what);
      add(shop, product, lot, status, -n);
      coming_.push_back({day + 1, "DC", product, lot, n, status});
      return;
    }
  }
}

void TruthfulWorld::lose(const std::string& shop, const std::string& product, int day) {
  const std::string& lot = lot_names[static_cast<std::size_t>(below(2))];
  const std::string told_lot = options_.lots_always || chance(30) ? lot : "";
  const int minute = 15 * 60 + below(60), damaged = stock_[{shop, product, lot, Status::damaged}];
  if (damaged > 0) {
    tell(shop, {day, minute}, "destroying damaged @" + shop + goods(product, told_lot, damaged));
    add(shop, product, lot, Status::damaged, -damaged);
  } else if (sellable(shop, product, lot) > 2) {
    tell(shop, {day, minute},
         (chance(50) ? "stolen @" : "installing @") + shop + goods(product, told_lot, 2));
    add(shop, product, lot, Status::sellable, -2);
  }
}

/// What was on the shelves at the beginning is in the books from the first draw, or from the count.
void TruthfulWorld::open_books(const std::string& shop, int day) {
  constexpr int counted_on = 5;
  if (day > counted_on) return;
  if (chance(60) || day == counted_on) {
    if (opened_.insert(shop).second) add(shop, "O", "", Status::sellable, opening_pieces);
  }
  if (!opened_.contains(shop)) return;
  if (day < counted_on || chance(50)) {
    const int n = 1 + below(4);
    tell(shop, {day, 16 * 60 + below(50)}, "retail_selling retail_sold @" + shop + goods("O", "", n));
    add(shop, "O", "", Status::sellable, -n);
    sold_[{shop, "O"}] += n;
  }
  if (day == counted_on)
    tell(shop, {day, 22 * 60 + 10}, "stock_taking @" + shop + goods("O", "", total(shop, "O")));
}

/// Of lots where the till tells them, and of what may not be sold.
void TruthfulWorld::count_more(const std::string& shop, const std::string& product, int day) {
  if (!chance(12)) return;
  const std::string& lot = lot_names[static_cast<std::size_t>(below(2))];
  int of_lot = 0, held = 0;
  for (const auto& [slot, n] : stock_) {
    if (std::get<0>(slot) != shop || std::get<1>(slot) != product) continue;
    if (std::get<2>(slot) == lot) of_lot += n;
    if (std::get<3>(slot) == Status::held) held += n;
  }
  if (options_.lots_always)
    tell(shop, {day, 22 * 60 + 40}, "cycle_counting @" + shop + goods(product, lot, of_lot));
  tell(shop, {day, 22 * 60 + 50}, "cycle_counting non_sellable_other @" + shop + goods(product, "", held));
}

/// Sold by a web shop or a shop that has such goods itself; then both name the order. The parcel leaves on
/// the same day, before or after the sale is told.
void TruthfulWorld::ship_to_customer(int day) {
  for (const std::string& product : traded_) {
    const std::string& lot = lot_names[static_cast<std::size_t>(below(2))];
    if (!chance(15) || sellable("DC", product, lot) < 40) continue;
    const int n = 1 + below(3);
    const std::string& shop = shops[static_cast<std::size_t>(below(3))];
    const int there = sellable(shop, product, "L1") + sellable(shop, product, "L2");
    const bool by_web = chance(50) || there < n, names_order = !by_web || options_.lots_always || chance(50);
    const std::string seller = by_web ? "W" : shop;
    const std::string order = names_order ? " #o" + std::to_string(number_) : "";
    const bool parcel_first = names_order && chance(30);
    tell(seller, {day, 13 * 60 + (parcel_first ? 180 : 0) + below(50)},
         "retail_selling retail_sold @" + seller + goods(product, "", n) + order);
    tell("DC", {day, 14 * 60 + below(50)},
         "shipping retail_sold @DC" + goods(product, options_.lots_always || chance(50) ? lot : "", n) +
             order);
    add("DC", product, lot, Status::sellable, -n);
  }
}

void TruthfulWorld::make_kits(int day) {
  const std::string& first = lot_names[static_cast<std::size_t>(below(2))];
  const std::string& second = lot_names[static_cast<std::size_t>(below(2))];
  const int n = 20 + below(20);
  if (!chance(35) || sellable("DC", "P1", first) < 2 * n || sellable("DC", "P2", second) < n) return;
  const bool lots = options_.lots_always || chance(60);
  const std::string& lot = lot_names[static_cast<std::size_t>(below(2))];
  tell("DC", {day, 16 * 60 + below(30)},
       "@DC" + goods("P1", lots ? first : "", 2 * n) + goods("P2", lots ? second : "", n) + " makes" +
           goods("K", lot, n));
  add("DC", "P1", first, Status::sellable, -2 * n);
  add("DC", "P2", second, Status::sellable, -n);
  add("DC", "K", lot, Status::sellable, n);
}

/// Packed for one shop, opened, and sent to two.
void TruthfulWorld::repack(int day) {
  const std::string& product = traded_[static_cast<std::size_t>(below(6))];
  const std::string& lot = lot_names[static_cast<std::size_t>(below(2))];
  if (!chance(40) || day + 2 > options_.days || sellable("DC", product, lot) < 40) return;
  const int all = 12 + below(8), part = 3 + below(6);
  const std::string whole = "REPACK" + std::to_string(number_), small = whole + "B";
  tell_packing("DC", {day, 12 * 60 + 30}, "packing @DC in:" + whole, product, lot, all);
  tell_packing("DC", {day, 13 * 60}, "unpacking @DC out:" + whole, product, lot, part);
  tell_packing("DC", {day, 13 * 60 + 30}, "packing @DC in:" + small, product, lot, part);
  const int first = below(3), second = (first + 1 + below(2)) % 3;
  const auto go = [&](const std::string& shop, const std::string& box, int n) {
    send_box({"DC", shop, product, lot, n, {day, 14 * 60 + below(60)}, {day + 1, 7 * 60 + below(60)}}, box);
  };
  go(shops[static_cast<std::size_t>(first)], whole, all - part);
  go(shops[static_cast<std::size_t>(second)], small, part);
}

/// Nothing of it leaves the centre. Where it would have gone tells which delivery, or the document, by the
/// step by which the centre tells that shop of others.
void TruthfulWorld::call_off(int day) {
  const std::string& product = traded_[static_cast<std::size_t>(below(6))];
  const std::string& lot = lot_names[static_cast<std::size_t>(below(2))];
  if (!chance(40) || sellable("DC", product, lot) < 40) return;
  const std::string& shop = shops[static_cast<std::size_t>(below(3))];
  const Style style = options_.mixed ? any_style({}) : styles_.at({"DC", shop});
  const std::string what = " @DC >" + shop + goods(product, style.lots_sent ? lot : "", 5 + below(12)) +
                           (style.document ? " #c" + std::to_string(number_) : "");
  tell("DC", {day, 12 * 60 + below(60)}, (style.tells_shipping() ? "shipping" : "departing") + what);
  tell("DC", {day, 13 * 60 + 30 + below(60)}, "void_shipping" + what);
}

std::string TruthfulWorld::items_or_quantity(const std::vector<int>& items, const std::string& lot) {
  if (chance(50)) return goods("P", lot, static_cast<int>(items.size()));
  std::string all;
  for (const int item : items) all += " s:" + std::to_string(item) + "/" + lot;
  return all;
}

/// Taken out of where they are.
std::vector<int> TruthfulWorld::some_items(const std::string& site, const std::string& lot,
                                           std::size_t at_most) {
  std::vector<int>& here = items_[{site, lot}];
  std::vector<int> some;
  while (!here.empty() && some.size() < at_most) {
    const auto one = here.begin() + below(static_cast<int>(here.size()));
    some.push_back(*one);
    here.erase(one);
  }
  return some;
}

void TruthfulWorld::sell_items(const std::string& shop, int day) {
  for (const std::string& lot : lot_names) {
    if (!chance(50)) continue;
    const std::vector<int> some = some_items(shop, lot, 1);
    if (some.empty()) continue;
    const bool by_serial = chance(60);
    const std::string serial = " s:" + std::to_string(some.front()) + "/" + lot;
    tell(shop, {day, 17 * 60 + below(60)},
         "retail_selling retail_sold @" + shop + (by_serial ? serial : goods("P", lot, 1)));
    add(shop, "P", lot, Status::sellable, -1);
    if (!by_serial || !chance(20)) continue;
    const std::string& other = shops[static_cast<std::size_t>(below(3))];
    tell(other, {day, 20 * 60 + below(50)}, "receiving returned @" + other + serial);
    add(other, "P", lot, Status::held, 1);
  }
}

/// Made by serial, or by quantity with the serials told beside; then each movement in either view.
void TruthfulWorld::handle_items(int day) {
  const auto move = [&](const std::string& from, const std::string& to, const std::string& lot, std::size_t n,
                        int hour) {
    const std::vector<int> some = some_items(from, lot, n);
    if (some.empty()) return;
    tell(from, {day, hour * 60 + below(50)}, "shipping @" + from + " >" + to + items_or_quantity(some, lot));
    tell(to, {day + 1, 7 * 60 + below(50)}, "receiving @" + to + items_or_quantity(some, lot));
    add(from, "P", lot, Status::sellable, -static_cast<int>(some.size()));
    coming_.push_back({day + 1, to, "P", lot, static_cast<int>(some.size())});
    coming_items_.emplace_back(day + 1, to, lot, some);
  };
  for (const auto& [when, site, lot, some] : coming_items_)
    if (when == day) std::ranges::copy(some, std::back_inserter(items_[{site, lot}]));
  for (std::size_t i = 0; i < lot_names.size(); ++i) {
    const std::string& lot = lot_names[i];
    if (day != 1 + static_cast<int>(i) * 9) continue;
    std::string all;
    for (int n = 0; n < 30; ++n) {
      items_[{"MK", lot}].push_back(serial_);
      all += " s:" + std::to_string(serial_++) + "/" + lot;
    }
    tell("MK", {day, 6 * 60}, "commissioning @MK" + all);
    if (chance(50)) tell("MK", {day, 6 * 60 + below(20)}, "commissioning @MK" + goods("P", lot, 30));
    add("MK", "P", lot, Status::sellable, 30);
    move("MK", "DC", lot, 24, 9);
  }
  if (day + 2 > options_.days) return;
  for (const std::string& shop : shops) {
    sell_items(shop, day);
    const std::string& lot = lot_names[static_cast<std::size_t>(below(2))];
    if (chance(40)) move("DC", shop, lot, static_cast<std::size_t>(2 + below(3)), 11);
  }
}

/// Each scanner has a clock of its own; some tell a date only.
void TruthfulWorld::scan(const std::string& issuer, Moment moment, const std::string& what) {
  if (!chance(20)) return tell(issuer, {moment.day, moment.minute + below(9) - 4}, what);
  const std::string line = issuer + " " + std::to_string(moment.day) + "T00:00 " + what;
  told_.push_back(line + " id:e" + std::to_string(number_++));
}

/// A pallet that is packed at the centre goes to a shop and on to another within the hour; the provider
/// confirms what it handled when it is further on.
void TruthfulWorld::hurry(int day) {
  const std::string& product = traded_[static_cast<std::size_t>(below(6))];
  const std::string& lot = lot_names[static_cast<std::size_t>(below(2))];
  const std::size_t at = static_cast<std::size_t>(below(3));
  const std::string &first = shops[at], &second = shops[(at + 1) % 3];
  if (sellable("DC", product, lot) < 40 || !chance(60)) return;
  const int n = 4 + below(6), minute = 9 * 60 + below(60);
  const std::string name = "HURRY" + std::to_string(number_), box = " box:" + name;
  scan("DC", {day, minute}, "packing @DC in:" + name + goods(product, lot, n));
  scan("DC", {day, minute + 2}, "shipping in_transit @DC >" + first + box);
  scan(first, {day, minute + 25}, "receiving in_progress @" + first + box);
  const bool goes_on = chance(60);
  if (goes_on) {
    scan(first, {day, minute + 27}, "shipping in_transit @" + first + " >" + second + box);
    scan(second, {day, minute + 50}, "receiving in_progress @" + second + box);
  }
  if (chance(40)) tell("L3", {day, minute + 60}, "departing @DC >" + first + box);
  if (chance(40)) tell("L3", {day, minute + 62}, "receiving in_progress @" + first + box);
  add("DC", product, lot, Status::sellable, -n);
  add(goes_on ? second : first, product, lot, Status::sellable, n);
}

/// The same with items, of which one is sold at once.
void TruthfulWorld::hurry_items(int day) {
  if (!chance(40)) return;
  const std::size_t at = static_cast<std::size_t>(below(3));
  const std::string &first = shops[at], &second = shops[(at + 1) % 3];
  const int minute = 9 * 60 + below(60);
  const std::string sold = " s:" + std::to_string(serial_++);
  const std::string rest = " s:" + std::to_string(serial_) + " s:" + std::to_string(serial_ + 1);
  serial_ += 2;
  scan("DC", {day, minute}, "commissioning @DC" + sold + rest);
  scan("DC", {day, minute + 2}, "shipping in_transit @DC >" + first + sold + rest);
  scan(first, {day, minute + 25}, "receiving in_progress @" + first + sold + rest);
  scan(first, {day, minute + 27}, "retail_selling retail_sold @" + first + sold);
  scan(first, {day, minute + 28}, "shipping in_transit @" + first + " >" + second + rest);
  scan(second, {day, minute + 50}, "receiving in_progress @" + second + rest);
  if (chance(40)) tell("L3", {day, minute + 60}, "departing @DC >" + first + sold + rest);
  if (chance(40)) tell("L3", {day, minute + 62}, "receiving in_progress @" + first + sold + rest);
  add(second, "P", "", Status::sellable, 2);
}

}  // namespace stocktrail::test
