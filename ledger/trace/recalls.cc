#include <algorithm>
#include <set>
#include <tuple>

#include "ledger/trace/stays.h"

namespace stocktrail::trace {

namespace {

/// A recall of a thing recalls what it is, what it is a piece of, and what is made from it; not what it lay
/// beside.
bool passes_recall_on(Relation relation) {
  return relation != Relation::container;
}

void collect(const gs1::Key& key, unsigned depth, Scope scope, const WalkLimits& limits,
             const TableReader& tables, std::set<EventRef>& seen, Recalls& recalls) {
  tables.scan_list(Table::items, recalls_key(key), [&](std::string_view element) {
    Touch touch = unpack_touch(element);
    const bool counts = is_in(touch, scope) && !touch.declares_error && !seen.contains(touch.event) &&
                        !error_declaration_of(touch.event, tables).has_value();
    if (!counts) return true;
    if (recalls.list.size() == limits.events_max) {
      recalls.complete = false;
      return false;
    }
    seen.insert(touch.event);
    recalls.list.push_back({touch, key, depth});
    return true;
  });
}

}  // namespace

Recalls recalls(const Trace& backwards, const WalkLimits& limits, const TableReader& tables) {
  Recalls found;
  found.complete = backwards.complete;
  std::set<EventRef> seen;
  std::set<gs1::Key> done;
  for (const Step& step : backwards.steps) {
    if (!passes_recall_on(step.relation)) continue;
    // A recall of one item of a lot is none of another item of that lot.
    const Scope scope = step.relation == Relation::lot ? Scope::itself : Scope::with_items;
    if (done.insert(step.key).second) collect(step.key, step.depth, scope, limits, tables, seen, found);
    // A whole product can be recalled by its GTIN.
    const std::optional<gs1::Key> product = step.key.product_key();
    if (product && done.insert(*product).second)
      collect(*product, step.depth, scope, limits, tables, seen, found);
  }
  std::ranges::stable_sort(found.list, {}, [](const RecallEvent& event) {
    return std::tuple(to_i64(event.touch.event_time), event.touch.event);
  });
  return found;
}

Recalls recalls(const gs1::Key& key, const WalkLimits& limits, const TableReader& tables,
                const EventSource& events) {
  return recalls(walk(key, Direction::backwards, limits, tables, events), limits, tables);
}

}  // namespace stocktrail::trace
