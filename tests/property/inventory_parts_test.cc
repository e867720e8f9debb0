// What a row left of a cell is written alike, whether all of it is written or only what changed.
#include <gtest/gtest.h>

#include <algorithm>

#include "ledger/books/map_cells.h"
#include "ledger/inventory/detail/changed_parts.h"
#include "tests/support/books_recorder.h"

namespace stocktrail::test {
namespace {

class Silence : public books::Journal {
 public:
  void post(books::Posting /*posting*/) override {}
  void note(books::Discrepancy /*discrepancy*/) override {}
};

/// Cells as they were, made what they are.
class Compared {
 public:
  template <typename Key, typename Cell>
  void all(std::map<Key, Cell>& was, const std::map<Key, Cell>& now) {
    for (const auto& [key, cell] : now) {
      const inventory::Parts before = inventory::parts_of(was[key]), after = inventory::parts_of(cell);
      const inventory::ChangedParts changed = inventory::changed_parts(before, was[key], cell);
      ASSERT_EQ(changed.parts, after);
      ASSERT_EQ(changed.undo, difference(after, before));
      ASSERT_TRUE(was[key] == cell);
      changes += changed.undo.empty() ? 0 : 1;
    }
  }
  void all(books::MapCells& was, const books::MapCells& now) {
    all(was.books, now.books);
    all(was.lanes, now.lanes);
    all(was.announced_goods, now.announced_goods);
    all(was.announced_boxes, now.announced_boxes);
    all(was.documents, now.documents);
    all(was.sales, now.sales);
    all(was.boxes, now.boxes);
    all(was.items, now.items);
    all(was.lots, now.lots);
  }
  std::size_t changes = 0;
};

TEST(Parts, AreWrittenAlikeByWhatChanged) {
  for (std::uint32_t seed = 1; seed <= 3; ++seed) {
    const ToldWorld world(seed, 8, seed % 2 == 0 ? 0 : unsigned{all_practices});
    books::MapCells cells;
    std::vector<books::Row> rows;
    for (const books::Fact* fact : books::effective(world.facts)) {
      cells.facts[fact->event] = fact;
      for (const books::Row& row : books::rows_of(*fact)) rows.push_back(row);
    }
    std::ranges::sort(rows, books::before);
    Silence journal;
    Tellers tellers = world.tellers;
    const std::vector<std::size_t> steps{1, 1, 1, 2, 40};  // So many rows at once.
    books::MapCells was = cells, first = cells;
    Compared compared;
    std::size_t done = 0;
    for (std::size_t turn = 0; done < rows.size() && done < 400; ++turn) {
      books::World one{cells, journal, tellers.directory()};
      const std::size_t end = std::min(rows.size(), done + steps[turn % steps.size()]);
      for (; done < end; ++done) books::apply(rows[done], one);
      compared.all(was, cells);
      if (HasFatalFailure()) return;
    }
    EXPECT_GT(compared.changes, done / 2);
    books::MapCells back = cells;
    compared.all(back, first);  // Cells that are there, made those of before.
  }
}

/// A cell of many parts goes through a record by its changes.
TEST(Parts, OfALargeBookAreRight) {
  std::vector<std::string> lines;
  for (int i = 0; i < 300; ++i)
    lines.push_back("A 1T0" + std::to_string(i % 8) + ":00 commissioning @A L" + std::to_string(i) +
                    "=2 id:m" + std::to_string(i));
  for (int i = 0; i < 40; ++i)
    lines.push_back("A 2T1" + std::to_string(i % 8) + ":00 retail_selling retail_sold @A =" +
                    std::to_string(1 + i % 7) + " id:s" + std::to_string(i));
  lines.emplace_back("A 2T13:30 stock_taking @A L7=5 id:c");
  Tellers tellers;
  std::vector<books::Fact> facts = tellers.facts(lines);
  BooksRecorder recorder(tellers.directory());
  const auto late = std::span(facts).subspan(100, 20);
  recorder.record(std::span(facts).first(100));
  recorder.record(std::span(facts).subspan(120));
  recorder.record(late);
  recorder.expect_right("a large book");
}

}  // namespace
}  // namespace stocktrail::test
