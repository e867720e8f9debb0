// ledger/trace/detail/stays.h: who was in which container from when to when, from the ADD and DELETE events
// of aggregations and associations. Private to trace.
#pragma once

#include <limits>
#include <vector>

#include "ledger/trace/detail/evidence.h"

namespace stocktrail::trace {

/// A span of event time, both ends in it.
struct Window {
  std::int64_t from = std::numeric_limits<std::int64_t>::min();
  std::int64_t until = std::numeric_limits<std::int64_t>::max();

  bool empty() const { return from > until; }
  bool holds(Micros time) const { return from <= to_i64(time) && to_i64(time) <= until; }
  bool covers(const Window& other) const { return from <= other.from && other.until <= until; }
  Window within(const Window& other) const;
};

struct Stay {
  KeyId other{};   // The container, or what was in it.
  Stated through;  // The event that put it in.
  Window window;
};

/// The containers that a key was in. An item is in one container at a time: an ADD to another ends its stay.
/// A quantity of a lot leaves when as much was taken out as was put in, or an amount that is not told.
std::vector<Stay> containers_of(KeyId key, Scope scope, Evidence& evidence);
/// What was in a container.
std::vector<Stay> contents_of(KeyId container, Evidence& evidence);

}  // namespace stocktrail::trace
