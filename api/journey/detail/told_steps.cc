#include "api/journey/detail/told_steps.h"

#include <algorithm>

#include "api/journey/public_journey.h"

namespace stocktrail::api {
/// Which events are public may hang on the keys that steps name, so it is asked again until nothing changes.
void ToldSteps::find(const gs1::Key& key, const trace::Trace& walk, const IsNamed& is_named) {
  is_told_.assign(walk.steps.size(), true);
  // The walk keeps the first event that led to a key; a hidden one must not hide what others tell.
  const auto is_told_elsewhere = [&](const trace::Step& step) {
    return std::ranges::any_of(walk.events, [&](const trace::TracedEvent& traced) {
      if (traced.step != step.from || traced.declared_error) return false;
      const FactsPtr event = reader_.facts(traced.event);
      return event != nullptr && reader_.names(*event, step.key) && is_open(*event);
    });
  };
  const auto is_told = [&](const trace::Step& step) {
    if (step.relation == trace::Relation::asked) return true;
    const FactsPtr through = has_event(step) ? reader_.facts(step.through) : nullptr;
    return is_told_[step.from] && (through == nullptr || is_open(*through) || is_told_elsewhere(step));
  };
  for (bool changed = true; changed;) {
    changed = false;
    codes_ = codes_of(key);
    for (std::size_t i = 0; i < walk.steps.size(); ++i)
      if (is_told_[i] && is_named(walk.steps[i])) codes_.insert(walk.steps[i].key.text());
    for (std::size_t i = 0; i < walk.steps.size(); ++i) {
      if (!is_told_[i] || is_told(walk.steps[i])) continue;
      is_told_[i] = false;
      changed = true;
    }
  }
}

}  // namespace stocktrail::api
