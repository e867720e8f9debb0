#include "api/seen_journey.h"

#include <map>

namespace stocktrail::api {
namespace {

/// Events of the walk, each read once.
using Loaded = std::map<EventRef, View::LoggedEvent>;

Result<EventSight> sight_in(const Loaded& events, EventRef ref, const Principal& principal,
                            const Codes& codes, const View& view) {
  const auto found = events.find(ref);
  if (found == events.end()) return EventSight{};
  const View::LoggedEvent& logged = found->second;
  const json::Value text = logged.statement.events()[position_of(ref)];
  return sight_of(principal, logged.statement.issuer(), logged.event, text, codes, view.tables());
}

/// Cuts the steps that only lead through events which the reader may not see whole.
void keep_visible_steps(trace::Trace& walk, const Loaded& events, const Principal& principal,
                        const View& view) {
  constexpr std::size_t gone = static_cast<std::size_t>(-1);
  std::vector<std::size_t> place_of(walk.steps.size(), gone);
  std::vector<trace::Step> kept;
  for (std::size_t i = 0; i < walk.steps.size(); ++i) {
    trace::Step step = walk.steps[i];
    if (step.relation != trace::Relation::asked && place_of[step.from] == gone) continue;
    if (has_event(step)) {
      const auto sight = sight_in(events, step.through, principal, {}, view);
      const bool whole = sight && sight->extent() == EventSight::Extent::whole;
      if (!whole) continue;
    }
    if (step.relation != trace::Relation::asked) step.from = place_of[step.from];
    place_of[i] = kept.size();
    kept.push_back(std::move(step));
  }
  walk.steps = std::move(kept);
}

}  // namespace

bool has_event(const trace::Step& step) {
  return step.relation != trace::Relation::asked && step.relation != trace::Relation::lot;
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

Result<SeenJourney> seen_journey(const gs1::Key& key, trace::Direction direction, const Principal& principal,
                                 const View& view) {
  Loaded loaded;
  const auto source = [&](EventRef ref) -> std::optional<epcis::Event> {
    const auto found = loaded.find(ref);
    if (found != loaded.end()) return found->second.event;
    auto logged = view.event(ref);
    if (!logged) return std::nullopt;  // Erased: the walk goes on without it.
    return loaded.emplace(ref, std::move(*logged)).first->second.event;
  };
  SeenJourney result;
  result.walk = trace::walk(key, direction, walk_limits, view.tables(), source);
  for (const trace::TracedEvent& touch : result.walk.events) source(touch.event);
  const bool forwards = direction == trace::Direction::forwards;
  if (forwards) keep_visible_steps(result.walk, loaded, principal, view);

  result.codes = codes_of(key);
  for (const trace::Step& step : result.walk.steps) result.codes.insert(step.key.text());
  for (const trace::TracedEvent& touch : result.walk.events) {
    const auto found = loaded.find(touch.event);
    if (found == loaded.end()) continue;
    auto sight = sight_in(loaded, touch.event, principal, result.codes, view);
    if (!sight) return std::unexpected(sight.error());
    if (sight->extent() == EventSight::Extent::part &&
        (forwards || !touches(found->second.event, result.codes)))
      continue;
    result.events.push_back({touch, found->second, std::move(*sight)});
  }
  return result;
}

}  // namespace stocktrail::api
