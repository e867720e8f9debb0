#include "api/journey/detail/told_steps.h"

#include <algorithm>

#include "api/journey/public_journey.h"

namespace stocktrail::api {

// An event with ten thousand children is asked about for each of them.
bool ToldSteps::is_open(const query::EventFacts& event) {
  const auto [at, is_new] = is_open_.try_emplace(event.ref);
  if (is_new) at->second = reader_.is_open(event, codes_);
  return at->second;
}

bool ToldSteps::names(const query::EventFacts& event, const gs1::Key& key) {
  const auto [at, is_new] = named_.try_emplace(event.ref);
  if (is_new) at->second = reader_.names_of(event);
  return at->second.contains(key.text());
}

void ToldSteps::show(Codes codes) {
  if (codes == codes_) return;
  codes_ = std::move(codes);
  is_open_.clear();
}

/// Which events are public may hang on the keys that steps name, so it is asked again until nothing changes.
void ToldSteps::find(const gs1::Key& key, const trace::Trace& walk, const IsNamed& is_named) {
  is_told_.assign(walk.steps.size(), true);
  // The walk keeps the first event that led to a key; a hidden one must not hide what others tell.
  const auto is_told_elsewhere = [&](const trace::Step& step) {
    return std::ranges::any_of(walk.events, [&](const trace::TracedEvent& traced) {
      if (traced.step != step.from || traced.declared_error) return false;
      const FactsPtr event = reader_.facts(traced.event);
      return event != nullptr && is_open(*event) && names(*event, step.key);
    });
  };
  const auto is_told = [&](const trace::Step& step) {
    if (step.relation == trace::Relation::asked) return true;
    const FactsPtr through = has_event(step) ? reader_.facts(step.through) : nullptr;
    return is_told_[step.from] && (through == nullptr || is_open(*through) || is_told_elsewhere(step));
  };
  for (bool changed = true; changed;) {
    changed = false;
    Codes codes = codes_of(key);
    for (std::size_t i = 0; i < walk.steps.size(); ++i)
      if (is_told_[i] && is_named(walk.steps[i])) codes.insert(walk.steps[i].key.text());
    show(std::move(codes));
    for (std::size_t i = 0; i < walk.steps.size(); ++i) {
      if (!is_told_[i] || is_told(walk.steps[i])) continue;
      is_told_[i] = false;
      changed = true;
    }
  }
}

}  // namespace stocktrail::api
