// What leads to what: items, lots, containers in their time, transformations, recalls, errors.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/folded_world.h"

namespace stocktrail {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::UnorderedElementsAre;
using trace::Direction;

const std::string plant = place(1), depot = place(2), shop = place(3);

class TraceWalk : public testing::Test {
 protected:
  trace::Trace walk(const std::string& key, Direction direction, const trace::WalkLimits& limits = {}) const {
    return trace::walk(key_of(key), direction, limits, world.tables);
  }
  /// The refs of the events of a trace, in its order.
  std::vector<EventRef> events(const std::string& key, Direction direction = Direction::backwards) const {
    std::vector<EventRef> refs;
    for (const trace::TracedEvent& event : walk(key, direction).events) refs.push_back(event.event);
    return refs;
  }
  std::vector<std::string> keys(const std::string& key, Direction direction) const {
    std::vector<std::string> texts;
    for (const trace::Step& step : walk(key, direction).steps) texts.push_back(step.key.text());
    return texts;
  }
  EventRef seen(const std::string& key, std::int64_t at) {
    return world.add(observed(at).located(plant).epc(key));
  }

  FoldedWorld world;
};

TEST_F(TraceWalk, EverySpellingOfAnItemIsTheSame) {
  const EventRef made_it = world.add(made(0).epc(item(1, "A", "s1")));
  EXPECT_THAT(events(item(1, "s1")), ElementsAre(made_it));
  EXPECT_THAT(events(item(1, "A", "s1")), ElementsAre(made_it));
}

TEST_F(TraceWalk, AnItemFindsItsLotThatOnlyItsMakingTold) {
  const EventRef of_lot = world.add(made(0).quantity(lot(1, "A"), "100"));
  const EventRef making = world.add(made(1).epc(item(1, "s1")).of_lot("A"));
  world.add(made(1).epc(item(1, "s2")).of_lot("A"));
  const EventRef sold = seen(item(1, "s1"), 2);
  world.add(observed(3).epc(item(1, "s2")));
  EXPECT_EQ(trace::lot_of(key_of(item(1, "s1")), world.tables)->text(), lot(1, "A"));
  EXPECT_THAT(events(item(1, "s1")), ElementsAre(of_lot, making, sold));  // Nothing of the other item.
}

TEST_F(TraceWalk, ALotFindsTheJourneysOfItsItems) {
  const EventRef making = world.add(made(1).epc(item(1, "s1")).epc(item(1, "s2")).of_lot("A"));
  const EventRef sold = seen(item(1, "s2"), 2);
  world.add(made(1).epc(item(1, "s3")).of_lot("B"));
  EXPECT_THAT(events(lot(1, "A")), ElementsAre(making, sold));
  const trace::Touches touches = trace::touches(key_of(lot(1, "A")), 10, world.tables);
  ASSERT_EQ(touches.list.size(), 2U);
  EXPECT_EQ(touches.list[0].naming, trace::Naming::item_of_lot);
}

TEST_F(TraceWalk, AContainerCountsWhileTheItemIsInIt) {
  world.add(observed(0).epc(pallet(1)));  // Before: not the item's.
  const EventRef packing = world.add(packed(1).parent(pallet(1)).epc(item(1, "s1")));
  const EventRef on_the_way = seen(pallet(1), 2);
  const EventRef unpacking = world.add(unpacked(3).parent(pallet(1)).epc(item(1, "s1")));
  world.add(observed(4).epc(pallet(1)));
  EXPECT_THAT(events(item(1, "s1")), ElementsAre(packing, on_the_way, unpacking));
}

TEST_F(TraceWalk, LateEventsCountAtTheirTime) {
  const EventRef unpacking = world.add(unpacked(3).parent(pallet(1)).epc(item(1, "s1")));
  const EventRef on_the_way = seen(pallet(1), 2);
  world.add(observed(4).epc(pallet(1)));
  const EventRef packing = world.add(packed(1).parent(pallet(1)).epc(item(1, "s1")));
  EXPECT_THAT(events(item(1, "s1")), ElementsAre(packing, on_the_way, unpacking));
}

TEST_F(TraceWalk, AWholeDeleteEndsTheStay) {
  const EventRef packing = world.add(packed(1).parent(pallet(1)).epc(item(1, "s1")));
  const EventRef unpacking = world.add(unpacked(2).parent(pallet(1)));
  world.add(observed(3).epc(pallet(1)));
  EXPECT_THAT(events(item(1, "s1")), ElementsAre(packing, unpacking));
}

TEST_F(TraceWalk, AnItemIsInOneContainerAtATime) {
  const EventRef first = world.add(packed(1).parent(pallet(1)).epc(item(1, "s1")));
  const EventRef second = world.add(packed(2).parent(pallet(2)).epc(item(1, "s1")));
  world.add(observed(3).epc(pallet(1)));
  const EventRef with_second = seen(pallet(2), 3);
  EXPECT_THAT(events(item(1, "s1")), ElementsAre(first, second, with_second));
}

TEST_F(TraceWalk, CasesOnPalletsAndAssociations) {
  const EventRef in_case = world.add(packed(1).parent(pallet(1)).epc(item(1, "s1")));
  const EventRef on_pallet = world.add(packed(2).parent(pallet(2)).epc(pallet(1)));
  const EventRef in_truck = world.add(EventBuilder(epcis::EventType::association, epcis::Action::add, 3)
                                          .parent("https://id.gs1.org/8004/9520001TRUCK")
                                          .epc(pallet(2)));
  const EventRef driven = seen("https://id.gs1.org/8004/9520001TRUCK", 4);
  EXPECT_THAT(events(item(1, "s1")), ElementsAre(in_case, on_pallet, in_truck, driven));
  const trace::Trace trace = walk(item(1, "s1"), Direction::backwards);
  EXPECT_EQ(trace.steps.back().depth, 3U);
  EXPECT_EQ(trace.steps.back().relation, trace::Relation::container);
  EXPECT_EQ(trace.steps.back().through, in_truck);
}

TEST_F(TraceWalk, AQuantityOfALotStaysUntilAsMuchWasTakenOut) {
  const EventRef packing = world.add(packed(1).parent(pallet(1)).quantity(lot(1, "A"), "10"));
  const EventRef part = world.add(unpacked(2).parent(pallet(1)).quantity(lot(1, "A"), "4"));
  const EventRef between = seen(pallet(1), 3);
  const EventRef rest = world.add(unpacked(4).parent(pallet(1)).quantity(lot(1, "A"), "6"));
  world.add(observed(5).epc(pallet(1)));
  EXPECT_THAT(events(lot(1, "A")), ElementsAre(packing, part, between, rest));
}

TEST_F(TraceWalk, OtherLotsInTheContainerAreNotShown) {
  world.add(made(0).quantity(lot(1, "B"), "10"));
  const EventRef packing =
      world.add(packed(1).parent(pallet(1)).quantity(lot(1, "A"), "10").quantity(lot(1, "B"), "10"));
  world.add(observed(2).quantity(lot(1, "B"), "10"));
  EXPECT_THAT(events(lot(1, "A")), ElementsAre(packing));
}

TEST_F(TraceWalk, BackwardsThroughTransformations) {
  const EventRef farm = world.add(made(0).quantity(lot(1, "RAW"), "100"));
  const EventRef transformation =
      world.add(transformed(2).quantity(lot(1, "RAW"), "60").output(lot(2, "POWDER"), "10"));
  world.add(
      observed(3).step("retail_selling").quantity(lot(1, "RAW"), "40"));  // After its use: another story.
  const EventRef packing = world.add(packed(4).parent(pallet(1)).quantity(lot(2, "POWDER"), "10"));
  EXPECT_THAT(events(lot(2, "POWDER")), ElementsAre(farm, transformation, packing));
  EXPECT_THAT(keys(lot(2, "POWDER"), Direction::backwards),
              ElementsAre(lot(2, "POWDER"), pallet(1), lot(1, "RAW")));
}

TEST_F(TraceWalk, ForwardsIsTheRecallClosure) {
  world.add(transformed(2).quantity(lot(1, "RAW"), "60").output(lot(2, "POWDER"), "10"));
  world.add(transformed(3).quantity(lot(2, "POWDER"), "5").output(lot(3, "MIX"), "7").output(item(4, "s1")));
  world.add(packed(4).parent(pallet(1)).quantity(lot(3, "MIX"), "7"));
  world.add(transformed(5).quantity(lot(9, "OTHER"), "5").output(lot(8, "OTHER"), "7"));
  EXPECT_THAT(keys(lot(1, "RAW"), Direction::forwards),
              UnorderedElementsAre(lot(1, "RAW"), lot(2, "POWDER"), lot(3, "MIX"), item(4, "s1"), pallet(1)));
}

TEST_F(TraceWalk, PartsOfATransformationBelongTogether) {
  const EventRef in =
      world.add(transformed(1).transformation("urn:example:run:7").quantity(lot(1, "RAW"), "6"));
  const EventRef out = world.add(transformed(2).transformation("urn:example:run:7").output(lot(2, "P"), "1"));
  EXPECT_THAT(events(lot(2, "P")), ElementsAre(in, out));
  EXPECT_THAT(keys(lot(1, "RAW"), Direction::forwards), ElementsAre(lot(1, "RAW"), lot(2, "P")));
  // The same name from another issuer is another transformation.
  world.add(transformed(1).transformation("urn:example:run:7").quantity(lot(9, "FOREIGN"), "6").build(99),
            "https://id.gs1.org/417/9529999999992");
  EXPECT_THAT(events(lot(2, "P")), ElementsAre(in, out));
}

TEST_F(TraceWalk, ContentsOfATankAreTheInputs) {
  const EventRef filled = world.add(packed(1).parent(pallet(1)).quantity(lot(1, "RAW"), "60"));
  const EventRef used = world.add(transformed(2).epc(pallet(1)).output(lot(2, "POWDER"), "10"));
  const EventRef emptied = world.add(unpacked(3).parent(pallet(1)));
  world.add(packed(4).parent(pallet(1)).quantity(lot(1, "LATER"), "60"));
  EXPECT_THAT(events(lot(2, "POWDER")), ElementsAre(filled, used));
  EXPECT_THAT(keys(lot(1, "RAW"), Direction::forwards),
              ElementsAre(lot(1, "RAW"), pallet(1), lot(2, "POWDER")));
  EXPECT_THAT(events(lot(1, "RAW"), Direction::forwards), ElementsAre(filled, used, emptied));
}

TEST_F(TraceWalk, APalletStandsForWhatIsOnIt) {
  const EventRef making = world.add(made(0).quantity(lot(1, "A"), "10"));
  const EventRef packing = world.add(packed(1).parent(pallet(1)).quantity(lot(1, "A"), "10"));
  EXPECT_THAT(events(pallet(1)), ElementsAre(making, packing));
}

TEST_F(TraceWalk, DeclaredErrorsAreShownAndLeadNowhere) {
  const EventRef wrong = world.add(packed(1).parent(pallet(1)).epc(item(1, "s1")));
  world.add(observed(2).epc(pallet(1)));
  const EventRef declaration = world.take_back(wrong, 5);
  const trace::Trace trace = walk(item(1, "s1"), Direction::backwards);
  ASSERT_EQ(trace.events.size(), 2U);
  EXPECT_TRUE(trace.events[0].declared_error);
  EXPECT_EQ(trace.events[1].event, declaration);
  EXPECT_TRUE(trace.events[1].declares_error);
  EXPECT_EQ(trace.steps.size(), 1U);
  EXPECT_EQ(trace::error_declaration_of(wrong, world.tables), declaration);
  world.take_back(wrong, 6);
  EXPECT_EQ(trace::error_declaration_of(wrong, world.tables), declaration);
  EXPECT_EQ(trace::error_declaration_of(declaration, world.tables), std::nullopt);
}

TEST_F(TraceWalk, DeclaredErrorsOfOneStatementAreToldApart) {
  std::vector<EventRef> refs{seen(item(1, "s1"), 1)};
  for (std::int64_t at = 2; at <= 20; ++at) refs.push_back(world.add_beside(observed(at).epc(item(1, "s1"))));
  const std::size_t before = world.tables.gets(Table::items);
  EXPECT_EQ(events(item(1, "s1")), refs);
  EXPECT_LE(world.tables.gets(Table::items) - before, 3U) << "one look tells of all events of a statement";
  const EventRef declaration = world.take_back(refs[7], 30);
  const trace::Trace trace = walk(item(1, "s1"), Direction::backwards);
  ASSERT_EQ(trace.events.size(), refs.size() + 1);
  for (const trace::TracedEvent& event : trace.events)
    EXPECT_EQ(event.declared_error, event.event == refs[7]) << position_of(event.event);
  EXPECT_EQ(trace::error_declaration_of(refs[7], world.tables), declaration);
  EXPECT_EQ(trace::error_declaration_of(refs[6], world.tables), std::nullopt);
}

TEST_F(TraceWalk, OnlyItsIssuerDeclaresAnError) {
  const EventRef event = seen(item(1, "s1"), 1);
  world.add(declared_error(world.event(event), 2), "https://id.gs1.org/417/9529999999992");
  EXPECT_EQ(trace::error_declaration_of(event, world.tables), std::nullopt);
}

TEST_F(TraceWalk, ErasedEventsAreCounted) {
  const EventRef making = world.add(transformed(1).quantity(lot(1, "A"), "1").output(lot(2, "B"), "1"));
  world.erase(making);
  const trace::Trace trace = walk(lot(2, "B"), Direction::backwards);
  EXPECT_EQ(trace.erased, 1U);
  EXPECT_EQ(trace.events.size(), 1U);
}

// The touches of what was in it say so.
TEST_F(TraceWalk, ContainersAreFoundThoughTheEventWasErased) {
  world.erase(world.add(packed(1).parent(pallet(1)).epc(item(1, "s1"))));
  const trace::Trace trace = walk(item(1, "s1"), Direction::backwards);
  EXPECT_EQ(trace.erased, 0U);
  EXPECT_EQ(trace.steps.size(), 2U);
}

TEST_F(TraceWalk, TwoWalksAreEqual) {
  for (unsigned i = 0; i < 20; ++i) {
    world.add(packed(i).parent(pallet(i % 3)).epc(item(1, std::to_string(i % 7))).quantity(lot(2, "A"), "1"));
  }
  const trace::Trace one = walk(lot(2, "A"), Direction::forwards);
  const trace::Trace two = walk(lot(2, "A"), Direction::forwards);
  ASSERT_EQ(one.steps.size(), two.steps.size());
  for (std::size_t i = 0; i < one.steps.size(); ++i) EXPECT_EQ(one.steps[i].key, two.steps[i].key);
  ASSERT_EQ(one.events.size(), two.events.size());
  for (std::size_t i = 0; i < one.events.size(); ++i) EXPECT_EQ(one.events[i].event, two.events[i].event);
}

}  // namespace
}  // namespace stocktrail
