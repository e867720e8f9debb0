// What is told late: shipments after their arrival, makings after a mistake; and stock at parts of a site.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/folded_world.h"

namespace stocktrail {
namespace {

using namespace test;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

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
  for (const auto& [key, value] : world.tables.values(Table::directory)) {
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
  constexpr auto max = static_cast<std::int64_t>(inventory::InventoryLimits::unmatched_receipts_max);
  make("1000");
  for (std::int64_t at = 0; at <= max; ++at) receive("1", 10 + at);
  ship(std::to_string(max + 1), 1);
  EXPECT_THAT(books(), Contains("in_transit 3 from 1 sellable A 1"));
  EXPECT_EQ(unexpected(), Amount::pieces(1));
}

TEST_F(InventoryLate, AHundredShipmentsPayOneArrival) {
  constexpr auto max = inventory::InventoryLimits::settlements_max;
  make("1000");
  receive(std::to_string(max + 1), 5);
  for (std::size_t i = 0; i <= max; ++i) ship("1", 1);
  EXPECT_THAT(books(), Contains("in_transit 3 from 1 sellable A 1"));
  EXPECT_EQ(unexpected(), Amount::pieces(1));
}

// Makings that are told after a mistake.

TEST_F(InventoryLate, ACorrectedMakingOfAnItemThatMovedOnPays) {
  const auto making = made(0).located(plant).epc(item(1, "s1"));
  const EventRef mistake = world.add(EventBuilder(making).of_lot("A"));
  world.add(observed(1).step("shipping").read_at(plant).to(shop).epc(item(1, "s1")));
  world.take_back(mistake, 2);
  world.add(EventBuilder(making).of_lot("A"));
  EXPECT_THAT(books(), ElementsAre("in_transit 3 from 1 sellable A 1", "made A -1"));
  EXPECT_THAT(world.discrepancies(plant), Not(Contains("out_of_order")));
}

TEST_F(InventoryLate, TheLotIsThatOfTheCorrection) {
  const auto making = made(0).located(plant).epc(item(1, "s1"));
  const EventRef mistake = world.add(EventBuilder(making).of_lot("A"));
  world.add(packed(1).located(plant).parent(pallet(1)).epc(item(1, "s1")));
  world.add(observed(2).step("shipping").read_at(plant).to(shop).epc(pallet(1)));
  world.take_back(mistake, 3);
  const EventRef again = world.add(EventBuilder(making).of_lot("B"));
  EXPECT_THAT(books(), ElementsAre("in_transit 3 from 1 sellable B 1", "made B -1"));
  const auto contents = inventory::container(key_of(pallet(1)), world.tables)->contents;
  ASSERT_EQ(contents.size(), 1U);
  EXPECT_EQ(contents[0].good.lot, "B");
  world.take_back(again, 3);  // A second mistake is mended in the same way.
  world.add(EventBuilder(making).of_lot("C"));
  world.add(observed(4).step("receiving").located(shop).epc(pallet(1)));
  world.add(unpacked(6).located(shop).parent(pallet(1)).epc(item(1, "s1")));
  world.add(observed(7).step("retail_selling").located(shop).epc(item(1, "s1")));
  EXPECT_THAT(books(), ElementsAre("made C -1", "sold C 1"));
}

TEST_F(InventoryLate, ContainersOfATakenBackMakingOweNothing) {
  const auto making = made(0).located(plant).epc(item(1, "s1")).epc(pallet(1));
  const EventRef mistake = world.add(making);
  world.add(observed(1).step("shipping").read_at(plant).to(shop).epc(item(1, "s1")).epc(pallet(1)));
  world.take_back(mistake, 2);
  world.add(making);
  EXPECT_THAT(books(), ElementsAre("in_transit 3 from 1 sellable 1", "made -1"));
}

// Parts of a site.

TEST_F(InventoryLate, ASaleAtASiteDrawsFromItsPartsInKeyOrder) {
  world.add(made(0).located(shop).quantity(milk_a, "1"));
  world.add(made(0).located(shop + "/254/b").quantity(milk_a, "5"));
  world.add(made(0).located(shop + "/254/a").quantity(milk_a, "2"));
  world.add(made(0).located(depot + "/254/a").quantity(milk_a, "5"));
  world.add(observed(1).step("retail_selling").located(shop).quantity(milk_a, "4"));
  EXPECT_THAT(books(), ElementsAre("made A -13", "on_hand " + depot + "/254/a sellable A 5",
                                   "on_hand " + shop + "/254/b sellable A 4", "sold A 4"));
  world.add(observed(2).step("retail_selling").located(shop).quantity(milk_a, "5"));
  EXPECT_THAT(books(), Contains("on_hand 3 sellable A -1"));
}

TEST_F(InventoryLate, StoringWhatIsAtAPartOfTheSiteMovesNothing) {
  world.add(made(0).located(shop + "/254/dock").quantity(milk_a, "5"));
  world.add(observed(1).step("storing").located(shop).quantity(milk_a, "5"));
  EXPECT_THAT(books(), ElementsAre("made A -5", "on_hand " + shop + "/254/dock sellable A 5"));
}

TEST_F(InventoryLate, PartsAreLookedThroughToALimit) {
  constexpr auto max = inventory::InventoryLimits::parts_max;
  const auto part = [](std::size_t number) { return shop + "/254/" + std::to_string(10'000 + number); };
  for (std::size_t i = 0; i <= max; ++i) world.add(made(0).located(part(i)).quantity(milk_a, "1"));
  world.add(observed(1).step("retail_selling").located(shop).quantity(milk_a, std::to_string(max + 1)));
  EXPECT_THAT(books(), Contains("on_hand 3 sellable A -1"));
  EXPECT_THAT(books(), Contains("on_hand " + part(max) + " sellable A 1"));
}

TEST_F(InventoryLate, PositionsOfASiteIncludeItsParts) {
  for (const std::string& at : {shop, shop + "/254/a", shop + "/254/b", depot + "/254/a"}) {
    world.add(made(0).located(at).quantity(milk_a, "1").quantity(lot(2, "X"), "1"));
  }
  inventory::PositionQuery query;
  query.place = shop;
  const std::vector<inventory::Position> whole = world.positions(query);
  std::vector<std::string> places;
  for (const auto& position : whole) places.push_back(position.account.place);
  const std::string a = shop + "/254/a", b = shop + "/254/b";
  EXPECT_THAT(places, ElementsAre(shop, shop, a, a, b, b));
  for (std::size_t limit = 1; limit <= 7; ++limit) {
    query.limit = limit;
    EXPECT_EQ(world.positions(query), whole);
  }
  query.place = a;
  EXPECT_EQ(world.positions(query).size(), 2U);
}

}  // namespace
}  // namespace stocktrail
