// Openings that are gone: everything else is replayed, shown and proven as before.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/engine/audit.h"
#include "ledger/engine/audit_replay.h"
#include "ledger/store/layout.h"
#include "ledger/store/store.h"
#include "tests/support/ledger_world.h"
#include "tests/support/past_the_gate.h"

namespace stocktrail::test {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

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
  AuditReport audit() {
    world.ledger.reset();
    auto report = audit_directory(world.options.directory, [](std::uint64_t, std::uint64_t) {});
    EXPECT_TRUE(report.has_value());
    return *report;
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

// Before, the replay ended at the first opening that was missing, and nothing behind it was looked at.
TEST_F(Erased, AnAuditGoesOnToTheEnd) {
  for (const std::uint64_t index : {0U, 1U, 3U}) erase_opening(index);  // Operator, supplier, an event.
  const AuditReport report = audit();
  EXPECT_EQ(report.size, TreeSize{8});
  EXPECT_EQ(report.erased, 3u);
  EXPECT_EQ(report.statements, 5u);
  EXPECT_EQ(report.events, 6u);
  EXPECT_EQ(report.guard, TreeSize{8}) << "the end is compared all the same";
  ASSERT_THAT(report.doubts, SizeIs(3)) << "nobody logged that they were erased; all tables agree";
  for (const Error& doubt : report.doubts) EXPECT_THAT(doubt.detail, HasSubstr("no entry says"));
  EXPECT_EQ(report.doubts[2].where, "entry 3");
}

TEST_F(Erased, WhatIsBehindIsStillLookedAt) {
  erase_opening(3);
  erase(Table::inputs, std::string(packed_ref(event_ref(5, 0))));
  const AuditReport report = audit();
  ASSERT_THAT(report.doubts, SizeIs(2));
  EXPECT_EQ(report.doubts[1].where, "table inputs");
}

TEST_F(Erased, TheKeyOfAMissingStatementIsLookedFor) {
  erase_opening(3);
  erase(Table::statements, std::string(statement_key(supplier.id.text(), statement_id(2))));
  const AuditReport report = audit();
  ASSERT_THAT(report.doubts, SizeIs(2));
  EXPECT_THAT(report.doubts[1].detail, HasSubstr("No key leads to entry 3"));
}

TEST_F(Erased, WithoutWhatTheFoldsReadTheReplayEnds) {
  erase_opening(3);
  erase(Table::inputs, std::string(packed_ref(event_ref(3, 0))));
  const AuditReport report = audit();
  ASSERT_THAT(report.doubts, SizeIs(1));
  EXPECT_EQ(report.size, TreeSize{3});
}

// Each statement that is gone is a doubt.
TEST_F(Erased, TheListOfDoubtsIsBounded) {
  for (std::uint64_t i = 7; i <= doubts_max; ++i) EXPECT_TRUE(world.post(wire(i)));
  const std::uint64_t size = to_u64(world.ledger->view()->checkpoint().size);
  ASSERT_EQ(size, doubts_max + 2);
  for (std::uint64_t i = 2; i < doubts_max + 1; ++i) erase_opening(i);
  EXPECT_THAT(audit().doubts, SizeIs(doubts_max - 1));
  erase_opening(doubts_max + 1);
  EXPECT_THAT(audit().doubts, SizeIs(doubts_max));
  erase_opening(1);
  const AuditReport report = audit();
  EXPECT_THAT(report.doubts, SizeIs(doubts_max));
  EXPECT_EQ(report.erased, doubts_max + 1) << "all are counted";
}

// A late event asks what an earlier one said: where that is damaged, it cannot be folded again. That is a
// doubt, and no end of the program.
TEST_F(Erased, WhatALateEventNeedsDamagedIsADoubt) {
  std::string late = commissioning(supplier, 1, "L1", 5);
  late.replace(late.find("T06:45"), 6, "T05:45");
  // More than a batch of the replay, so that it reads what is stored.
  std::string filler = commissioning(supplier, 2, "F", 1);
  filler.insert(
      1, R"("@context":[{"x":"https://example.com/"}],"x:note":")" + std::string(200'000, 'x') + "\",");
  for (std::uint64_t i = 10; i < 30; ++i) EXPECT_TRUE(world.post(sign_events(supplier, i, {filler})));
  const auto told = world.post(sign_events(supplier, 40, {late}));
  ASSERT_TRUE(told) << told.error().detail;
  world.ledger.reset();
  Behind behind;
  behind.rows.emplace_back(Table::inputs, std::string(packed_ref(event_ref(2, 0))), "h\xff\xff");
  write_behind(world.options.directory / "db", behind);
  const AuditReport report = audit();
  ASSERT_THAT(report.doubts, SizeIs(testing::Ge(1u)));
  EXPECT_THAT(report.doubts.front().detail, HasSubstr("cannot be folded"));
  EXPECT_EQ(report.doubts.front().where, "entry " + std::to_string(to_u64(told->index)));
}

}  // namespace
}  // namespace stocktrail::test
