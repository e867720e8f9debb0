// Truthful worlds: totals at the end of each day are exact whatever the styles of reporting, and no
// discrepancy is shown that is not true.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "tests/support/told.h"
#include "tests/support/truthful_world.h"

namespace stocktrail::test {
namespace {

using books::AccountKind;
using books::Books;

struct Outcome {
  int balances = 0, wrong = 0, lots = 0, wrong_lots = 0, untrue = 0;
  Outcome& operator+=(const Outcome& other) {
    balances += other.balances;
    wrong += other.wrong;
    lots += other.lots;
    wrong_lots += other.wrong_lots;
    untrue += other.untrue;
    return *this;
  }
};

std::size_t environment(const char* name, std::size_t usual) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): tests set no variables beside it.
  return text == nullptr ? usual : std::strtoul(text, nullptr, 10);
}

class Judge {
 public:
  Judge(const TruthfulWorld& world, Tellers& tellers, const Books& books)
      : world_(world), tellers_(tellers), books_(books) {
    for (const std::string& site : TruthfulWorld::sites()) sites_[tellers.place(site)] = site;
    for (const std::string& product : TruthfulWorld::products())
      products_[tellers.product(product)] = product;
  }

  void judge_day(std::size_t day, Outcome& outcome) {
    TruthfulWorld::Stock got;
    const Micros end = Tellers::at(std::to_string(day + 1) + "T23:30");
    for (const books::Position& one : books_.positions(end, end))
      if (one.account.kind == AccountKind::on_hand)
        got[{sites_[books::place_of(one.account.place).site], products_[one.good.product],
             one.account.status}] += static_cast<int>(one.amount.nanos() / 1'000'000'000);
    std::erase_if(got, [](const auto& one) { return one.second == 0; });
    const auto& right = world_.days()[day];
    outcome.balances += static_cast<int>(right.size());
    for (const auto& [slot, n] : right)
      if (!got.contains(slot) || got[slot] != n)
        count_wrong(day, slot, n, got.contains(slot) ? got[slot] : 0, outcome);
    for (const auto& [slot, n] : got)
      if (!right.contains(slot)) count_wrong(day, slot, 0, n, outcome);
  }

  void judge_lots(Outcome& outcome) {
    TruthfulWorld::Lots got;
    const Micros end = Tellers::at("99T00:00");
    for (const books::Position& one : books_.positions(end, end))
      if (one.account.kind == AccountKind::on_hand)
        got[{sites_[books::place_of(one.account.place).site], products_[one.good.product], one.lot}] +=
            static_cast<int>(one.amount.nanos() / 1'000'000'000);
    std::erase_if(got, [](const auto& one) { return one.second == 0; });
    outcome.lots += static_cast<int>(world_.lots().size());
    for (const auto& [lot, n] : world_.lots())
      if (!got.contains(lot) || got[lot] != n) ++outcome.wrong_lots;
  }

  /// Only what was lost on the way, and nobody closed, is open; counts found what was missing.
  void judge_discrepancies(Outcome& outcome) {
    std::map<std::string, int> open;
    int differences = 0;
    for (const books::Discrepancy& one : books_.discrepancies(Tellers::at("99T00:00"))) {
      if (one.kind == books::DiscrepancyKind::not_received) {
        open[products_[one.good.product]] += static_cast<int>(one.amount.nanos() / 1'000'000'000);
        continue;
      }
      if (one.kind == books::DiscrepancyKind::count_differs && products_[one.good.product] == "R") {
        differences += std::abs(static_cast<int>(one.amount.nanos() / 1'000'000'000));
        continue;
      }
      ++outcome.untrue;
      if (outcome.untrue <= 3)
        std::cout << "untrue: " << tellers_.text({one}) << " by " << one.event.content << "\n";
    }
    if (differences != world_.differences()) {
      ++outcome.untrue;
      std::cout << "counts differ by " << differences << ", right is " << world_.differences() << "\n";
    }
    for (const auto& [key, product] : products_)
      if (open[product] != world_.lost(product)) {
        ++outcome.untrue;
        std::cout << "open of " << product << ": " << open[product] << ", lost " << world_.lost(product)
                  << "\n";
      }
  }

 private:
  void count_wrong(std::size_t day, const auto& slot, int right, int got, Outcome& outcome) {
    ++outcome.wrong;
    if (outcome.wrong <= 3)
      std::cout << "day " << day + 1 << " " << std::get<0>(slot) << " " << std::get<1>(slot) << " "
                << name_of(std::get<2>(slot)) << ": " << got << ", right is " << right << "\n";
  }

  const TruthfulWorld& world_;
  Tellers& tellers_;
  const Books& books_;
  std::map<std::string, std::string> sites_, products_;
};

Outcome judge(std::uint64_t seed, WorldOptions options) {
  const TruthfulWorld world(seed, options);
  Tellers tellers;
  TruthfulWorld::introduce(tellers);
  if (std::getenv("STOCKTRAIL_TOLD") != nullptr)  // NOLINT(concurrency-mt-unsafe)
    for (const std::string& line : world.told()) std::cout << line << "\n";
  std::vector<books::Fact> facts = tellers.facts(world.told());
  const std::string provider = tellers.place("L3(party)");
  for (books::Fact& fact : facts)
    if (options.own_places_only && fact.issuer != provider) fact.reports_for = {fact.issuer};
  std::mt19937_64 random(seed);
  for (std::size_t i = 0; i < world.told().size(); i += 10)
    facts.push_back(facts[i]);  // Documents sent twice.
  std::ranges::shuffle(facts, random);
  const Books books(facts, tellers.directory());
  EXPECT_TRUE(books.unbalanced().empty());
  Judge judge(world, tellers, books);
  Outcome outcome;
  for (std::size_t day = 0; day < world.days().size(); ++day) judge.judge_day(day, outcome);
  if (options.lots_always) judge.judge_lots(outcome);
  judge.judge_discrepancies(outcome);
  if (outcome.wrong + outcome.wrong_lots + outcome.untrue > 0)
    std::cout << "world " << seed << ": " << outcome.wrong << " of " << outcome.balances << " wrong, "
              << outcome.wrong_lots << " of " << outcome.lots << " lots, " << outcome.untrue << " untrue\n"
              << world.styles();
  return outcome;
}

/// Twelve worlds, or those that the environment names, together.
Outcome judge_worlds(WorldOptions options) {
  const std::size_t first = environment("STOCKTRAIL_WORLD", 1), count = environment("STOCKTRAIL_WORLDS", 12);
  Outcome all;
  for (std::size_t seed = first; seed < first + count; ++seed) all += judge(seed, options);
  std::cout << all.wrong << " of " << all.balances << " balances, " << all.wrong_lots << " of " << all.lots
            << " lots wrong, " << all.untrue << " discrepancies untrue\n";
  return all;
}

TEST(TruthfulWorlds, HaveExactTotalsAndNoUntrueDiscrepancy) {
  const Outcome all = judge_worlds({});
  EXPECT_EQ(all.wrong, 0);
  EXPECT_EQ(all.untrue, 0);
}

unsigned asked_practices(unsigned usual) {
  return static_cast<unsigned>(environment("STOCKTRAIL_PRACTICES", usual));
}

TEST(TruthfulWorlds, HaveExactTotalsWithEachPractice) {
  for (unsigned one = 1; one < all_practices; one <<= 1) {
    if ((asked_practices(all_practices) & one) == 0) continue;
    std::cout << "practice " << one << ": ";
    const Outcome all = judge_worlds({.practices = one});
    EXPECT_EQ(all.wrong, 0) << one;
    EXPECT_EQ(all.untrue, 0) << one;
  }
}

TEST(TruthfulWorlds, HaveExactTotalsWhereEachReportsAtItsOwnPlacesOnly) {
  for (unsigned one = 1; one < all_practices; one <<= 1) {
    if ((asked_practices(all_practices) & one) == 0) continue;
    std::cout << "practice " << one << ": ";
    const Outcome all = judge_worlds({.practices = one, .own_places_only = true});
    EXPECT_EQ(all.wrong, 0) << one;
    EXPECT_EQ(all.untrue, 0) << one;
  }
}

// All at once, of one good in the same days, and half of them without a document: no rule can be always right
// (docs/inventory.md, 14).
TEST(TruthfulWorlds, HaveNearlyExactTotalsWithAllPracticesWithoutDocuments) {
  const Outcome all = judge_worlds({.practices = asked_practices(all_practices)});
  EXPECT_LE(all.wrong * 200, all.balances);
}

TEST(TruthfulWorlds, HaveExactLotsWithAllPracticesWhereAllTellThem) {
  const Outcome all = judge_worlds({.lots_always = true, .practices = asked_practices(all_practices)});
  EXPECT_EQ(all.wrong, 0);
  EXPECT_EQ(all.wrong_lots, 0);
  EXPECT_EQ(all.untrue, 0);
}

TEST(TruthfulWorlds, MixAllPracticesWithDocuments) {
  const Outcome all = judge_worlds({.mixed = true, .practices = asked_practices(all_practices)});
  EXPECT_EQ(all.wrong, 0);
  EXPECT_EQ(all.untrue, 0);
}

TEST(TruthfulWorlds, MixAllStylesWithDocuments) {
  const Outcome all = judge_worlds({.mixed = true});
  EXPECT_EQ(all.wrong, 0);
  EXPECT_EQ(all.untrue, 0);
}

// What was sent to one shop or another nobody tells: no rule can be always right (docs/inventory.md,
// 10).
TEST(TruthfulWorlds, NameNoDestination) {
  const Outcome all = judge_worlds({.unnamed = true});
  EXPECT_LE(all.wrong * 1'000, all.balances);
}

TEST(TruthfulWorlds, HaveExactLotsWhereAllTellThem) {
  const Outcome all = judge_worlds({.lots_always = true});
  EXPECT_EQ(all.wrong, 0);
  EXPECT_EQ(all.wrong_lots, 0);
  EXPECT_EQ(all.untrue, 0);
}

}  // namespace
}  // namespace stocktrail::test
