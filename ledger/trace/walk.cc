#include <algorithm>
#include <deque>
#include <tuple>

#include "ledger/trace/stays.h"

namespace stocktrail::trace {

namespace {

constexpr Window always{};
Window until(Micros time) {
  return {always.from, to_i64(time)};
}
Window from(Micros time) {
  return {to_i64(time), always.until};
}
Window at(Micros time) {
  return {to_i64(time), to_i64(time)};
}

/// A key to look at: its events in `window`; and, if it stands for what is in it, its contents in `content`.
struct Visit {
  std::size_t step = 0;
  Window window;
  std::optional<Window> content;
  Scope scope = Scope::with_items;
};

/// How a key is reached from another.
struct Edge {
  Relation relation{};
  EventRef through{};
  std::size_t from = 0;
};

class Walker {
 public:
  Walker(Direction direction, const WalkLimits& limits, const TableReader& tables, const EventSource& events)
      : direction_(direction), limits_(limits), evidence_(limits, tables, events) {}

  Trace run(const gs1::Key& key) {
    reach(key, {Relation::asked, {}, 0}, {0, always, always, Scope::with_items});
    while (!queue_.empty()) {
      const Visit visit = queue_.front();
      queue_.pop_front();
      look_at(visit);
    }
    for (auto& [ref, event] : events_) trace_.events.push_back(event);
    std::ranges::stable_sort(trace_.events, {},
                             [](const TracedEvent& e) { return std::tuple(to_i64(e.event_time), e.event); });
    trace_.complete = trace_.complete && evidence_.complete();
    trace_.erased = evidence_.erased();
    return std::move(trace_);
  }

 private:
  bool backwards() const { return direction_ == Direction::backwards; }

  void look_at(const Visit& visit) {
    const gs1::Key key = trace_.steps[visit.step].key;
    for (const Touch& touch : evidence_.all(key)) {
      if (visit.window.holds(touch.event_time) && is_in(touch, visit.scope)) add_event(touch, visit.step);
    }
    for (const Stay& stay : containers_of(key, visit.scope, evidence_)) {
      reach(stay.other, {Relation::container, stay.through, visit.step},
            {0, stay.window.within(visit.window), std::nullopt, Scope::with_items});
    }
    if (visit.content) follow_contents(key, visit);
    follow_transformations(key, visit);
    if (!backwards()) return;
    if (const std::optional<gs1::Key> lot = evidence_.lot(key)) {
      reach(*lot, {Relation::lot, {}, visit.step}, {0, visit.window, std::nullopt, Scope::itself});
    }
  }

  void follow_contents(const gs1::Key& key, const Visit& visit) {
    for (const Stay& stay : contents_of(key, evidence_)) {
      const Window inside = stay.window.within(*visit.content);
      if (inside.empty()) continue;
      const Window window =
          backwards() ? Window{always.from, inside.until} : Window{inside.from, always.until};
      reach(stay.other, {Relation::content, stay.through, visit.step},
            {0, window, inside, Scope::with_items});
    }
  }

  void follow_transformations(const gs1::Key& key, const Visit& visit) {
    const Role role = backwards() ? Role::output : Role::input;
    for (const Touch& touch : evidence_.effective(key)) {
      const bool is_end = touch.role == role && touch.type == epcis::EventType::transformation;
      if (is_end && visit.window.holds(touch.event_time) && is_in(touch, visit.scope)) {
        follow_transformation(touch.event, visit.step);
      }
    }
  }

  /// Whatever went into a transformation may be in all that came out of it. An input is followed up to its
  /// use; an output from its making on, and as a whole: nobody can tell its parts from each other.
  void follow_transformation(EventRef ref, std::size_t step) {
    for (const EventRef part : evidence_.transformation(ref)) {
      const epcis::Event* event = evidence_.event(part);
      if (event == nullptr) continue;
      const Micros time = event->event_time.at;
      const Visit visit = backwards() ? Visit{0, until(time), at(time), Scope::with_items}
                                      : Visit{0, always, from(time), Scope::with_items};
      const Edge edge{backwards() ? Relation::input : Relation::output, part, step};
      const epcis::What& what = backwards() ? event->objects : event->outputs;
      for (const gs1::Key& epc : what.epcs) reach(epc, edge, visit);
      for (const epcis::QuantityElement& element : what.quantities) reach(element.epc_class, edge, visit);
    }
  }

  void add_event(const Touch& touch, std::size_t step) {
    if (events_.contains(touch.event)) return;
    if (events_.size() == limits_.events_max) {
      trace_.complete = false;
      return;
    }
    events_.emplace(touch.event, TracedEvent{touch, step});
  }

  void reach(const gs1::Key& key, const Edge& edge, Visit visit) {
    if (visit.window.empty()) return;
    const bool is_first = trace_.steps.empty();
    const unsigned depth = is_first ? 0 : trace_.steps[edge.from].depth + 1;
    std::vector<Visit>& seen = seen_[{key.text(), visit.scope}];
    const bool is_covered = std::ranges::any_of(seen, [&](const Visit& earlier) {
      const bool contents = !visit.content || (earlier.content && earlier.content->covers(*visit.content));
      return earlier.window.covers(visit.window) && contents;
    });
    if (is_covered) return;
    const auto known = step_of_.find(key.text());
    const bool is_new = known == step_of_.end();
    if (depth > limits_.depth_max || visits_ == limits_.visits_max ||
        (is_new && trace_.steps.size() == limits_.keys_max)) {
      trace_.complete = false;
      return;
    }
    if (is_new) {
      step_of_.emplace(key.text(), trace_.steps.size());
      trace_.steps.push_back({key, depth, edge.relation, edge.through, edge.from});
    }
    visit.step = is_new ? trace_.steps.size() - 1 : known->second;
    ++visits_;
    seen.push_back(visit);
    queue_.push_back(visit);
  }

  Direction direction_;
  const WalkLimits& limits_;
  Evidence evidence_;
  Trace trace_;
  std::deque<Visit> queue_;
  std::map<EventRef, TracedEvent> events_;
  std::map<std::string, std::size_t> step_of_;
  std::map<std::pair<std::string, Scope>, std::vector<Visit>> seen_;
  std::size_t visits_ = 0;
};

}  // namespace

Trace walk(const gs1::Key& key, Direction direction, const WalkLimits& limits, const TableReader& tables,
           const EventSource& events) {
  return Walker(direction, limits, tables, events).run(key);
}

}  // namespace stocktrail::trace
