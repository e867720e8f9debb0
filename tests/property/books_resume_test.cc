// Nothing is remembered between two rows but the cells: whoever goes on from a copy of them, after any row,
// comes to the same postings and the same cells.
#include <gtest/gtest.h>

#include <algorithm>

#include "ledger/books/map_cells.h"
#include "tests/support/told.h"
#include "tests/support/truthful_world.h"

namespace stocktrail::test {
namespace {

class Count : public books::Journal {
 public:
  void post(books::Posting posting) override { postings.push_back(std::move(posting)); }
  void note(books::Discrepancy /*discrepancy*/) override { ++notes; }
  std::vector<books::Posting> postings;
  std::size_t notes = 0;
};

TEST(Resume, AfterAnyRowFromACopyOfTheCells) {
  const TruthfulWorld world(7, {.days = 6});
  Tellers tellers;
  for (const char* site : {"MK", "DC", "S1", "S2", "S3"}) tellers.place(site);
  const std::vector<books::Fact> facts = tellers.facts(world.told());
  books::MapCells cells;
  std::vector<books::Row> rows;
  for (const books::Fact* fact : books::effective(facts)) {
    cells.facts[fact->event] = fact;
    for (const books::Row& row : books::rows_of(*fact)) rows.push_back(row);
  }
  std::ranges::sort(rows, books::before);
  const auto go_on = [&](books::MapCells& from, std::size_t first, std::size_t last) {
    Count journal;
    books::World one{from, journal, tellers.directory()};
    for (std::size_t i = first; i < last; ++i) books::apply(rows[i], one);
    return journal;
  };
  books::MapCells whole = cells;
  const std::size_t all = go_on(whole, 0, rows.size()).postings.size();
  std::size_t done = 0;
  for (std::size_t stop = 0; stop < rows.size(); stop += 37) {
    const std::size_t first = stop < 37 ? 0 : stop - 37;
    done += go_on(cells, first, stop).postings.size();
    books::MapCells copy = cells;
    EXPECT_EQ(done + go_on(copy, stop, rows.size()).postings.size(), all);
    EXPECT_TRUE(copy == whole) << "stopped after row " << stop;
  }
}

}  // namespace
}  // namespace stocktrail::test
