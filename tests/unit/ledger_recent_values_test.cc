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

TEST_F(RecentValuesTest, BeyondItsLimitEverythingIsForgotten) {
  RecentValues recent;
  recent.put(Table::cells, "k", "written");
  const std::string mebibyte(1u << 20, 'x');
  for (std::size_t bytes = mebibyte.size(); bytes < recent_values_bytes_max; bytes += mebibyte.size())
    recent.put(Table::history, std::to_string(bytes), mebibyte);
  EXPECT_EQ(found(recent), "written");
  for (int i = 0; i < 3; ++i) recent.put(Table::history, "more" + std::to_string(i), mebibyte);
  EXPECT_EQ(found(recent), "base");
}

}  // namespace
}  // namespace stocktrail::test
