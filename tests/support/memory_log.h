// tests/support/memory_log.h: an ordered log in memory that does what a replicated one may do: it delays,
// lets one proposer overtake another, delivers a batch twice, leaves a proposer in doubt; and, when it is
// told to, what none may do: it loses its end and gives the same numbers to other batches. Seeded.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <vector>

#include "ledger/engine/head_agreement.h"
#include "ledger/log/ordered_log.h"

namespace stocktrail::test {

class MemoryLog {
 public:
  explicit MemoryLog(std::uint64_t seed) : random_(seed) {}

  void propose(std::string batch, OrderedLog::Proposed done) {
    std::vector<std::pair<OrderedLog::Proposed, Result<LogPosition>>> answers;
    {
      const std::scoped_lock lock(mutex_);
      limbo_.push_back({std::move(batch), std::move(done)});
      std::ranges::shuffle(limbo_, random_);
      while (!limbo_.empty() && below(3) != 0) order_one(answers);
    }
    changed_.notify_all();
    for (auto& [answer, result] : answers) answer(std::move(result));
  }

  /// Orders what is still on its way; for who waits while nobody proposes.
  void settle() {
    std::vector<std::pair<OrderedLog::Proposed, Result<LogPosition>>> answers;
    {
      const std::scoped_lock lock(mutex_);
      while (!limbo_.empty()) order_one(answers);
    }
    changed_.notify_all();
    for (auto& [answer, result] : answers) answer(std::move(result));
  }

  std::optional<Delivery> next(LogPosition after, Deadline deadline) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock,
                        std::min(deadline, std::chrono::steady_clock::now() + std::chrono::milliseconds(20)),
                        [&] { return deliveries_.size() > after.number; });
    if (deliveries_.size() <= after.number) return std::nullopt;
    return deliveries_[after.number];
  }

  LogPosition end() {
    const std::scoped_lock lock(mutex_);
    return {0, deliveries_.size()};
  }

  /// A power cut at the wrong moment.
  void lose_tail(std::size_t count) {
    const std::scoped_lock lock(mutex_);
    deliveries_.resize(deliveries_.size() - std::min(count, deliveries_.size()));
  }

 private:
  std::size_t below(std::size_t bound) { return random_() % bound; }
  void order_one(std::vector<std::pair<OrderedLog::Proposed, Result<LogPosition>>>& answers) {
    auto [batch, done] = std::move(limbo_.back());
    limbo_.pop_back();
    for (std::size_t times = below(4) == 0 ? 2 : 1; times > 0; --times) {
      const Digest before = deliveries_.empty() ? Digest{} : deliveries_.back().chain;
      deliveries_.push_back({{0, deliveries_.size() + 1}, batch, next_chain(before, batch)});
    }
    answers.emplace_back(std::move(done), LogPosition{0, deliveries_.size()});
  }

  std::mt19937_64 random_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::pair<std::string, OrderedLog::Proposed>> limbo_;
  std::vector<Delivery> deliveries_;
};

/// How one node sees it; closes with the node.
class MemoryLogOfNode final : public OrderedLog {
 public:
  explicit MemoryLogOfNode(MemoryLog& log) : log_(log) {}
  void propose(std::string batch, Proposed done) override { log_.propose(std::move(batch), std::move(done)); }
  Result<std::optional<Delivery>> next(LogPosition after, Deadline deadline) override {
    return log_.next(after, deadline);
  }
  /// True once the node needs nothing any more: it has integrated all there is.
  bool has_caught_up() const { return integrated_ == log_.end().number; }
  Result<LogPosition> end() override { return log_.end(); }
  Result<void> trim(LogPosition before) override {
    integrated_ = before.number;
    return {};
  }
  void close() override { is_closed_ = true; }
  bool is_closed() const override { return is_closed_; }

 private:
  MemoryLog& log_;
  std::atomic<std::uint64_t> integrated_ = 0;
  std::atomic<bool> is_closed_ = false;
};

/// Heads of `nodes` nodes: agreed when more than half announced the same.
class Majority {
 public:
  explicit Majority(std::size_t nodes) : nodes_(nodes) {}

  void announce(std::size_t node, const Head& head) {
    {
      const std::scoped_lock lock(mutex_);
      heads_[head.at][node] = head;
    }
    changed_.notify_all();
  }
  Result<LogPosition> agree(std::size_t node, LogPosition after) {
    std::unique_lock lock(mutex_);
    std::optional<Result<LogPosition>> answer;
    changed_.wait(lock, [&] {
      if (is_closed_) answer = fail(ErrorCode::unavailable, "closed");
      for (const auto& [at, by_node] : heads_) {
        if (at <= after || !by_node.contains(node)) continue;
        const Head& mine = by_node.at(node);
        const auto same = std::ranges::count_if(by_node, [&](const auto& one) { return one.second == mine; });
        if (static_cast<std::size_t>(same) * 2 > nodes_) answer = at;
        if ((by_node.size() - static_cast<std::size_t>(same)) * 2 > nodes_)
          answer = fail(ErrorCode::corrupted, "This node differs from the majority.");
      }
      return answer.has_value();
    });
    return *answer;
  }
  void close() {
    {
      const std::scoped_lock lock(mutex_);
      is_closed_ = true;
    }
    changed_.notify_all();
  }

 private:
  std::size_t nodes_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<LogPosition, std::map<std::size_t, Head>> heads_;
  bool is_closed_ = false;
};

class MajorityOfNode final : public HeadAgreement {
 public:
  MajorityOfNode(Majority& majority, std::size_t node) : majority_(majority), node_(node) {}
  void announce(const Head& head) override { majority_.announce(node_, head); }
  Result<LogPosition> agree(LogPosition after) override { return majority_.agree(node_, after); }

 private:
  Majority& majority_;
  std::size_t node_;
};

}  // namespace stocktrail::test
