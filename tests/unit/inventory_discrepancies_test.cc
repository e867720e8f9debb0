// Pages of what does not fit: wanted ones only, and how far one page looks.
#include <gtest/gtest.h>

#include "ledger/inventory/detail/worklist.h"
#include "ledger/inventory/discrepancy_id.h"
#include "tests/support/memory_tables.h"

namespace stocktrail::test {
namespace {

class DiscrepanciesTest : public ::testing::Test {
 protected:
  static books::Discrepancy found(std::size_t number) {
    books::Discrepancy one;
    one.kind = books::DiscrepancyKind::not_there;
    one.event = {number, 1};
    one.since = Micros{static_cast<std::int64_t>(number)};
    one.place = "A";
    one.lot = std::to_string(number);
    one.amount = Amount::pieces(1);
    return one;
  }
  void put(std::size_t count) {
    for (std::size_t i = 1; i <= count; ++i)
      inventory::list_discrepancies(std::to_string(i), {}, std::vector{found(i)}, 7, tables_);
  }
  inventory::DiscrepancyPage page(std::size_t lot, const std::string& cursor = {}) const {
    inventory::DiscrepancyQuery query;
    query.place = "A";
    query.cursor = cursor;
    query.shows = [lot](const books::Discrepancy& one) { return one.lot == std::to_string(lot); };
    return inventory::discrepancies(query, tables_);
  }
  MemoryTables tables_;
};

TEST_F(DiscrepanciesTest, AreLookedAtAsFarAsTheLimit) {  // discrepancy_rows_max
  put(inventory::discrepancy_rows_max + 1);
  const inventory::DiscrepancyPage last = page(inventory::discrepancy_rows_max);
  EXPECT_EQ(last.discrepancies.size(), 1U);
  EXPECT_TRUE(last.has_more);
  const inventory::DiscrepancyPage beyond = page(inventory::discrepancy_rows_max + 1);
  EXPECT_TRUE(beyond.discrepancies.empty());
  ASSERT_TRUE(beyond.has_more);
  const inventory::DiscrepancyPage next = page(inventory::discrepancy_rows_max + 1, beyond.last);
  EXPECT_EQ(next.discrepancies.size(), 1U);
  EXPECT_FALSE(next.has_more);
}

TEST_F(DiscrepanciesTest, HaveAnIdWhateverTheirAmount) {
  books::Discrepancy more = found(1);
  more.amount = Amount::pieces(9);
  EXPECT_EQ(inventory::discrepancy_id(more), inventory::discrepancy_id(found(1)));
  EXPECT_NE(inventory::discrepancy_id(found(2)), inventory::discrepancy_id(found(1)));
  EXPECT_EQ(inventory::discrepancy_id(more).size(), 22U);
}

}  // namespace
}  // namespace stocktrail::test
