#include "api/journey/seen_journey.h"

#include <algorithm>
#include <map>
#include <set>

namespace stocktrail::api {
namespace {

constexpr trace::WalkLimits walk_limits{};

/// Events of a walk, each read once; nullopt for erased ones.
class Reader {
 public:
  explicit Reader(const View& view) : view_(view) {}

  const View::LoggedEvent* read(EventRef ref) {
    const auto [place, is_new] = read_.try_emplace(ref);
    if (is_new) {
      if (auto logged = view_.event(ref)) place->second = std::move(*logged);
    }
    return place->second ? &*place->second : nullptr;
  }

 private:
  const View& view_;
  std::map<EventRef, std::optional<View::LoggedEvent>> read_;
};

bool sees_whole(const View::LoggedEvent& logged, const Principal& principal, const View& view) {
  const StatedEvent stated = stated_event(logged.statement, position_of(logged.ref), logged.event);
  const EventSight sight = sight_of(principal, stated, {}, view.tables());
  return sight.extent() == EventSight::Extent::whole;
}

/// Without the steps that only lead through events which the reader may not see whole.
std::vector<trace::Step> visible_steps(const trace::Trace& walk, Reader& reader, const Principal& principal,
                                       const View& view) {
  constexpr std::size_t gone = static_cast<std::size_t>(-1);
  std::vector<std::size_t> place_of(walk.steps.size(), gone);
  std::vector<trace::Step> kept;
  for (std::size_t i = 0; i < walk.steps.size(); ++i) {
    trace::Step step = walk.steps[i];
    if (step.relation != trace::Relation::asked) {
      if (place_of[step.from] == gone) continue;
      step.from = place_of[step.from];
    }
    const auto* through = has_event(step) ? reader.read(step.through) : nullptr;
    if (has_event(step) && (through == nullptr || !sees_whole(*through, principal, view))) continue;
    place_of[i] = kept.size();
    kept.push_back(std::move(step));
  }
  return kept;
}

void sort_by_time(std::vector<SeenEvent>& events) {
  std::ranges::stable_sort(events, {}, [](const SeenEvent& e) {
    return std::pair(to_i64(e.logged.event.event_time.at), static_cast<std::uint64_t>(e.ref()));
  });
}

}  // namespace

bool is_journey_key(const gs1::Key& key) {
  switch (key.type()) {
    case gs1::KeyType::gln:
    case gs1::KeyType::sgln:
    case gs1::KeyType::pgln:
    case gs1::KeyType::gsrn:
    case gs1::KeyType::gsrnp:
      return false;
    default:
      return true;
  }
}

SeenJourney public_seen_journey(const gs1::Key& key, const Journey& journey, const View& view) {
  SeenJourney seen{.steps = {},
                   .events = {},
                   .complete = journey.complete,
                   .hides_events = journey.hides_events,
                   .companies_not_named = journey.companies_not_named};
  Codes codes = codes_of(key);
  for (const gs1::Key& on_the_way : journey.keys) {
    codes.insert(on_the_way.text());
    // How the keys hang together is told by events, some of which are not public: only the keys are named.
    seen.steps.push_back({.key = on_the_way, .depth = 0, .relation = {}, .through = {}, .from = 0});
  }
  for (const JourneyEvent& event : journey.events) {
    const View::LoggedEvent& logged = event.logged;
    const StatedEvent stated = stated_event(logged.statement, position_of(logged.ref), logged.event);
    seen.events.push_back({.logged = logged,
                           .sight = public_sight(stated, codes, view.tables()),
                           .relation = event.relation,
                           .of = event.is_named ? std::optional(event.of) : std::nullopt,
                           .declared_error = event.declared_error,
                           .ahead = event.ahead});
  }
  return seen;
}

SeenJourney seen_journey(const gs1::Key& key, trace::Direction direction, const Principal& principal,
                         const View& view) {
  const bool forwards = direction == trace::Direction::forwards;
  SeenJourney seen;
  if (!forwards) seen = public_seen_journey(key, public_journey(key, view), view);
  if (principal.role == Role::anyone || principal.role == Role::planner) return seen;

  Reader reader(view);
  const auto source = [&](EventRef ref) -> std::optional<trace::SourcedEvent> {
    const auto* logged = reader.read(ref);
    if (logged == nullptr) return std::nullopt;
    return trace::SourcedEvent{logged->event, issuer_tag(logged->statement.issuer())};
  };
  const trace::Trace walk = trace::walk(key, direction, walk_limits, view.tables(), source);
  if (forwards || principal.role == Role::auditor) seen.steps = visible_steps(walk, reader, principal, view);
  seen.complete = walk.complete;
  seen.erased = walk.erased;
  std::map<EventRef, std::size_t> place_of;
  for (std::size_t i = 0; i < seen.events.size(); ++i) place_of.emplace(seen.events[i].ref(), i);
  for (const trace::TracedEvent& traced : walk.events) {
    const auto* logged = reader.read(traced.event);
    if (logged == nullptr || !sees_whole(*logged, principal, view)) continue;
    const trace::Step& step = walk.steps[traced.step];
    SeenEvent event{.logged = *logged,
                    .sight = EventSight::whole(),
                    .relation = step.relation,
                    .of = step.key,
                    .declared_error = traced.declared_error,
                    .ahead = traced.ahead};
    const auto known = place_of.find(traced.event);
    if (known != place_of.end()) {
      seen.events[known->second] = std::move(event);
    } else {
      seen.events.push_back(std::move(event));
    }
  }
  sort_by_time(seen.events);
  return seen;
}

}  // namespace stocktrail::api
