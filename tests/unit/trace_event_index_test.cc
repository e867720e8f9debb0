// From an event id to its events: what a declaration takes back, and that no issuer crowds out another.
#include "ledger/state/event_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/folded_world.h"

namespace stocktrail {
namespace {

using namespace test;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string stranger = party(9);
constexpr std::string_view id = "urn:example:event:victim";

class EventIndex : public testing::Test {
 protected:
  EventRef seen(std::string_view issuer) {
    return world.add(observed(1).id(id).epc(item(1, "s1")).build(), issuer);
  }
  EventRef take_back(std::string_view issuer) {
    return world.add(declared_error(observed(1).id(id).epc(item(1, "s1")).build(), 2), issuer);
  }
  std::vector<EventRef> found() const { return find_events(id, world.tables); }
  std::optional<EventRef> declaration_of(EventRef event) const {
    return trace::error_declaration_of(event, world.tables);
  }
  FoldedWorld world;
};

TEST_F(EventIndex, GivesAllEventsOfAnIdInLogOrder) {
  const EventRef one = seen(party(1)), two = seen(party(2)), three = seen(party(1));
  EXPECT_THAT(found(), ElementsAre(one, two, three));
  EXPECT_THAT(find_events("urn:example:event:other", world.tables), IsEmpty());
}

TEST_F(EventIndex, AFloodOfAnIdHidesNobodysEvent) {
  for (unsigned i = 0; i < 300; ++i) seen(stranger);
  const EventRef event = seen(party(1)), declaration = take_back(party(1));
  EXPECT_THAT(found(), Contains(event));
  EXPECT_THAT(found(), Contains(declaration));
  EXPECT_THAT(found(), SizeIs(52));  // Half of events_of_id_max each.
  EXPECT_EQ(declaration_of(event), declaration);
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

TEST_F(EventIndex, ADeclarationTakesBackWhatNoneDidBefore) {
  const EventRef one = seen(party(1)), two = seen(party(1)), foreign = seen(stranger);
  const EventRef first = take_back(party(1)), again = take_back(party(1));
  const EventRef three = seen(party(1)), last = take_back(party(1));
  EXPECT_EQ(declaration_of(one), first);
  EXPECT_EQ(declaration_of(two), first);
  EXPECT_EQ(declaration_of(three), last);
  EXPECT_EQ(declaration_of(foreign), std::nullopt);
  EXPECT_EQ(declaration_of(first), std::nullopt);
  EXPECT_EQ(declaration_of(again), std::nullopt);
}

TEST_F(EventIndex, OnlyTheOldestEventsOfAnIdCanBeTakenBack) {
  std::vector<EventRef> events;
  for (unsigned i = 0; i <= events_taken_back_max; ++i) events.push_back(seen(party(1)));
  const EventRef declaration = take_back(party(1));
  EXPECT_EQ(declaration_of(events.front()), declaration);
  EXPECT_EQ(declaration_of(events[events_taken_back_max - 1]), declaration);
  EXPECT_EQ(declaration_of(events.back()), std::nullopt);
}

TEST_F(EventIndex, AnEventCostsNoMoreForAFloodOfItsId) {
  seen(party(1));
  const auto reads_of = [&](auto event) {
    const std::size_t before = world.tables.reads;
    event();
    return world.tables.reads - before;
  };
  take_back(party(1));
  const std::size_t few = reads_of([&] { take_back(party(1)); });
  for (unsigned i = 0; i < 500; ++i) take_back(party(1));
  EXPECT_EQ(reads_of([&] { take_back(party(1)); }), few);
}

}  // namespace
}  // namespace stocktrail
