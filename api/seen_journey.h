// api/seen_journey.h: a trace with its events, as far as a reader may see them: the ground of /trace and
// /proof.
#pragma once

#include <vector>

#include "api/visibility.h"
#include "ledger/ledger.h"

namespace stocktrail::api {

inline constexpr trace::WalkLimits walk_limits{};

struct SeenEvent {
  trace::TracedEvent touch;
  View::LoggedEvent logged;
  EventSight sight;
};

struct SeenJourney {
  trace::Trace walk;              // Only the steps that the reader may see.
  std::vector<SeenEvent> events;  // Those that show something, by event time.
  Codes codes;                    // Keys of all shown steps, with the lot and product of the first.
};

/// True if the step hangs on the one before it by an event.
bool has_event(const trace::Step& step);

/// True if anyone who holds this code may ask for its journey: things, containers and lots; not parties and
/// places, whose events are nobody's journey.
bool is_journey_key(const gs1::Key& key);

/// `forwards` shows steps only along events that the reader may see whole: where an input went is its
/// holder's business.
Result<SeenJourney> seen_journey(const gs1::Key& key, trace::Direction direction, const Principal& principal,
                                 const View& view);

}  // namespace stocktrail::api
