// ledger/epcis/event_time.h: the one rule for events of a time to come. EPCIS tells what happened, so an
// event whose time is ahead of the time at which it was recorded tells what its author cannot know, or has a
// wrong clock or time zone. It is kept and marked, and counts for nothing: it moves no stock, leads no trace,
// raises and lifts no recall, and is nobody's word about an item, also when its time has come. State it again
// then.
#pragma once

#include "ledger/epcis/time.h"

namespace stocktrail::epcis {

/// How far eventTime may be ahead of the recorded time: clocks differ.
inline constexpr std::int64_t event_skew_seconds_max = 300;

constexpr bool is_ahead(Micros event_time, Micros recorded_at) {
  return to_i64(event_time) - event_skew_seconds_max * 1'000'000 > to_i64(recorded_at);
}

}  // namespace stocktrail::epcis
