#include "ledger/engine/log_clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/manual_clock.h"

namespace stocktrail::test {
namespace {

using ::testing::HasSubstr;

constexpr std::int64_t second = 1'000'000;

TEST(LogClockTest, TimeThatPassesIsTrusted) {
  ManualClock clock;
  LogClock log_clock(clock, clock.now());
  EXPECT_EQ(log_clock.fault(), std::nullopt);
  clock.pass_days(400);  // A server that nobody wrote to.
  EXPECT_EQ(log_clock.fault(), std::nullopt);
}

TEST(LogClockTest, AJumpAheadIsNot) {
  ManualClock clock;
  LogClock log_clock(clock, clock.now());
  EXPECT_EQ(log_clock.fault(), std::nullopt);
  clock.jump_micros(clock_jump_seconds_max * second);
  EXPECT_EQ(log_clock.fault(), std::nullopt);
  clock.jump_micros(clock_jump_seconds_max * second + second);
  ASSERT_NE(log_clock.fault(), std::nullopt);
  EXPECT_THAT(log_clock.fault()->detail, HasSubstr("3601 seconds more than have passed"));
  clock.jump_micros(-clock_jump_seconds_max * second);  // Somebody set it right.
  EXPECT_EQ(log_clock.fault(), std::nullopt);
}

TEST(LogClockTest, ABackwardStepIsTaken) {
  ManualClock clock;
  LogClock log_clock(clock, clock.now());
  EXPECT_EQ(log_clock.fault(), std::nullopt);
  clock.jump_micros(-365 * 86'400 * second);  // The log's time goes on from its last record.
  EXPECT_EQ(log_clock.fault(), std::nullopt);
}

TEST(LogClockTest, AtTheStartTheNewestRecordCounts) {
  ManualClock clock;
  const Micros last = clock.now();
  clock.pass_days(clock_gap_days_max);
  EXPECT_EQ(LogClock(clock, last).fault(), std::nullopt);
  clock.pass_micros(1);
  ASSERT_NE(LogClock(clock, last).fault(), std::nullopt);
  EXPECT_THAT(LogClock(clock, last).fault()->detail, HasSubstr("after the newest record"));
  EXPECT_EQ(LogClock(clock, Micros{}).fault(), std::nullopt);
}

}  // namespace
}  // namespace stocktrail::test
