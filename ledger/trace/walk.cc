#include <algorithm>
#include <deque>
#include <iterator>
#include <set>
#include <span>
#include <tuple>

#include "ledger/trace/detail/stays.h"

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
  IssuerTag issuer{};
};

class Walker {
 public:
  Walker(Direction direction, const WalkLimits& limits, const TableReader& tables)
      : direction_(direction), limits_(limits), evidence_(limits, tables) {}

  Trace run(const gs1::Key& key) {
    reach(key, {Relation::asked, {}, 0}, {0, always, always, Scope::with_items});
    while (!queue_.empty()) {
      const Visit visit = queue_.front();
      queue_.pop_front();
      look_at(visit);
    }
    for (auto& [moment, event] : events_) trace_.events.push_back(event);
    trace_.complete = trace_.complete && evidence_.complete();
    trace_.steps_complete = trace_.steps_complete && evidence_.complete();
    trace_.erased = evidence_.erased();
    return std::move(trace_);
  }

 private:
  bool backwards() const { return direction_ == Direction::backwards; }

  void look_at(const Visit& visit) {
    const gs1::Key key = trace_.steps[visit.step].key;
    const std::span<const Touch> touches = touches_in(visit.window, evidence_.all(key, visit.scope));
    for (const Touch& touch : touches) add_event(touch, visit.step);
    follow_containers(key, visit);
    if (visit.content) follow_contents(key, visit);
    follow_transformations(touches, visit);
    if (!backwards()) return;
    if (const std::optional<gs1::Key> lot = evidence_.lot(key)) {
      reach(*lot, {Relation::lot, {}, visit.step}, {0, visit.window, std::nullopt, Scope::itself});
    }
  }

  /// None if they are more than may still be looked at.
  std::span<const Touch> touches_in(const Window& window, const std::vector<Touch>& all) {
    const auto time_of = [](const Touch& touch) { return to_i64(touch.event_time); };
    const auto first = std::ranges::lower_bound(all, window.from, {}, time_of);
    const auto last = std::ranges::upper_bound(first, all.end(), window.until, {}, time_of);
    if (!evidence_.spend(static_cast<std::size_t>(last - first))) return {};
    return {first, last};
  }

  void follow_containers(const gs1::Key& key, const Visit& visit) {
    const auto [at, is_new] = containers_.try_emplace({key.text(), visit.scope});
    if (is_new) at->second = containers_of(key, visit.scope, evidence_);
    if (!evidence_.spend(at->second.size())) return;
    for (const Stay& stay : at->second) {
      reach(stay.other, {Relation::container, stay.through, visit.step},
            {0, stay.window.within(visit.window), std::nullopt, Scope::with_items});
    }
  }

  void follow_contents(const gs1::Key& key, const Visit& visit) {
    const auto [at, is_new] = contents_.try_emplace(key.text());
    if (is_new) at->second = contents_of(key, evidence_);
    if (!evidence_.spend(at->second.size())) return;
    for (const Stay& stay : at->second) {
      const Window inside = stay.window.within(*visit.content);
      if (inside.empty()) continue;
      const Window window =
          backwards() ? Window{always.from, inside.until} : Window{inside.from, always.until};
      reach(stay.other, {Relation::content, stay.through, visit.step},
            {0, window, inside, Scope::with_items});
    }
  }

  void follow_transformations(std::span<const Touch> touches, const Visit& visit) {
    const Role role = backwards() ? Role::output : Role::input;
    for (const Touch& touch : touches) {
      const bool is_end = touch.role == role && touch.type == epcis::EventType::transformation;
      const bool leads = is_end && !touch.ahead && !touch.declares_error && !touch.declared_error;
      // It leads to the same, whatever the window of the visit.
      if (leads && followed_.emplace(touch.event, visit.step).second)
        follow_transformation(touch.event, visit.step);
    }
  }

  /// Whatever went into a transformation may be in all that came out of it. An input is followed up to its
  /// use; an output from its making on, and as a whole: nobody can tell its parts from each other.
  void follow_transformation(EventRef ref, std::size_t step) {
    for (const EventRef part : evidence_.transformation(ref)) {
      const query::EventLinks* links = evidence_.links(part);
      if (links == nullptr) continue;
      const Micros time = links->event_time;
      const Visit visit = backwards() ? Visit{0, until(time), at(time), Scope::with_items}
                                      : Visit{0, always, from(time), Scope::with_items};
      const Edge edge{backwards() ? Relation::input : Relation::output, part, step, links->issuer};
      const query::EventLinks::What& what = backwards() ? links->objects : links->outputs;
      if (!evidence_.spend(what.size())) continue;
      for (const std::string_view epc : what.epcs) reach(epc, edge, visit);
      for (const auto& element : what.quantities) reach(element.epc_class, edge, visit);
    }
  }

  void reach(std::string_view canonical, const Edge& edge, const Visit& visit) {
    if (const auto key = gs1::parse_key(canonical)) reach(*key, edge, visit);
  }

  /// Of more events than there is room for, the newest stay, or the oldest after a given moment.
  void add_event(const Touch& touch, std::size_t step) {
    const TracedEvent event{touch, step};
    if (limits_.after && event.moment() <= *limits_.after) return;
    events_.emplace(event.moment(), event);
    if (events_.size() <= limits_.events_max) return;
    events_.erase(limits_.after ? std::prev(events_.end()) : events_.begin());
    trace_.complete = false;
  }

  void reach(const gs1::Key& key, const Edge& edge, Visit visit) {
    if (visit.window.empty()) return;
    const auto known = step_of_.find(key.text());
    const bool is_new = known == step_of_.end();
    if (!is_new) link(edge, known->second);
    std::vector<Visit>& seen = seen_[{key.text(), visit.scope}];
    const bool is_covered = std::ranges::any_of(seen, [&](const Visit& earlier) {
      const bool contents = !visit.content || (earlier.content && earlier.content->covers(*visit.content));
      return earlier.window.covers(visit.window) && contents;
    });
    if (is_covered) return;
    const unsigned depth = trace_.steps.empty() ? 0 : trace_.steps[edge.from].depth + 1;
    if (depth > limits_.depth_max || visits_ == limits_.visits_max ||
        (is_new && trace_.steps.size() == limits_.keys_max)) {
      trace_.complete = trace_.steps_complete = false;
      return;
    }
    visit.step = is_new ? trace_.steps.size() : known->second;
    if (is_new) {
      step_of_.emplace(key.text(), visit.step);
      trace_.steps.push_back({key, depth, edge.relation, edge.through, edge.from});
      link(edge, visit.step);
    }
    ++visits_;
    seen.push_back(visit);
    queue_.push_back(visit);
  }

  void link(const Edge& edge, std::size_t to) {
    if (edge.relation == Relation::asked || edge.relation == Relation::container) return;
    if (linked_.emplace(edge.from, to, edge.relation, edge.through).second)
      trace_.links.push_back({edge.from, to, edge.relation, edge.through, edge.issuer});
  }

  Direction direction_;
  const WalkLimits& limits_;
  Evidence evidence_;
  Trace trace_;
  std::deque<Visit> queue_;
  std::map<Moment, TracedEvent> events_;
  std::map<std::string, std::size_t> step_of_;
  std::set<std::tuple<std::size_t, std::size_t, Relation, EventRef>> linked_;
  std::set<std::pair<EventRef, std::size_t>> followed_;                    // Transformations, from a step.
  std::map<std::pair<std::string, Scope>, std::vector<Stay>> containers_;  // By key, as are contents.
  std::map<std::string, std::vector<Stay>> contents_;
  std::map<std::pair<std::string, Scope>, std::vector<Visit>> seen_;
  std::size_t visits_ = 0;
};

}  // namespace

Trace walk(const gs1::Key& key, Direction direction, const WalkLimits& limits, const TableReader& tables) {
  return Walker(direction, limits, tables).run(key);
}

}  // namespace stocktrail::trace
