// ledger/engine/log_clock.h: the time of the log, which only rises: one moment with a clock that is years
// ahead would stay in it forever, and push every later record there. So the writer asks here before it
// stamps.
#pragma once

#include <cstdint>
#include <optional>

#include "crypto/result.h"
#include "ledger/epcis/time.h"
#include "ledger/files/clock.h"

namespace stocktrail {

/// How far the clock may go ahead of the time that has passed since it was last trusted.
inline constexpr std::int64_t clock_jump_seconds_max = 3'600;
/// How far it may be ahead of the last record when the log is opened: nobody leaves a log alone for so long.
inline constexpr std::int64_t clock_gap_days_max = 3'650;

/// Writer's thread only.
class LogClock {
 public:
  /// `last`: the recorded time of the newest record; 0: there is none.
  LogClock(Clock& clock, Micros last) : clock_(clock), last_(last) {}

  /// Why the clock cannot be trusted now; nullopt if it can. Then it is measured from here on.
  std::optional<Error> fault();

 private:
  struct Reading {
    Micros time, passed;
  };

  Clock& clock_;
  Micros last_;
  std::optional<Reading> trusted_;  // The last one.
};

}  // namespace stocktrail
