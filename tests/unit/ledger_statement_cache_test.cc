// What readers keep of parsed statements and events, and what goes.
#include "ledger/engine/statement_cache.h"

#include <gtest/gtest.h>

#include "tests/support/ledger_world.h"

namespace stocktrail {
namespace {

using test::make_supplier;

Statement statement(std::uint64_t number) {
  const auto supplier = make_supplier(1);
  auto parsed =
      Statement::parse(test::sign_events(supplier, number, {test::commissioning(supplier, 1, "A", 1)}));
  ST_CHECK(parsed.has_value());
  return std::move(*parsed);
}

std::shared_ptr<const epcis::Event> event(std::string id) {
  auto made = std::make_shared<epcis::Event>();
  made->id = std::move(id);
  return made;
}

TEST(StatementCache, KeepsEventsWithTheirStatement) {
  StatementCache cache(1'000'000);
  cache.add_event(event_ref(7, 0), event("early"), 10);
  EXPECT_EQ(cache.find_event(event_ref(7, 0)), nullptr) << "its statement is not here";
  cache.add(LeafIndex{7}, statement(7));
  EXPECT_EQ(cache.find_event(event_ref(7, 0)), nullptr);
  cache.add_event(event_ref(7, 0), event("first"), 10);
  cache.add_event(event_ref(7, 1), event("second"), 10);
  cache.add_event(event_ref(7, 1), event("again"), 10);
  EXPECT_EQ(cache.find_event(event_ref(7, 0))->id, "first");
  EXPECT_EQ(cache.find_event(event_ref(7, 1))->id, "second");
  EXPECT_EQ(cache.find_event(event_ref(8, 0)), nullptr);
  EXPECT_TRUE(cache.find(LeafIndex{7}).has_value());
}

TEST(StatementCache, TheOldestGoesWhenTextsTakeItsRoom) {
  const Statement one = statement(1), two = statement(2);
  const std::size_t bytes = one.wire().size() + two.wire().size();
  StatementCache cache(bytes + 100);
  cache.add(LeafIndex{1}, one);
  cache.add(LeafIndex{2}, two);
  cache.add_event(event_ref(1, 0), event("one"), 60);
  const auto held = cache.find_event(event_ref(1, 0));
  cache.add_event(event_ref(2, 0), event("two"), 60);
  EXPECT_FALSE(cache.find(LeafIndex{1}).has_value());
  EXPECT_EQ(cache.find_event(event_ref(1, 0)), nullptr);
  EXPECT_EQ(held->id, "one") << "whoever reads it keeps it";
  EXPECT_EQ(cache.find_event(event_ref(2, 0))->id, "two");
  cache.add(LeafIndex{1}, one);
  EXPECT_TRUE(cache.find(LeafIndex{1}).has_value()) << "the room of what went is free again";
  EXPECT_TRUE(cache.find(LeafIndex{2}).has_value());
}

}  // namespace
}  // namespace stocktrail
