// api/journey/seen_journey.h: a journey as far as one reader may see it: the ground of /trace and /proof.
#pragma once

#include <optional>
#include <vector>

#include "api/access/visibility.h"
#include "api/journey/public_journey.h"
#include "ledger/ledger.h"

namespace stocktrail::api {

struct SeenEvent {
  View::LoggedEvent logged;
  EventSight sight;
  trace::Relation relation{};  // Of the key that it was found by.
  std::optional<gs1::Key> of;  // That key, where the reader may know it.
  bool declared_error = false;
  bool ahead = false;

  EventRef ref() const { return logged.ref; }
  json::Value text() const { return logged.statement.events()[position_of(logged.ref)]; }
};

struct SeenJourney {
  std::vector<trace::Step> steps;  // Those that the reader may see.
  std::vector<SeenEvent> events;   // By event time.
  bool complete = true;
  bool hides_events = false;  // As in Journey.
  std::size_t erased = 0;
  std::size_t companies_not_named = 0;  // Journey::companies_not_named.
};

/// True if anyone who holds this code may ask for its journey: things, containers and lots; not parties and
/// places, whose events are nobody's journey.
bool is_journey_key(const gs1::Key& key);

/// What anyone who holds the code may see: the same events as on the consumer page (public_journey.h).
SeenJourney public_seen_journey(const gs1::Key& key, const Journey& journey, const View& view);

/// The same, and every event that the reader may see whole. `forwards` tells only of the latter, and leads
/// only along them: where an input went is its holder's business.
SeenJourney seen_journey(const gs1::Key& key, trace::Direction direction, const Principal& principal,
                         const View& view);

}  // namespace stocktrail::api
