// Pages of what does not fit: wanted ones only, and how far one page looks.
#include <gmock/gmock.h>

#include "ledger/inventory/counts.h"
#include "ledger/inventory/detail/told_events.h"
#include "ledger/inventory/detail/worklist.h"
#include "ledger/inventory/discrepancy_changes.h"
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
    inventory::Worklist worklist(7, tables_);
    for (std::size_t i = 1; i <= count; ++i) worklist.note(std::to_string(i), {}, std::vector{found(i)});
    worklist.store();
  }
  using Found = std::vector<books::Discrepancy>;
  void conclude(std::uint64_t record, const Found& before, const Found& after) {
    inventory::Worklist worklist(record, tables_);
    worklist.conclude("cell", before, after);
    worklist.store();
  }
  void note(std::uint64_t record, std::string_view row, const Found& before, const Found& after) {
    inventory::Worklist worklist(record, tables_);
    worklist.note(row, before, after);
    worklist.store();
  }
  /// "opened 1", "changed 1 of 1" (how much it was), "closed 1": by number of the discrepancy.
  std::vector<std::string> changes(inventory::ChangePlace after = {}, std::size_t limit = 100) const {
    std::vector<std::string> told;
    for (const auto& one :
         inventory::discrepancy_changes({.after = after, .limit = limit}, tables_).changes) {
      using enum inventory::DiscrepancyChange::Kind;
      std::string text = one.kind == opened ? "opened " : one.kind == closed ? "closed " : "changed ";
      text += one.told.lot;
      if (one.was) text += " of " + one.was->text();
      told.push_back(text);
    }
    return told;
  }
  inventory::DiscrepancyCounts counts() const {
    const auto counts = inventory::discrepancy_counts(tables_);
    return counts.contains(books::DiscrepancyKind::not_there) ? counts.at(books::DiscrepancyKind::not_there)
                                                              : inventory::DiscrepancyCounts();
  }
  inventory::DiscrepancyPage page(std::size_t lot, const std::string& cursor = {}) const {
    inventory::DiscrepancyQuery query;
    query.place = "A";
    query.cursor = cursor;
    query.shows = [lot](const books::Discrepancy& one, std::uint64_t) {
      return one.lot == std::to_string(lot);
    };
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

TEST_F(DiscrepanciesTest, AreToldAsTheyOpenChangeAndClose) {
  books::Discrepancy more = found(1);
  more.amount = Amount::pieces(9);
  conclude(3, {}, {found(1), found(2)});
  conclude(4, {found(1), found(2)}, {more, found(2)});
  conclude(6, {more, found(2)}, {});
  EXPECT_THAT(changes(),
              ::testing::ElementsAre("opened 1", "opened 2", "changed 1 of 1", "closed 1", "closed 2"));
  EXPECT_THAT(changes({.record = 4, .changes = 0}), ::testing::SizeIs(3));
  EXPECT_THAT(changes({.record = 4, .changes = 1}), ::testing::SizeIs(2));
  EXPECT_THAT(changes({.record = 6, .changes = 1}), ::testing::ElementsAre("closed 2"));
  EXPECT_THAT(changes({.record = 5, .changes = 0}, 1), ::testing::ElementsAre("closed 1"));
  EXPECT_EQ(counts().open, 0U);
  EXPECT_EQ(counts().opened, 2U);
  EXPECT_EQ(counts().closed, 2U);
}

TEST_F(DiscrepanciesTest, DoNotChangeIfTheyEndAndBeginInOneRecord) {
  conclude(3, {}, {found(1)});
  inventory::Worklist worklist(4, tables_);
  worklist.conclude("cell", Found{found(1)}, {});
  worklist.conclude("cell", {}, Found{found(1)});
  worklist.conclude("cell", {}, Found{found(2)});
  worklist.conclude("cell", Found{found(2)}, {});
  worklist.store();
  EXPECT_THAT(changes(), ::testing::ElementsAre("opened 1"));
  EXPECT_EQ(page(1).discrepancies.front().open_since, 3U);
  EXPECT_TRUE(page(2).discrepancies.empty());
}

TEST_F(DiscrepanciesTest, AreOpenAsLongAsAnyRowTellsThem) {
  note(3, "row", {}, {found(1)});
  note(4, "other", {}, {found(1)});
  note(5, "row", {found(1)}, {});
  EXPECT_THAT(changes(), ::testing::ElementsAre("opened 1"));
  EXPECT_EQ(counts().open, 1U);
  note(6, "other", {found(1)}, {});
  EXPECT_THAT(changes(), ::testing::ElementsAre("opened 1", "closed 1"));
  EXPECT_EQ(counts().open, 0U);
}

TEST_F(DiscrepanciesTest, CountsAreLookedAtAsFarAsTheLimit) {  // counts_max
  const auto add_until = [&](std::size_t end) {
    for (std::size_t i = end - inventory::counts_max; i < end; ++i)
      tables_.put(Table::directory,
                  inventory::counts_prefix("A") +
                      std::string(inventory::end_of(Micros{static_cast<std::int64_t>(i)})),
                  {});
  };
  const auto is_complete = [&] {
    return inventory::counts({.place = "A", .product = {}}, {}, tables_).is_complete;
  };
  add_until(inventory::counts_max);
  EXPECT_TRUE(is_complete());
  add_until(inventory::counts_max + 1);
  EXPECT_FALSE(is_complete());
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
