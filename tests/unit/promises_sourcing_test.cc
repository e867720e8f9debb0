// From which places an order is sent: docs/promises.md, section 1, "Places".
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "ledger/promises/nearness.h"
#include "ledger/promises/parcels.h"
#include "tests/support/promises_fixture.h"
#include "tests/support/seed.h"

namespace stocktrail::test {
namespace {

using promises::Parcels;
using promises::Point;

class SourcingTest : public PromisesFixture {
 protected:
  SourcingTest() {
    for (const unsigned at : {1U, 2U, 3U}) {
      world.make(1, "a", 10, at);
      world.make(2, "b", 10, at);
    }
  }
  /// "1: 4, 2: 6": what each line gets from which place; or where the fault is.
  std::string sourced(const std::string& lines, const std::string& more) {
    const std::string id = "r" + std::to_string(++made_);
    const auto outcome = world.state(PromiseWorld::reserve(id, lines, more), now);
    if (!outcome) return outcome.error().where;
    std::string text;
    for (const promises::Granted& line : outcome->lines) {
      text += text.empty() ? "" : "; ";
      for (const promises::Piece& piece : line.from)
        for (const unsigned at : {1U, 2U, 3U})
          if (piece.site == place(at))
            text += (text.empty() || text.ends_with("; ") ? "" : ", ") + std::to_string(at) + ": " +
                    piece.amount.text();
    }
    (void)world.state(PromiseWorld::change("release", id), now);
    return text;
  }
  static std::string cost(unsigned at, const std::string& prices) {
    return R"({"place":")" + place(at) + "\"" + prices + "}";
  }
  static std::string cheapest(const std::string& costs) {
    return R"(,"sourcing":"cheapest","costs":[)" + costs + "]";
  }

  int made_ = 0;
};

TEST_F(SourcingTest, TakesTheNearestOfPlacesFirst) {
  const std::string line = PromiseWorld::line(1, 12, {1, 2, 3});
  const auto near = [](const std::string& what) { return R"(,"sourcing":"nearest","near":)" + what; };
  EXPECT_EQ(sourced(line, near(R"({"latitude":51.05,"longitude":3.72})")), "2: 10, 1: 2") << "Ghent";
  EXPECT_EQ(sourced(line, near(R"({"latitude":50.45,"longitude":6.02})")), "3: 10, 1: 2") << "Malmedy";
  EXPECT_EQ(sourced(line, near(R"({"place":")" + place(3) + "\"}")), "3: 10, 1: 2");
  // Not known to be anywhere: as they are named.
  EXPECT_EQ(sourced(line, near(R"({"place":")" + place(7) + "\"}")), "1: 10, 2: 2");
  const auto distance = [](unsigned at, const std::string& far) {
    return R"({"place":")" + place(at) + R"(","distance":)" + far + "}";
  };
  EXPECT_EQ(sourced(line, R"(,"sourcing":"nearest","distances":[)" + distance(1, "30") + "," +
                              distance(2, "7.5") + "," + distance(3, "7") + "]"),
            "3: 10, 2: 2");
}

TEST_F(SourcingTest, DoesNotTellWhereAPlaceIsThatIsNotPublic) {
  for (const unsigned at : {8U, 9U}) world.make(1, "a", 10, at);
  const auto from = [&](const std::string& id, unsigned near) {
    const auto outcome =
        world.state(PromiseWorld::reserve(id, PromiseWorld::line(1, 1, {9, 8}),
                                          R"(,"sourcing":"nearest","near":{"place":")" + place(near) + "\"}"),
                    now, 2);
    return outcome ? outcome->lines[0].from[0].site : outcome.error().where;
  };
  EXPECT_EQ(from("x", 1), place(9)) << "Ghent is nearer to Brussels";
  EXPECT_EQ(from("y", 3), place(9)) << "as they are named, though the other is next door";
  world.report_for(2, 1, PromiseWorld::Policy::in_force);
  EXPECT_EQ(from("z", 3), place(8));
}

TEST_F(SourcingTest, TakesWhatTogetherCostsLeast) {
  const std::string line = PromiseWorld::line(1, 12, {1, 2, 3});
  // Two parcels, whichever: the cheapest units.
  EXPECT_EQ(
      sourced(line, cheapest(cost(1, R"(,"parcel":5,"unit":1)") + "," + cost(2, R"(,"parcel":5,"unit":3)") +
                             "," + cost(3, R"(,"parcel":5,"unit":2)"))),
      "1: 10, 3: 2");
  const std::string eight = PromiseWorld::line(1, 8, {1, 2});
  EXPECT_EQ(sourced(eight, cheapest(cost(1, R"(,"parcel":5)") + "," + cost(2, R"(,"parcel":1)"))), "2: 8");
  // The last five of a shelf are missed where they are.
  const std::string scarce = R"(,"parcel":1,"unit":1,"risk":{"stock":5,"price":10})";
  EXPECT_EQ(sourced(eight, cheapest(cost(1, scarce) + "," + cost(2, R"(,"parcel":9,"unit":1)"))), "2: 8");
  EXPECT_EQ(sourced(line, cheapest(cost(1, scarce) + "," + cost(2, scarce) + "," +
                                   cost(3, R"(,"parcel":1,"unit":50)"))),
            "1: 7, 2: 5");
}

TEST_F(SourcingTest, SendsFewParcels) {
  // The first place completes most lines at once, and the second all that it leaves.
  world.make(3, "c", 1, 1);
  world.make(3, "c", 1, 2);
  const std::string fewest = R"(,"sourcing":"fewest_places")";
  EXPECT_EQ(sourced(PromiseWorld::line(1, 12, {1, 2, 3}) + "," + PromiseWorld::line(3, 1, {1, 2}), fewest),
            "1: 10, 2: 2; 1: 1");
  EXPECT_EQ(sourced(PromiseWorld::line(1, 10, {3, 2}) + "," + PromiseWorld::line(3, 1, {1, 2}), fewest),
            "2: 10; 2: 1");
}

TEST_F(SourcingTest, SaysWhatIsMissing) {
  const std::string line = PromiseWorld::line(1, 1, {1, 2});
  const auto fault = [&](const std::string& more) {
    const std::string body = R"({"action":"reserve","id":"x","lines":[)" + line + "]" + more + "}";
    const auto document = json::Document::parse(body);
    const auto parsed = promises::parse_order(document->root());
    return parsed ? std::string() : parsed.error().where;
  };
  EXPECT_EQ(fault(R"(,"sourcing":"nearest")"), "$.reservation.near");
  EXPECT_EQ(fault(R"(,"sourcing":"nearest","near":{"latitude":1})"), "$.reservation.near.place");
  EXPECT_EQ(fault(R"(,"sourcing":"nearest","near":{"latitude":91,"longitude":1})"),
            "$.reservation.near.latitude");
  EXPECT_EQ(fault(R"(,"sourcing":"cheapest")"), "$.reservation.costs");
  EXPECT_EQ(fault(cheapest(cost(1, ""))), "$.reservation.costs");
  EXPECT_EQ(fault(cheapest(cost(1, "") + "," + cost(1, ""))), "$.reservation.costs");
  EXPECT_EQ(fault(cheapest(cost(1, R"(,"unit":-1)") + "," + cost(2, ""))), "$.reservation.costs[0].unit");
  EXPECT_EQ(
      fault(cheapest(cost(1, R"(,"parcel":)" + std::to_string(promises::price_max + 1)) + "," + cost(2, ""))),
      "$.reservation.costs[0].parcel");
  EXPECT_EQ(fault(cheapest(cost(1, R"(,"risk":{"price":1})") + "," + cost(2, ""))),
            "$.reservation.costs[0].risk");
  EXPECT_EQ(fault(cheapest(cost(1, "") + "," + cost(2, R"(,"unit":)" + std::to_string(promises::price_max)))),
            "");
  EXPECT_EQ(fault(R"(,"costs":[])"), "$.reservation.costs");
}

TEST(NearnessTest, IsTheCosineOfTheAngle) {
  std::mt19937_64 random(test_seed());
  const auto any = [&](std::int64_t limit) {
    return std::uniform_int_distribution<std::int64_t>(-limit, limit)(random);
  };
  const auto radians = [](std::int64_t billionths) {
    return static_cast<long double>(billionths) * std::numbers::pi_v<long double> / 180e9L;
  };
  for (int i = 0; i < 1'000; ++i) {
    const Point one{any(90'000'000'000), any(180'000'000'000)},
        other{any(90'000'000'000), any(180'000'000'000)};
    const long double expected = std::sin(radians(one.latitude)) * std::sin(radians(other.latitude)) +
                                 std::cos(radians(one.latitude)) * std::cos(radians(other.latitude)) *
                                     std::cos(radians(one.longitude) - radians(other.longitude));
    const auto found = static_cast<long double>(promises::closeness(one, other)) / std::exp2(60.0L);
    ASSERT_LT(std::abs(found - expected), 1e-16L) << i;
    ASSERT_EQ(promises::closeness(one, other), promises::closeness(other, one));
  }
  // Over the line of dates, a metre or two apart.
  const Point here{0, 179'999'990'000}, next{0, -179'999'991'000}, farther{0, -179'999'982'000};
  EXPECT_GT(promises::closeness(here, next), promises::closeness(here, farther));
}

/// One line of which four places have something, so that a choice of places is filled by the cheapest units.
class SmallParcels {
 public:
  explicit SmallParcels(std::mt19937_64& random) : random_(random) {
    wanted = 1 + pick(12);
    parcels.lines.push_back({.wanted = Amount::pieces(wanted), .unit = Amount::pieces(1), .sources = {}});
    for (std::size_t site = 0; site < 4; ++site) {
      parcels.sites.push_back({Amount::pieces(pick(6)), Amount::pieces(pick(4)), Amount::pieces(pick(3))});
      safe.push_back(pick(5));
      there.push_back(safe.back() + pick(5));
      parcels.shelves.push_back({Amount::pieces(safe.back()), Amount::pieces(there.back() - safe.back())});
      parcels.lines[0].sources.push_back({site, site, Amount::pieces(there.back())});
    }
  }
  Int128 cost_of(const std::vector<std::int64_t>& taken) const {
    Int128 cost = 0;
    for (std::size_t site = 0; site < 4; ++site) {
      const Parcels::Site& prices = parcels.sites[site];
      const std::int64_t last = std::max<std::int64_t>(0, taken[site] - safe[site]);
      if (taken[site] > 0) cost += prices.parcel.nanos();
      cost += taken[site] * prices.unit.nanos() + last * prices.at_risk.nanos();
    }
    return cost;
  }
  Int128 least(std::int64_t got) const {
    std::optional<Int128> least;
    std::vector<std::int64_t> taken(4);
    for (taken[0] = 0; taken[0] <= there[0]; ++taken[0])
      for (taken[1] = 0; taken[1] <= there[1]; ++taken[1])
        for (taken[2] = 0; taken[2] <= there[2]; ++taken[2]) {
          taken[3] = got - taken[0] - taken[1] - taken[2];
          if (taken[3] < 0 || taken[3] > there[3]) continue;
          least = std::min(least.value_or(cost_of(taken)), cost_of(taken));
        }
    return least.value_or(0);
  }

  Parcels parcels;
  std::int64_t wanted = 0;
  std::vector<std::int64_t> safe, there;

 private:
  std::int64_t pick(unsigned below) { return static_cast<std::int64_t>(random_() % below); }
  std::mt19937_64& random_;
};

TEST(ParcelsTest, CostNoMoreThanAnyChoiceOfPlaces) {
  std::mt19937_64 random(test_seed());
  for (int round = 0; round < 500; ++round) {
    const SmallParcels small(random);
    std::int64_t all = 0, sum = 0;
    for (const std::int64_t one : small.there) all += one;
    std::vector<std::int64_t> found;
    const auto taken = promises::cheapest(small.parcels);
    for (const Amount amount : taken[0]) {
      found.push_back(static_cast<std::int64_t>(amount.nanos() / 1'000'000'000));
      sum += found.back();
    }
    ASSERT_EQ(sum, std::min(small.wanted, all)) << round;
    ASSERT_TRUE(small.cost_of(found) == small.least(sum)) << round;
  }
}

TEST(ParcelsTest, LeaveOutWhatIsNotNeededOfManyPlaces) {
  Parcels parcels;
  parcels.lines.push_back({.wanted = Amount::pieces(9), .unit = Amount::pieces(1), .sources = {}});
  for (std::size_t site = 0; site < promises::exact_places_max + 2; ++site) {
    const Amount there = Amount::pieces(site == 8 ? 9 : 1);
    parcels.sites.push_back({Amount::pieces(10), Amount(), Amount()});
    parcels.shelves.push_back({there, Amount()});
    parcels.lines[0].sources.push_back({site, site, there});
  }
  const auto taken = promises::cheapest(parcels);
  EXPECT_EQ(taken[0][8], Amount::pieces(9)) << "all in one parcel";
  EXPECT_EQ(taken[0][0], Amount());
}

}  // namespace
}  // namespace stocktrail::test
