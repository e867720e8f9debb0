// Traces follow from what is recorded, not from when: lots that are told late or corrected, carriers that are
// loaded anew.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/trace/detail/lots.h"
#include "tests/support/folded_world.h"

namespace stocktrail {
namespace {

using namespace test;
using testing::Contains;
using testing::ElementsAre;
using testing::IsSupersetOf;
using testing::Not;
using trace::Direction;

class TraceSets : public testing::Test {
 protected:
  std::vector<EventRef> events(const std::string& key) const {
    std::vector<EventRef> refs;
    for (const trace::TracedEvent& event :
         trace::walk(key_of(key), Direction::backwards, {}, world.tables).events)
      refs.push_back(event.event);
    return refs;
  }
  std::vector<std::string> reached(const std::string& key) const {
    std::vector<std::string> texts;
    for (const trace::Step& step : trace::walk(key_of(key), Direction::forwards, {}, world.tables).steps)
      texts.push_back(step.key.text());
    return texts;
  }
  std::string lot_of(const std::string& key) const {
    const auto found = trace::lot_of(key_of(key), world.tables);
    return found ? found->text() : std::string();
  }
  EventRef received(int at, unsigned where, const std::string& key) {
    return world.add(observed(at).step("receiving").located(place(where)).epc(key));
  }
  EventRef loaded(int at, unsigned where, const std::string& carrier, const std::string& key) {
    return world.add(packed(at).located(place(where)).parent(carrier).epc(key));
  }

  FoldedWorld world;
  const std::string cage = "https://id.gs1.org/8003/0" + with_check_digit(padded("952", 12, 7)) + "C1";
};

TEST_F(TraceSets, ALotFindsWhatWasSeenOfItsItemsBeforeTheirMakingWasRecorded) {
  const EventRef packing = loaded(2, 1, pallet(1), item(1, "s1"));
  const EventRef sold = world.add(observed(3).epc(item(1, "s1")));
  const EventRef making = world.add(made(1).epc(item(1, "s1")).of_lot("A"));
  EXPECT_THAT(events(lot(1, "A")), ElementsAre(making, packing, sold));
  EXPECT_THAT(reached(lot(1, "A")), Contains(pallet(1)));
}

TEST_F(TraceSets, ALotThatWasToldInErrorIsNotTheItems) {
  const EventRef wrong = world.add(made(1).epc(item(1, "s1")).of_lot("B"));
  loaded(2, 1, pallet(1), item(1, "s1"));
  world.add(transformed(3).epc(item(1, "s1")).output(lot(2, "X"), "1"));
  world.take_back(wrong, 4);
  EXPECT_EQ(lot_of(item(1, "s1")), "");
  world.add(made(1).epc(item(1, "s1")).of_lot("A"));
  EXPECT_EQ(lot_of(item(1, "s1")), lot(1, "A"));
  for (const std::string& key : {pallet(1), lot(2, "X")}) {
    EXPECT_THAT(reached(lot(1, "A")), Contains(key));
    EXPECT_THAT(reached(lot(1, "B")), Not(Contains(key)));
  }
}

// Serial numbers are guessed, and whoever guesses may be the first in the log.
TEST_F(TraceSets, WhoSpeaksForTheProductSaysOfWhichLotAnItemIs) {
  const std::string owner = "https://owner.example", stranger = "https://stranger.example";
  world.speakers = {owner};
  const std::string key = item(1, "s1");
  unsigned number = 10'000;
  const auto making = [&](const std::string& of) { return made(1).epc(key).of_lot(of).build(++number); };
  const epcis::Event guess = making("X"), word = making("A");
  world.add(guess, stranger);
  EXPECT_EQ(lot_of(key), lot(1, "X"));
  const EventRef seen = received(2, 2, key);
  const EventRef made_here = world.add(word, owner);
  EXPECT_EQ(lot_of(key), lot(1, "A"));
  world.add(making("Y"), stranger);
  const EventRef sold = world.add(observed(3).epc(key));
  EXPECT_EQ(lot_of(key), lot(1, "A"));
  EXPECT_THAT(events(lot(1, "A")), IsSupersetOf({seen, made_here, sold}));
  EXPECT_THAT(events(lot(1, "X")), Not(Contains(sold)));
  world.add(declared_error(word, 4), owner);
  EXPECT_EQ(lot_of(key), lot(1, "X")) << "the first of all";
  world.add(declared_error(guess, 4), stranger);
  EXPECT_EQ(lot_of(key), lot(1, "Y"));
  world.add(making("B"), owner);
  EXPECT_EQ(lot_of(key), lot(1, "B"));
}

TEST_F(TraceSets, TheSameLotToldAgainStandsWhenTheFirstTellingIsTakenBack) {
  const EventRef first = world.add(made(1).epc(item(1, "s1")).of_lot("A"));
  world.add(made(1).epc(item(1, "s1")).of_lot("A"));
  world.take_back(first, 4);
  EXPECT_EQ(lot_of(item(1, "s1")), lot(1, "A"));
}

TEST_F(TraceSets, AnIssuerTellsALotOfAnItemSoOften) {
  for (const std::size_t wrong : {trace::lots_told_max - 1, trace::lots_told_max}) {
    const std::string key = item(1, "s" + std::to_string(wrong));
    for (std::size_t i = 0; i <= wrong; ++i) world.take_back(world.add(made(1).epc(key).of_lot("B")), 4);
    world.add(made(1).epc(key).of_lot("A"));
    EXPECT_EQ(lot_of(key), wrong < trace::lots_told_max ? lot(1, "A") : "");
  }
}

TEST_F(TraceSets, SoManyItemsOfALotMayBeSeenBeforeItIsTold) {
  for (const std::size_t count : {trace::unlisted_items_max, trace::unlisted_items_max + 1}) {
    const std::string of = "L" + std::to_string(count);
    EventBuilder seen = observed(2), making = made(1);
    for (std::size_t i = 0; i < count; ++i)
      for (EventBuilder* event : {&seen, &making}) event->epc(item(1, of + "-" + std::to_string(i)));
    world.add(seen);
    world.add(making.of_lot(of));
    EXPECT_EQ(trace::walk(key_of(lot(1, of)), Direction::backwards, {}, world.tables).complete,
              count == trace::unlisted_items_max);
  }
}

TEST_F(TraceSets, WhatACageLeftElsewhereIsNotInItsNextLoad) {
  const EventRef going = received(3, 2, cage);
  const EventRef gone_on = received(7, 3, cage);
  const EventRef first = loaded(1, 1, cage, item(1, "s1"));
  const EventRef second = loaded(5, 1, cage, item(1, "s2"));
  EXPECT_THAT(events(item(1, "s1")), ElementsAre(first, going));
  EXPECT_THAT(events(item(1, "s2")), ElementsAre(second, gone_on));
}

TEST_F(TraceSets, AnAssetComesHomeEmptyAndAPalletFull) {
  for (const std::string& carrier : {cage, pallet(1)}) {
    loaded(1, 1, carrier, item(1, carrier == cage ? "s1" : "s2"));
    received(3, 2, carrier);
    received(5, 1, carrier);
    loaded(6, 1, carrier, item(1, "s3"));
  }
  const EventRef cage_goes = received(8, 3, cage), pallet_goes = received(8, 3, pallet(1));
  EXPECT_THAT(events(item(1, "s1")), Not(Contains(cage_goes)));
  EXPECT_THAT(events(item(1, "s2")), Contains(pallet_goes));
}

TEST_F(TraceSets, WhatIsAddedWhereACarrierArrivedJoinsItsLoad) {
  loaded(1, 1, pallet(1), item(1, "s1"));
  world.add(observed(2).step("shipping").read_at(place(1)).to(place(2)).epc(pallet(1)));
  loaded(4, 2, pallet(1), item(1, "s2"));
  const EventRef goes = received(6, 3, pallet(1));
  EXPECT_THAT(events(item(1, "s1")), Contains(goes));
  EXPECT_THAT(events(item(1, "s2")), Contains(goes));
}

}  // namespace
}  // namespace stocktrail
