// What the writer remembers of the tables: what it wrote last, and no more than it may.
#include "ledger/engine/recent_values.h"

#include <gtest/gtest.h>

#include "tests/support/memory_tables.h"

namespace stocktrail::test {
namespace {

/// The base of these tests is stale on purpose: it shows where a value is from.
class RecentValuesTest : public testing::Test {
 protected:
  RecentValuesTest() { base.put(Table::cells, "k", "base"); }
  std::string found(RecentValues& recent) { return recent.get(Table::cells, "k", base).value_or("none"); }

  MemoryTables base;
};

TEST_F(RecentValuesTest, WhatWasWrittenLastIsKnown) {
  RecentValues recent;
  EXPECT_EQ(found(recent), "base");
  recent.put(Table::cells, "k", "written");
  EXPECT_EQ(found(recent), "written");
  recent.erase(Table::cells, "k");
  EXPECT_EQ(found(recent), "none");
}

TEST_F(RecentValuesTest, BeyondItsLimitWhatNobodyAskedForIsForgotten) {
  RecentValues recent;
  recent.put(Table::cells, "k", "written");
  int others = 0;
  const auto put_half_of_the_limit = [&] {
    const std::string mebibyte(1u << 20, 'x');
    for (std::size_t bytes = 0; bytes <= recent_values_bytes_max / 2; bytes += mebibyte.size())
      recent.put(Table::history, std::to_string(others++), mebibyte);
  };
  for (int i = 0; i < 4; ++i) {
    put_half_of_the_limit();
    EXPECT_EQ(found(recent), "written");
  }
  put_half_of_the_limit();
  put_half_of_the_limit();
  EXPECT_EQ(found(recent), "base");
}

TEST_F(RecentValuesTest, AValueThatIsWrittenAgainCountsOnce) {
  RecentValues recent(4'000);
  recent.put(Table::cells, "k", "written");
  for (int i = 0; i < 1'000; ++i) recent.put(Table::cells, "other", std::string(1'000, 'x'));
  EXPECT_EQ(found(recent), "written");
}

}  // namespace
}  // namespace stocktrail::test
