// How far an answer about a recall goes.
#include "api/handlers/recall_reach.h"

#include <gtest/gtest.h>

#include <algorithm>

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
  const api::Principal auditor{.role = api::Role::auditor};
  const auto reach = [&] { return api::recall_reach(goods, api::ReachOf::own_recall, auditor, tables); };
  for (std::size_t i = 0; i < api::reach_rows_max; ++i) put(i);
  EXPECT_EQ(reach().rows.size(), api::reach_rows_max);
  EXPECT_TRUE(reach().complete);
  put(api::reach_rows_max);
  EXPECT_EQ(reach().rows.size(), api::reach_rows_max);
  EXPECT_FALSE(reach().complete);
}

/// Whoever tells of most loses its own rows, and nobody else.
TEST(RecallReach, HasRoomForWhatOthersMade) {
  MemoryTables tables;
  const auto name_of = [](const books::LotName& lot) {
    return inventory::CellName(inventory::CellKind::lot, {lot.first, lot.second});
  };
  const auto put_cell = [&](const inventory::CellName& name, const auto& cell) {
    inventory::Page page;
    page.add({});
    page.parts = inventory::parts_of(cell);
    inventory::write_head(id_of(name), {.name = name, .concludes = false, .page = page}, tables);
    inventory::name_cell(name, 1, tables);
  };
  const books::LotName from{gtin(1), "A"};
  books::LotCard whole;
  const auto make = [&](const std::string& issuer, const books::LotName& made, std::size_t places) {
    books::LotCard card;
    card.makers[issuer];
    card.inputs[from] = {issuer};
    put_cell(name_of(made), card);
    whole.outputs.insert({issuer, made});
    for (std::size_t i = 0; i < places; ++i) {
      books::Book book;
      book.stock[{made.second, inventory::Status::sellable, {}}] = Amount::pieces(1);
      put_cell(inventory::book_name("urn:place:" + issuer + std::to_string(i), {made.first, {}}), book);
    }
  };
  make("X", {gtin(2), "OWN"}, api::reach_rows_max + 5);  // Before the other, by its number.
  make("R", {gtin(3), "KIT"}, 2);
  put_cell(name_of(from), whole);
  const std::vector<master::RecallGoods> goods{{key_of(gtin(1)), {"A"}, {}}};
  const api::Principal auditor{.role = api::Role::auditor};
  const api::RecallReach reach = api::recall_reach(goods, api::ReachOf::own_recall, auditor, tables);
  EXPECT_EQ(reach.rows.size(), api::reach_rows_max);
  EXPECT_FALSE(reach.complete);
  EXPECT_EQ(std::ranges::count(reach.rows, "KIT", [](const auto& row) { return row.position.lot; }), 2);
}

TEST(RecallReach, LooksAtSoManyPagesForWhatWasSoldAfterwards) {  // reach_discrepancy_pages_max
  MemoryTables tables;
  const std::string shop = place(1);
  const inventory::Good good{gtin(1), {}};
  inventory::Worklist worklist(1, tables);
  const auto sell = [&](std::size_t number) {
    books::Discrepancy sold;
    sold.kind = books::DiscrepancyKind::sold_recalled;
    sold.place = shop;
    sold.good = good;
    sold.lot = "A";
    sold.amount = Amount::pieces(1);
    sold.since = Micros{static_cast<std::int64_t>(number)};
    worklist.note(std::to_string(number), {}, std::vector{sold});
  };
  const auto is_complete = [&] {
    worklist.store();
    api::RecallReach reach;
    const inventory::Account account{
        .kind = inventory::AccountKind::sold, .place = shop, .from = {}, .status = {}};
    reach.rows.push_back({{account, good, "A", false, Amount::pieces(1)}, {}});
    api::split_sales(reach, {.issuer = {}, .notice = {}, .revisions = {{}}}, tables);
    return reach.complete;
  };
  constexpr std::size_t page = 1'000, most = api::reach_discrepancy_pages_max * page;
  for (std::size_t i = 0; i < most; ++i) sell(i);
  EXPECT_TRUE(is_complete());
  sell(most);
  EXPECT_FALSE(is_complete());
}

}  // namespace
}  // namespace stocktrail::test
