// Openings that are gone: everything else is shown and proven as before.
#include <gtest/gtest.h>

#include "ledger/store/layout.h"
#include "ledger/store/store.h"
#include "tests/support/ledger_world.h"

namespace stocktrail::test {
namespace {

class Erased : public ::testing::Test {
 protected:
  Erased() {
    world.open();
    EXPECT_TRUE(world.admit(supplier));
    for (std::uint64_t i = 1; i <= 6; ++i) EXPECT_TRUE(world.post(wire(i)));
  }
  std::string wire(std::uint64_t number) const {
    return sign_events(supplier, number, {commissioning(supplier, 1, "L" + std::to_string(number), 5)});
  }
  void erase(Table table, std::string key) {
    world.ledger.reset();
    struct Row final : WriteSet {
      Table table{};
      std::string key;
      void write_to(Sink& sink) const override { sink.erase(table, key); }
    } row;
    row.table = table;
    row.key = std::move(key);
    auto store = Store::open({.directory = world.options.directory / "db"});
    ASSERT_TRUE(store.has_value());
    ASSERT_TRUE((*store)->commit(row, Durability::synced));
  }
  void erase_opening(std::uint64_t index) { erase(Table::openings, index_key(LeafIndex{index})); }

  TemporaryDirectory directory;
  LedgerWorld world{directory / "data"};
  Supplier supplier = make_supplier(1);
};

TEST_F(Erased, TheLedgerGoesOnAndARepeatGetsItsReceipt) {
  const auto first = world.ledger->view()->receipt(LeafIndex{3});
  for (const std::uint64_t index : {0U, 3U}) erase_opening(index);
  world.open();
  EXPECT_EQ(world.ledger->operator_id().text(), "https://test.example/log");
  const auto view = world.ledger->view();
  EXPECT_EQ(view->statement(LeafIndex{3}).error().code, ErrorCode::not_found);
  EXPECT_EQ(view->event(event_ref(3, 0)).error().code, ErrorCode::not_found);
  EXPECT_TRUE(view->proof(LeafIndex{3})) << "that the entry is in the log is provable still";
  EXPECT_EQ(view->receipt(LeafIndex{3})->entry, first->entry);
  const auto repeated = world.post(wire(2));
  ASSERT_TRUE(repeated) << repeated.error().detail;
  EXPECT_EQ(repeated->index, LeafIndex{3});
  EXPECT_TRUE(repeated->repeated);
  EXPECT_TRUE(world.post(wire(9)));
}

}  // namespace
}  // namespace stocktrail::test
