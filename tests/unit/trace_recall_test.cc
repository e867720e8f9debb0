// Who is heard about a recall, and what carries it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/folded_world.h"

namespace stocktrail {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string maker = party(1), stranger = party(9), agency = party(5);

class TraceRecall : public testing::Test {
 protected:
  trace::Recalls recalls(const std::string& key, const trace::WalkLimits& limits = {}) const {
    const auto backwards = trace::walk(key_of(key), trace::Direction::backwards, limits, world.tables);
    return trace::recalls(backwards, limits, world.tables,
                          [this](const gs1::Key& of, const IssuerTag& issuer, EventRef) {
                            if (issuer == issuer_tag(agency)) return trace::Voice::authority;
                            const auto own = voices.find({of.text(), issuer});
                            return own != voices.end() ? own->second : otherwise;
                          });
  }
  /// The events that raised the recalls that stand.
  std::vector<EventRef> standing(const std::string& key, const trace::WalkLimits& limits = {}) const {
    std::vector<EventRef> refs;
    for (const trace::RecallEvent& event : recalls(key, limits).list)
      if (event.stands) refs.push_back(event.touch.event);
    return refs;
  }
  void let(const std::string& issuer, const std::string& thing, trace::Voice voice = trace::Voice::maker) {
    otherwise = trace::Voice::none;
    voices[{key_of(thing).text(), issuer_tag(issuer)}] = voice;
  }
  EventRef by(const std::string& issuer, const EventBuilder& event) {
    return world.add(event.build(++number_), issuer);
  }
  static EventBuilder recalled(std::int64_t at, const std::string& key) {
    return observed(at).disposition("recalled").quantity(key, "");
  }
  static EventBuilder lifted(std::int64_t at, const std::string& key) {
    return observed(at).no_longer("recalled").quantity(key, "");
  }

  FoldedWorld world;
  trace::Voice otherwise = trace::Voice::owner;
  std::map<std::pair<std::string, IssuerTag>, trace::Voice> voices;

 private:
  unsigned number_ = 10'000;
};

TEST_F(TraceRecall, OfTheLotAndOfWhatItWasMadeFrom) {
  world.add(transformed(1).quantity(lot(1, "RAW"), "60").output(lot(2, "POWDER"), "10"));
  world.add(made(2).epc(item(2, "s1")).of_lot("POWDER"));
  const EventRef raised = world.add(recalled(3, lot(1, "RAW")));
  world.add(recalled(3, lot(1, "OTHER")));
  const EventRef over = world.add(lifted(4, lot(2, "POWDER")));
  const trace::Recalls found = recalls(item(2, "s1"));
  ASSERT_EQ(found.list.size(), 2U);
  EXPECT_EQ(found.list[0].touch.event, raised);
  EXPECT_EQ(found.list[0].touch.recall, trace::Recall::raised);
  EXPECT_EQ(found.list[0].key.text(), lot(1, "RAW"));
  EXPECT_TRUE(found.list[0].stands);
  EXPECT_EQ(found.list[1].touch.event, over);
  EXPECT_EQ(found.list[1].touch.recall, trace::Recall::lifted);
}

TEST_F(TraceRecall, OfOneItemIsNoneOfItsNeighbour) {
  world.add(made(1).epc(item(1, "s1")).epc(item(1, "s2")).of_lot("A"));
  world.add(observed(2).disposition("recalled").epc(item(1, "s1")));
  EXPECT_EQ(recalls(item(1, "s1")).list.size(), 1U);
  EXPECT_THAT(recalls(item(1, "s2")).list, IsEmpty());
  EXPECT_EQ(recalls(lot(1, "A")).list.size(), 1U);
}

TEST_F(TraceRecall, OfAWholeProductAndAMistakenOneIsNone) {
  world.add(made(1).epc(item(1, "s1")));
  const EventRef recall = world.add(observed(2).persistently("recalled").quantity(gtin(1), ""));
  EXPECT_EQ(recalls(item(1, "s1")).list.size(), 1U);
  world.take_back(recall, 3);
  EXPECT_THAT(recalls(item(1, "s1")).list, IsEmpty());
}

TEST_F(TraceRecall, AFloodByAStrangerHidesNothingAndCutsNothing) {
  let(maker, lot(1, "A"));
  trace::WalkLimits limits;
  limits.events_max = 10;
  limits.touches_read_max = 400;
  for (unsigned i = 0; i < 300; ++i) by(stranger, recalled(1, lot(1, "A")));
  const EventRef recall = by(maker, recalled(2, lot(1, "A")));
  EXPECT_THAT(standing(lot(1, "A"), limits), ElementsAre(recall));
  for (unsigned i = 0; i < 300; ++i) by(stranger, lifted(3, lot(1, "A")));
  limits.touches_read_max = 800;  // The walk itself reads them all.
  const trace::Recalls found = recalls(lot(1, "A"), limits);
  EXPECT_EQ(found.list.size(), 1U);
}

TEST_F(TraceRecall, ALimitOfReadingIsTold) {
  for (unsigned i = 0; i < 5; ++i) world.add(recalled(i, lot(1, "A")));
  EXPECT_TRUE(recalls(lot(1, "A")).complete);
  trace::WalkLimits limits;
  limits.events_max = 4;
  EXPECT_FALSE(recalls(lot(1, "A"), limits).complete);
}

TEST_F(TraceRecall, EventsThatAreNotListedHideNoRecall) {
  const EventRef recall = world.add(recalled(1, lot(1, "A")));
  for (unsigned i = 0; i < 20; ++i) world.add(observed(2).quantity(lot(1, "A"), "1"));
  trace::WalkLimits limits;
  limits.events_max = 10;
  EXPECT_THAT(standing(lot(1, "A"), limits), ElementsAre(recall));
  EXPECT_TRUE(recalls(lot(1, "A"), limits).complete);
  limits.touches_max = 10;
  EXPECT_FALSE(recalls(lot(1, "A"), limits).complete);
}

TEST_F(TraceRecall, IsLiftedByWhoRaisedItTheOwnerOrAnAuthority) {
  let(maker, lot(1, "A"));
  let(stranger, lot(1, "A"));  // Another that may recall it, but has no say over the maker's.
  const EventRef recall = by(maker, recalled(1, lot(1, "A")));
  by(stranger, lifted(2, lot(1, "A")));
  by(party(7), lifted(3, lot(1, "A")));
  EXPECT_THAT(standing(lot(1, "A")), ElementsAre(recall));
  by(maker, lifted(4, lot(1, "A")));
  EXPECT_THAT(standing(lot(1, "A")), IsEmpty());
  const EventRef again = by(maker, recalled(5, lot(1, "A")));
  EXPECT_THAT(standing(lot(1, "A")), ElementsAre(again));
  by(agency, lifted(6, lot(1, "A")));
  EXPECT_THAT(standing(lot(1, "A")), IsEmpty());
  const EventRef official = by(agency, recalled(7, lot(1, "A")));
  by(maker, lifted(8, lot(1, "A")));
  EXPECT_THAT(standing(lot(1, "A")), ElementsAre(official));
  let(maker, lot(1, "A"), trace::Voice::owner);
  EXPECT_THAT(standing(lot(1, "A")), IsEmpty());
}

TEST_F(TraceRecall, AForeignTransformationCarriesNone) {
  let(maker, lot(2, "A"));
  let(stranger, lot(1, "OWN"));
  by(maker, made(1).quantity(lot(2, "A"), "10"));
  by(stranger, transformed(0).quantity(lot(1, "OWN"), "1").output(lot(2, "A"), "1"));
  const EventRef recall = by(stranger, recalled(2, lot(1, "OWN")));
  EXPECT_THAT(recalls(lot(2, "A")).list, IsEmpty());
  by(maker, transformed(1).quantity(lot(1, "OWN"), "1").output(lot(2, "A"), "1"));
  EXPECT_THAT(standing(lot(2, "A")), ElementsAre(recall));
}

TEST_F(TraceRecall, NorDoesItHideWhatTheMakerTells) {
  let(maker, lot(2, "A"));
  let(party(3), lot(1, "RAW"));
  // As a container and as an input, before the maker's own word.
  by(stranger, packed(0).parent(pallet(1)).quantity(lot(2, "A"), "1"));
  by(stranger, transformed(0).quantity(lot(1, "RAW"), "1").epc(pallet(1)).output(lot(2, "A"), "1"));
  by(maker, transformed(1).quantity(lot(1, "RAW"), "1").epc(pallet(1)).output(lot(2, "A"), "1"));
  const EventRef recall = by(party(3), recalled(2, lot(1, "RAW")));
  EXPECT_THAT(standing(lot(2, "A")), ElementsAre(recall));
  const EventRef of_tank = by(agency, observed(3).disposition("recalled").epc(pallet(1)));
  EXPECT_THAT(standing(lot(2, "A")), ElementsAre(recall, of_tank));
}

TEST_F(TraceRecall, NoFloodOfOnePartyPushesOutWhatOthersState) {
  trace::WalkLimits limits;
  limits.keys_max = 100;
  limits.touches_read_max = 4'000;
  by(maker, made(1).epc(item(1, "s1")).of_lot("A"));
  by(maker, packed(2).parent(pallet(1)).epc(item(1, "s1")));
  by(maker, transformed(3).epc(pallet(1)).output(lot(2, "B"), "1"));
  const EventRef recall = by(maker, recalled(4, lot(1, "A")));
  for (unsigned i = 0; i < 3; ++i) {
    EventBuilder false_contents = packed(0).parent(pallet(1));
    EventBuilder false_inputs = transformed(0).output(item(1, "s1"));
    EventBuilder more_inputs = transformed(0).output(lot(2, "B"), "1");
    for (unsigned n = 0; n < 500; ++n) {
      const std::string invented = item(9, "x" + std::to_string(500 * i + n));
      false_contents.epc(invented);
      false_inputs.epc(invented);
      more_inputs.epc(invented);
    }
    by(stranger, false_contents);
    by(stranger, false_inputs);
    by(stranger, more_inputs);
  }
  for (const std::string& thing : {item(1, "s1"), pallet(1), lot(2, "B")}) {
    const trace::Recalls found = recalls(thing, limits);
    EXPECT_THAT(standing(thing, limits), ElementsAre(recall)) << thing;
    EXPECT_FALSE(found.complete) << thing;
  }
}

// Each of them costs the opening of an event, and leads somewhere.
TEST_F(TraceRecall, ManySmallEventsOfOnePartyPushOutNothing) {
  trace::WalkLimits limits;
  limits.events_read_max = 50;
  limits.keys_max = 60;
  limits.touches_read_max = 2'000;
  let(maker, lot(2, "B"));
  const auto flood = [&](std::int64_t at) {
    for (unsigned i = 0; i < 150; ++i) {
      by(stranger, packed(at).parent(pallet(100 + i)).quantity(lot(2, "B"), "1"));
      by(stranger, transformed(at).quantity(lot(7, "x" + std::to_string(i)), "1").output(lot(2, "B"), "1"));
      by(stranger, transformed(at).transformation("one").quantity(lot(7, "y"), "1").output(lot(2, "B"), "1"));
    }
  };
  flood(0);
  by(maker, transformed(3).quantity(lot(1, "RAW"), "1").output(lot(2, "B"), "1"));
  by(maker, packed(4).parent(pallet(1)).quantity(lot(2, "B"), "1"));
  by(maker, observed(5).epc(pallet(1)));
  flood(6);
  const EventRef recall = by(agency, recalled(7, lot(1, "RAW")));
  const trace::Trace walk =
      trace::walk(key_of(lot(2, "B")), trace::Direction::backwards, limits, world.tables);
  EXPECT_FALSE(walk.complete);
  const auto has_step = [&](const std::string& key) {
    return std::ranges::find(walk.steps, key_of(key), &trace::Step::key) != walk.steps.end();
  };
  EXPECT_TRUE(has_step(lot(1, "RAW")));
  EXPECT_TRUE(has_step(pallet(1)));
  EXPECT_THAT(standing(lot(2, "B"), limits), ElementsAre(recall));
  EXPECT_TRUE(recalls(lot(2, "B"), limits).complete) << "nothing is missing of who is heard";
  let(stranger, lot(2, "B"));
  EXPECT_FALSE(recalls(lot(2, "B"), limits).complete);
}

TEST_F(TraceRecall, OfALotThatFillsAPalletWithMoreItemsThanAWalkTakes) {
  trace::WalkLimits limits;
  limits.keys_max = 50;
  EventBuilder making = made(1).of_lot("A"), packing = packed(2).parent(pallet(1));
  for (unsigned n = 0; n < 200; ++n) {
    making.epc(item(1, std::to_string(n)));
    packing.epc(item(1, std::to_string(n)));
  }
  by(maker, making);
  by(maker, packing);
  EXPECT_FALSE(recalls(pallet(1), limits).complete);
  const EventRef recall = by(maker, recalled(3, lot(1, "A")));
  EXPECT_THAT(standing(pallet(1), limits), ElementsAre(recall));
}

TEST_F(TraceRecall, TheFirstMakingIsThatOfTheLog) {
  by(stranger, observed(0).quantity(lot(1, "A"), "1"));
  const EventRef mistake = by(maker, made(0).quantity(lot(1, "A"), "2"));
  const EventRef first = by(maker, made(5).quantity(lot(1, "A"), "1"));
  by(stranger, made(0).quantity(lot(1, "A"), "1"));
  const auto first_making = [&](std::size_t limit) {
    return trace::first_making(key_of(lot(1, "A")), trace::Naming::itself, limit, world.tables,
                               [&](const trace::Touch& touch) { return touch.event != mistake; });
  };
  const trace::FirstMaking found = first_making(2);
  ASSERT_TRUE(found.touch);
  EXPECT_EQ(found.touch->event, first);
  EXPECT_EQ(found.touch->issuer, issuer_tag(maker));
  EXPECT_TRUE(found.complete);
  EXPECT_FALSE(first_making(1).complete) << "the maker's is its second";
  for (unsigned i = 0; i < 50; ++i) by(stranger, made(0).quantity(lot(1, "A"), "1"));
  EXPECT_EQ(first_making(2).touch->event, first) << "the many of others are in nobody's way";
  EXPECT_TRUE(first_making(2).complete);
}

}  // namespace
}  // namespace stocktrail
