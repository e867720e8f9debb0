// Serialised items, containers, errors taken back, and the answers about positions.
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

class InventoryThings : public testing::Test {
 protected:
  ~InventoryThings() override { EXPECT_THAT(inventory::unbalanced(world.tables), IsEmpty()); }

  std::vector<std::string> books() const { return world.books(milk); }
  std::vector<std::string> contents(const std::string& container) const {
    std::vector<std::string> lines;
    const std::optional<inventory::ContainerState> state =
        inventory::container(key_of(container), world.tables);
    if (!state) return {"unknown"};
    for (const inventory::Content& content : state->contents) {
      lines.push_back(content.good.lot + " " + std::string(name_of(content.status)) + " " +
                      content.amount.text());
    }
    return lines;
  }
  EventRef make(const std::string& serial, std::int64_t at = 0) {
    return world.add(made(at).located(plant).epc(item(1, serial)).of_lot("A"));
  }
  EventRef send(const std::string& key, std::int64_t at) {
    return world.add(observed(at).step("shipping").read_at(plant).to(shop).epc(key));
  }
  EventRef receive(const std::string& key, std::int64_t at) {
    return world.add(observed(at).step("receiving").located(shop).epc(key));
  }

  FoldedWorld world;
};

TEST_F(InventoryThings, AnItemIsMovedFromWhereItIs) {
  make("s1");
  EXPECT_THAT(books(), ElementsAre("made A -1", "on_hand 1 sellable A 1"));
  send(item(1, "s1"), 1);
  EXPECT_THAT(books(), ElementsAre("in_transit 3 from 1 sellable A 1", "made A -1"));
  receive(item(1, "s1"), 2);
  world.add(observed(3).step("retail_selling").located(shop).epc(item(1, "s1")));
  EXPECT_THAT(books(), ElementsAre("made A -1", "sold A 1"));
  world.add(observed(4).step("receiving").disposition("returned").located(shop).epc(item(1, "s1")));
  EXPECT_THAT(books(), ElementsAre("made A -1", "on_hand 3 held A 1"));
  EXPECT_THAT(world.discrepancies(), IsEmpty());
}

TEST_F(InventoryThings, ContradictionsAreKeptAsSignedAndShown) {
  make("s1");
  world.add(observed(1).step("shipping").read_at(depot).to(shop).epc(item(1, "s1")));
  EXPECT_THAT(books(), ElementsAre("in_transit 3 from 2 sellable A 1", "made A -1"));
  EXPECT_THAT(world.discrepancies(), ElementsAre("misplaced"));
  make("s1", 2);
  EXPECT_THAT(world.discrepancies(plant), ElementsAre("misplaced", "made_twice"));
  world.add(ended(3).step("destroying").located(shop).epc(item(1, "s1")));
  world.add(ended(4).step("destroying").located(depot).epc(item(1, "s1")));
  EXPECT_THAT(world.discrepancies(depot), testing::Contains("already_gone"));
  EXPECT_THAT(books(), ElementsAre("destroyed A 1", "made A -1"));
}

TEST_F(InventoryThings, APieceOfALotThatWasMadeByQuantityIsTakenFromIt) {
  world.add(made(0).located(shop).quantity(milk_a, "5"));
  world.add(observed(1).step("retail_selling").located(shop).epc(item(1, "A", "s1")));
  EXPECT_THAT(books(), ElementsAre("made A -5", "on_hand 3 sellable A 4", "sold A 1"));
  EXPECT_THAT(world.discrepancies(), IsEmpty());
}

TEST_F(InventoryThings, AMakingThatIsReportedLatePaysWhatWasTaken) {
  world.add(observed(5).step("retail_selling").located(plant).epc(item(1, "s1")));
  EXPECT_THAT(books(), ElementsAre("on_hand 1 sellable -1", "sold 1"));
  world.add(made(0).located(plant).epc(item(1, "s1")));
  EXPECT_THAT(books(), ElementsAre("made -1", "sold 1"));
  receive(item(1, "s2"), 5);
  EXPECT_THAT(books(), ElementsAre("made -1", "on_hand 3 sellable 1", "sold 1", "unknown -1"));
  world.add(made(0).located(plant).epc(item(1, "s2")));
  EXPECT_THAT(books(), ElementsAre("made -2", "on_hand 3 sellable 1", "sold 1"));
}

TEST_F(InventoryThings, WhatHappenedBeforeTheRecordMovesNothing) {
  make("s1");
  receive(item(1, "s1"), 5);
  send(item(1, "s1"), 2);
  EXPECT_THAT(books(), ElementsAre("made A -1", "on_hand 3 sellable A 1"));
  EXPECT_THAT(world.discrepancies(), testing::Contains("out_of_order"));
}

TEST_F(InventoryThings, APalletMovesItsLots) {
  world.add(made(0).located(plant).quantity(milk_a, "100").quantity(lot(1, "B"), "10"));
  make("s1");
  world.add(packed(1)
                .located(plant)
                .parent(pallet(1))
                .quantity(milk_a, "40")
                .quantity(lot(1, "B"), "10")
                .epc(item(1, "s1")));
  EXPECT_THAT(contents(pallet(1)), ElementsAre("A sellable 41", "B sellable 10"));
  send(pallet(1), 2);
  EXPECT_THAT(books(), ElementsAre("in_transit 3 from 1 sellable A 41", "in_transit 3 from 1 sellable B 10",
                                   "made A -101", "made B -10", "on_hand 1 sellable A 60"));
  receive(pallet(1), 3);
  world.add(unpacked(4).located(shop).parent(pallet(1)).epc(item(1, "s1")));
  EXPECT_THAT(contents(pallet(1)), ElementsAre("A sellable 40", "B sellable 10"));
  world.add(observed(5).step("retail_selling").located(shop).epc(item(1, "s1")));
  EXPECT_THAT(books(), ElementsAre("made A -101", "made B -10", "on_hand 1 sellable A 60",
                                   "on_hand 3 sellable A 40", "on_hand 3 sellable B 10", "sold A 1"));
  EXPECT_THAT(world.discrepancies(), IsEmpty());
}

TEST_F(InventoryThings, MovingAPalletCostsItsLotsNotItsPieces) {
  EventBuilder making = made(0).located(plant).of_lot("A");
  EventBuilder packing = packed(1).located(plant).parent(pallet(1));
  for (int i = 0; i < 500; ++i) {
    making.epc(item(1, "s" + std::to_string(i)));
    packing.epc(item(1, "s" + std::to_string(i)));
  }
  world.add(making);
  world.add(packing);
  const std::size_t before = world.tables.writes;
  const EventRef sent = send(pallet(1), 2);
  EXPECT_LT(world.tables.writes - before, 20U);
  EXPECT_EQ(inventory::postings(sent, world.tables).size(), 2U);
  EXPECT_THAT(books(), ElementsAre("in_transit 3 from 1 sellable A 500", "made A -500"));
  world.add(unpacked(3).located(shop).parent(pallet(1)));  // All of it, without a list.
  EXPECT_THAT(contents(pallet(1)), IsEmpty());
  receive(item(1, "s7"), 4);
  EXPECT_THAT(books(),
              ElementsAre("in_transit 3 from 1 sellable A 499", "made A -500", "on_hand 3 sellable A 1"));
}

TEST_F(InventoryThings, CasesOnPallets) {
  make("s1");
  make("s2");
  world.add(packed(1).located(plant).parent(pallet(1)).epc(item(1, "s1")));
  world.add(packed(2).located(plant).parent(pallet(2)).epc(pallet(1)).epc(item(1, "s2")));
  EXPECT_THAT(contents(pallet(2)), ElementsAre("A sellable 2"));
  // Named beside its pallet, a case moves with it and stays in it.
  world.add(observed(3).step("shipping").read_at(plant).to(shop).epc(pallet(1)).epc(pallet(2)));
  EXPECT_THAT(books(), ElementsAre("in_transit 3 from 1 sellable A 2", "made A -2"));
  EXPECT_THAT(contents(pallet(2)), ElementsAre("A sellable 2"));
  receive(pallet(1), 4);  // Alone: it is off the pallet.
  EXPECT_THAT(contents(pallet(2)), ElementsAre("A sellable 1"));
  EXPECT_THAT(books(),
              ElementsAre("in_transit 3 from 1 sellable A 1", "made A -2", "on_hand 3 sellable A 1"));
  EXPECT_EQ(inventory::container(key_of(pallet(1)), world.tables)->account.place, shop);
}

TEST_F(InventoryThings, AnItemSoldOutOfACaseLeavesAllThatIsAroundIt) {
  make("s1");
  world.add(packed(1).located(plant).parent(pallet(1)).epc(item(1, "s1")));
  world.add(packed(2).located(plant).parent(pallet(2)).epc(pallet(1)));
  world.add(observed(3).step("retail_selling").located(plant).epc(item(1, "s1")));
  EXPECT_THAT(contents(pallet(1)), IsEmpty());
  EXPECT_THAT(contents(pallet(2)), IsEmpty());
  EXPECT_THAT(books(), ElementsAre("made A -1", "sold A 1"));
}

TEST_F(InventoryThings, NothingIsInItself) {
  world.add(packed(1).located(plant).parent(pallet(1)).epc(pallet(2)));
  world.add(packed(2).located(plant).parent(pallet(2)).epc(pallet(1)));
  world.add(packed(3).located(plant).parent(pallet(1)).epc(pallet(1)));
  EXPECT_THAT(world.discrepancies(), ElementsAre("not_containable", "not_containable"));
}

TEST_F(InventoryThings, ContainersNestSixteenDeep) {
  const auto depth = static_cast<unsigned>(inventory::InventoryLimits::containment_depth_max);
  for (unsigned i = 1; i <= depth; ++i) {
    world.add(packed(i).located(plant).parent(pallet(i + 1)).epc(pallet(i)));
  }
  EXPECT_THAT(world.discrepancies(), IsEmpty());
  world.add(packed(depth + 1).located(plant).parent(pallet(depth + 2)).epc(pallet(depth + 1)));
  EXPECT_THAT(world.discrepancies(), ElementsAre("not_containable"));
}

TEST_F(InventoryThings, AContainerHoldsAThousandGoods) {
  const auto room = static_cast<unsigned>(inventory::InventoryLimits::content_lines_max);
  EventBuilder packing = packed(1).located(plant).parent(pallet(1));
  for (unsigned i = 0; i < room; ++i) packing.quantity(lot(1, "L" + std::to_string(i)), "1");
  world.add(packing);
  EXPECT_EQ(contents(pallet(1)).size(), room);
  EXPECT_THAT(world.discrepancies(), IsEmpty());
  world.add(packed(2).located(plant).parent(pallet(1)).quantity(lot(1, "MORE"), "1"));
  EXPECT_EQ(contents(pallet(1)).size(), room);
  EXPECT_THAT(world.discrepancies(), ElementsAre("not_containable"));
}

TEST_F(InventoryThings, AnEventMovesAHundredThousandLines) {
  using Limits = inventory::InventoryLimits;
  constexpr unsigned pallets = Limits::event_postings_max / Limits::content_lines_max + 1;
  EventBuilder moving = observed(2).step("shipping").located(plant);
  for (unsigned p = 1; p <= pallets; ++p) {
    EventBuilder packing = packed(1).located(plant).parent(pallet(p));
    for (unsigned i = 0; i < Limits::content_lines_max; ++i) {
      packing.quantity(lot(1, "P" + std::to_string(p) + "L" + std::to_string(i)), "1");
    }
    world.add(packing);
    moving.epc(pallet(p));
  }
  EXPECT_THAT(world.discrepancies(), IsEmpty());
  world.add(moving);
  EXPECT_EQ(std::ranges::count(world.discrepancies(), "not_containable"), 1) << "the pallet beyond it";
}

TEST_F(InventoryThings, ARecalledPalletRecallsWhatIsInIt) {
  make("s1");
  world.add(packed(1).located(plant).parent(pallet(1)).epc(item(1, "s1")));
  world.add(observed(2).disposition("recalled").located(plant).epc(pallet(1)));
  EXPECT_THAT(books(), ElementsAre("made A -1", "on_hand 1 recalled A 1"));
  EXPECT_THAT(contents(pallet(1)), ElementsAre("A recalled 1"));
  send(pallet(1), 3);
  world.add(unpacked(4).located(shop).parent(pallet(1)).epc(item(1, "s1")));
  receive(item(1, "s1"), 5);
  EXPECT_THAT(books(), ElementsAre("made A -1", "on_hand 3 recalled A 1"));
}

TEST_F(InventoryThings, ATankAsAnInputIsUsedUpAndStays) {
  world.add(made(0).located(plant).quantity(milk_a, "100", "LTR"));
  world.add(packed(1).located(plant).parent(pallet(1)).quantity(milk_a, "100", "LTR"));
  world.add(transformed(2).located(plant).epc(pallet(1)).output(lot(2, "P"), "10", "KGM"));
  EXPECT_THAT(books(), ElementsAre("consumed A 100 LTR", "made A -100 LTR"));
  EXPECT_THAT(contents(pallet(1)), IsEmpty());
  EXPECT_EQ(inventory::container(key_of(pallet(1)), world.tables)->account.kind,
            inventory::AccountKind::on_hand);
}

TEST_F(InventoryThings, MoreUnpackedThanPackedIsShown) {
  world.add(made(0).located(plant).quantity(milk_a, "10"));
  world.add(packed(1).located(plant).parent(pallet(1)).quantity(milk_a, "4"));
  world.add(unpacked(2).located(plant).parent(pallet(1)).quantity(milk_a, "5"));
  EXPECT_THAT(contents(pallet(1)), IsEmpty());
  EXPECT_THAT(world.discrepancies(), ElementsAre("content_missing"));
}

// Errors.

TEST_F(InventoryThings, ADeclaredErrorIsTakenBackAlsoInThePast) {
  world.add(made(0).located(plant).quantity(milk_a, "10"));
  const std::vector<std::string> before = books();
  const EventRef mistake =
      world.add(observed(1).step("retail_selling").located(plant).quantity(milk_a, "12"));
  EXPECT_THAT(world.discrepancies(), ElementsAre("negative_stock"));
  world.take_back(mistake, 9);
  EXPECT_EQ(books(), before);
  EXPECT_EQ(world.books(milk, minute(5)), before);
  EXPECT_THAT(world.discrepancies(), IsEmpty());
  world.take_back(mistake, 10);  // A second declaration takes nothing more.
  EXPECT_EQ(books(), before);
}

TEST_F(InventoryThings, OnlyItsIssuerTakesAnEventBack) {
  const EventRef making = world.add(made(0).located(plant).quantity(milk_a, "10"));
  world.add(declared_error(world.event(making), 1), "https://id.gs1.org/417/9529999999992");
  EXPECT_THAT(books(), ElementsAre("made A -10", "on_hand 1 sellable A 10"));
}

TEST_F(InventoryThings, ErrorsOfItemsAndContainersAreTakenBackInAnyOrder) {
  make("s1");
  const std::vector<std::string> before = books();
  const EventRef packing = world.add(packed(1).located(plant).parent(pallet(1)).epc(item(1, "s1")));
  const EventRef sending = send(item(1, "s1"), 2);
  world.take_back(packing, 8);
  EXPECT_THAT(books(), ElementsAre("in_transit 3 from 1 sellable A 1", "made A -1"));
  world.take_back(sending, 9);
  EXPECT_EQ(books(), before);
  EXPECT_THAT(contents(pallet(1)), ElementsAre("unknown"));
  send(item(1, "s1"), 10);  // It is where it was before both: at the plant, in nothing.
  EXPECT_THAT(books(), ElementsAre("in_transit 3 from 1 sellable A 1", "made A -1"));
  EXPECT_THAT(world.discrepancies(), IsEmpty());
}

TEST_F(InventoryThings, AnEmptyingIsTakenBack) {
  make("s1");
  world.add(packed(1).located(plant).parent(pallet(1)).epc(item(1, "s1")));
  const EventRef emptied = world.add(unpacked(2).located(plant).parent(pallet(1)));
  EXPECT_THAT(contents(pallet(1)), IsEmpty());
  world.take_back(emptied, 9);
  EXPECT_THAT(contents(pallet(1)), ElementsAre("A sellable 1"));
  send(pallet(1), 10);
  EXPECT_THAT(books(), ElementsAre("in_transit 3 from 1 sellable A 1", "made A -1"));
}

// Questions.

TEST_F(InventoryThings, PositionsOfAPlaceShowWhatComesAndGoes) {
  world.add(made(0).located(plant).quantity(milk_a, "10"));
  world.add(made(0).located(depot).quantity(lot(2, "X"), "10"));
  world.add(observed(1).step("shipping").read_at(plant).to(depot).quantity(milk_a, "4"));
  world.add(observed(2).step("shipping").read_at(depot).to(shop).quantity(lot(2, "X"), "3"));
  std::vector<std::string> lines;
  inventory::PositionQuery query;
  query.place = depot;
  for (const auto& position : world.positions(query)) lines.push_back(FoldedWorld::in_words(position));
  EXPECT_THAT(lines, ElementsAre("on_hand 2 sellable X 7", "in_transit 3 from 2 sellable X 3",
                                 "in_transit 2 from 1 sellable A 4"));
  query.as_of = minute(1);
  lines.clear();
  for (const auto& position : world.positions(query)) lines.push_back(FoldedWorld::in_words(position));
  EXPECT_THAT(lines, ElementsAre("on_hand 2 sellable X 10", "in_transit 2 from 1 sellable A 4"));
}

TEST_F(InventoryThings, PagesJoinToTheWhole) {
  for (int i = 0; i < 25; ++i) {
    world.add(made(0).located(plant).quantity(lot(1 + i % 3, "L" + std::to_string(i)), "1"));
  }
  inventory::PositionQuery query;
  query.place = plant;
  const std::vector<inventory::Position> whole = world.positions(query);
  ASSERT_EQ(whole.size(), 25U);
  for (std::size_t limit = 1; limit <= 26; ++limit) {
    query.limit = limit;
    EXPECT_EQ(world.positions(query), whole);
  }
}

TEST_F(InventoryThings, BadQuestionsAreRefused) {
  EXPECT_FALSE(inventory::positions({}, world.tables).has_value());
  inventory::PositionQuery query;
  query.place = plant;
  for (const char* cursor : {"x", "AAAA", "====", "QQM"}) {
    query.cursor = cursor;
    EXPECT_FALSE(inventory::positions(query, world.tables).has_value()) << cursor;
  }
}

TEST_F(InventoryThings, UnbalancedFindsWhatDoesNotAddUp) {
  world.add(made(0).located(plant).quantity(milk_a, "10"));
  MemoryTables broken = world.tables;
  broken.erase(Table::balances, world.tables.values(Table::balances).begin()->first);
  const std::vector<inventory::Good> found = inventory::unbalanced(broken);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].lot, "A");
}

TEST_F(InventoryThings, ALotLevelEventCostsFewKeys) {
  world.add(made(0).located(plant).quantity(milk_a, "100"));
  world.add(observed(1).step("retail_selling").located(plant).quantity(milk_a, "1"));
  const std::size_t before = world.tables.writes;
  world.add(observed(2).step("retail_selling").located(plant).quantity(milk_a, "1"));
  // The event's id, its touch, its facts, two balances, two movement lists, and the effects in log order.
  EXPECT_EQ(world.tables.writes - before, 8U);
}

}  // namespace
}  // namespace stocktrail
