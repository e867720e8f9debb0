// When the list for tills is made, and how long who asks waits for it: a list that is slow to make is made by
// itself, and costs its thread no more than a tenth of its time.
#include "api/handlers/blocked.h"

#include <gtest/gtest.h>

#include <optional>

#include "tests/support/ledger_world.h"

namespace stocktrail::test {
namespace {

using namespace std::chrono_literals;
using api::BlockedFile;
using Steady = std::chrono::steady_clock;

/// Whoever makes a list asks it once.
class SlowClock final : public Clock {
 public:
  Micros now() override {
    if (std::this_thread::get_id() != test_) {
      for (const auto end = worked() + work.load(); worked() < end;) {
      }
      while (is_stuck) std::this_thread::sleep_for(5ms);
    }
    return Micros{1'784'720'000'000'000};
  }
  Micros passed() override { return Micros{}; }

  std::atomic<std::chrono::nanoseconds> work{0ms};
  std::atomic<bool> is_stuck = false;

 private:
  static std::chrono::nanoseconds worked() {
    timespec time{};
    ST_CHECK(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  }
  const std::thread::id test_ = std::this_thread::get_id();
};

class BlockedFileTest : public ::testing::Test {
 protected:
  BlockedFileTest() {
    world_.open();
    file_.emplace(*world_.ledger, clock_);
    EXPECT_TRUE(world_.state("product", R"({"id":")" + gtin(1) + R"(","name":"Milk"})"));
  }
  ~BlockedFileTest() override { clock_.is_stuck = false; }
  void recall(const std::string& lot_number) {
    ASSERT_TRUE(world_.state("recall", R"({"id":")" + lot_number +
                                           R"(","reason":"Glass","goods":[{"product":")" + gtin(1) +
                                           R"(","lots":[")" + lot_number + R"("]}]})"));
  }
  /// Whether the list that is given now has this lot.
  bool lists(const std::string& lot_number) {
    const auto file = file_->file(*world_.ledger->view());
    EXPECT_TRUE(file) << file.error().detail;
    return file && (*file)->text.contains("/10/" + lot_number + " ");
  }

  TemporaryDirectory directory_;
  LedgerWorld world_{directory_ / "data"};
  SlowClock clock_;
  std::optional<BlockedFile> file_;
};

TEST_F(BlockedFileTest, AQuickListIsWaitedFor) {
  recall("A");
  EXPECT_TRUE(lists("A"));
  recall("B");
  EXPECT_TRUE(lists("B"));
}

TEST_F(BlockedFileTest, ASlowListIsNotWaitedForAndItsThreadRests) {
  const auto slow = api::blocked_quick + 20ms;
  clock_.work = slow;
  recall("A");
  EXPECT_TRUE(lists("A")) << "the first is waited for";
  const auto made = Steady::now();
  recall("B");
  EXPECT_FALSE(lists("B")) << "the last one, at once";
  EXPECT_LT(Steady::now() - made, api::blocked_rests * slow / 2);
  while (!lists("B") && Steady::now() - made < 20s) std::this_thread::sleep_for(10ms);
  EXPECT_TRUE(lists("B"));
  EXPECT_GE(Steady::now() - made, api::blocked_rests * api::blocked_quick) << "not before it has rested";
}

TEST(BlockedRest, IsBounded) {  // blocked_rest_max: however long the list took.
  EXPECT_EQ(api::rest_after(1s), api::blocked_rests * 1s);
  EXPECT_EQ(api::rest_after(120s), api::blocked_rest_max);
}

TEST_F(BlockedFileTest, TheFirstIsWaitedForSoLong) {
  clock_.is_stuck = true;
  const auto asked = Steady::now();
  const auto none = file_->file(*world_.ledger->view());
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::unavailable);
  EXPECT_GE(Steady::now() - asked, api::blocked_wait);
  clock_.is_stuck = false;
  EXPECT_TRUE(file_->file(*world_.ledger->view()));
}

}  // namespace
}  // namespace stocktrail::test
