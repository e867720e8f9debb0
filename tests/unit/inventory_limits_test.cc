// What one event may cost the writer, however long the history of a place.
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

std::string numbered_place(std::size_t number) {
  return "https://example.com/place/" + std::to_string(number);
}

class InventoryBounds : public testing::Test {
 protected:
  ~InventoryBounds() override { EXPECT_THAT(inventory::unbalanced(world.tables), IsEmpty()); }

  std::size_t reads_of(const EventBuilder& event) {
    const std::size_t before = world.tables.reads;
    world.add(event);
    return world.tables.reads - before;
  }

  /// Pieces of lot A on the way to the shop; "" is where nobody said.
  std::string on_the_way(const std::string& from,
                         inventory::Status status = inventory::Status::sellable) const {
    inventory::PositionQuery query;
    query.place = shop;
    for (const inventory::Position& position : world.positions(query)) {
      const inventory::Account& account = position.account;
      const bool is_asked = account.kind == inventory::AccountKind::in_transit && account.from == from;
      if (is_asked && account.status == status) return position.amount.text();
    }
    return "0";
  }

  FoldedWorld world;
};

TEST_F(InventoryBounds, ASiteOfManyDestinationsIsLookedThroughNoFurther) {
  constexpr std::size_t max = inventory::InventoryLimits::ways_max;
  world.add(made(0).located(plant).quantity(milk_a, "100000"));
  const auto ship = [&](std::size_t number) {
    world.add(observed(1).step("shipping").read_at(plant).to(numbered_place(number)).quantity(milk_a, "1"));
  };
  for (std::size_t i = 0; i < max; ++i) ship(i);
  world.add(observed(2).step("void_shipping").read_at(plant).quantity(milk_a, "3"));
  EXPECT_THAT(world.discrepancies(), IsEmpty());  // As many as the limit are looked through.
  ship(max);
  EXPECT_LT(reads_of(observed(3).step("void_shipping").read_at(plant).quantity(milk_a, "3")), 20U);
  EXPECT_THAT(world.discrepancies(), ElementsAre("unexpected_arrival"));
  const auto voided = observed(4).step("void_shipping").read_at(plant).to(numbered_place(max));
  EXPECT_LT(reads_of(EventBuilder(voided).quantity(milk_a, "1")), 20U);
  EXPECT_THAT(world.discrepancies(), ElementsAre("unexpected_arrival"));  // The named one is found.
}

TEST_F(InventoryBounds, GoodsFromManyOriginsForgetWhereTheyCameFrom) {
  constexpr std::size_t max = inventory::InventoryLimits::origins_max;
  for (std::size_t i = 0; i < max; ++i) {
    world.add(made(0).located(numbered_place(i)).quantity(milk_a, "5"));
    world.add(observed(1).step("shipping").read_at(numbered_place(i)).to(shop).quantity(milk_a, "1"));
  }
  EXPECT_EQ(on_the_way(""), "0");
  // One more origin is not said; one that is there already still is, in any status.
  world.add(made(2).located(plant).quantity(milk_a, "9").epc(item(1, "s1")).epc(item(1, "s2")).of_lot("A"));
  world.add(observed(3).step("shipping").read_at(plant).to(shop).quantity(milk_a, "9"));
  world.add(observed(3).step("shipping").read_at(plant).to(shop).epc(item(1, "s1")));
  world.add(observed(3)
                .step("shipping")
                .disposition("damaged")
                .read_at(numbered_place(0))
                .to(shop)
                .quantity(milk_a, "1"));
  EXPECT_EQ(on_the_way(""), "10");
  EXPECT_EQ(on_the_way(plant), "0");
  EXPECT_EQ(on_the_way(numbered_place(0), inventory::Status::damaged), "1");
  // Nothing is packed into what is on its way with an origin that has no room; the piece is on its
  // way all the same.
  world.add(observed(3).step("shipping").read_at(plant).to(shop).epc(pallet(1)));
  world.add(packed(4).located(plant).parent(pallet(1)).epc(item(1, "s2")));
  EXPECT_THAT(world.discrepancies(), Contains("not_containable"));
  world.add(observed(5).step("receiving").located(shop).epc(item(1, "s1")).epc(item(1, "s2")));
  EXPECT_EQ(on_the_way(""), "9");
  EXPECT_EQ(world.discrepancies().size(), 1U);
}

TEST_F(InventoryBounds, TakingBackBringsNoMoreOriginsThanThereMayBe) {
  constexpr std::size_t max = inventory::InventoryLimits::origins_max;
  world.add(made(0).located(plant).quantity(milk_a, "1"));
  world.add(observed(1).step("shipping").read_at(plant).to(shop).quantity(milk_a, "1"));
  const EventRef received = world.add(observed(2).step("receiving").located(shop).quantity(milk_a, "1"));
  for (std::size_t i = 0; i < max; ++i) {
    world.add(made(3).located(numbered_place(i)).quantity(milk_a, "1"));
    world.add(observed(4).step("shipping").read_at(numbered_place(i)).to(shop).quantity(milk_a, "1"));
  }
  world.take_back(received, 5);
  EXPECT_EQ(on_the_way(""), "1");
  EXPECT_EQ(on_the_way(plant), "0");
}

}  // namespace
}  // namespace stocktrail
