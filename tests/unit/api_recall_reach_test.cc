// How far an answer about a recall goes.
#include "api/handlers/recall_reach.h"

#include <gtest/gtest.h>

#include "ledger/inventory/detail/worklist.h"
#include "tests/support/event_builder.h"
#include "tests/support/memory_tables.h"

namespace stocktrail::test {
namespace {

TEST(RecallReach, HasSoManyRows) {  // reach_rows_max
  MemoryTables tables;
  const inventory::Good good{gtin(1), {}};
  const auto put = [&](std::size_t number) {
    books::Book book;
    book.stock[{"A", inventory::Status::sellable, {}}] = Amount::pieces(1);
    const auto name = inventory::book_name("urn:place:" + std::to_string(number), good);
    inventory::Page page;
    page.add({});
    page.parts = inventory::parts_of(book);
    inventory::write_head(id_of(name), {.name = name, .concludes = false, .page = page}, tables);
    inventory::name_cell(name, 1, tables);
  };
  const std::vector<master::RecallGoods> goods{{key_of(gtin(1)), {"A"}, {}}};
  const auto reach = [&] { return api::recall_reach(goods, api::ReachOf::own_recall, {}, tables); };
  for (std::size_t i = 0; i < api::reach_rows_max; ++i) put(i);
  EXPECT_EQ(reach().rows.size(), api::reach_rows_max);
  EXPECT_TRUE(reach().complete);
  put(api::reach_rows_max);
  EXPECT_EQ(reach().rows.size(), api::reach_rows_max);
  EXPECT_FALSE(reach().complete);
}

}  // namespace
}  // namespace stocktrail::test
