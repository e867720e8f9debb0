// The bytes of orders with their outcomes, which are kept forever, and of the table of promises.
#include <gtest/gtest.h>

#include "tests/support/promise_world.h"
#include "tests/support/table_digests.h"

namespace stocktrail::test {
namespace {

TEST(PromisesGolden, BytesChangeOnlyWithAVersion) {
  PromiseWorld world;
  world.make(1, "L1", 10, 1, seconds_in(86'400 * 30));
  const auto order = PromiseWorld::reserve(
      "order-1",
      PromiseWorld::line(1, 2, {1, 2}, R"(,"lastsUntil":"2027-01-20")") + "," + PromiseWorld::line(1, 3),
      R"(,"channel":"web","document":"urn:x:1","fill":"partly","sourcing":"fewest_places","holdSeconds":60)");
  const auto outcome = world.state(order, seconds_in(0));
  ASSERT_TRUE(outcome);
  ASSERT_TRUE(world.state(
      PromiseWorld::change("commit", "order-1", R"(,"request":"c","lines":[{"line":0,"quantity":1}])"),
      seconds_in(1)));
  ASSERT_TRUE(world.state(
      PromiseWorld::order(R"({"action":"keep","channel":"shop","lines":[)" + PromiseWorld::line(1, 1) + "]}"),
      seconds_in(2)));
  world.leave("retail_selling", 1, "L1", 1, "urn:x:1", seconds_in(3));
  // Kept: another form of it has to be read beside this one.
  EXPECT_EQ(hex_encode(sha256(promises::encode({order, *outcome}))).substr(0, 16), "b3f60be8c9acc9d6");
  EXPECT_EQ(digest_of(Table::promises, world.tables), "0dcad5c8d929c13b")
      << "Raise the version of the fold `promises`.";
}

}  // namespace
}  // namespace stocktrail::test
