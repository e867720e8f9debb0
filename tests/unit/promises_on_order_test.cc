// What is on order: limits of docs/limits.md; what orders do is in system_api_promises.
#include <gtest/gtest.h>

#include "ledger/inventory/detail/history.h"
#include "ledger/inventory/detail/worklist.h"
#include "ledger/inventory/documents.h"
#include "ledger/master/change.h"
#include "ledger/promises/on_order.h"
#include "tests/support/memory_tables.h"

namespace stocktrail::test {
namespace {

const gs1::Key shop = gs1::parse_key("https://id.gs1.org/417/9521321000001").value();
const gs1::Key store = gs1::parse_key("https://id.gs1.org/414/9521321000018").value();

/// The shop, with the store.
void admit(MemoryTables& tables) {
  const std::string body =
      R"({"id":"https://id.gs1.org/417/9521321000001","name":"Shop","roles":["operator"],)"
      R"("places":[{"id":"https://id.gs1.org/414/9521321000018","name":"Store"}]})";
  master::fold(master::parse_change("party", json::Document::parse(body)->root()).value(), shop, Micros{1}, 0,
               tables);
}

master::Change order(std::size_t number, std::size_t lines = 1) {
  const std::string line = R"({"product":"https://id.gs1.org/01/09521321000025","quantity":1})";
  std::string all = line;
  for (std::size_t i = 1; i < lines; ++i) all += "," + line;
  const std::string body = R"({"id":")" + std::to_string(number) +
                           R"(","document":"urn:x:1","place":"https://id.gs1.org/414/9521321000018",)"
                           R"("from":"https://id.gs1.org/414/9521321000117","due":"2026-12-05",)"
                           R"("lines":[)" +
                           all + "]}";
  return master::parse_change("order", json::Document::parse(body)->root()).value();
}

TEST(OnOrder, TheNewestOrdersOfAPlaceAreLookedAt) {
  MemoryTables tables;
  admit(tables);
  std::uint64_t statement = 0;
  const auto place = [&] {
    ++statement;
    master::fold(order(statement), shop, Micros{static_cast<std::int64_t>(statement)}, statement, tables);
  };
  while (statement < promises::awaited_orders_max) place();
  for (const gs1::Key& of : {store, shop}) {
    const auto all = promises::awaited(of, "", tables);
    EXPECT_TRUE(all.complete);
    ASSERT_EQ(all.awaited.size(), 1U);
    EXPECT_EQ(all.awaited.front().amount, Amount::pieces(promises::awaited_orders_max));
    EXPECT_EQ(all.awaited.front().site, store.text());
  }
  place();
  const auto newest = promises::awaited(store, "", tables);
  EXPECT_FALSE(newest.complete);
  EXPECT_EQ(newest.awaited.front().amount, Amount::pieces(promises::awaited_orders_max));
}

TEST(OnOrder, SoManyLinesAreLookedAt) {
  MemoryTables tables;
  admit(tables);
  constexpr std::size_t lines = master::OrderLimits::order_lines_max;
  for (std::uint64_t i = 1; i <= promises::awaited_lines_max / lines; ++i)
    master::fold(order(i, lines), shop, Micros{1}, i, tables);
  EXPECT_TRUE(promises::awaited(shop, "", tables).complete);
  constexpr std::uint64_t one_more = promises::awaited_lines_max / lines + 1;
  master::fold(order(one_more, lines), shop, Micros{1}, one_more, tables);
  EXPECT_FALSE(promises::awaited(shop, "", tables).complete);
}

TEST(OnOrder, OfADocumentSoManyTypesAreLookedAt) {
  MemoryTables tables;
  const books::Good good{"https://id.gs1.org/01/09521321000025", ""};
  for (std::size_t i = 0; i <= inventory::document_types_max; ++i) {
    const std::string type = "urn:x:type:" + std::string(1, static_cast<char>('a' + i));
    tables.put(Table::directory, inventory::directory_prefix(inventory::document_letter, {"urn:x:1", type}),
               "");
    books::Papers papers;
    papers.gone[{"a", "b"}] = {Amount::pieces(1), Amount::pieces(1)};
    inventory::Head head;
    head.name =
        inventory::CellName(inventory::CellKind::papers, {type + " urn:x:1", good.product, good.unit});
    head.page.parts = inventory::parts_of(papers);
    head.page.add({});
    inventory::write_head(inventory::id_of(head.name), head, tables);
  }
  EXPECT_EQ(inventory::Deliveries(tables).of("urn:x:1", good).size(), inventory::document_types_max);
  EXPECT_TRUE(inventory::Deliveries(tables).of("urn:x:", good).empty());
}

}  // namespace
}  // namespace stocktrail::test
