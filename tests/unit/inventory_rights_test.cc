// Whose goods an event may reach: what the books have at a place where the issuer may not report.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/folded_world.h"

namespace stocktrail {
namespace {

using namespace test;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

const std::string milk = gtin(1);
const std::string milk_a = lot(1, "A");
const std::string s1 = item(1, "s1"), s2 = item(1, "s2");
const std::string victims = place(1), own = place(2), shop = place(3);

/// The victim made s1, and packed s2 and 10 of lot A on pallet 1; then only `own` is a place of the issuer.
class InventoryRights : public testing::Test {
 protected:
  InventoryRights() {
    world.add(made(0).located(victims).epc(s1).epc(s2).of_lot("A").quantity(milk_a, "10"));
    world.add(packed(1).located(victims).parent(pallet(1)).epc(s2).quantity(milk_a, "10"));
    world.may_report = [](const std::string& place) { return place != victims; };
    before = world.books(milk);
  }
  ~InventoryRights() override { EXPECT_THAT(inventory::unbalanced(world.tables), IsEmpty()); }

  void expect_refused(const EventBuilder& event) {
    world.add(event);
    EXPECT_EQ(world.books(milk), before);
    EXPECT_THAT(world.discrepancies(victims), Not(IsEmpty()));
    EXPECT_THAT(world.discrepancies(victims), Each("not_entitled"));
  }

  FoldedWorld world;
  std::vector<std::string> before;
};

TEST_F(InventoryRights, NobodySendsWhatIsAtAPlaceOfOthers) {
  for (const std::string& key : {s1, s2, pallet(1)}) {
    for (const char* step : {"shipping", "departing"}) {
      expect_refused(observed(2).step(step).epc(key));
      expect_refused(observed(2).step(step).read_at(own).to(shop).epc(key));
    }
  }
}

TEST_F(InventoryRights, NobodyEndsWhatIsAtAPlaceOfOthers) {
  for (const std::string& key : {s1, s2, pallet(1)}) {
    expect_refused(observed(2).step("retail_selling").epc(key));
    expect_refused(observed(2).step("installing").located(own).epc(key));
    expect_refused(observed(2).disposition("stolen").epc(key));
    expect_refused(ended(2).step("destroying").located(own).epc(key));
    expect_refused(transformed(2).located(own).epc(key).output(lot(2, "P"), "1"));
  }
}

TEST_F(InventoryRights, NobodyRestatesWhatIsAtAPlaceOfOthers) {
  expect_refused(observed(2).disposition("damaged").epc(s1));
  expect_refused(observed(2).step("receiving").disposition("damaged").epc(s1));
  expect_refused(observed(2).disposition("recalled").located(own).epc(pallet(1)));
}

TEST_F(InventoryRights, NobodyPacksOrEmptiesAContainerAtAPlaceOfOthers) {
  world.add(made(1).located(own).quantity(lot(2, "X"), "5"));
  const std::vector<std::string> other_before = world.books(gtin(2));
  expect_refused(packed(2).located(own).parent(pallet(1)).quantity(lot(2, "X"), "5"));
  expect_refused(packed(2).parent(pallet(1)).quantity(lot(2, "X"), "5"));
  expect_refused(packed(0).located(own).parent(pallet(1)).quantity(lot(2, "X"), "5"));
  expect_refused(packed(2).parent(pallet(2)).epc(s1));
  expect_refused(unpacked(2).parent(pallet(1)));
  expect_refused(unpacked(2).located(own).parent(pallet(1)).quantity(milk_a, "10"));
  expect_refused(unpacked(2).located(own).parent(pallet(1)).epc(s2));
  EXPECT_EQ(world.books(gtin(2)), other_before);
  const auto pallet_now = inventory::container(key_of(pallet(1)), world.tables);
  ASSERT_EQ(pallet_now->contents.size(), 1U);
  EXPECT_EQ(pallet_now->contents[0].amount, Amount::pieces(11));
}

TEST_F(InventoryRights, NobodyPutsGoodsIntoTheStockOfOthers) {
  world.add(made(2).located(own).epc(item(1, "s3")));
  world.add(observed(3).step("shipping").read_at(own).to(victims).epc(item(1, "s3")));
  before = world.books(milk);
  expect_refused(observed(4).step("receiving").epc(item(1, "s3")));
}

TEST_F(InventoryRights, AnArrivalAtAPlaceOfTheIssuerCountsAndBothSeeIt) {
  const EventRef arrival = world.add(observed(2).step("receiving").located(own).epc(s1));
  EXPECT_THAT(world.books(milk),
              ElementsAre("made A -12", "on_hand 1 sellable A 11", "on_hand 2 sellable A 1"));
  EXPECT_THAT(world.discrepancies(own), ElementsAre("misplaced"));
  EXPECT_THAT(world.discrepancies(victims), ElementsAre("misplaced"));
  EXPECT_THAT(world.discrepancies(), ElementsAre("misplaced"));  // One, under two places.
  inventory::DiscrepancyQuery query;
  query.place = victims;
  const auto page = inventory::discrepancies(query, world.tables);
  EXPECT_EQ(page->discrepancies[0].place, own);
  EXPECT_EQ(page->discrepancies[0].other_place, victims);
  EXPECT_EQ(page->discrepancies[0].event, arrival);
  world.take_back(arrival, 3);
  EXPECT_EQ(world.books(milk), before);
  EXPECT_THAT(world.discrepancies(own), IsEmpty());
  EXPECT_THAT(world.discrepancies(victims), IsEmpty());
}

TEST_F(InventoryRights, WhoMayReportThereMayMoveIt) {
  world.may_report = [](const std::string&) { return true; };
  world.add(observed(2).step("shipping").to(shop).epc(s1));
  world.add(ended(2).step("destroying").epc(pallet(1)));
  EXPECT_THAT(world.books(milk),
              ElementsAre("destroyed A 11", "in_transit 3 from 1 sellable A 1", "made A -12"));
  EXPECT_THAT(world.discrepancies(), IsEmpty());
}

TEST_F(InventoryRights, AnEventAtANamedPlaceOfOthersPostsNothing) {
  world.add(observed(2).step("shipping").read_at(victims).to(own).epc(s1).epc(pallet(1)));
  world.add(observed(3).step("retail_selling").located(victims).epc(s2).quantity(milk_a, "4"));
  EXPECT_EQ(world.books(milk), before);
  EXPECT_THAT(world.discrepancies(victims), ElementsAre("not_entitled", "not_entitled"));
  EXPECT_THAT(world.discrepancies(own), IsEmpty());
}

TEST_F(InventoryRights, GoodsOnTheWayToOthersStayOnTheWay) {
  world.may_report = [](const std::string&) { return true; };
  world.add(made(2).located(shop).quantity(lot(2, "X"), "5"));
  world.add(observed(3).step("shipping").read_at(shop).to(victims).quantity(lot(2, "X"), "5"));
  world.add(observed(4).step("receiving").located(own).to(victims).quantity(lot(2, "X"), "5"));
  EXPECT_THAT(world.books(gtin(2)), ElementsAre("in_transit 1 from 3 sellable X 5", "made X -5",
                                                "on_hand 2 sellable X 5", "unknown X -5"));
}

}  // namespace
}  // namespace stocktrail
