// Whatever anybody posts: random facts, most of them nonsense, in random orders. Sums stay zero, the answers
// are the same, and stopping half-way makes no difference.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "tests/support/nonsense.h"
#include "tests/support/told.h"

namespace stocktrail::test {
namespace {

TEST(RandomFacts, SumToZeroAndDoNotDependOnTheOrder) {
  const char* asked = std::getenv("STOCKTRAIL_SEEDS");  // NOLINT(concurrency-mt-unsafe)
  const std::uint64_t seeds = asked == nullptr ? 300 : std::strtoull(asked, nullptr, 10);
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE(seed);
    Tellers tellers;
    Nonsense nonsense(seed);
    std::vector<books::Fact> facts = tellers.facts(nonsense.lines(static_cast<int>(10 + seed % 50)));
    const Micros end = Tellers::at("90T00:00");
    const books::Books books(facts, tellers.directory());
    ASSERT_TRUE(books.unbalanced().empty());
    std::mt19937_64 random(seed);
    for (int turn = 0; turn < 2; ++turn) {
      std::ranges::shuffle(facts, random);
      const books::Books again(facts, tellers.directory());
      ASSERT_EQ(again.positions(end, end), books.positions(end, end));
      ASSERT_EQ(again.discrepancies(end), books.discrepancies(end));
    }
  }
}

}  // namespace
}  // namespace stocktrail::test
