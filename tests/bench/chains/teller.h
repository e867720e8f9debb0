// tests/bench/chains/teller.h: how what happened comes to be told: by clocks that differ, minutes or days
// later, sometimes twice, sometimes wrongly first.
#pragma once

#include <functional>
#include <vector>

#include "tests/bench/chains/event.h"
#include "tests/bench/chains/random.h"

namespace stocktrail::chains {

inline constexpr std::int64_t minute = 60'000'000, hour = 60 * minute, day = 24 * hour;  // Microseconds.

inline constexpr Micros later(Micros at, std::int64_t micros) {
  return Micros{to_i64(at) + micros};
}

/// An event on its way to the log.
struct Report {
  Micros told_at{};  // Never before it happened; clocks of companies play no part.
  std::uint64_t number = 0;
  unsigned run = 0;              // The production run that it belongs to.
  bool was_told_before = false;  // The same event again.
  Event event;
};

class Teller {
 public:
  using Sink = std::function<void(Report)>;

  Teller(Random& random, Sink sink) : random_(random), sink_(std::move(sink)) {}

  /// What is told from now on belongs to this run.
  void begin_run(unsigned run) { run_ = run; }
  /// Tells what happened at `at`, whatever `event.at` says.
  void tell(Event event, Micros at);
  /// The same, now and then by a wrong number first, which is then declared an error and told again.
  void tell_by_hand(Event event, Micros at);

  /// Events told so far, repeats included.
  std::uint64_t told() const { return told_; }

 private:
  static constexpr unsigned late_per_mille = 30, repeated_per_mille = 3, wrong_per_mille = 8;

  Micros told_at(Micros at);
  void send(Event event, Micros told_at, bool was_told_before);

  Random& random_;
  Sink sink_;
  unsigned run_ = 0;
  std::uint64_t told_ = 0, ids_ = 0;
};

}  // namespace stocktrail::chains
