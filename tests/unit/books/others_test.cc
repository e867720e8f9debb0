// Each discrepancy names the event that shows it, and the one that it contradicts where that is one.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

using books::DiscrepancyKind;

struct Contradiction {
  DiscrepancyKind kind;
  std::vector<std::string> told;
  std::size_t event, other;  // Which of those that are told.
};

const std::string made = "MK 1T08:00 commissioning @MK L1=100";
const std::string sent = "MK 2T08:00 shipping @MK >A L1=60 #d1";
const std::string item = "MK 1T08:00 commissioning @MK s:1/L1";
const std::string packed = "MK 1T09:00 packing @MK in:P1 L1=60";

const std::vector<Contradiction> contradictions = {
    {DiscrepancyKind::not_received, {made, sent, "A 3T08:00 receiving @A L1=50"}, 1, 2},
    {DiscrepancyKind::more_than_sent,
     {made, sent, "A 3T08:00 receiving @A L1=60", "A 3T09:00 accepting @A L1=65"},
     2,
     1},
    {DiscrepancyKind::reports_differ,
     {made, sent, "A 3T08:00 receiving @A L1=60", "A 3T09:00 accepting @A L1=55"},
     2,
     1},
    {DiscrepancyKind::lot_differs, {made, sent, "A 3T08:00 receiving @A L2=60 #d1"}, 2, 1},
    {DiscrepancyKind::clock_differs,
     {made, "MK 2T14:00 shipping @MK >A L1=60", "A 2T12:30 receiving @A L1=60"},
     2,
     1},
    {DiscrepancyKind::clock_differs,
     {made, packed, "MK 2T14:00 shipping @MK >A box:P1", "A 2T12:30 receiving @A box:P1"},
     3,
     2},
    {DiscrepancyKind::departure_not_told, {item, "A 3T08:00 receiving @A s:1"}, 1, 0},
    {DiscrepancyKind::departure_not_told, {made, packed, "A 3T08:00 receiving @A box:P1"}, 2, 1},
    {DiscrepancyKind::two_places, {item, "A 3T08:00 retail_selling @A s:1"}, 1, 0},
    {DiscrepancyKind::two_places, {made, packed, "A 3T08:00 shipping @A >B box:P1"}, 2, 1},
    {DiscrepancyKind::made_twice, {item, "MK 2T08:00 commissioning @MK s:1/L1"}, 1, 0},
    {DiscrepancyKind::seen_after_end,
     {item, "MK 2T08:00 retail_selling @MK s:1", "MK 3T08:00 retail_selling @MK s:1"},
     2,
     1},
    {DiscrepancyKind::seen_after_end,
     {item, "MK 2T08:00 retail_selling @MK s:1", "MK 3T08:00 receiving @MK s:1"},
     2,
     1},
    {DiscrepancyKind::sold_recalled,
     {made, "MK 2T08:00 holding recalled L1=?", "MK 3T08:00 retail_selling @MK L1=1"},
     2,
     1},
    {DiscrepancyKind::told_twice,
     {"MK 2T08:00 picking @MK L1=1 id:1", "MK 2T08:00 picking @MK L1=1 id:2"},
     0,
     1},
};

TEST(Discrepancies, NameBothEventsWhereThereAreTwo) {
  for (const Contradiction& one : contradictions) {
    SCOPED_TRACE(std::string(name_of(one.kind)) + " of " + one.told.back());
    Tellers tellers;
    const std::vector<books::Fact> facts = tellers.facts(one.told);
    const books::Books books(facts, tellers.directory());
    const auto all = books.discrepancies(Tellers::at("90T00:00"));
    const auto found = std::ranges::find(all, one.kind, &books::Discrepancy::kind);
    if (found == all.end()) {
      ADD_FAILURE() << "not found";
      continue;
    }
    std::vector<books::EventKey> named{found->event, found->other};
    std::vector<books::EventKey> right{facts[one.event].event, facts[one.other].event};
    if (one.kind == DiscrepancyKind::told_twice) {  // Either tells of the other.
      std::ranges::sort(named);
      std::ranges::sort(right);
    }
    EXPECT_EQ(named, right);
  }
}

TEST(Discrepancies, OfThingsThatOthersHaveNameWhoToldThatTheyAreThere) {
  Tellers tellers;
  tellers.place("MK");
  std::vector<books::Fact> facts = tellers.facts({item, "A 3T08:00 shipping @A >B s:1"});
  for (books::Fact& fact : facts) fact.reports_for = {fact.issuer};
  const books::Books books(facts, tellers.directory());
  const auto all = books.discrepancies(Tellers::at("90T00:00"));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all.front().kind, DiscrepancyKind::not_entitled);
  EXPECT_EQ(all.front().event, facts[1].event);
  EXPECT_EQ(all.front().other, facts[0].event);
}

}  // namespace
}  // namespace stocktrail::test
