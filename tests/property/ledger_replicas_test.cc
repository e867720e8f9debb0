// Three nodes over one ordered log that delays, reorders, repeats and leaves in doubt, and one that loses its
// end. What was acknowledged is in every head; the tables are equal; no two roots of one size are ever shown.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <map>
#include <random>
#include <thread>

#include "ledger/engine/node.h"
#include "ledger/store/layout.h"
#include "tests/support/ledger_world.h"
#include "tests/support/memory_log.h"
#include "tests/support/seed.h"

namespace stocktrail::test {
namespace {

constexpr std::size_t node_count = 3;
constexpr auto patience = std::chrono::seconds(60);

class Cluster {
 public:
  explicit Cluster(std::uint64_t seed) : log_(seed), majority_(node_count) {
    for (std::size_t i = 0; i < node_count; ++i) {
      Member& member = members_[i];
      member.log = std::make_unique<MemoryLogOfNode>(log_);
      member.agreement = std::make_unique<MajorityOfNode>(majority_, i);
      member.store = std::move(*Store::open({.directory = directory_ / ("node" + std::to_string(i))}));
      auto node = Node::start({.store = *member.store,
                               .log_key = operator_.key,
                               .origin = "test.example/log",
                               .clock = clock_,
                               .randomness = system_randomness(),
                               .limits = {},
                               .changes = member.changes,
                               .log = member.log.get(),
                               .agreement = member.agreement.get()},
                              std::nullopt);
      ST_CHECK(node.has_value());
      member.node = std::move(*node);
    }
    settler_ = std::jthread([this](const std::stop_token& stop) {
      while (!stop.stop_requested()) {
        log_.settle();
        see();
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
      }
    });
  }
  ~Cluster() { close(); }

  std::future<Result<Receipt>> append(std::size_t node, const std::string& wire) {
    auto candidate = read_contents(*Statement::parse(wire));
    candidate->signed_by = operator_.key.public_key();
    auto promise = std::make_shared<std::promise<Result<Receipt>>>();
    members_[node].node->append(std::move(*candidate), [promise](Result<Receipt> receipt) {
      promise->set_value(std::move(receipt));
    });
    return promise->get_future();
  }
  std::future<Result<void>> share(std::size_t node, const Control& control) {
    auto promise = std::make_shared<std::promise<Result<void>>>();
    members_[node].node->share({control},
                               [promise](Result<void> outcome) { promise->set_value(std::move(outcome)); });
    return promise->get_future();
  }
  /// The operator admits itself: what every node has as record 0.
  void admit() {
    std::string body = party_body(operator_);
    body.replace(body.find("producer"), 8, "operator");
    const StatementDraft first{
        .kind = "party", .issuer = operator_.id.text(), .id = statement_id(0), .body = std::move(body)};
    auto admitted = append(0, *sign_statement(first, operator_.key));
    ASSERT_EQ(admitted.wait_for(patience), std::future_status::ready);
    ASSERT_TRUE(admitted.get());
  }
  std::string wire(std::uint64_t number) const {
    return sign_events(operator_, number, {commissioning(operator_, 1, "L" + std::to_string(number % 7), 1)});
  }

  MemoryLog& log() { return log_; }
  const Node& node(std::size_t i) const { return *members_[i].node; }
  const Store& store(std::size_t i) const { return *members_[i].store; }
  std::size_t contradictions() const { return contradictions_; }

  /// Waits until every node has folded all there is, and shows it.
  void catch_up() {
    const auto until = std::chrono::steady_clock::now() + patience;
    log_.settle();
    const auto is_there = [&](const Member& member) {
      return member.log->has_caught_up() &&
             member.node->view()->checkpoint().size == node(0).view()->checkpoint().size;
    };
    while (!std::ranges::all_of(members_, is_there) && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  void close() {
    settler_.request_stop();
    if (settler_.joinable()) settler_.join();
    for (Member& member : members_) member.log->close();
    majority_.close();
    for (Member& member : members_) member.node.reset();
  }

 private:
  struct Member {
    std::unique_ptr<MemoryLogOfNode> log;
    std::unique_ptr<MajorityOfNode> agreement;
    std::unique_ptr<Store> store;
    ChangeFeed changes;
    std::unique_ptr<Node> node;
  };

  /// A stranger who compares the heads of all nodes.
  void see() {
    for (const Member& member : members_) {
      const Checkpoint& head = member.node->view()->checkpoint();
      const auto [seen, is_new] = roots_.emplace(to_u64(head.size), head.root);
      if (!is_new && seen->second != head.root) ++contradictions_;
    }
  }

  TemporaryDirectory directory_;
  Supplier operator_ = make_supplier(1);
  ManualClock clock_;
  MemoryLog log_;
  Majority majority_;
  std::array<Member, node_count> members_;
  std::map<std::uint64_t, Digest> roots_;
  std::atomic<std::size_t> contradictions_ = 0;
  std::jthread settler_;
};

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
  for (const TableSpec& spec : table_specs) {
    if (spec.table == Table::sequence)
      continue;  // A batch that changed nothing leaves no trace of its place.
    const auto all = [&](std::size_t node) {
      std::map<std::string, std::string> rows;
      cluster.store(node).snapshot()->scan(
          spec.table, {}, {},
          [&](std::string_view key, std::string_view value) { return rows.emplace(key, value).second; });
      return rows;
    };
    EXPECT_EQ(all(0), all(1)) << spec.name;
    EXPECT_EQ(all(0), all(2)) << spec.name;
    EXPECT_TRUE(spec.table != Table::controls || !all(0).empty());
  }
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
