// One test a row of the table in docs/inventory.md: what each business step posts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/folded_world.h"

namespace stocktrail {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string milk = gtin(1);
const std::string milk_a = lot(1, "A");
const std::string plant = place(1), depot = place(2), shop = place(3);

class InventorySteps : public testing::Test {
 protected:
  ~InventorySteps() override { EXPECT_THAT(inventory::unbalanced(world.tables), IsEmpty()); }

  void make(std::string_view number, std::int64_t at = 0) {
    world.add(made(at).located(plant).quantity(milk_a, number));
  }
  EventRef ship(std::string_view number, std::int64_t at) {
    return world.add(observed(at).step("shipping").read_at(plant).to(shop).quantity(milk_a, number));
  }
  EventRef receive(std::string_view number, std::int64_t at) {
    return world.add(observed(at).step("receiving").located(shop).quantity(milk_a, number));
  }
  std::vector<std::string> books() const { return world.books(milk); }

  FoldedWorld world;
};

TEST_F(InventorySteps, CommissioningMakes) {
  make("100");
  EXPECT_THAT(books(), ElementsAre("made A -100", "on_hand 1 sellable A 100"));
}

TEST_F(InventorySteps, CreatingAClassInstanceMakesTheLotThatIlmdTells) {
  world.add(made(0).step("creating_class_instance").located(plant).quantity(milk, "7.5", "KGM").of_lot("A"));
  EXPECT_THAT(books(), ElementsAre("made A -7.5 KGM", "on_hand 1 sellable A 7.5 KGM"));
}

TEST_F(InventorySteps, AnAddWithoutAStepMakes) {
  world.add(
      EventBuilder(epcis::EventType::object, epcis::Action::add, 0).located(plant).quantity(milk_a, "4"));
  EXPECT_THAT(books(), ElementsAre("made A -4", "on_hand 1 sellable A 4"));
}

TEST_F(InventorySteps, AnAddWhileReceivingReceives) {
  make("10");
  ship("4", 1);
  world.add(made(2).step("receiving").located(shop).quantity(milk_a, "4"));
  EXPECT_THAT(books(), ElementsAre("made A -10", "on_hand 1 sellable A 6", "on_hand 3 sellable A 4"));
}

TEST_F(InventorySteps, NewGoodsHaveTheStatusOfTheirDisposition) {
  world.add(made(0).located(plant).disposition("non_sellable_other").quantity(milk_a, "3"));
  EXPECT_THAT(books(), ElementsAre("made A -3", "on_hand 1 held A 3"));
}

TEST_F(InventorySteps, ShippingPutsGoodsOnTheWay) {
  make("100");
  ship("40", 1);
  EXPECT_THAT(books(),
              ElementsAre("in_transit 3 from 1 sellable A 40", "made A -100", "on_hand 1 sellable A 60"));
}

TEST_F(InventorySteps, DepartingAfterShippingIsTheSameGoods) {
  make("100");
  ship("40", 1);
  world.add(observed(2).step("departing").read_at(plant).quantity(milk_a, "40"));
  EXPECT_THAT(books(),
              ElementsAre("in_transit 3 from 1 sellable A 40", "made A -100", "on_hand 1 sellable A 60"));
}

TEST_F(InventorySteps, DepartingAloneShips) {
  make("100");
  world.add(observed(2).step("departing").read_at(plant).quantity(milk_a, "40"));
  EXPECT_THAT(books(), ElementsAre("in_transit nowhere from 1 sellable A 40", "made A -100",
                                   "on_hand 1 sellable A 60"));
}

TEST_F(InventorySteps, ReceivingTakesFromWhatIsOnTheWay) {
  make("100");
  ship("40", 1);
  receive("30", 2);
  EXPECT_THAT(books(), ElementsAre("in_transit 3 from 1 sellable A 10", "made A -100",
                                   "on_hand 1 sellable A 60", "on_hand 3 sellable A 30"));
  EXPECT_THAT(world.discrepancies(), IsEmpty());
}

TEST_F(InventorySteps, ReceivingPrefersTheNamedSource) {
  make("100");
  world.add(made(0).located(depot).quantity(milk_a, "100"));
  ship("40", 1);
  world.add(observed(1).step("shipping").read_at(depot).to(shop).quantity(milk_a, "40"));
  world.add(observed(2).step("receiving").located(shop).from("location", depot).quantity(milk_a, "50"));
  EXPECT_THAT(books(),
              ElementsAre("in_transit 3 from 1 sellable A 30", "made A -200", "on_hand 1 sellable A 60",
                          "on_hand 2 sellable A 60", "on_hand 3 sellable A 50"));
}

TEST_F(InventorySteps, ReceivingFindsGoodsThatWereSentToTheParty) {
  make("10");
  world.add(
      observed(1).step("shipping").read_at(plant).to("possessing_party", party(3)).quantity(milk_a, "4"));
  receive("4", 2);
  EXPECT_THAT(books(), ElementsAre("made A -10", "on_hand 1 sellable A 6", "on_hand 3 sellable A 4"));
}

TEST_F(InventorySteps, ReceivingFindsGoodsThatWereSentToNobodyKnowsWhere) {
  make("10");
  world.add(observed(1).step("shipping").read_at(plant).quantity(milk_a, "4"));
  receive("4", 2);
  EXPECT_THAT(books(), ElementsAre("made A -10", "on_hand 1 sellable A 6", "on_hand 3 sellable A 4"));
}

TEST_F(InventorySteps, ReceivingMoreThanWasSentIsBalancedByUnknown) {
  make("10");
  ship("4", 1);
  receive("6", 2);
  EXPECT_THAT(books(),
              ElementsAre("made A -10", "on_hand 1 sellable A 6", "on_hand 3 sellable A 6", "unknown A -2"));
  EXPECT_THAT(world.discrepancies(shop), ElementsAre("unexpected_arrival"));
  EXPECT_THAT(world.discrepancies(plant), IsEmpty());
}

TEST_F(InventorySteps, AcceptingAfterReceivingIsTheSameGoods) {
  make("10");
  ship("4", 1);
  receive("4", 2);
  world.add(observed(3).step("accepting").located(shop).quantity(milk_a, "4"));
  EXPECT_THAT(books(), ElementsAre("made A -10", "on_hand 1 sellable A 6", "on_hand 3 sellable A 4"));
}

TEST_F(InventorySteps, AcceptingAloneReceives) {
  make("10");
  ship("4", 1);
  world.add(observed(2).step("accepting").located(shop).quantity(milk_a, "5"));
  EXPECT_THAT(books(),
              ElementsAre("made A -10", "on_hand 1 sellable A 6", "on_hand 3 sellable A 5", "unknown A -1"));
}

TEST_F(InventorySteps, StoringWhatIsThereMovesNothing) {
  make("10");
  ship("8", 1);
  receive("4", 2);
  world.add(observed(3).step("storing").located(shop).quantity(milk_a, "4"));
  EXPECT_THAT(books(), ElementsAre("in_transit 3 from 1 sellable A 4", "made A -10", "on_hand 1 sellable A 2",
                                   "on_hand 3 sellable A 4"));
}

TEST_F(InventorySteps, StockingFromNowhereIsAnArrival) {
  world.add(observed(1).step("stocking").located(shop).quantity(milk_a, "4"));
  EXPECT_THAT(books(), ElementsAre("on_hand 3 sellable A 4", "unknown A -4"));
  EXPECT_THAT(world.discrepancies(), ElementsAre("unexpected_arrival"));
}

TEST_F(InventorySteps, SellingTakesSellableGoodsFirst) {
  world.add(made(0).located(shop).quantity(milk_a, "3"));
  world.add(made(0).located(shop).disposition("damaged").quantity(milk_a, "3"));
  world.add(observed(1).step("retail_selling").located(shop).quantity(milk_a, "4"));
  EXPECT_THAT(books(), ElementsAre("made A -6", "on_hand 3 damaged A 2", "sold A 4"));
}

TEST_F(InventorySteps, SalesAndReturnsOfAShopWithoutReceiptsAddUp) {
  const auto sell = [&](std::string_view number) {
    world.add(observed(1).step("retail_selling").located(shop).quantity(milk, number));
  };
  sell("6");
  sell("2");
  world.add(observed(2).step("receiving").disposition("returned").located(shop).quantity(milk, "3"));
  EXPECT_THAT(books(), ElementsAre("on_hand 3 held 3", "on_hand 3 sellable -8", "sold 5"));
  EXPECT_THAT(world.discrepancies(shop), ElementsAre("negative_stock"));  // Once, not for each sale.
}

TEST_F(InventorySteps, DispensingSells) {
  make("10");
  world.add(observed(1).step("dispensing").located(plant).quantity(milk_a, "4"));
  EXPECT_THAT(books(), ElementsAre("made A -10", "on_hand 1 sellable A 6", "sold A 4"));
}

TEST_F(InventorySteps, GoodsThatAShopSendsBackAreOnTheWayNotSold) {
  make("10");
  ship("10", 1);
  receive("10", 2);
  world.add(
      observed(3).step("shipping").disposition("returned").read_at(shop).to(plant).quantity(milk_a, "4"));
  EXPECT_THAT(books(), ElementsAre("in_transit 1 from 3 held A 4", "made A -10", "on_hand 3 sellable A 6"));
  world.add(observed(4).step("receiving").disposition("returned").located(plant).quantity(milk_a, "4"));
  EXPECT_THAT(books(), ElementsAre("made A -10", "on_hand 1 held A 4", "on_hand 3 sellable A 6"));
}

TEST_F(InventorySteps, ACustomersReturnDoesNotTakeFromTheReplenishment) {
  make("10");
  ship("4", 1);
  world.add(observed(2).step("receiving").disposition("returned").located(shop).quantity(milk_a, "1"));
  EXPECT_THAT(books(), ElementsAre("in_transit 3 from 1 sellable A 4", "made A -10", "on_hand 1 sellable A 6",
                                   "on_hand 3 held A 1", "sold A -1"));
}

TEST_F(InventorySteps, DestroyingTakesWhatCannotBeSoldFirst) {
  world.add(made(0).located(shop).quantity(milk_a, "3"));
  world.add(made(0).located(shop).disposition("expired").quantity(milk_a, "3"));
  world.add(ended(1).step("destroying").located(shop).quantity(milk_a, "4"));
  EXPECT_THAT(books(), ElementsAre("destroyed A 4", "made A -6", "on_hand 3 sellable A 2"));
}

TEST_F(InventorySteps, ADeleteWithoutAStepDestroys) {
  make("3");
  world.add(ended(1).located(plant).quantity(milk_a, "1"));
  EXPECT_THAT(books(), ElementsAre("destroyed A 1", "made A -3", "on_hand 1 sellable A 2"));
}

TEST_F(InventorySteps, ADeleteOfSoldGoodsSells) {
  make("3");
  world.add(ended(1).disposition("retail_sold").located(plant).quantity(milk_a, "1"));
  EXPECT_THAT(books(), ElementsAre("made A -3", "on_hand 1 sellable A 2", "sold A 1"));
}

TEST_F(InventorySteps, StolenGoodsAreLost) {
  make("3");
  world.add(observed(1).step("inspecting").disposition("stolen").located(plant).quantity(milk_a, "1"));
  EXPECT_THAT(books(), ElementsAre("lost A 1", "made A -3", "on_hand 1 sellable A 2"));
}

TEST_F(InventorySteps, InstallingConsumes) {
  make("3");
  world.add(observed(1).step("installing").located(plant).quantity(milk_a, "1"));
  EXPECT_THAT(books(), ElementsAre("consumed A 1", "made A -3", "on_hand 1 sellable A 2"));
}

TEST_F(InventorySteps, VoidShippingPutsGoodsBack) {
  make("10");
  ship("4", 1);
  world.add(observed(2).step("void_shipping").read_at(plant).quantity(milk_a, "4"));
  EXPECT_THAT(books(), ElementsAre("made A -10", "on_hand 1 sellable A 10"));
}

TEST_F(InventorySteps, VoidShippingOfNothingMovesNothing) {
  make("10");
  world.add(observed(2).step("void_shipping").read_at(plant).quantity(milk_a, "4"));
  EXPECT_THAT(books(), ElementsAre("made A -10", "on_hand 1 sellable A 10"));
  EXPECT_THAT(world.discrepancies(plant), ElementsAre("unexpected_arrival"));
}

TEST_F(InventorySteps, TransformationConsumesAndMakes) {
  make("10");
  world.add(transformed(1).located(plant).quantity(milk_a, "8", "").output(lot(2, "P"), "2.5", "KGM"));
  EXPECT_THAT(books(), ElementsAre("consumed A 8", "made A -10", "on_hand 1 sellable A 2"));
  EXPECT_THAT(world.books(gtin(2)), ElementsAre("made P -2.5 KGM", "on_hand 1 sellable P 2.5 KGM"));
}

TEST_F(InventorySteps, StepsThatMoveNothing) {
  make("10");
  const std::vector<std::string> before = books();
  for (const char* step :
       {"arriving",  "assembling", "collecting",       "cycle_counting", "disassembling",    "encoding",
        "holding",   "inspecting", "entering_exiting", "killing",        "loading",          "other",
        "packing",   "picking",    "removing",         "repackaging",    "repairing",        "replacing",
        "reserving", "sampling",   "sensor_reporting", "stock_taking",   "staging_outbound", "transporting",
        "unloading", "unpacking"}) {
    world.add(observed(1).step(step).located(plant).quantity(milk_a, "4"));
    EXPECT_EQ(books(), before) << step;
  }
}

TEST_F(InventorySteps, TransactionsMoveNothing) {
  make("10");
  world.add(EventBuilder(epcis::EventType::transaction, epcis::Action::add, 1)
                .step("shipping")
                .read_at(plant)
                .quantity(milk_a, "4"));
  EXPECT_THAT(books(), ElementsAre("made A -10", "on_hand 1 sellable A 10"));
}

TEST_F(InventorySteps, ShippingOfWhatASaleTookOutMovesNothing) {
  make("10");
  world.add(observed(1).step("retail_selling").located(plant).quantity(milk_a, "1"));
  world.add(observed(2).step("shipping").disposition("retail_sold").read_at(plant).quantity(milk_a, "1"));
  EXPECT_THAT(books(), ElementsAre("made A -10", "on_hand 1 sellable A 9", "sold A 1"));
}

TEST_F(InventorySteps, AnUnknownNumberIsNotedAndNotPosted) {
  make("10");
  world.add(observed(1).step("shipping").read_at(plant).quantity(milk_a, ""));
  EXPECT_THAT(books(), ElementsAre("made A -10", "on_hand 1 sellable A 10"));
  EXPECT_THAT(world.discrepancies(plant), ElementsAre("quantity_not_said"));
}

TEST_F(InventorySteps, WithoutAPlaceTheSumsAreStillZero) {
  world.add(made(0).quantity(milk_a, "10"));
  world.add(observed(1).step("retail_selling").quantity(milk_a, "4"));
  EXPECT_THAT(books(), ElementsAre("made A -10", "on_hand nowhere sellable A 6", "sold A 4"));
}

TEST_F(InventorySteps, AClassWithoutGtinIsCountedUnderItsOwnKey) {
  world.add(made(0).located(plant).quantity("https://example.com/class/hay", "10", "KGM"));
  EXPECT_THAT(world.books("https://example.com/class/hay"),
              ElementsAre("made -10 KGM", "on_hand 1 sellable 10 KGM"));
}

TEST_F(InventorySteps, UnitsAreNeverAdded) {
  make("10");
  world.add(made(0).located(plant).quantity(milk_a, "10", "KGM"));
  world.add(observed(1).step("retail_selling").located(plant).quantity(milk_a, "4", "KGM"));
  EXPECT_THAT(books(), ElementsAre("made A -10", "made A -10 KGM", "on_hand 1 sellable A 10",
                                   "on_hand 1 sellable A 6 KGM", "sold A 4 KGM"));
}

TEST_F(InventorySteps, APartOfASiteDrawsFromTheSite) {
  make("10");
  const std::string door = plant + "/254/dock-3";
  world.add(observed(1).step("shipping").read_at(door).to(shop).quantity(milk_a, "4"));
  EXPECT_THAT(books(),
              ElementsAre("in_transit 3 from 1 sellable A 4", "made A -10", "on_hand 1 sellable A 6"));
}

// Status.

TEST_F(InventorySteps, ARecallWithoutANumberMeansAllThatIsHere) {
  make("10");
  world.add(observed(1).step("holding").disposition("recalled").located(plant).quantity(milk_a, ""));
  EXPECT_THAT(books(), ElementsAre("made A -10", "on_hand 1 recalled A 10"));
}

TEST_F(InventorySteps, AStatusReachesNoFurtherThanTheStock) {
  make("10");
  world.add(observed(1).disposition("damaged").located(plant).quantity(milk_a, "4"));
  EXPECT_THAT(books(), ElementsAre("made A -10", "on_hand 1 damaged A 4", "on_hand 1 sellable A 6"));
  world.add(observed(2).disposition("expired").located(plant).quantity(milk_a, "40"));
  EXPECT_THAT(books(), ElementsAre("made A -10", "on_hand 1 expired A 10"));
}

TEST_F(InventorySteps, HeldGoodsBecomeSellableUpToTheNumber) {
  make("10");
  world.add(observed(1).disposition("unavailable").located(plant).quantity(milk_a, "6"));
  world.add(
      observed(2).step("storing").disposition("sellable_accessible").located(plant).quantity(milk_a, "7"));
  EXPECT_THAT(books(), ElementsAre("made A -10", "on_hand 1 held A 3", "on_hand 1 sellable A 7"));
}

TEST_F(InventorySteps, RecalledGoodsStayRecalledUntilSomeoneSaysOtherwise) {
  make("10");
  world.add(observed(1).persistently("recalled").located(plant).quantity(milk_a, "10"));
  world.add(
      observed(2).step("storing").disposition("sellable_accessible").located(plant).quantity(milk_a, "10"));
  world.add(observed(3).disposition("damaged").located(plant).quantity(milk_a, "10"));
  EXPECT_THAT(books(), ElementsAre("made A -10", "on_hand 1 recalled A 10"));
  world.add(observed(4).no_longer("recalled").located(plant).quantity(milk_a, "4"));
  EXPECT_THAT(books(), ElementsAre("made A -10", "on_hand 1 recalled A 6", "on_hand 1 sellable A 4"));
  world.add(observed(5).step("inspecting").disposition("conformant").located(plant).quantity(milk_a, "10"));
  EXPECT_THAT(books(), ElementsAre("made A -10", "on_hand 1 sellable A 10"));
}

TEST_F(InventorySteps, RecalledGoodsAreRecalledOnTheWayAndWhereTheyArrive) {
  make("10");
  world.add(observed(1).disposition("recalled").located(plant).quantity(milk_a, "10"));
  ship("10", 2);
  world.add(
      observed(3).step("receiving").disposition("sellable_accessible").located(shop).quantity(milk_a, "10"));
  EXPECT_THAT(books(), ElementsAre("made A -10", "on_hand 3 recalled A 10"));
}

}  // namespace
}  // namespace stocktrail
