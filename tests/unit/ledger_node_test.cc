// The write path alone: which statements share a commit.
#include "ledger/engine/node.h"

#include <gtest/gtest.h>

#include <future>
#include <memory>

#include "ledger/state/event_index.h"
#include "ledger/store/layout.h"
#include "ledger/trace/trace.h"
#include "tests/support/late_agreement.h"
#include "tests/support/ledger_world.h"

namespace stocktrail::test {
namespace {

class NodeTest : public ::testing::Test {
 protected:
  void start(std::chrono::microseconds commit_wait) {
    start(LedgerLimits{.commit_wait = commit_wait, .disk = {}});
  }
  void start(const LedgerLimits& limits) {
    store = std::move(*Store::open({.directory = directory / "db"}));
    auto started = Node::start({.store = *store,
                                .log_key = supplier.key,
                                .origin = "test.example/log",
                                .clock = clock,
                                .randomness = randomness,
                                .limits = limits,
                                .changes = changes,
                                .agreement = &agreement},
                               std::nullopt);
    ASSERT_TRUE(started.has_value());
    node = std::move(*started);
    std::string body = party_body(supplier);
    body.replace(body.find("producer"), 8, "operator");  // Who admits itself, as the first record of a log.
    const StatementDraft first{
        .kind = "party", .issuer = supplier.id.text(), .id = statement_id(0), .body = std::move(body)};
    const auto admitted = append(*sign_statement(first, supplier.key)).get();
    ASSERT_TRUE(admitted.has_value()) << admitted.error().detail;
  }
  std::future<Result<Receipt>> append(const std::string& wire) {
    auto candidate = read_contents(*Statement::parse(wire));
    candidate->signed_by = supplier.key.public_key();
    auto promise = std::make_shared<std::promise<Result<Receipt>>>();
    node->append(std::move(*candidate),
                 [promise](Result<Receipt> receipt) { promise->set_value(std::move(receipt)); });
    return promise->get_future();
  }
  /// Appends `wires` so that they wait together. The node takes nothing more afterwards.
  std::vector<Result<Receipt>> append_last(const std::vector<std::string>& wires) {
    std::vector<std::future<Result<Receipt>>> receipts;
    const Proposer::Announcement announcement(node->proposer());
    for (const std::string& one : wires) receipts.push_back(append(one));
    node->proposer().stop();
    std::vector<Result<Receipt>> answers;
    for (auto& receipt : receipts) answers.push_back(receipt.get());
    return answers;
  }
  /// How many commits a node with `limits` needs for `count` statements of so many events that wait together.
  std::uint64_t commits_for(std::size_t count, std::size_t events, const LedgerLimits& limits) {
    node.reset();
    store.reset();
    std::filesystem::remove_all(directory / "db");
    start(limits);
    std::vector<std::string> wires;
    for (std::size_t i = 0; i < count; ++i) {
      std::vector<std::string> of_one;
      ++number_;
      for (std::size_t e = 0; e < events; ++e) {
        of_one.push_back(commissioning(supplier, 1, std::to_string(number_) + "E" + std::to_string(e), 1));
      }
      wires.push_back(sign_events(supplier, number_, std::move(of_one)));
    }
    const std::uint64_t before = node->counters().commits;
    for (const auto& receipt : append_last(wires)) EXPECT_TRUE(receipt);
    return node->counters().commits - before;
  }
  std::string wire(std::uint64_t number) const {
    return sign_events(supplier, number, {commissioning(supplier, 1, "A", 1)});
  }

  TemporaryDirectory directory;
  Supplier supplier = make_supplier(1);
  ManualClock clock;
  ChangeFeed changes;
  LateAgreement agreement{LateAgreement::Witness::answers};
  Randomness& randomness = system_randomness();
  std::unique_ptr<Store> store;
  std::unique_ptr<Node> node;

 private:
  std::uint64_t number_ = 1'000;
};

// The trip to a witness stops nobody but who waits for an answer.
TEST_F(NodeTest, CommitsGoOnWhileTheWitnessIsSilent) {
  using Witness = LateAgreement::Witness;
  start(std::chrono::microseconds(0));
  const auto view = node->view();
  const std::uint64_t commits = node->counters().commits;
  agreement.is(Witness::silent);
  std::vector<std::future<Result<Receipt>>> receipts;
  receipts.push_back(append(wire(1)));
  agreement.wait_for_a_question();
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  for (std::uint64_t number = 2; number <= 4; ++number) {
    receipts.push_back(append(wire(number)));
    while (node->counters().commits < commits + number && std::chrono::steady_clock::now() < give_up)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    EXPECT_EQ(node->counters().commits, commits + number) << "synced, and not waited for";
  }
  EXPECT_TRUE(store->snapshot()->get(Table::records, index_key(LeafIndex{4}))) << "it is durable";
  for (auto& receipt : receipts)
    EXPECT_EQ(receipt.wait_for(std::chrono::seconds(0)), std::future_status::timeout) << "not signed yet";
  EXPECT_EQ(node->view()->checkpoint().size, view->checkpoint().size) << "nobody is shown what is not agreed";

  agreement.is(Witness::answers);
  for (std::size_t i = 0; i < receipts.size(); ++i) {
    const auto receipt = receipts[i].get();
    ASSERT_TRUE(receipt) << receipt.error().detail;
    EXPECT_EQ(receipt->index, LeafIndex{i + 1});
  }
  EXPECT_EQ(node->view()->checkpoint().size, TreeSize{5});
}

TEST_F(NodeTest, ACommitWaitsForWhatIsBeingExamined) {
  start(std::chrono::hours(1));
  for (const auto& receipt : append_last({wire(1), wire(2), wire(3)})) EXPECT_TRUE(receipt);
  EXPECT_EQ(node->counters().statements, 4U);
  EXPECT_EQ(node->counters().commits, 2U);
}

TEST_F(NodeTest, AndNotForever) {
  start(std::chrono::milliseconds(1));
  const Proposer::Announcement announcement(node->proposer());
  EXPECT_TRUE(append(wire(1)).get().has_value());
}

TEST_F(NodeTest, AndNotWhenTheLedgerCloses) {
  start(std::chrono::hours(1));
  const Proposer::Announcement announcement(node->proposer());
  auto receipt = append(wire(1));
  node->proposer().stop();
  EXPECT_TRUE(receipt.get().has_value());
}

TEST_F(NodeTest, OneBatchKnowsItsOwnRepeatsAndConflicts) {
  start(std::chrono::hours(1));
  const auto answers = append_last(
      {wire(2), wire(2), sign_events(supplier, 2, {commissioning(supplier, 1, "x", 1)}), wire(3)});
  ASSERT_TRUE(answers[0] && answers[1] && answers[3]);
  EXPECT_TRUE(answers[1]->repeated);
  EXPECT_EQ(answers[1]->index, answers[0]->index);
  EXPECT_EQ(answers[2].error().code, ErrorCode::conflict);
  EXPECT_EQ(answers[3]->index, LeafIndex{2});
  const auto counters = node->counters();
  EXPECT_EQ(counters.commits, 2u);  // One for the party, one for the batch.
  EXPECT_EQ(counters.repeats, 1u);
  EXPECT_EQ(counters.refused, 1u);
}

TEST_F(NodeTest, ACommitTakesABatchOfStatementsAndEvents) {
  const LedgerLimits limits{
      .batch_statements_max = 3, .batch_events_max = 5, .commit_wait = std::chrono::hours(1), .disk = {}};
  EXPECT_EQ(commits_for(7, 1, limits), 3u) << "3, 3 and 1 statements";
  EXPECT_EQ(commits_for(5, 2, limits), 3u) << "4, 4 and 2 events";
  EXPECT_EQ(commits_for(2, 6, limits), 2u) << "alone, if it is that large";
}

TEST_F(NodeTest, AFullQueueAnswersAtOnce) {
  start({.queue_statements_max = 1, .commit_wait = std::chrono::hours(1), .disk = {}});
  std::future<Result<Receipt>> waiting;
  {
    const Proposer::Announcement announcement(node->proposer());
    waiting = append(wire(1));
    auto refused = append(wire(2));
    ASSERT_EQ(refused.wait_for(std::chrono::seconds(0)), std::future_status::ready);
    EXPECT_EQ(refused.get().error().code, ErrorCode::overloaded);
  }
  node->proposer().stop();
  EXPECT_TRUE(waiting.get().has_value());
}

TEST_F(NodeTest, ANodeGoesOnWhereItWasInTheOrderedLog) {
  start(std::chrono::milliseconds(1));
  ASSERT_TRUE(append(wire(1)).get());
  node.reset();
  const auto before = read_sequenced(*store->snapshot());
  ASSERT_TRUE(before);
  EXPECT_EQ(before->at, (LogPosition{0, 2}));
  EXPECT_NE(before->chain, Digest{});
  auto again = Node::start({.store = *store,
                            .log_key = supplier.key,
                            .origin = "test.example/log",
                            .clock = clock,
                            .randomness = randomness,
                            .limits = {},
                            .changes = changes},
                           std::nullopt);
  ASSERT_TRUE(again);
  node = std::move(*again);
  ASSERT_TRUE(append(wire(2)).get());
  EXPECT_EQ(read_sequenced(*store->snapshot())->at, (LogPosition{0, 3}));
}

TEST_F(NodeTest, WhatACommitWritesIsTold) {
  start(std::chrono::milliseconds(1));
  const auto before = node->view();
  const NotedReads noted(before->tables());
  (void)noted.get(Table::master, "knobody");
  (void)find_events("urn:example:none", noted);
  const auto tags = noted.tags();
  const NotedReads touched(before->tables());
  std::size_t seen = 0;
  touched.scan(Table::master, "p", {}, [&](std::string_view, std::string_view) { return ++seen < 10; });
  EXPECT_FALSE(changes.changed(before->checkpoint().size, tags));
  EXPECT_FALSE(changes.changed(before->checkpoint().size, touched.tags()));
  ASSERT_TRUE(append(wire(1)).get());  // Events: no master data, and another id.
  EXPECT_FALSE(changes.changed(before->checkpoint().size, tags));
  EXPECT_FALSE(changes.changed(before->checkpoint().size, touched.tags()));
  const NotedReads of_lot(node->view()->tables());
  (void)trace::touches(key_of(lot(1, "A")), 10, of_lot);
  EXPECT_TRUE(changes.changed(before->checkpoint().size, of_lot.tags()));
  EXPECT_FALSE(changes.changed(node->view()->checkpoint().size, of_lot.tags()));
}

}  // namespace
}  // namespace stocktrail::test