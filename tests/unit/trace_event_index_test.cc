// One event of an issuer counts once: what is told of each event, that no issuer crowds out another, and what
// folds make of it.
#include "ledger/state/event_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/folded_world.h"

namespace stocktrail {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = Told::Kind;

const std::string stranger = party(9);
constexpr std::string_view id = "urn:example:event:victim";

/// An event with this id that says `content`.
epcis::Event event_of(unsigned content, std::string_view event_id = id) {
  auto event =
      made(content).read_at(place(1)).located(place(1)).quantity(lot(1, "L"), "10").id(event_id).build();
  event.content.emplace().fill(static_cast<std::uint8_t>(content));
  return event;
}
/// One that was admitted before content hashes were kept.
epcis::Event old_event(unsigned content) {
  auto event = event_of(content);
  event.content.reset();
  return event;
}

class EventIndex : public testing::Test {
 protected:
  EventRef seen(std::string_view issuer, unsigned content = 1) {
    return world.add(event_of(content), issuer);
  }
  EventRef take_back(std::string_view issuer, unsigned content = 1) {
    return world.add(declared_error(event_of(content), 2), issuer);
  }
  std::vector<EventRef> found() const { return find_events(id, world.tables); }
  std::optional<EventRef> declaration_of(EventRef event) const {
    return trace::error_declaration_of(event, world.tables);
  }
  FoldedWorld world;
};

TEST_F(EventIndex, TheSameAgainIsARepeatAndChangesNothing) {
  const EventRef first = seen(party(1));
  const MemoryTables before = world.tables;
  const EventRef again = seen(party(1));
  EXPECT_EQ(world.told(first), Told());
  EXPECT_EQ(world.told(again), (Told{.kind = Kind::repeat, .earlier = first}));
  EXPECT_TRUE(world.tables == before);
  EXPECT_THAT(found(), ElementsAre(first));
}

TEST_F(EventIndex, OtherContentIsAConflictWithTheFirst) {
  const EventRef first = seen(party(1));
  EXPECT_EQ(world.told(seen(party(1), 2)), (Told{.kind = Kind::conflict, .earlier = first}));
}

TEST_F(EventIndex, ADeclarationTakesBackOneEventBeforeOrAfterItAndOnceIsEnough) {
  const auto after = [] {
    FoldedWorld one;
    const EventRef event = one.add(event_of(1)), declaration = one.add(declared_error(event_of(1), 2));
    EXPECT_EQ(one.told(declaration), (Told{.kind = Kind::declaration, .taken_back = {event}}));
    EXPECT_EQ(trace::error_declaration_of(event, one.tables), declaration);
    return one.books(gtin(1));
  };
  const auto before = [] {
    FoldedWorld one;
    const EventRef declaration = one.add(declared_error(event_of(1), 2)), event = one.add(event_of(1));
    EXPECT_EQ(one.told(declaration), Told{.kind = Kind::declaration});
    EXPECT_EQ(one.told(event), Told{.taken_back_by = declaration});
    EXPECT_FALSE(one.told(event).counts());
    EXPECT_EQ(trace::error_declaration_of(event, one.tables), declaration);
    const EventRef again = one.add(declared_error(event_of(1), 7)), repeat = one.add(event_of(1));
    EXPECT_EQ(one.told(again), (Told{.kind = Kind::repeat, .earlier = declaration}));
    EXPECT_EQ(one.told(repeat), (Told{.kind = Kind::repeat, .earlier = event}));
    return one.books(gtin(1));
  };
  EXPECT_THAT(after(), IsEmpty());
  EXPECT_THAT(before(), IsEmpty());
}

TEST_F(EventIndex, OnlyItsOwnIssuerRepeatsAnEventOrTakesItBack) {
  const EventRef event = seen(party(1));
  EXPECT_EQ(world.told(seen(stranger, 2)).kind, Kind::first);
  EXPECT_NE(world.told(take_back(party(8))).taken_back, std::vector{event});
  EXPECT_EQ(declaration_of(event), std::nullopt);
  const EventRef declaration = take_back(party(1), 3);  // Whatever else it says.
  EXPECT_EQ(declaration_of(event), declaration);
}

TEST_F(EventIndex, WhatIsToldOfAStatementIsToldOfItsEventsAsTheyAreFolded) {
  const EventRef first = seen(party(1));
  const std::vector<epcis::Event> events = {event_of(1),
                                            event_of(5, "urn:x:a"),
                                            event_of(5, "urn:x:a"),
                                            declared_error(event_of(5, "urn:x:b"), 2),
                                            event_of(5, "urn:x:b"),
                                            event_of(6, "urn:x:a"),
                                            event_of(7, "urn:x:c")};
  const IssuerTag issuer = issuer_tag(party(1));
  const auto told = tell_events(events, issuer, 7, world.tables);
  ASSERT_THAT(told, SizeIs(6)) << "Nothing is told after a conflict.";
  for (unsigned i = 0; i < told.size(); ++i) {
    EXPECT_EQ(told[i], index_event(events[i], issuer, event_ref(7, i), world.tables)) << i;
    EXPECT_EQ(told[i], told_of(events[i], issuer, event_ref(7, i), world.tables)) << i;
  }
  EXPECT_EQ(told[0], (Told{.kind = Kind::repeat, .earlier = first}));
  EXPECT_EQ(told[2], (Told{.kind = Kind::repeat, .earlier = event_ref(7, 1)}));
  EXPECT_EQ(told[4], Told{.taken_back_by = event_ref(7, 3)});
  EXPECT_EQ(told[5], (Told{.kind = Kind::conflict, .earlier = event_ref(7, 1)}));
}

TEST_F(EventIndex, OfOldEventsWhatTheLedgerReadsIsCompared) {
  const EventRef one = world.add(old_event(1), party(1)), again = world.add(old_event(1), party(1));
  EXPECT_EQ(world.told(again), (Told{.kind = Kind::repeat, .earlier = one}));
  EXPECT_EQ(world.told(seen(party(1))), (Told{.kind = Kind::repeat, .earlier = one})) << "With its hash.";
  EXPECT_EQ(world.told(seen(party(1), 2)).kind, Kind::conflict);
}

// As rules before the third let in.
TEST_F(EventIndex, OldEventsWithOneIdStandUntilADeclarationThatCameAfterThem) {
  const auto add = [&](epcis::Event event) { return world.add(std::move(event), party(1)); };
  const EventRef one = add(old_event(1)), two = add(old_event(2));
  const EventRef first = add(declared_error(old_event(1), 2));
  EXPECT_TRUE(world.told(add(declared_error(old_event(1), 3))).is_repeat());
  const EventRef three = add(old_event(3)), last = add(declared_error(old_event(3), 4));
  EXPECT_EQ(declaration_of(one), first);
  EXPECT_EQ(declaration_of(two), first);
  EXPECT_EQ(declaration_of(three), last);
}

TEST_F(EventIndex, GivesAllEventsOfAnIdInLogOrder) {
  const EventRef one = seen(party(1)), two = seen(party(2)), three = take_back(party(1));
  EXPECT_THAT(found(), ElementsAre(one, two, three));
  EXPECT_THAT(find_events("urn:example:event:other", world.tables), IsEmpty());
}

TEST_F(EventIndex, AFloodOfAnIdHidesNobodysEvent) {
  for (unsigned i = 0; i < 300; ++i) world.add(old_event(i), stranger);
  const EventRef event = seen(party(1)), declaration = take_back(party(1));
  EXPECT_THAT(found(), testing::IsSupersetOf({event, declaration}));
  EXPECT_THAT(found(), SizeIs(52));  // Half of events_of_id_max each.
}

TEST_F(EventIndex, ManyIssuersOfAnIdShareWhatIsShown) {
  for (unsigned i = 0; i < 150; ++i) seen(party(100 + i));
  EXPECT_THAT(found(), SizeIs(events_of_id_max));
}

TEST_F(EventIndex, AnIssuerBeyondTheLimitStillTakesBackItsOwn) {
  for (unsigned i = 0; i < list_issuers_max; ++i) seen(party(100 + i));
  const EventRef event = seen(party(1)), declaration = take_back(party(1));
  EXPECT_EQ(declaration_of(event), declaration);
}

TEST_F(EventIndex, AnIdentityHasNoMoreThanItsRows) {
  std::vector<EventRef> events;
  for (unsigned i = 0; i <= identity_rows_max; ++i) events.push_back(world.add(old_event(i), party(1)));
  const EventRef declaration = take_back(party(1));
  EXPECT_EQ(declaration_of(events[identity_rows_max - 1]), declaration);
  EXPECT_EQ(declaration_of(events.back()), std::nullopt) << "Beyond them it stands.";
}

TEST_F(EventIndex, AnEventCostsOneReadOfTheIndex) {
  seen(party(1));
  const auto reads_of = [&](auto event) {
    const std::size_t before = world.tables.gets(Table::events);
    event();
    return world.tables.gets(Table::events) - before;
  };
  for (unsigned i = 0; i < 500; ++i) take_back(party(1));
  EXPECT_EQ(reads_of([&] { take_back(party(1)); }), 1U);
  EXPECT_EQ(reads_of([&] { seen(party(1)); }), 1U);
  EXPECT_EQ(reads_of([&] { world.add(event_of(1, "urn:x:new"), party(1)); }), 1U);
}

}  // namespace
}  // namespace stocktrail
