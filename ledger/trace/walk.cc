#include <algorithm>
#include <array>
#include <deque>
#include <span>
#include <unordered_set>

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

/// What the walk knows of a key.
struct Node {
  std::optional<std::size_t> step;
  std::array<std::vector<Visit>, 2> seen;                      // By scope.
  std::array<std::optional<std::vector<Stay>>, 2> containers;  // By scope.
  std::optional<std::vector<Stay>> contents;
};

struct NumbersHash {
  std::size_t operator()(const std::array<std::uint64_t, 4>& numbers) const {
    constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;  // 2^64 over the golden ratio: spreads small numbers.
    std::uint64_t hash = 0;
    for (const std::uint64_t number : numbers) hash = ((hash ^ number) * odd) ^ hash >> 32;
    return hash ^ hash >> 32;
  }
};
using Numbers = std::unordered_set<std::array<std::uint64_t, 4>, NumbersHash>;

class Walker {
 public:
  Walker(Direction direction, const WalkLimits& limits, const TableReader& tables)
      : direction_(direction), limits_(limits), evidence_(limits, tables) {}

  Trace run(const gs1::Key& key) {
    reach(evidence_.keys().id_of(key), {Relation::asked, {}, 0}, {0, always, always, Scope::with_items});
    while (!queue_.empty()) {
      const Visit visit = queue_.front();
      queue_.pop_front();
      look_at(visit);
    }
    cut_events();
    std::ranges::sort(trace_.events, {}, &TracedEvent::moment);
    for (std::size_t i = 0; i < trace_.steps.size(); ++i) {
      const Evidence::Quiet quiet = evidence_.quiet(keys_of_steps_[i]);
      trace_.steps[i].itself_is_quiet = quiet.itself;
      trace_.steps[i].items_are_quiet = quiet.items;
    }
    trace_.complete = trace_.complete && evidence_.complete();
    trace_.steps_complete = trace_.steps_complete && evidence_.complete();
    trace_.erased = evidence_.erased();
    return std::move(trace_);
  }

 private:
  bool backwards() const { return direction_ == Direction::backwards; }

  Node& node(KeyId key) {
    const auto index = static_cast<std::size_t>(key);
    if (index >= nodes_.size()) nodes_.resize(evidence_.keys().size());
    return nodes_[index];
  }

  void look_at(const Visit& visit) {
    const KeyId key = keys_of_steps_[visit.step];
    const std::span<const Touch> touches = touches_in(visit.window, evidence_.all(key, visit.scope));
    for (const Touch& touch : touches) add_event(touch, visit.step);
    follow_containers(key, visit);
    if (visit.content) follow_contents(key, visit);
    follow_transformations(touches, visit);
    if (!backwards()) return;
    if (const std::optional<KeyId> lot = evidence_.lot(key))
      reach(*lot, {Relation::lot, {}, visit.step}, {0, visit.window, std::nullopt, Scope::itself});
  }

  /// None if they are more than may still be looked at.
  std::span<const Touch> touches_in(const Window& window, const std::vector<Touch>& all) {
    const auto time_of = [](const Touch& touch) { return to_i64(touch.event_time); };
    const auto first = std::ranges::lower_bound(all, window.from, {}, time_of);
    const auto last = std::ranges::upper_bound(first, all.end(), window.until, {}, time_of);
    if (!evidence_.spend(static_cast<std::size_t>(last - first))) return {};
    return {first, last};
  }

  void follow_containers(KeyId key, const Visit& visit) {
    auto& stays = node(key).containers[static_cast<std::size_t>(visit.scope)];
    if (!stays) stays = containers_of(key, visit.scope, evidence_);
    if (!evidence_.spend(stays->size())) return;
    for (const Stay& stay : *stays) {
      reach(stay.other, {Relation::container, stay.through, visit.step},
            {0, stay.window.within(visit.window), std::nullopt, Scope::with_items});
    }
  }

  void follow_contents(KeyId key, const Visit& visit) {
    auto& stays = node(key).contents;
    if (!stays) stays = contents_of(key, evidence_);
    if (!evidence_.spend(stays->size())) return;
    for (const Stay& stay : *stays) {
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
      if (leads && followed_.insert({static_cast<std::uint64_t>(touch.event), visit.step, 0, 0}).second)
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
      Keys& keys = evidence_.keys();
      for (const std::string_view epc : what.epcs) reach(keys.id_of(epc), edge, visit);
      for (const auto& element : what.quantities) reach(keys.id_of(element.epc_class), edge, visit);
    }
  }

  void add_event(const Touch& touch, std::size_t step) {
    const TracedEvent event{touch, step};
    if (limits_.after && event.moment() <= *limits_.after) return;
    if (!listed_.insert(touch.event).second) return;
    trace_.events.push_back(event);
    if (trace_.events.size() > 2 * limits_.events_max) cut_events();
  }

  /// Of more events than there is room for, the newest stay, or the oldest after a given moment.
  void cut_events() {
    std::vector<TracedEvent>& events = trace_.events;
    if (events.size() <= limits_.events_max) return;
    const auto end = events.begin() + static_cast<std::ptrdiff_t>(limits_.events_max);
    if (limits_.after) {
      std::ranges::nth_element(events, end, std::ranges::less(), &TracedEvent::moment);
    } else {
      std::ranges::nth_element(events, end, std::ranges::greater(), &TracedEvent::moment);
    }
    events.erase(end, events.end());
    trace_.complete = false;
  }

  void reach(KeyId key, const Edge& edge, Visit visit) {
    const gs1::Key* identifier = evidence_.keys().key(key);
    if (visit.window.empty() || identifier == nullptr) return;
    Node& known = node(key);
    const bool is_new = !known.step;
    if (!is_new) link(edge, *known.step);
    std::vector<Visit>& seen = known.seen[static_cast<std::size_t>(visit.scope)];
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
    if (is_new) {
      known.step = trace_.steps.size();
      trace_.steps.push_back({*identifier, depth, edge.relation, edge.through, edge.from});
      keys_of_steps_.push_back(key);
      link(edge, *known.step);
    }
    visit.step = *known.step;
    ++visits_;
    seen.push_back(visit);
    queue_.push_back(visit);
  }

  void link(const Edge& edge, std::size_t to) {
    if (edge.relation == Relation::asked || edge.relation == Relation::container) return;
    if (linked_
            .insert({edge.from, to, static_cast<std::uint64_t>(edge.relation),
                     static_cast<std::uint64_t>(edge.through)})
            .second)
      trace_.links.push_back({edge.from, to, edge.relation, edge.through, edge.issuer});
  }

  Direction direction_;
  const WalkLimits& limits_;
  Evidence evidence_;
  Trace trace_;
  std::deque<Visit> queue_;
  std::deque<Node> nodes_;            // By KeyId; they stay where they are.
  std::vector<KeyId> keys_of_steps_;  // As trace_.steps.
  std::unordered_set<EventRef> listed_;
  Numbers linked_;    // From, to, relation, through.
  Numbers followed_;  // Transformations, from a step.
  std::size_t visits_ = 0;
};

}  // namespace

Trace walk(const gs1::Key& key, Direction direction, const WalkLimits& limits, const TableReader& tables) {
  return Walker(direction, limits, tables).run(key);
}

}  // namespace stocktrail::trace
