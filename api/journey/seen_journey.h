// api/journey/seen_journey.h: a journey as far as one reader may see it: the ground of /trace and /proof.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "api/access/visibility.h"
#include "api/journey/public_journey.h"
#include "ledger/ledger.h"

namespace stocktrail::api {

struct SeenEvent {
  FactsPtr facts;
  EventSight::Extent extent{};  // Of what the reader may see.
  trace::Relation relation{};   // Of the key that it was found by.
  std::optional<gs1::Key> of;   // That key, where the reader may know it.
  bool declared_error = false;
  bool ahead = false;

  EventRef ref() const { return facts->ref; }
  trace::Moment moment() const { return {facts->event_time.at, facts->ref}; }
};

struct SeenJourney {
  std::vector<trace::Step> steps;  // Those that the reader may see.
  std::vector<SeenEvent> events;   // By event time: those in the window.
  Codes codes;                     // That may be shown in events which are shown in part.
  std::optional<trace::Moment> older = {}, newer = {};  // As in Journey.
  bool complete = true;
  bool hides_events = false;  // As in Journey.
  std::size_t erased = 0;
  std::size_t companies_not_named = 0;  // Journey::companies_not_named.
};

/// An event of a journey with its statement, and what of it the reader sees.
struct OpenedEvent {
  View::LoggedEvent logged;
  EventSight sight;
};
/// In their order; `not_found` for one that was erased. Of many, open some at a time: all their texts are in
/// memory.
std::vector<Result<OpenedEvent>> open_events(std::span<const SeenEvent> events, const Codes& codes,
                                             const View& view);

/// True if anyone who holds this code may ask for its journey: things, containers and lots; not parties and
/// places, whose events are no part of a journey.
bool is_journey_key(const gs1::Key& key);

/// What anyone who holds the code may see: the same events as on the consumer page (public_journey.h).
SeenJourney public_seen_journey(const gs1::Key& key, const Journey& journey);

struct JourneyQuery {
  gs1::Key key;
  trace::Direction direction{};
  JourneyWindow window = {};
};
/// The same, and every event that the reader may see whole, out of one walk. `forwards` tells only of the
/// latter, and leads only along them: where an input went is its holder's business.
SeenJourney seen_journey(const JourneyQuery& query, const Principal& principal, const View& view);

}  // namespace stocktrail::api
