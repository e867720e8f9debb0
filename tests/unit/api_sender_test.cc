// In whose name requests count, and how a pool shares its threads out among them.
#include "api/http/sender.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>

#include "api/http/worker_pool.h"
#include "crypto/result.h"

namespace stocktrail::api {
namespace {

using ::testing::ElementsAre;

TEST(SenderTest, AClientIsAnAddressOrAnIpv6Network) {
  EXPECT_EQ(client_of("203.0.113.7"), "203.0.113.7");
  EXPECT_EQ(client_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(client_of("2001:db8:1:2::9"), client_of("2001:db8:1:2:ffff::1"));
  EXPECT_NE(client_of("2001:db8:1:3::9"), client_of("2001:db8:1:2::9"));
  EXPECT_EQ(client_of("::ffff:203.0.113.7"), "203.0.113.7");
  EXPECT_EQ(client_of("fe80::1%eth0"), "fe80::/64");
  for (const char* text : {"", "localhost", "203.0.113", "203.0.113.7:80", "::g"})
    EXPECT_EQ(client_of(text), std::nullopt) << text;
}

TEST(SenderTest, TheLastForwardedAddressIsTheProxysOwnWord) {
  EXPECT_EQ(forwarded_client("198.51.100.1, 203.0.113.7"), "203.0.113.7");
  EXPECT_EQ(forwarded_client(" 203.0.113.7 "), "203.0.113.7");
  EXPECT_EQ(forwarded_client("[2001:db8:1:2::9]"), "2001:db8:1:2::/64");
  EXPECT_EQ(forwarded_client("203.0.113.7,"), std::nullopt);
  EXPECT_EQ(forwarded_client("unknown"), std::nullopt);
}

class TurnsTest : public ::testing::Test {
 protected:
  /// One thread that is busy until go().
  void start(const WorkerLimits& limits) {
    pool_.emplace(1, limits);
    WorkerPool::Task busy = [this] {
      begun_.count_down();
      ends_.wait();
    };
    ST_CHECK(pool_->submit({.account = "first"}, busy) == WorkerPool::Accepted::yes);
    begun_.wait();
  }
  WorkerPool::Accepted add(const Sender& sender, char name) {
    WorkerPool::Task task = [this, name] { done_.push_back(name); };
    return pool_->submit(sender, task);
  }
  std::vector<char> go() {
    ends_.count_down();
    pool_.reset();
    return done_;
  }

  const Sender flood{.account = "192.0.2.1"}, guest{.account = "192.0.2.2"},
      party{.account = "t1", .is_known = true}, other_party{.account = "t2", .is_known = true};

 private:
  std::latch begun_{1}, ends_{1};
  std::vector<char> done_;
  std::optional<WorkerPool> pool_;
};

TEST_F(TurnsTest, NobodyWaitsBehindAllThatAnotherSent) {
  start({});
  for (const char name : {'a', 'b', 'c', 'd'}) add(flood, name);
  add(guest, 'G');
  add(party, 'P');
  add(party, 'Q');
  add(other_party, 'R');
  EXPECT_THAT(go(), ElementsAre('P', 'a', 'R', 'G', 'Q', 'b', 'c', 'd'));
}

TEST_F(TurnsTest, HalfOfTheQueueIsKeptForTokens) {
  constexpr std::size_t anonymous_queue_tasks_max = 2;
  start({.worker_queue_tasks_max = 4, .anonymous_queue_tasks_max = anonymous_queue_tasks_max});
  EXPECT_EQ(add(flood, 'a'), WorkerPool::Accepted::yes);
  EXPECT_EQ(add(flood, 'b'), WorkerPool::Accepted::yes);
  EXPECT_EQ(add(guest, 'c'), WorkerPool::Accepted::all_is_full);
  EXPECT_EQ(add(party, 'P'), WorkerPool::Accepted::yes);
  EXPECT_EQ(add(party, 'Q'), WorkerPool::Accepted::yes);
  EXPECT_EQ(add(party, 'R'), WorkerPool::Accepted::all_is_full);
  EXPECT_EQ(go().size(), 4U);
}

TEST_F(TurnsTest, OneSenderMayLetOnlySoManyWait) {
  constexpr std::size_t sender_queue_tasks_max = 2;
  start({.sender_queue_tasks_max = sender_queue_tasks_max});
  EXPECT_EQ(add(flood, 'a'), WorkerPool::Accepted::yes);
  EXPECT_EQ(add(flood, 'b'), WorkerPool::Accepted::yes);
  EXPECT_EQ(add(flood, 'c'), WorkerPool::Accepted::sender_is_full);
  EXPECT_EQ(add(guest, 'G'), WorkerPool::Accepted::yes);
  EXPECT_EQ(go().size(), 3U);
}

}  // namespace
}  // namespace stocktrail::api
