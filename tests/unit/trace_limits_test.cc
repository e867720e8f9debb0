// What a walk may cost: each limit cuts and says so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "ledger/trace/detail/accounts.h"
#include "tests/support/folded_world.h"

namespace stocktrail {
namespace {

using namespace test;
using trace::Direction;

class TraceLimits : public testing::Test {
 protected:
  trace::Trace walk(const std::string& key, Direction direction, const trace::WalkLimits& limits = {}) const {
    return trace::walk(key_of(key), direction, limits, world.tables);
  }
  EventRef seen(const std::string& key, std::int64_t at) { return world.add(observed(at).epc(key)); }
  /// A chain of transformations from L0 to L10.
  void make_chain() {
    for (unsigned i = 0; i < 10; ++i) {
      world.add(transformed(i)
                    .quantity(lot(1, "L" + std::to_string(i)), "1")
                    .output(lot(1, "L" + std::to_string(i + 1)), "1"));
    }
  }
  /// How often the links of an event were read.
  std::size_t opened() const { return world.tables.gets(Table::facts); }

  FoldedWorld world;
};

TEST_F(TraceLimits, EachCutsAndSaysSo) {
  make_chain();
  const std::string key = lot(1, "L10");
  EXPECT_TRUE(walk(key, Direction::backwards).complete);
  EXPECT_EQ(walk(key, Direction::backwards).steps.size(), 11U);
  const auto cut = [&](auto set, std::size_t steps, std::size_t events) {
    trace::WalkLimits limits;
    set(limits);
    const trace::Trace trace = walk(key, Direction::backwards, limits);
    EXPECT_FALSE(trace.complete);
    EXPECT_EQ(trace.cuts.empty(), trace.steps.size() == 11U);
    EXPECT_TRUE(trace.steps_complete) << "it is known where steps are missing";
    EXPECT_EQ(trace.steps.size(), steps);
    EXPECT_EQ(trace.events.size(), events);
  };
  cut([](trace::WalkLimits& l) { l.depth_max = 3; }, 4, 4);
  cut([](trace::WalkLimits& l) { l.keys_max = 5; }, 5, 5);
  cut([](trace::WalkLimits& l) { l.visits_max = 6; }, 6, 6);
  cut([](trace::WalkLimits& l) { l.events_max = 7; }, 11, 7);
  cut([](trace::WalkLimits& l) { l.events_read_max = 4; }, 5, 5);
  for (unsigned i = 0; i < 3; ++i) seen(item(5, "s"), 20 + i);
  trace::WalkLimits limits;
  limits.touches_max = 2;
  EXPECT_FALSE(walk(item(5, "s"), Direction::backwards, limits).complete);
  EXPECT_FALSE(trace::touches(key_of(item(5, "s")), 2, world.tables).complete);
}

TEST_F(TraceLimits, TouchesAreCountedOverAllKeys) {
  make_chain();
  trace::WalkLimits limits;
  std::size_t before = 0;
  for (limits.touches_read_max = 1; limits.touches_read_max < 100; ++limits.touches_read_max) {
    const trace::Trace trace = walk(lot(1, "L10"), Direction::backwards, limits);
    EXPECT_TRUE(!trace.complete || trace.events.size() == 10U);
    EXPECT_EQ(trace.complete, trace.steps_complete && trace.cuts.empty());
    // A list of which only one end could be read leaves more for the step after it.
    EXPECT_GE(trace.steps.size() + 1, before) << limits.touches_read_max;
    before = std::max(before, trace.steps.size());
  }
  EXPECT_EQ(before, 11U);
}

TEST_F(TraceLimits, EventsAreOpenedOnceAndNoMoreThanMayBe) {
  for (unsigned i = 0; i < 100; ++i)
    world.add(packed(i).parent(pallet(0)).quantity(lot(1, "A"), "1").quantity(lot(1, "B"), "1"));
  EXPECT_TRUE(walk(pallet(0), Direction::backwards).complete);
  EXPECT_EQ(opened(), 100U);
  trace::WalkLimits limits;
  limits.events_read_max = 30;
  EXPECT_FALSE(walk(pallet(0), Direction::backwards, limits).complete);
  EXPECT_EQ(opened(), 130U);
}

// The lot's own touches say where it was: no more are followed than if each had to be opened.
TEST_F(TraceLimits, NoEventIsOpenedForTheContainersOfAThing) {
  for (unsigned i = 0; i < 100; ++i)
    world.add(packed(i).parent(pallet(i % 7)).quantity(lot(1, "A"), "1").quantity(lot(1, "B"), "1"));
  const trace::Trace whole = walk(lot(1, "A"), Direction::forwards);
  EXPECT_TRUE(whole.complete);
  EXPECT_EQ(whole.steps.size(), 8U);
  trace::WalkLimits limits;
  limits.events_read_max = 30;
  const trace::Trace trace = walk(lot(1, "A"), Direction::backwards, limits);
  EXPECT_EQ(opened(), 0U);
  EXPECT_FALSE(trace.complete);
  ASSERT_EQ(trace.cuts.size(), 1U);
  EXPECT_EQ(trace.cuts.front().step, 0U);
}

// Of a list each issuer has its own; of the result each has a share.
TEST_F(TraceLimits, WhatOneIssuerStatesPushesOutNothingOfOthers) {
  const std::string key = item(5, "s"), other = party(9);
  const auto flood = [&](std::int64_t at) {
    for (unsigned i = 0; i < 100; ++i) world.add(observed(at).epc(key).build(1'000 + i), other);
  };
  flood(1);
  const EventRef first = seen(key, 2), second = seen(key, 3);
  flood(4);
  trace::WalkLimits limits;
  limits.touches_max = 20;
  const auto events_of = [&] {
    std::vector<EventRef> own;
    const trace::Trace trace = walk(key, Direction::backwards, limits);
    EXPECT_FALSE(trace.complete);
    EXPECT_LE(trace.events.size(), limits.events_max);
    for (const trace::TracedEvent& event : trace.events)
      if (event.issuer != issuer_tag(other)) own.push_back(event.event);
    return own;
  };
  EXPECT_THAT(events_of(), testing::ElementsAre(first, second));
  limits.touches_max = 1'000;
  limits.touches_read_max = 90;
  EXPECT_THAT(events_of(), testing::ElementsAre(first, second));
  limits.touches_read_max = 1'000;
  limits.events_max = 10;
  EXPECT_THAT(events_of(), testing::IsEmpty()) << "the newest of all, as a reader of pages wants them";
  limits.newest = trace::Newest::of_each_issuer;
  EXPECT_THAT(events_of(), testing::ElementsAre(first, second));
}

TEST_F(TraceLimits, AnAccountSpendsNoMoreThanIsLeftToTheOthers) {
  using trace::Reads;
  const IssuerTag a = issuer_tag("a"), b = issuer_tag("b");
  trace::Accounts accounts(100, 10);
  auto& of_a = accounts.of(accounts.root(), a);
  EXPECT_EQ(&accounts.of(of_a, a), &of_a);
  EXPECT_TRUE(accounts.spend(of_a, Reads::touches, 100));
  EXPECT_FALSE(accounts.spend(of_a, Reads::touches, 1));
  EXPECT_TRUE(accounts.spend(of_a, Reads::events, 10));
  EXPECT_FALSE(accounts.spend(accounts.of(of_a, b), Reads::touches, 1)) << "it is below";
  auto& of_b = accounts.of(accounts.root(), b);
  auto& of_a_below_b = accounts.of(of_b, a);
  EXPECT_TRUE(accounts.spend(of_a_below_b, Reads::touches, 25));
  EXPECT_FALSE(accounts.spend(of_a_below_b, Reads::touches, 1));
  EXPECT_TRUE(accounts.spend(of_b, Reads::touches, 25)) << "whoever writes about b's goods leaves b its own";
  EXPECT_FALSE(accounts.spend(of_b, Reads::touches, 1));
  EXPECT_EQ(accounts.room(accounts.root(), Reads::touches), 50U);
}

TEST_F(TraceLimits, TheNewestEventsAreNeverLost) {
  make_chain();
  const std::string key = item(5, "s");
  for (unsigned i = 0; i < 50; ++i) seen(key, 100 + i);
  trace::WalkLimits limits;
  limits.events_max = 8;
  std::vector<std::int64_t> back, forth;
  const auto minute_of = [](const trace::TracedEvent& event) {
    return (to_i64(event.event_time) - to_i64(minute(0))) / 60'000'000;
  };
  for (trace::Trace trace = walk(key, Direction::backwards, limits); !trace.events.empty();
       trace = walk(key, Direction::backwards, limits)) {
    EXPECT_EQ(trace.complete, trace.events.size() < 8U);
    for (auto event = trace.events.rbegin(); event != trace.events.rend(); ++event)
      back.push_back(minute_of(*event));
    limits.before = trace.events.front().moment();
  }
  ASSERT_EQ(back.size(), 50U);
  EXPECT_EQ(back.front(), 149);
  EXPECT_TRUE(std::ranges::is_sorted(back, std::greater()));
  limits.before = trace::end_of_time;
  limits.after = trace::Moment{minute(0), {}};
  for (trace::Trace trace = walk(key, Direction::backwards, limits); !trace.events.empty();
       trace = walk(key, Direction::backwards, limits)) {
    for (const trace::TracedEvent& event : trace.events) forth.push_back(minute_of(event));
    limits.after = trace.events.back().moment();
  }
  std::ranges::reverse(back);
  EXPECT_EQ(forth, back);
  // Of a list that is too long, both ends are read.
  limits = {};
  limits.touches_max = 10;
  const trace::Trace ends = walk(key, Direction::backwards, limits);
  EXPECT_FALSE(ends.complete);
  ASSERT_EQ(ends.events.size(), 10U);
  EXPECT_EQ(minute_of(ends.events.front()), 100);
  EXPECT_EQ(minute_of(ends.events.back()), 149);
}

// Members of large events, and visits again and again, are paid for too.
TEST_F(TraceLimits, AKeyWithManyStaysAndLargeEventsIsBounded) {
  for (unsigned i = 0; i < 200; ++i) {
    EventBuilder into = packed(2 * i).parent(pallet(1));
    EventBuilder out = unpacked(2 * i + 1).parent(pallet(1));
    for (unsigned n = 0; n < 20; ++n) into.epc(item(1, std::to_string(n)));
    world.add(into);
    world.add(out);
  }
  EXPECT_TRUE(walk(pallet(1), Direction::backwards).steps.size() == 21U);
  trace::WalkLimits limits;
  limits.touches_read_max = 3'000;
  world.tables.reads = 0;
  EXPECT_FALSE(walk(pallet(1), Direction::backwards, limits).complete);
  EXPECT_LT(world.tables.reads, 2 * limits.touches_read_max);
}

// The items of a lot are in a list of their own: their number cuts no item's journey.
TEST_F(TraceLimits, ManyItemsOfALotAreInNobodysWay) {
  for (unsigned i = 0; i < 50; ++i) world.add(made(0).epc(item(1, std::to_string(i))).of_lot("A"));
  const EventRef of_lot = world.add(transformed(1).quantity(lot(2, "RAW"), "1").output(lot(1, "A"), "50"));
  trace::WalkLimits limits;
  limits.touches_max = 10;
  const trace::Trace trace = walk(item(1, "7"), Direction::backwards, limits);
  EXPECT_TRUE(trace.complete);
  EXPECT_EQ(trace.events.size(), 2U);
  EXPECT_EQ(trace.events.back().event, of_lot);
  EXPECT_FALSE(walk(lot(1, "A"), Direction::backwards, limits).complete);
}

TEST_F(TraceLimits, ThingsOfALikeSpelling) {
  const auto make = [&](std::string_view name, std::int64_t at) {
    world.add(transformed(at).quantity(lot(1, "in"), "1").output(lot(1, name), "1"));
  };
  constexpr std::size_t spellings_read_max = 100;
  for (std::size_t i = 0; i + 1 < spellings_read_max; ++i) make("ab", static_cast<std::int64_t>(i));
  make("aB", 1'000);  // The last that is looked at.
  make("Ab", 2'000);
  EXPECT_EQ(trace::near_misses(key_of(lot(1, "AB")), world.tables),
            (std::vector{key_of(lot(1, "ab")), key_of(lot(1, "aB"))}));
  for (std::size_t i = 0; i < trace::near_misses_max + 1; ++i) {
    std::string name = "wxyz";
    for (std::size_t bit = 0; bit < name.size(); ++bit)
      if (((i >> bit) & 1) != 0) name[bit] = static_cast<char>(name[bit] - 'a' + 'A');
    make(name, static_cast<std::int64_t>(3'000 + i));
    EXPECT_EQ(trace::near_misses(key_of(lot(1, "WXYZ")), world.tables).size(),
              std::min(i + 1, trace::near_misses_max));
  }
}

}  // namespace
}  // namespace stocktrail
