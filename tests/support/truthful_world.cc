#include "tests/support/truthful_world.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace stocktrail::test {
namespace {

using books::Status;

const std::vector<std::string> shops = {"S1", "S2", "S3"};
const std::vector<std::string> lot_names = {"L1", "L2"};

}  // namespace

TruthfulWorld::TruthfulWorld(std::uint64_t seed, WorldOptions options) : random_(seed), options_(options) {
  for (const char* party : {"MK", "DC", "S1", "S2", "S3", "L3", "W"}) clocks_[party] = below(11) - 5;
  const int way = any_departure();
  const auto link = [&](const std::string& from, const std::string& to) {
    Style style;
    style.departure = any_departure();
    style.destination = below(3);
    // What is sent to nobody named no rule can tell apart from what is sent to others, without a document.
    style.document = options_.lots_always || style.destination == 2 || chance(40);
    style.lots_sent = options_.lots_always || chance(70);
    if (options_.unnamed) {
      style.departure = way;
      style.destination = 2;
      style.document = false;
      style.lots_sent = true;
    }
    style = any_style(style);
    if (from == "S1" || from == "S2" || from == "S3") {  // A receiver has a style of its own.
      const Style& usual = styles_.at({"DC", to});
      style.arrival = usual.arrival;
      style.document = usual.document;
      style.lots_received = usual.lots_received;
      if (!style.document && style.destination == 2) style.destination = 0;
    }
    styles_[{from, to}] = style;
  };
  link("MK", "DC");
  for (const std::string& shop : shops) {
    link("DC", shop);
    tills_tell_lots_[shop] = options_.lots_always || chance(40);
  }
  for (const std::string& from : shops)
    for (const std::string& to : shops)
      if (from != to && has(between_shops)) link(from, to);
  traded_ = {"P1", "P2", "P3", "P4", "P5", "P6"};
  if (has(kits)) traded_.emplace_back("K");
  if (has(openings)) traded_.emplace_back("O");
  for (int day = 1; day <= options_.days; ++day) happen(day);
}

const std::vector<std::string>& TruthfulWorld::sites() {
  static const std::vector<std::string> all = {"MK", "DC", "S1", "S2", "S3", "W", "HUB"};
  return all;
}

const std::vector<std::string>& TruthfulWorld::products() {
  static const std::vector<std::string> all = {"P1", "P2", "P3", "P4", "P5", "P6", "K", "O", "P", "R"};
  return all;
}

void TruthfulWorld::introduce(Tellers& tellers) {
  for (const std::string& site : sites()) tellers.place(site);
  for (const std::string& product : products()) tellers.level(case_of(product), product, case_size);
}

std::string TruthfulWorld::goods(const std::string& product, const std::string& lot, int n) {
  return " " + product + "/" + lot + "=" + std::to_string(n);
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
  std::string line = issuer + " " + stamp(issuer, moment) + " " + what;
  while (!said_.insert(line).second) {  // Nobody tells the same twice: that would be shown.
    ++moment.minute;
    line = issuer + " " + stamp(issuer, moment) + " " + what;
  }
  if (has(errors) && chance(3)) tell_error(line);
  // Each event has an id, so that two alike are two.
  told_.push_back(line + " id:e" + std::to_string(number_++));
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
  if (has(more_counts)) count_more(shop, product, day);
  if (day % 7 != 0) return;
  tell(shop, {day, 22 * 60 + 30}, "stock_taking @" + shop + goods(product, "", total(shop, product)));
}

int TruthfulWorld::total(const std::string& site, const std::string& product) const {
  int sum = 0;
  for (const auto& [slot, n] : stock_)
    if (std::get<0>(slot) == site && std::get<1>(slot) == product) sum += n;
  return sum;
}

/// Each lot of a product on a day of its own.
void TruthfulWorld::make(int day) {
  for (const std::string& product : traded_) {
    if (product == "K") continue;
    for (std::size_t i = 0; i < lot_names.size(); ++i) {
      const std::string& lot = lot_names[i];
      if (day != (product == "O" ? 7 : 1) + static_cast<int>(i) * 9) continue;
      tell("MK", {day, 6 * 60},
           "commissioning @MK" + goods(product, lot, 400) + " exp:" + std::to_string(200 + i));
      add("MK", product, lot, Status::sellable, 400);
      send({"MK", "DC", product, lot, 300, {day, 8 * 60 + below(60)}, {day + 1, 7 * 60 + below(60)}});
    }
  }
}

void TruthfulWorld::happen(int day) {
  make(day);
  for (const Coming& one : coming_)
    if (one.day == day) add(one.site, one.product, one.lot, one.status, one.n);
  std::erase_if(coming_, [&](const Coming& one) { return one.day == day; });
  if (has(hurries)) hurry(day);
  if (has(hurries)) hurry_items(day);
  for (const std::string& shop : shops) {
    if (has(openings)) open_books(shop, day);
    if (has(rooms)) keep_rooms(shop, day);
    for (const std::string& product : traded_) {
      practise_at_shop(shop, product, day);
      sell(shop, product, day);
      look_after(shop, product, day);
      const std::string& lot = lot_names[static_cast<std::size_t>(below(2))];
      if (!chance(45) || day + 2 > options_.days || sellable("DC", product, lot) < 40) continue;
      const int n = 5 + below(12);
      send({"DC", shop, product, lot, n, {day, 10 * 60 + below(120)}, {day + 1, 6 * 60 + below(180)}});
    }
  }
  practise_at_centre(day);
  remember_day();
}

void TruthfulWorld::remember_day() {
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
