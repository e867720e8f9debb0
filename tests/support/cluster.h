// tests/support/cluster.h: three nodes over one ordered log that delays, reorders, repeats and leaves in
// doubt, and a stranger who compares their heads.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "ledger/engine/node.h"
#include "ledger/store/layout.h"
#include "tests/support/ledger_world.h"
#include "tests/support/memory_log.h"

namespace stocktrail::test {

inline constexpr std::size_t node_count = 3;
inline constexpr auto patience = std::chrono::seconds(60);

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
  std::string admission() const {
    std::string body = party_body(operator_);
    body.replace(body.find("producer"), 8, "operator");
    const StatementDraft first{
        .kind = "party", .issuer = operator_.id.text(), .id = statement_id(0), .body = std::move(body)};
    return *sign_statement(first, operator_.key);
  }
  void admit() {
    auto admitted = append(0, admission());
    ASSERT_EQ(admitted.wait_for(patience), std::future_status::ready);
    ASSERT_TRUE(admitted.get());
  }
  std::string wire(std::uint64_t number) const {
    return sign_events(operator_, number, {commissioning(operator_, 1, "L" + std::to_string(number % 7), 1)});
  }

  MemoryLog& log() { return log_; }
  const Supplier& supplier() const { return operator_; }
  const Node& node(std::size_t i) const { return *members_[i].node; }
  const Store& store(std::size_t i) const { return *members_[i].store; }
  std::size_t contradictions() const { return contradictions_; }

  /// Waits until every node has folded all there is, and shows it.
  void catch_up() {
    const auto until = std::chrono::steady_clock::now() + patience;
    log_.settle();
    const auto is_there = [&](const Member& member) {
      if (!member.log->has_caught_up())
        return false;  // First: what is committed from here on changes nothing.
      const auto last = member.store->snapshot()->last(Table::records);
      const std::uint64_t integrated = last ? decode_u64(last->first).value() + 1 : 0;
      return to_u64(member.node->view()->checkpoint().size) == integrated;
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
      const Checkpoint head = member.node->view()->checkpoint();  // The view may go.
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

/// Of all nodes.
inline void expect_equal_tables(const Cluster& cluster) {
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
  }
}

}  // namespace stocktrail::test
