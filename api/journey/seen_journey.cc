#include "api/journey/seen_journey.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace stocktrail::api {
namespace {

/// Without the steps that only lead through events which the reader may not see whole.
std::vector<trace::Step> visible_steps(Walked& walked, const Principal& principal) {
  constexpr std::size_t gone = static_cast<std::size_t>(-1);
  const std::vector<trace::Step>& steps = walked.trace.steps;
  std::vector<std::size_t> place_of(steps.size(), gone);
  std::vector<trace::Step> kept;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    trace::Step step = steps[i];
    if (step.relation != trace::Relation::asked) {
      if (place_of[step.from] == gone) continue;
      step.from = place_of[step.from];
    }
    if (has_event(step) && principal.role != Role::auditor) {
      const FactsPtr through = walked.reader.facts(step.through);
      if (through == nullptr || !walked.reader.sees_whole(principal, *through)) continue;
    }
    place_of[i] = kept.size();
    kept.push_back(std::move(step));
  }
  return kept;
}

/// Adds what the reader sees whole to what everyone sees.
void add_whole_events(SeenJourney& seen, Walked& walked, const Principal& principal) {
  std::map<EventRef, std::size_t> place_of;
  for (std::size_t i = 0; i < seen.events.size(); ++i) place_of.emplace(seen.events[i].ref(), i);
  for (const trace::TracedEvent& traced : walked.trace.events) {
    FactsPtr facts = walked.reader.facts(traced.event);
    if (facts == nullptr || !walked.reader.sees_whole(principal, *facts)) continue;
    const trace::Step& step = walked.trace.steps[traced.step];
    SeenEvent event{.facts = std::move(facts),
                    .extent = EventSight::Extent::whole,
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
  std::ranges::stable_sort(seen.events, {}, &SeenEvent::moment);
}

/// The events of the window; `walk_is_cut` if the walk had more beyond its limit.
void choose_events(SeenJourney& seen, const JourneyWindow& window, bool walk_is_cut) {
  auto& events = seen.events;
  auto first =
      window.after ? std::ranges::upper_bound(events, *window.after, {}, &SeenEvent::moment) : events.begin();
  auto last = std::ranges::lower_bound(first, events.end(), window.before, {}, &SeenEvent::moment);
  const auto room = static_cast<std::ptrdiff_t>(window.events_max);
  if (last - first > room) (window.after ? last : first) = window.after ? first + room : last - room;
  const bool has_older = seen.older || window.after || first != events.begin() || walk_is_cut;
  const bool has_newer = seen.newer || window.before != trace::end_of_time || last != events.end();
  events = std::vector<SeenEvent>(std::make_move_iterator(first), std::make_move_iterator(last));
  seen.older = seen.newer = std::nullopt;
  if (has_older && !events.empty()) seen.older = events.front().moment();
  if (has_newer && !events.empty()) seen.newer = events.back().moment();
}

}  // namespace

std::vector<Result<OpenedEvent>> open_events(std::span<const SeenEvent> events, const Codes& codes,
                                             const View& view) {
  std::vector<EventRef> refs;
  for (const SeenEvent& event : events) refs.push_back(event.ref());
  std::vector<Result<OpenedEvent>> opened;
  for (Result<View::LoggedEvent>& logged : view.events(refs)) {
    if (!logged) {
      // It was erased. What is there and cannot be read must not be missing from an answer in silence.
      ST_CHECK(logged.error().code == ErrorCode::not_found);
      opened.emplace_back(std::unexpected(std::move(logged.error())));
      continue;
    }
    EventSight sight = EventSight::whole();
    if (events[opened.size()].extent != EventSight::Extent::whole)
      sight = public_sight(stated_event(logged->statement, logged->ref, logged->event), codes, view.tables());
    opened.emplace_back(OpenedEvent{std::move(*logged), std::move(sight)});
  }
  return opened;
}

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

SeenJourney public_seen_journey(const gs1::Key& key, const Journey& journey) {
  SeenJourney seen{.steps = {},
                   .events = {},
                   .codes = codes_of(key),
                   .older = journey.older,
                   .newer = journey.newer,
                   .complete = journey.complete,
                   .hides_events = journey.hides_events,
                   .companies_not_named = journey.companies_not_named};
  for (const gs1::Key& on_the_way : journey.keys) {
    seen.codes.insert(on_the_way.text());
    // How the keys hang together is told by events, some of which are not public: only the keys are named.
    seen.steps.push_back({.key = on_the_way, .depth = 0, .relation = {}, .through = {}, .from = 0});
  }
  for (const JourneyEvent& event : journey.events)
    seen.events.push_back({.facts = event.facts,
                           .extent = EventSight::Extent::part,
                           .relation = event.relation,
                           .of = event.is_named ? std::optional(event.of) : std::nullopt,
                           .declared_error = event.declared_error,
                           .ahead = event.ahead});
  return seen;
}

SeenJourney seen_journey(const JourneyQuery& query, const Principal& principal, const View& view) {
  const auto& [key, direction, window] = query;
  const bool forwards = direction == trace::Direction::forwards;
  const bool is_member = principal.role != Role::anyone && principal.role != Role::planner;
  if (!is_member && forwards) return {};
  if (!is_member) return public_seen_journey(key, public_journey(key, view, window));
  trace::WalkLimits limits;
  limits.before = window.before;
  limits.after = window.after;
  Walked walked(key, direction, limits, view);
  SeenJourney seen;
  // An auditor's journey shows nothing in part. What looks alike is told once of the whole journey, and
  // not once after each moment.
  if (!forwards && principal.role != Role::auditor) {
    const JourneyWindow all{.after = window.after, .events_max = limits.events_max};
    seen = public_seen_journey(key,
                               window.after ? public_journey(key, view, all) : public_part(key, walked, all));
  }
  if (forwards || principal.role == Role::auditor) seen.steps = visible_steps(walked, principal);
  seen.complete = walked.trace.complete;
  seen.erased = walked.trace.erased;
  add_whole_events(seen, walked, principal);
  choose_events(seen, window, walked.trace.events.size() == limits.events_max && !walked.trace.complete);
  return seen;
}

}  // namespace stocktrail::api
