// Three nodes over one ordered log that delays, reorders, repeats and leaves in doubt, and one that loses its
// end. What was acknowledged is in every head; the tables are equal; no two roots of one size are ever shown.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <map>
#include <random>
#include <thread>

#include "tests/support/cluster.h"
#include "tests/support/seed.h"

namespace stocktrail::test {
namespace {

Control random_control(std::mt19937_64& random) {
  const std::string name = std::to_string(random() % 8), party = "urn:x-test:" + std::to_string(random() % 2);
  switch (random() % 4) {
    case 0:
      return TokenIssued{.hash = sha256(name),
                         .id = std::to_string(random()),
                         .role = "party",
                         .party = party,
                         .label = {},
                         .created_at = Micros{1},
                         .expires_at = Micros{2}};
    case 1:
      return TokenRevoked{.hash = sha256(name), .at = Micros{static_cast<std::int64_t>(random() % 100)}};
    case 2:
      return KeySealed{.key_id = name, .sealed = std::to_string(random())};
    default:
      return FileKnown{.sha256 = sha256(name), .bytes = name.size(), .party = party};
  }
}

TEST(Replicas, WhatWasAcknowledgedIsInEveryHeadAndTheTablesAreEqual) {
  const std::uint64_t seed = test_seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  Cluster cluster(seed);
  cluster.admit();
  std::vector<std::future<Result<Receipt>>> receipts;
  std::vector<std::future<Result<void>>> shared;
  std::vector<std::string> wires;
  for (std::uint64_t i = 1; i <= 60; ++i) {
    shared.push_back(cluster.share(random() % node_count, random_control(random)));
    wires.push_back(cluster.wire(i));
    receipts.push_back(cluster.append(random() % node_count, wires.back()));
    if (random() % 4 == 0) {  // The client was impatient, and asked another node.
      wires.push_back(wires.back());
      receipts.push_back(cluster.append(random() % node_count, wires.back()));
    }
    if (random() % 3 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  std::map<std::string, Receipt> acknowledged;
  for (std::size_t i = 0; i < receipts.size(); ++i) {
    ASSERT_EQ(receipts[i].wait_for(patience), std::future_status::ready) << i;
    const auto receipt = receipts[i].get();
    ASSERT_TRUE(receipt) << receipt.error().detail;
    const auto [first, is_new] = acknowledged.emplace(wires[i], *receipt);
    EXPECT_EQ(first->second.index, receipt->index);
    EXPECT_EQ(first->second.blind, receipt->blind);
  }
  for (auto& outcome : shared) {
    ASSERT_EQ(outcome.wait_for(patience), std::future_status::ready);
    EXPECT_TRUE(outcome.get());
  }
  cluster.catch_up();
  for (std::size_t i = 0; i < node_count; ++i) {
    EXPECT_FALSE(cluster.node(i).read_only_reason());
    const auto view = cluster.node(i).view();
    EXPECT_EQ(view->checkpoint().size, TreeSize{61});
    for (const auto& [wire, receipt] : acknowledged) {
      const auto stored = view->statement(receipt.index);
      ASSERT_TRUE(stored);
      EXPECT_EQ(stored->wire(), wire);
    }
  }
  expect_equal_tables(cluster);
  bool has_controls = false;
  cluster.store(0).snapshot()->scan(Table::controls, {}, {}, [&](std::string_view, std::string_view) {
    has_controls = true;
    return false;
  });
  EXPECT_TRUE(has_controls);
  EXPECT_EQ(cluster.contradictions(), 0u);
}

TEST(Replicas, ALogThatLostItsEndStopsWhoHadReadFurtherAndNobodyShowsTwoRootsOfOneSize) {
  const std::uint64_t seed = test_seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Cluster cluster(seed);
  cluster.admit();
  std::vector<std::future<Result<Receipt>>> receipts;
  for (std::uint64_t i = 1; i <= 20; ++i) receipts.push_back(cluster.append(i % node_count, cluster.wire(i)));
  std::size_t acknowledged = 0;
  for (auto& receipt : receipts) {
    ASSERT_EQ(receipt.wait_for(patience), std::future_status::ready);
    acknowledged += receipt.get().has_value() ? 1 : 0;
  }
  EXPECT_EQ(acknowledged, receipts.size());
  cluster.catch_up();
  cluster.log().lose_tail(3);
  for (std::uint64_t i = 1; i <= 8; ++i)
    cluster.log().propose(encode_batch({.proposer = {}, .number = i}, Micros{}, {}, {}),
                          [](Result<LogPosition>) {});
  const auto until = std::chrono::steady_clock::now() + patience;
  const auto all_stopped = [&] {
    for (std::size_t i = 0; i < node_count; ++i)
      if (!cluster.node(i).read_only_reason()) return false;
    return true;
  };
  while (!all_stopped() && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  for (std::size_t i = 0; i < node_count; ++i) {
    ASSERT_TRUE(cluster.node(i).read_only_reason());
    EXPECT_THAT(cluster.node(i).read_only_reason()->detail, testing::HasSubstr("lost its end"));
    EXPECT_EQ(cluster.node(i).view()->checkpoint().size, TreeSize{21})
        << "Every acknowledged statement is shown still.";
  }
  EXPECT_EQ(cluster.contradictions(), 0u);
}

}  // namespace
}  // namespace stocktrail::test
