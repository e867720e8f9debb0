// Goods that are told by room, and what is packed by two. Each tells the truth.
#include <algorithm>

#include "tests/support/truthful_world.h"

namespace stocktrail::test {
namespace {

using books::Status;

const std::vector<std::string> room_names = {"shelf", "back"};
const std::vector<std::string> lot_names = {"L1", "L2"};
constexpr int opened_on = 4, baked_on = 9;

}  // namespace

/// Sold before the first count, counted by room, sold and counted on.
void TruthfulWorld::keep_rooms(const std::string& shop, int day) {
  const auto sell_one = [&](const std::string& room, const std::string& lot, int n) {
    tell(shop, {day, 16 * 60 + below(50)},
         "retail_selling retail_sold @" + shop + "." + room +
             goods("R", tills_tell_lots_.at(shop) ? lot : "", n));
    rooms_[{shop, room, lot}] -= n;
  };
  const bool begins = day == 1 + below(2);
  if (day < opened_on) {
    if (rooms_.contains({shop, "back", "L1"}) || !begins) return;
    for (const std::string& room : room_names)
      for (const std::string& lot : lot_names) {
        rooms_[{shop, room, lot}] = 20 + below(5);
        add(shop, "R", lot, Status::sellable, rooms_[{shop, room, lot}]);
      }
    if (chance(40)) {
      rooms_[{shop, "back", "damaged"}] = 2;
      add(shop, "R", "L1", Status::damaged, 2);
    }
    const std::string& lot = lot_names[static_cast<std::size_t>(below(2))];
    sell_one(room_names[static_cast<std::size_t>(below(2))], lot, 3);
    add(shop, "R", lot, Status::sellable, -3);
    return;
  }
  if (!rooms_.contains({shop, "back", "L1"})) return;
  if (day == opened_on) return open_rooms(shop, 22 * 60 + 10);
  trade_in_rooms(shop, day);
}

/// At one instant or one room after the other, by lot, as a whole, or in two statuses.
void TruthfulWorld::open_rooms(const std::string& shop, int minute) {
  const int between = below(2) * 3;
  const bool by_lot = options_.lots_always || chance(50),
             is_damaged = rooms_.contains({shop, "back", "damaged"});
  if (by_lot) opened_.insert(shop + " by lot");
  for (const std::string& room : room_names) {
    const std::string where = " @" + shop + "." + room;
    const int first = rooms_[{shop, room, "L1"}], second = rooms_[{shop, room, "L2"}];
    std::string all = goods("R", "", first + second);
    if (by_lot) all = goods("R", "L1", first) + goods("R", "L2", second);
    if (is_damaged && room == "back")
      tell(shop, {opened_on, minute}, "stock_taking damaged" + where + goods("R", "L1", 2));
    tell(shop, {opened_on, minute},
         (is_damaged || chance(50) ? "stock_taking sellable_accessible" : "stock_taking") + where + all);
    minute += between;
  }
}

void TruthfulWorld::trade_in_rooms(const std::string& shop, int day) {
  const auto some_of = [&](const std::string& room, const std::string& lot) {
    const int here = rooms_[{shop, room, lot}];
    return here == 0 ? 0 : 1 + below(std::min(here, 4));
  };
  if (day == baked_on && chance(50)) {
    const int n = 10 + below(10);
    tell(shop, {day, 6 * 60}, "commissioning @" + shop + ".back" + goods("R", "L2", n));
    rooms_[{shop, "back", "L2"}] += n;
    add(shop, "R", "L2", Status::sellable, n);
  }
  for (const std::string& lot : lot_names) {
    const int n = some_of("back", lot);
    if (n == 0 || !chance(20)) continue;
    tell(shop, {day, 12 * 60 + below(30)},
         "departing @" + shop + ".back >" + shop + ".shelf" + goods("R", lot, n));
    tell(shop, {day, 13 * 60 + below(30)}, "stocking @" + shop + ".shelf" + goods("R", lot, n));
    rooms_[{shop, "back", lot}] -= n;
    rooms_[{shop, "shelf", lot}] += n;
  }
  for (const std::string& room : room_names)
    for (const std::string& lot : lot_names) {
      const int n = some_of(room, lot);
      if (n == 0 || !chance(25)) continue;
      tell(shop, {day, 17 * 60 + below(50)},
           "retail_selling retail_sold @" + shop + "." + room +
               goods("R", tills_tell_lots_.at(shop) ? lot : "", n));
      rooms_[{shop, room, lot}] -= n;
      add(shop, "R", lot, Status::sellable, -n);
    }
  for (const std::string& room : room_names)
    if (chance(20)) count_room(shop, room, {day, 22 * 60 + below(20)});
}

/// As a whole, or by lot, in one event or one after the other. Sometimes one lot has not what it should have.
void TruthfulWorld::count_room(const std::string& shop, const std::string& room, Moment moment) {
  const std::string& lot = lot_names[static_cast<std::size_t>(below(2))];
  int& here = rooms_[{shop, room, lot}];
  const int style = options_.lots_always ? 1 + below(2) : below(3);
  // More in all than the lots of a first count opens the rest; a count of two lots does not say that goods
  // without one are not there.
  if (chance(30) && (opened_.contains(shop + " by lot") ? here > 2 || style > 0 : here > 2 && style == 0)) {
    const int found = here > 2 && (style == 0 || chance(70)) ? -1 - below(2) : 1;
    here += found;
    add(shop, "R", lot, Status::sellable, found);
    differences_ += std::abs(found);
  }
  const std::string what = "stock_taking sellable_accessible @" + shop + "." + room;
  const int first = rooms_[{shop, room, "L1"}], second = rooms_[{shop, room, "L2"}];
  if (style == 0) {
    tell(shop, moment, what + goods("R", "", first + second));
  } else if (style == 1) {
    tell(shop, moment, what + goods("R", "L1", first) + goods("R", "L2", second));
  } else {
    tell(shop, moment, what + goods("R", "L1", first));
    tell(shop, {moment.day, moment.minute + 1}, what + goods("R", "L2", second));
  }
}

/// The provider tells it again some minutes later: whole, in two halves, without the lot.
void TruthfulWorld::tell_packing(const std::string& party, Moment moment, const std::string& what,
                                 const std::string& product, const std::string& lot, int n) {
  tell(party, moment, what + goods(product, lot, n));
  if (!has(packers) || !chance(50)) return;
  const std::string told_lot = options_.lots_always || chance(70) ? lot : "";
  const int first = n > 1 && chance(30) ? 1 + below(n - 1) : n;
  tell("L3", {moment.day, moment.minute + 12}, what + goods(product, told_lot, first));
  if (first < n) tell("L3", {moment.day, moment.minute + 14}, what + goods(product, told_lot, n - first));
}

}  // namespace stocktrail::test
