#include "api/journey/detail/told_steps.h"

#include <algorithm>

#include "api/journey/public_journey.h"
#include "ledger/epcis/event_view.h"

namespace stocktrail::api {
namespace {

bool names(const epcis::Event& event, const gs1::Key& wanted) {
  bool found = false;
  epcis::for_each_identifier(
      event, [&](epcis::IdentifierRole, const gs1::Key& key) { found = found || key == wanted; });
  return found;
}

}  // namespace

bool ToldSteps::is_open(const View::LoggedEvent& logged) const {
  const StatedEvent stated = stated_event(logged.statement, position_of(logged.ref), logged.event);
  return stated.cuts.are_standard() ||
         public_sight(stated, codes_, tables_).extent() != EventSight::Extent::nothing;
}

/// Which events are public may hang on the keys that steps name, so it is asked again until nothing changes.
void ToldSteps::find(const gs1::Key& key, const trace::Trace& walk, const IsNamed& is_named,
                     const Read& read) {
  is_told_.assign(walk.steps.size(), true);
  // The walk keeps the first event that led to a key; a hidden one must not hide what others tell.
  const auto is_told_elsewhere = [&](const trace::Step& step) {
    return std::ranges::any_of(walk.events, [&](const trace::TracedEvent& traced) {
      const auto* logged = traced.step == step.from && !traced.declared_error ? read(traced.event) : nullptr;
      return logged != nullptr && names(logged->event, step.key) && is_open(*logged);
    });
  };
  const auto is_told = [&](const trace::Step& step) {
    if (step.relation == trace::Relation::asked) return true;
    const auto* through = has_event(step) ? read(step.through) : nullptr;
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
