#include "ledger/engine/log_clock.h"

#include <string>

namespace stocktrail {
namespace {

constexpr std::int64_t second = 1'000'000, day = 86'400 * second;

Error untrusted(Micros now, std::string why) {
  return {ErrorCode::unavailable, "The system clock says " + format_utc(now) + ", " + std::move(why) +
                                      ". Nothing was recorded with that time, which could never be taken "
                                      "back. Set the clock, then start again."};
}

}  // namespace

std::optional<Error> LogClock::fault() {
  const Reading now{clock_.now(), clock_.passed()};
  if (trusted_) {
    const std::int64_t ahead =
        (to_i64(now.time) - to_i64(trusted_->time)) - (to_i64(now.passed) - to_i64(trusted_->passed));
    if (ahead > clock_jump_seconds_max * second)
      return untrusted(now.time, std::to_string(ahead / second) + " seconds more than have passed since " +
                                     format_utc(trusted_->time));
  } else if (to_i64(last_) != 0 && to_i64(now.time) - to_i64(last_) > clock_gap_days_max * day) {
    return untrusted(now.time, "more than " + std::to_string(clock_gap_days_max) +
                                   " days after the newest record, of " + format_utc(last_));
  }
  trusted_ = now;
  return std::nullopt;
}

}  // namespace stocktrail
