// The tables hold what the naive evaluation of all facts gives, in whatever order the facts are recorded, and
// after any of them is taken back.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <random>

#include "ledger/inventory/reach.h"
#include "tests/support/books_recorder.h"

namespace stocktrail::test {
namespace {

void record_in_groups(const std::vector<books::Fact>& facts, std::mt19937& random, BooksRecorder& recorder,
                      std::size_t checks) {
  const std::size_t every = facts.size() / checks + 1;
  std::size_t checked = 0;
  for (std::size_t at = 0; at < facts.size();) {
    const std::size_t count = std::min<std::size_t>(1 + random() % 7, facts.size() - at);
    recorder.record(std::span(facts).subspan(at, count));
    at += count;
    if (at / every == checked && at != facts.size()) continue;
    checked = at / every;
    recorder.expect_right("after " + std::to_string(at));
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST(Replay, AnyOrderEndsAlike) {
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    ToldWorld world(seed, 8);
    std::mt19937 random(seed);
    std::ranges::shuffle(world.facts, random);
    BooksRecorder recorder(world.tellers.directory());
    record_in_groups(world.facts, random, recorder, 6);
    if (HasFatalFailure()) return;
    recorder.expect_known();
  }
}

/// The first row that waits is found from where its search begins: none stands before that.
void expect_first_waiting_is_found(const TableReader& tables) {
  std::string rows, cells;
  const auto note = [](std::string& first) {
    return [&first](std::string_view key, std::string_view) {
      first = key;
      return false;
    };
  };
  tables.scan(Table::directory, "W", {}, note(rows));
  tables.scan(Table::directory, "Z", {}, note(cells));
  const auto waiting = inventory::waiting(tables);
  ASSERT_EQ(waiting.has_value(), !rows.empty() || !cells.empty());
  if (!waiting || !cells.empty()) return;
  inventory::RowKey first{};
  std::ranges::copy(rows.substr(1), first.bytes.begin());
  EXPECT_EQ(waiting->complete_until, inventory::row_of(first).at);
}

/// Of the rows that a record sets off, and of those that it tells, some are applied with it, some later, with
/// others between.
/// STOCKTRAIL_WORLD is the first seed.
TEST(Replay, WorkThatEndsAtAnyRowEndsAlike) {
  constexpr std::uint32_t worlds = 8;
  const char* asked = std::getenv("STOCKTRAIL_WORLD");  // NOLINT(concurrency-mt-unsafe)
  const auto first = static_cast<std::uint32_t>(asked == nullptr ? 1 : std::strtoul(asked, nullptr, 10));
  bool was_behind = false;
  for (std::uint32_t seed = first; seed < first + worlds; ++seed) {
    SCOPED_TRACE(seed);
    ToldWorld world(seed, 8, seed % 2 == 0 ? unsigned{all_practices} : 0);
    std::mt19937 random(seed);
    std::ranges::shuffle(world.facts, random);
    MapDirectory directory = world.tellers.directory();
    BooksRecorder recorder(directory);
    recorder.share = [&] {
      was_behind = was_behind || recorder.is_behind();
      expect_first_waiting_is_found(recorder.tables());
      if (random() % 3 == 0) recorder.go_on(1 + random() % 40);
      return random() % 2 == 0 ? 0 : random() % 12;
    };
    recorder.own_share = [&] {
      return random() % 4 == 0 ? std::size_t{random() % 6} : inventory::own_share_of_record;
    };
    const auto half = static_cast<std::ptrdiff_t>(world.facts.size() / 2);
    const std::vector<books::Fact> later(world.facts.begin() + half, world.facts.end());
    record_in_groups({world.facts.begin(), world.facts.begin() + half}, random, recorder, 2);
    if (HasFatalFailure()) return;
    std::set<std::string> sites, packages;
    for (auto& [site, party] : directory.party_of_site) {
      if (random() % 2 == 0) continue;
      directory.party_until[{site, recorder.next_record()}] = party;  // Of what was told before, rights stay.
      party = std::next(directory.party_of_site.begin(),
                        static_cast<std::ptrdiff_t>(random() % directory.party_of_site.size()))
                  ->second;
      sites.insert(site);
    }
    for (auto& [package, level] : directory.levels) {
      level.pieces += random() % 2;
      packages.insert(package);
    }
    recorder.turn(sites, packages);
    record_in_groups(later, random, recorder, 2);
    if (HasFatalFailure()) return;
    recorder.expect_known();
    std::vector<EventRef> gone;
    for (const auto& [ref, fact] : recorder.facts())
      if (random() % 5 == 0) gone.push_back(ref);
    for (const EventRef ref : gone) recorder.record({}, std::span(&ref, 1));
    recorder.expect_right("what is taken back");
    if (HasFatalFailure()) return;
  }
  EXPECT_TRUE(was_behind);
}

/// A statement that is very much work is worked through in shares, too; taken back while it waits, it was
/// never told.
TEST(Replay, RowsOfARecordBeyondItsShareWait) {
  Tellers tellers;
  BooksRecorder recorder(tellers.directory());
  recorder.own_share = [] { return std::size_t{2}; };
  const auto facts = tellers.facts(
      {"A 2T09:00 commissioning @A =9 id:1", "A 3T10:00 retail_selling retail_sold @A =1 id:2",
       "A 3T11:00 retail_selling retail_sold @A =1 id:3", "A 3T12:00 retail_selling retail_sold @A =1 id:4"});
  recorder.record(facts);
  EXPECT_EQ(recorder.steps, 2U);
  const auto waiting = inventory::waiting(recorder.tables());
  ASSERT_TRUE(waiting);
  EXPECT_EQ(waiting->rows, 2U);
  EXPECT_EQ(waiting->complete_until, Tellers::at("3T11:00"));
  const EventRef last = std::prev(recorder.facts().end())->first;
  recorder.record({}, std::span(&last, 1));
  EXPECT_EQ(inventory::waiting(recorder.tables()).has_value(), false);
  recorder.expect_right("without the last");

  const auto more = tellers.facts({"A 4T10:00 retail_selling retail_sold @A =1 id:5",
                                   "A 4T11:00 retail_selling retail_sold @A =1 id:6",
                                   "A 4T12:00 retail_selling retail_sold @A =1 id:7"});
  recorder.record(more);
  ASSERT_TRUE(recorder.is_behind());
  std::vector<EventRef> gone;  // The last two of three that were told; the share ends before the last.
  for (auto at = std::prev(recorder.facts().end(), 3); at != recorder.facts().end(); ++at)
    gone.push_back(at->first);
  recorder.share = [] { return std::size_t{0}; };
  recorder.record({}, gone);
  recorder.expect_right("without these");
}

TEST(Replay, WhatWaitsIsToldByDay) {
  Tellers tellers;
  BooksRecorder recorder(tellers.directory());
  for (const books::Fact& fact : tellers.facts({"A 3T10:00 retail_selling retail_sold @A =1 id:1",
                                                "A 4T11:00 retail_selling retail_sold @A =1 id:2"}))
    recorder.record(std::span(&fact, 1));
  EXPECT_FALSE(inventory::waiting(recorder.tables()));
  recorder.share = [] { return std::size_t{0}; };
  const books::Fact late = tellers.facts({"A 2T09:00 commissioning @A =9 id:3"}).front();
  recorder.record(std::span(&late, 1));
  const auto waiting = inventory::waiting(recorder.tables());
  ASSERT_TRUE(waiting);
  EXPECT_EQ(waiting->rows, 1U) << "the second finds what the first leaves";
  EXPECT_EQ(waiting->complete_until, Tellers::at("3T10:00"));
  EXPECT_EQ(inventory::complete_until(recorder.tables()), Tellers::at("3T00:00"));
  recorder.go_on(1);
  ASSERT_TRUE(inventory::waiting(recorder.tables()));
  EXPECT_EQ(inventory::complete_until(recorder.tables()), Tellers::at("4T00:00"));
  recorder.go_on(1);
  EXPECT_FALSE(inventory::is_behind(recorder.tables()));
  recorder.expect_right("all");
}

TEST(Replay, InOrderCostsAFewStepsAFact) {
  ToldWorld world(3, 30);
  std::ranges::sort(world.facts, {}, [](const books::Fact& fact) { return std::tuple(fact.at, fact.event); });
  std::mt19937 random(3);
  BooksRecorder recorder(world.tellers.directory());
  record_in_groups(world.facts, random, recorder, 3);
  std::cout << world.facts.size() << " facts, " << recorder.steps << " steps\n";
  EXPECT_LT(recorder.steps, 8 * world.facts.size());
}

/// Departures of one lane, and of one box, are announced a day before: they do not touch each other for that.
TEST(Replay, ManyDeparturesADayCostAFewStepsEach) {
  constexpr int departures = 240, minutes_of_hour = 60;
  std::vector<std::string> lines{"MK 1T00:00 commissioning @MK L1=1000"};
  for (int i = 0; i < departures; ++i) {
    char line[80];
    std::snprintf(line, sizeof line, "MK 2T%02d:%02d shipping @MK >A L1=1 #d%d", 4 + i / minutes_of_hour,
                  i % minutes_of_hour, i);
    lines.emplace_back(line);
  }
  Tellers tellers;
  BooksRecorder recorder(tellers.directory());
  for (const books::Fact& fact : tellers.facts(lines)) recorder.record(std::span(&fact, 1));
  recorder.expect_right("departures");
  EXPECT_EQ(recorder.steps, 2 * departures + 1U);
}

TEST(Replay, WhatIsTakenBackIsAsIfNeverTold) {
  ToldWorld world(5, 8);
  std::mt19937 random(5);
  std::ranges::shuffle(world.facts, random);
  BooksRecorder recorder(world.tellers.directory());
  record_in_groups(world.facts, random, recorder, 1);
  for (int round = 0; round < 12 && !HasFatalFailure(); ++round) {
    std::vector<EventRef> refs;
    for (const auto& [ref, fact] : recorder.facts())
      if (random() % 9 == 0) refs.push_back(ref);
    recorder.record({}, refs);
    recorder.expect_right("round " + std::to_string(round));
  }
  recorder.expect_known();
}

// Goods that leave without a lot, and a lot that is told later, of them or of others: what was made of them,
// and where they are, follows in whatever order it is told, also after it is taken back.
TEST(Replay, WhatIsPresumedFollowsInAnyOrder) {
  Tellers tellers;
  const std::vector<books::Fact> facts = tellers.facts(
      {"MK 1T08:00 commissioning @MK R/R1=30 L1=30", "MK 1T09:00 commissioning @MK R/R2=30 L2=30",
       "MK 2T08:00 R/=20 makes F/F1=50 @MK", "MK 2T09:00 Z/=4 makes F/F2=9 @MK",
       "MK 2T10:00 commissioning @MK Z/Z1=9", "MK 3T08:00 R/R1=30 makes F/F3=5 @MK",
       "MK 3T09:00 shipping @MK >A(party) =20", "A 4T08:00 receiving @A =20", "A 4T09:00 =5 makes F/F4=5 @A",
       "A 5T08:00 shipping @A >B =9", "B 6T08:00 receiving @B =9", "MK 30T08:00 shipping @MK >A(party) =1",
       "MK 31T08:00 retail_selling retail_sold @MK =2", "MK 32T08:00 retail_selling retail_sold @MK L1=26",
       "A 33T08:00 accepting @A L2=1", "MK 34T08:00 stock_taking @MK R/R2=10 L2=5"});
  std::mt19937 random(5);
  for (int order = 0; order < 40 && !HasFatalFailure(); ++order) {
    std::vector<books::Fact> told = facts;
    std::ranges::shuffle(told, random);
    BooksRecorder recorder(tellers.directory());
    record_in_groups(told, random, recorder, 3);
    for (int round = 0; round < 2 && !HasFatalFailure(); ++round) {
      const auto one = static_cast<std::ptrdiff_t>(random() % 9);
      const std::vector<EventRef> refs{std::next(recorder.facts().begin(), one)->first};
      recorder.record({}, refs);
      recorder.expect_right("order " + std::to_string(order));
    }
    recorder.expect_known();
  }
}

/// Revision `number` of a recall by whoever told the fact `by`.
books::Fact recall(const books::Fact& by, Micros at, std::uint64_t number, const books::What& goods,
                   const books::What& lifted) {
  books::Fact fact;
  fact.event = {1'000 + number, number};
  fact.issuer = by.issuer;
  fact.id = "recall " + std::to_string(number);
  fact.at = at;
  fact.deed = books::Deed::block;
  fact.what = goods;
  fact.notice.emplace(7, std::vector<std::string>(), lifted);
  return fact;
}

// Making, its input, sale and recall in whatever order: what was sold meanwhile is listed, and nothing is
// blocked once the recall ended.
TEST(Replay, ARecallReachesWhatWasMadeInAnyOrder) {
  Tellers tellers;
  std::vector<books::Fact> facts =
      tellers.facts({"MK 1T08:00 commissioning @MK R/R1=50", "MK 2T08:00 R/R1=50 makes L1=40 @MK",
                     "MK 3T08:00 shipping @MK >A L1=40", "A 4T08:00 receiving @A L1=40",
                     "A 6T08:00 retail_selling @A L1=3", "A 9T08:00 retail_selling @A L1=2",
                     "MK 1T09:00 commissioning @MK s:1/L1", "MK 6T09:00 retail_selling @MK s:1"});
  const books::Good raw{tellers.product("R"), {}};
  const std::string item = facts[6].what.items.front().key;
  const books::What lots{{{raw, "R1", {}}}, {}, {}},
      items{{}, {{item, facts[6].what.items.front().good, {}}}, {}};
  books::What both = lots;
  both.items = items.items;
  facts.push_back(recall(facts[0], Tellers::at("5T08:00"), 0, both, {}));
  facts.push_back(recall(facts[0], Tellers::at("7T08:00"), 1, items, lots));
  std::mt19937 random(11);
  for (int order = 0; order < 60 && !HasFatalFailure(); ++order) {
    BooksRecorder recorder(tellers.directory());
    for (const books::Fact& fact : facts) recorder.record({&fact, 1});
    recorder.expect_right("order " + std::to_string(order));
    std::size_t sold = 0;
    for (const auto& one :
         inventory::discrepancies({.place = {}, .when = {}, .limit = 99, .cursor = {}}, recorder.tables())
             .discrepancies)
      sold += one.told.kind == books::DiscrepancyKind::sold_recalled ? 1 : 0;
    EXPECT_EQ(sold, 2U) << "three of L1, and the item; not what was sold after the end";
    std::size_t blocked = 0;
    inventory::blocked_lots(recorder.tables(), [&](const auto&) { return ++blocked; });
    EXPECT_EQ(blocked, 0U);
    EXPECT_TRUE(inventory::place_of_item(item, {}, recorder.tables()).recalled_by);
    std::ranges::shuffle(facts, random);
    for (const books::Fact& fact : facts) ASSERT_FALSE(fact.issuer.empty());
  }
}

// Who is first to tell a making depends on the order of recording, and so does what a recall reaches.
TEST(Replay, AStrangersWordIsPassedOverInAnyOrder) {
  Tellers tellers;
  std::vector<books::Fact> facts =
      tellers.facts({"S 1T08:00 commissioning @S R/R1=50", "S 2T08:00 R/R1=1 makes L1=1 @S exp:3",
                     "C 2T09:00 R/R1=1 makes L1=40 @C", "MK 2T10:00 commissioning @MK L1=40",
                     "MK 3T08:00 shipping @MK >A L1=20", "A 4T08:00 receiving @A L1=20",
                     "C 4T09:00 L1=5 makes F/F1=5 @C", "A 6T08:00 retail_selling @A L1=3",
                     "C 7T08:00 retail_selling @C F/F1=1", "S 7T09:00 holding recalled L1=?"});
  const std::string product = tellers.product("P");
  for (const std::size_t i : {1U, 9U}) facts[i].standings = {{product, books::Standing::other}};
  facts[2].standings = {{product, books::Standing::other}};
  facts[3].standings = {{product, books::Standing::owner}};
  facts.push_back(
      recall(facts[0], Tellers::at("5T08:00"), 0, {{{{tellers.product("R"), {}}, "R1", {}}}, {}, {}}, {}));
  std::mt19937 random(12);
  for (int order = 0; order < 60 && !HasFatalFailure(); ++order) {
    std::ranges::shuffle(facts, random);
    BooksRecorder recorder(tellers.directory());
    for (const books::Fact& fact : facts) {
      recorder.record({&fact, 1});
      recorder.expect_right("order " + std::to_string(order));
    }
    EventRef makings{};
    for (const auto& [ref, fact] : recorder.facts())
      if (fact.standing_to(product) == books::Standing::owner) makings = ref;
    const std::vector<EventRef> owners{makings};
    std::size_t blocked = 0;
    inventory::blocked_lots(recorder.tables(), [&](const auto&) { return ++blocked; });
    EXPECT_EQ(blocked, 1U) << "R1 alone: the owner told the making of L1";
    recorder.record({}, owners);
    recorder.expect_right("without the owner's making");
    blocked = 0;
    inventory::blocked_lots(recorder.tables(), [&](const auto&) { return ++blocked; });
    EXPECT_EQ(blocked, 3U) << "whoever of S and C was first told that L1 was made of R1";
  }
}

TEST(Replay, WhatDidNotFitOfAnEventThatWasTakenBackNamesNoEvent) {
  Tellers tellers;
  const std::vector<books::Fact> facts = tellers.facts({"A 3T08:00 receiving @A L1=60"});
  BooksRecorder recorder(tellers.directory());
  recorder.record(facts);
  const EventRef ref = recorder.facts().begin()->first;
  const std::vector<EventRef> taken_back{ref};
  const auto found_at = [&](std::optional<std::uint64_t> known) {
    return inventory::discrepancies(
               {.place = {}, .when = {.as_of = {}, .known = known}, .limit = 9, .cursor = {}},
               recorder.tables())
        .discrepancies;
  };
  ASSERT_EQ(found_at({}).size(), 1U);
  EXPECT_EQ(found_at({}).front().event, ref);
  recorder.record({}, taken_back);
  EXPECT_TRUE(found_at({}).empty());
  ASSERT_EQ(found_at(2).size(), 1U);
  EXPECT_EQ(found_at(2).front().event, std::nullopt);
  EXPECT_EQ(found_at(2).front().open_since, 1U);
}

}  // namespace
}  // namespace stocktrail::test
