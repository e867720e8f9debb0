// A late event that sends thousands of rows through the books again: the node goes on by itself, and an audit
// does what it did.
#include <gtest/gtest.h>

#include <thread>

#include "ledger/engine/controls.h"
#include "ledger/inventory/waiting.h"
#include "tests/support/ledger_world.h"

namespace stocktrail::test {
namespace {

constexpr unsigned sales = 3'600, sales_of_statement = 100, made_pieces = 5'000;
constexpr auto patience = std::chrono::seconds(60);

std::string sale(const Supplier& supplier, unsigned number, unsigned product) {
  char time[40];
  std::snprintf(time, sizeof time, "2026-07-22T%02u:%02u:%02u.000Z", 7 + number / 3600, number / 60 % 60,
                number % 60);
  json::Writer w;
  w.begin_object().field("type", "ObjectEvent").field("eventTime", time);
  w.field("eventTimeZoneOffset", "+00:00").field("action", "DELETE").field("bizStep", "retail_selling");
  w.field("disposition", "retail_sold");
  w.key("readPoint").begin_object().field("id", supplier.place).end_object();
  w.key("quantityList").begin_array().begin_object();
  w.field("epcClass", lot(product, "L1")).key("quantity").number(std::uint64_t{1});
  w.end_object().end_array().end_object();
  return std::move(w).text();
}

/// `number`: of the last statement.
bool post_sales(LedgerWorld& world, const Supplier& supplier, std::uint64_t& number, unsigned product) {
  for (unsigned sold = 0; sold < sales;) {
    std::vector<std::string> events;
    for (; events.size() < sales_of_statement; ++sold) events.push_back(sale(supplier, sold, product));
    if (!world.post(sign_events(supplier, ++number, std::move(events)))) return false;
  }
  return true;
}

void wait_until_complete(const Ledger& ledger) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (inventory::is_behind(ledger.view()->tables()) && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

Amount stock_at(const Supplier& supplier, const Ledger& ledger) {
  inventory::PositionQuery query;
  query.place = supplier.place;
  const auto found = inventory::positions(query, ledger.view()->tables());
  if (!found || found->positions.size() != 1) return {};
  return found->positions.front().amount;
}

void expect_good_audit(LedgerWorld& world) {
  world.ledger.reset();
  const auto report = audit_directory(world.options.directory, [](std::uint64_t, std::uint64_t) {});
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_EQ(report->doubts, std::vector<Error>{});
}

TEST(Shares, ALateEventIsWorkedThroughWithoutFurtherOnes) {
  TemporaryDirectory directory;
  LedgerWorld world(directory / "data");
  world.open();
  const Supplier supplier = make_supplier(1);
  ASSERT_TRUE(world.admit(supplier));
  std::uint64_t number = 0;
  ASSERT_TRUE(post_sales(world, supplier, number, 1));
  EXPECT_EQ(world.ledger->view()->settled_size(), world.ledger->view()->checkpoint().size);
  const auto late =
      world.post(sign_events(supplier, ++number, {commissioning(supplier, 1, "L1", made_pieces)}));
  ASSERT_TRUE(late);
  const TreeSize size{to_u64(late->index) + 1};

  wait_until_complete(*world.ledger);
  auto view = world.ledger->view();
  ASSERT_FALSE(inventory::is_behind(view->tables()));
  EXPECT_FALSE(inventory::complete_until(view->tables()));
  EXPECT_EQ(view->checkpoint().size, size) << "no entry was added";
  EXPECT_EQ(view->settled_size(), size);
  EXPECT_GE(times_gone_on(size, view->tables()), 2U);

  EXPECT_EQ(stock_at(supplier, *world.ledger), Amount::pieces(made_pieces - sales));
  EXPECT_TRUE(inventory::discrepancies({.place = supplier.place, .when = {}, .cursor = {}}, view->tables())
                  .discrepancies.empty());

  ASSERT_TRUE(world.post(sign_events(supplier, ++number, {commissioning(supplier, 2, "L2", 1)})));
  view.reset();
  expect_good_audit(world);
}

// What its pieces were is told anew of a package that was sold thousands of times.
TEST(Shares, APackageThatHoldsSomethingElseIsWorkedThroughAsALateEventIs) {
  TemporaryDirectory directory;
  LedgerWorld world(directory / "data");
  world.open();
  const Supplier supplier = make_supplier(1);
  ASSERT_TRUE(world.admit(supplier));
  const auto state_contents = [&](unsigned pieces) {
    return world.state("product", R"({"id":")" + gtin(1) + R"(","name":"Milk","packaging":[{"id":")" +
                                      gtin(2) + R"(","contains":)" + std::to_string(pieces) + "}]}");
  };
  const auto stated = state_contents(4);
  ASSERT_TRUE(stated) << stated.error().detail;
  std::uint64_t number = 0;
  ASSERT_TRUE(world.post(sign_events(supplier, ++number, {commissioning(supplier, 1, "L1", 10 * sales)})));
  ASSERT_TRUE(post_sales(world, supplier, number, 2));
  wait_until_complete(*world.ledger);
  ASSERT_EQ(stock_at(supplier, *world.ledger), Amount::pieces(6 * sales));

  const auto changed = state_contents(6);
  ASSERT_TRUE(changed) << changed.error().detail;
  wait_until_complete(*world.ledger);
  EXPECT_EQ(stock_at(supplier, *world.ledger), Amount::pieces(4 * sales));
  EXPECT_GE(times_gone_on(TreeSize{to_u64(changed->index) + 1}, world.ledger->view()->tables()), 2U)
      << "no record does all of it";
  expect_good_audit(world);
}

}  // namespace
}  // namespace stocktrail::test
