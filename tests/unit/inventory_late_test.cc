// What is told late: shipments after their arrival.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/folded_world.h"

namespace stocktrail {
namespace {

using namespace test;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string milk = gtin(1);
const std::string milk_a = lot(1, "A");
const std::string plant = place(1), depot = place(2), shop = place(3);

class InventoryLate : public testing::Test {
 protected:
  ~InventoryLate() override { EXPECT_THAT(inventory::unbalanced(world.tables), IsEmpty()); }

  void make(std::string_view number) { world.add(made(0).located(plant).quantity(milk_a, number)); }
  EventRef ship(std::string_view number, std::int64_t at) {
    return world.add(observed(at).step("shipping").read_at(plant).to(shop).quantity(milk_a, number));
  }
  EventRef receive(std::string_view number, std::int64_t at, const std::string& where = shop) {
    return world.add(observed(at).step("receiving").located(where).quantity(milk_a, number));
  }
  std::vector<std::string> books() const { return world.books(milk); }
  Amount unexpected() const {
    inventory::DiscrepancyQuery query;
    query.place = shop;
    const auto page = inventory::discrepancies(query, world.tables);
    Amount sum;
    for (const auto& found : page->discrepancies) sum += found.amount;
    return sum;
  }

  FoldedWorld world;
};

// Shipments by quantity that are told after their arrival.

TEST_F(InventoryLate, AShipmentThatIsToldAfterItsArrivalDoesNotStayOnTheWay) {
  make("100");
  receive("40", 5);
  EXPECT_THAT(world.discrepancies(shop), ElementsAre("unexpected_arrival"));
  ship("40", 1);
  EXPECT_THAT(books(), ElementsAre("made A -100", "on_hand 1 sellable A 60", "on_hand 3 sellable A 40"));
  EXPECT_THAT(world.discrepancies(), IsEmpty());
}

TEST_F(InventoryLate, AShipmentAfterTheArrivalIsAnother) {
  make("100");
  receive("40", 5);
  ship("40", 6);
  EXPECT_THAT(books(), ElementsAre("in_transit 3 from 1 sellable A 40", "made A -100",
                                   "on_hand 1 sellable A 60", "on_hand 3 sellable A 40", "unknown A -40"));
  EXPECT_THAT(world.discrepancies(), ElementsAre("unexpected_arrival"));
}

TEST_F(InventoryLate, ShipmentsPayAsFarAsTheyGoAndTheRestIsOnTheWay) {
  make("100");
  receive("40", 5);
  ship("30", 1);
  EXPECT_EQ(unexpected(), Amount::pieces(10));
  EXPECT_THAT(books(), ElementsAre("made A -100", "on_hand 1 sellable A 70", "on_hand 3 sellable A 40",
                                   "unknown A -10"));
  ship("25", 5);
  EXPECT_THAT(world.discrepancies(), IsEmpty());
  EXPECT_THAT(books(), ElementsAre("in_transit 3 from 1 sellable A 15", "made A -100",
                                   "on_hand 1 sellable A 45", "on_hand 3 sellable A 40"));
}

TEST_F(InventoryLate, TheFirstArrivalThatFitsIsPaidFirst) {
  make("100");
  receive("5", 2);
  receive("10", 9);
  receive("20", 7);
  ship("20", 3);
  EXPECT_EQ(unexpected(), Amount::pieces(15));  // Of minute 2, and of minute 9.
  ship("20", 1);
  EXPECT_THAT(world.discrepancies(), IsEmpty());
  EXPECT_THAT(books(), Contains("in_transit 3 from 1 sellable A 5"));
}

TEST_F(InventoryLate, OtherSitesAndOtherGoodsAreNotPaid) {
  make("100");
  receive("10", 5, depot);
  world.add(observed(5).step("receiving").located(shop).quantity(lot(1, "B"), "10"));
  world.add(observed(5).step("receiving").located(shop).quantity(milk_a, "10", "KGM"));
  ship("40", 1);
  EXPECT_THAT(books(), Contains("in_transit 3 from 1 sellable A 40"));
  EXPECT_EQ(world.discrepancies().size(), 3U);
}

TEST_F(InventoryLate, AnArrivalAtAPartOfTheSiteIsPaid) {
  make("100");
  receive("40", 5, shop + "/254/dock-3");
  EXPECT_THAT(world.discrepancies(shop + "/254/dock-3"), ElementsAre("unexpected_arrival"));
  ship("40", 1);
  EXPECT_THAT(world.discrepancies(), IsEmpty());
  EXPECT_THAT(books(), ElementsAre("made A -100", "on_hand 1 sellable A 60",
                                   "on_hand " + shop + "/254/dock-3 sellable A 40"));
}

TEST_F(InventoryLate, APaymentIsTakenBack) {
  make("100");
  receive("40", 5);
  const EventRef mistake = ship("30", 1);
  ship("10", 1);
  EXPECT_THAT(world.discrepancies(), IsEmpty());
  world.take_back(mistake, 9);
  EXPECT_EQ(unexpected(), Amount::pieces(30));
  ship("25", 2);  // It can be paid again.
  EXPECT_EQ(unexpected(), Amount::pieces(5));
}

TEST_F(InventoryLate, ATakenBackArrivalLeavesOnTheWayWhatHadPaidForIt) {
  make("100");
  const EventRef mistake = receive("40", 5);
  const EventRef shipped = ship("30", 1);
  world.take_back(mistake, 9);
  EXPECT_THAT(books(),
              ElementsAre("in_transit 3 from 1 sellable A 30", "made A -100", "on_hand 1 sellable A 70"));
  EXPECT_THAT(world.discrepancies(), IsEmpty());
  const std::vector<std::string> before = books();
  const EventRef corrected = receive("30", 5);
  EXPECT_THAT(books(), ElementsAre("made A -100", "on_hand 1 sellable A 70", "on_hand 3 sellable A 30"));
  world.take_back(corrected, 10);
  EXPECT_EQ(books(), before);
  world.take_back(shipped, 11);
  EXPECT_THAT(books(), ElementsAre("made A -100", "on_hand 1 sellable A 100"));
}

TEST_F(InventoryLate, APaidArrivalThatIsTakenBackIsForgotten) {
  make("100");
  const EventRef mistake = receive("40", 5);
  const EventRef shipped = ship("40", 1);
  world.take_back(mistake, 9);
  world.take_back(shipped, 9);
  EXPECT_THAT(books(), ElementsAre("made A -100", "on_hand 1 sellable A 100"));
  for (const auto& [key, value] : world.tables.values(Table::balances)) {
    EXPECT_NE(key[0], 'D');
    EXPECT_NE(key[0], 'U');
  }
}

TEST_F(InventoryLate, PiecesWithARecordArePaidByTheirMakingOnly) {
  make("10");
  world.add(observed(5).step("receiving").located(shop).epc(item(1, "A", "s1")));
  ship("1", 1);
  EXPECT_THAT(books(), Contains("in_transit 3 from 1 sellable A 1"));
  world.add(observed(1).step("shipping").read_at(plant).to(depot).epc(item(1, "A", "s2")));
  receive("1", 5, depot);
  receive("1", 5, depot);
  world.add(observed(1).step("shipping").read_at(plant).to(depot).epc(item(1, "A", "s3")));
  EXPECT_THAT(books(), Contains("in_transit 2 from 1 sellable A 1"));
}

TEST_F(InventoryLate, TheLatestHundredArrivalsCanBePaid) {
  constexpr auto max = static_cast<std::int64_t>(inventory::InventoryLimits::unpaid_arrivals_max);
  make("1000");
  for (std::int64_t at = 0; at <= max; ++at) receive("1", 10 + at);
  ship(std::to_string(max + 1), 1);
  EXPECT_THAT(books(), Contains("in_transit 3 from 1 sellable A 1"));
  EXPECT_EQ(unexpected(), Amount::pieces(1));
}

TEST_F(InventoryLate, AHundredShipmentsPayOneArrival) {
  constexpr auto max = inventory::InventoryLimits::arrival_payments_max;
  make("1000");
  receive(std::to_string(max + 1), 5);
  for (std::size_t i = 0; i <= max; ++i) ship("1", 1);
  EXPECT_THAT(books(), Contains("in_transit 3 from 1 sellable A 1"));
  EXPECT_EQ(unexpected(), Amount::pieces(1));
}

}  // namespace
}  // namespace stocktrail
