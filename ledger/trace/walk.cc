#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <span>
#include <unordered_set>

#include "ledger/trace/detail/fair_queue.h"
#include "ledger/trace/detail/stays.h"
#include "ledger/trace/turns.h"

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

/// What waits to be visited.
struct Way {
  KeyId key{};
  Edge edge;
  Visit visit;
};
using Ways = FairQueue<Way>;

class Walker {
 public:
  Walker(Direction direction, const WalkLimits& limits, const TableReader& tables)
      : direction_(direction),
        limits_(limits),
        evidence_(limits, tables),
        ways_(evidence_.accounts(), limits.visits_max) {}

  Trace run(const gs1::Key& key) {
    go({evidence_.keys().id_of(key), {Relation::asked, {}, 0, {}}, {0, always, always, Scope::with_items}},
       evidence_.accounts().root());
    while (const auto next = ways_.take()) go(next->item, *next->account);
    cut_events();
    std::ranges::sort(trace_.events, {}, &TracedEvent::moment);
    for (std::size_t i = 0; i < trace_.steps.size(); ++i) {
      const Evidence::Quiet quiet = evidence_.quiet(keys_of_steps_[i]);
      trace_.steps[i].itself_is_quiet = quiet.itself;
      trace_.steps[i].items_are_quiet = quiet.items;
    }
    trace_.complete = trace_.complete && evidence_.complete();
    trace_.steps_complete = trace_.steps_complete && !evidence_.is_blind();
    trace_.cuts = evidence_.cuts();
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

  /// The lot of an item is visited with it, and never waits.
  void go(const Way& way, Ways::Account& account) {
    account_ = &account;
    std::optional<Way> here = way;
    while (here) {
      const auto visit = admit(*here);
      here = std::nullopt;
      if (!visit) break;
      evidence_.begin_visit(account, visit->step, cut_of(way.edge, visit->step));
      look_at(*visit);
      const KeyId key = keys_of_steps_[visit->step];
      if (evidence_.is_visit_cut() && &account != &evidence_.accounts().root()) forget(key, *visit);
      const auto lot = backwards() ? evidence_.lot(key) : std::nullopt;
      if (lot)
        here =
            Way{*lot, {Relation::lot, {}, visit->step, {}}, {0, visit->window, std::nullopt, Scope::itself}};
    }
  }

  /// Whose word about which step is missing if the way to `to` is not followed; nullopt where it is more than
  /// one party's.
  static std::optional<Cut> cut_of(const Edge& edge, std::size_t to) {
    if (edge.relation == Relation::asked || edge.relation == Relation::content) return std::nullopt;
    return Cut{edge.relation == Relation::container ? to : edge.from, edge.issuer, edge.through};
  }

  /// Whoever comes here on another account reads it again.
  void forget(KeyId key, const Visit& visit) {
    evidence_.forget(key);
    Node& known = node(key);
    known.containers = {};
    known.contents.reset();
    auto& seen = known.seen[static_cast<std::size_t>(visit.scope)];
    if (!seen.empty()) seen.pop_back();
  }

  void look_at(const Visit& visit) {
    const KeyId key = keys_of_steps_[visit.step];
    const std::span<const Touch> touches = touches_in(visit.window, evidence_.all(key, visit.scope));
    for (const Touch& touch : touches) add_event(touch, visit.step);
    follow_containers(key, visit);
    if (visit.content) follow_contents(key, visit);
    follow_transformations(touches, visit);
  }

  /// Without those of issuers whose are more than may still be looked at.
  std::span<const Touch> touches_in(const Window& window, const std::vector<Touch>& all) {
    const auto time_of = [](const Touch& touch) { return to_i64(touch.event_time); };
    const auto first = std::ranges::lower_bound(all, window.from, {}, time_of);
    const auto last = std::ranges::upper_bound(first, all.end(), window.until, {}, time_of);
    const std::span<const Touch> touches(first, last);
    by_issuer_.clear();
    for (const Touch& touch : touches) {
      auto of = std::ranges::find(by_issuer_, touch.issuer, [](const auto& one) { return one.first.issuer; });
      if (of == by_issuer_.end()) of = by_issuer_.insert(of, {stated_by(touch), 0});
      ++of->second;
    }
    std::erase_if(by_issuer_, [&](const auto& one) { return evidence_.spend(one.second, one.first); });
    if (by_issuer_.empty()) return touches;
    kept_.clear();
    for (const Touch& touch : touches)
      if (std::ranges::find(by_issuer_, touch.issuer, [](const auto& one) { return one.first.issuer; }) ==
          by_issuer_.end())
        kept_.push_back(touch);
    return kept_;
  }

  void follow_containers(KeyId key, const Visit& visit) {
    auto& stays = node(key).containers[static_cast<std::size_t>(visit.scope)];
    if (!stays) stays = containers_of(key, visit.scope, evidence_);
    for (const Stay& stay : *stays) {
      const Edge edge = edge_of(Relation::container, stay.through, visit.step);
      if (evidence_.spend(1, stay.through))
        reach(stay.other, edge, {0, stay.window.within(visit.window), std::nullopt, Scope::with_items});
    }
  }

  static Edge edge_of(Relation relation, const Stated& through, std::size_t from) {
    return {relation, through.event, from, through.issuer};
  }

  void follow_contents(KeyId key, const Visit& visit) {
    auto& stays = node(key).contents;
    if (!stays) stays = contents_of(key, evidence_);
    for (const Stay& stay : *stays) {
      const Edge edge = edge_of(Relation::content, stay.through, visit.step);
      if (!evidence_.spend(1, stay.through)) continue;
      ST_CHECK(visit.content);
      const Window inside = stay.window.within(*visit.content);
      if (inside.empty()) continue;
      const Window window =
          backwards() ? Window{always.from, inside.until} : Window{inside.from, always.until};
      reach(stay.other, edge, {0, window, inside, Scope::with_items});
    }
  }

  void follow_transformations(std::span<const Touch> touches, const Visit& visit) {
    const Role role = backwards() ? Role::output : Role::input;
    for (const Touch& touch : touches) {
      const bool is_end = touch.role == role && touch.type == epcis::EventType::transformation;
      const bool leads = is_end && !touch.ahead && !touch.declares_error && !touch.declared_error;
      if (!leads || (touch.naming == Naming::item_of_lot &&
                     !evidence_.names_item_of(keys_of_steps_[visit.step], touch)))
        continue;
      // It leads to the same, whatever the window of the visit.
      if (followed_.insert({static_cast<std::uint64_t>(touch.event), visit.step, 0, 0}).second)
        follow_transformation(stated_by(touch), visit.step);
    }
  }

  /// Whatever went into a transformation may be in all that came out of it. An input is followed up to its
  /// use; an output from its making on, and as a whole: nobody can tell its parts from each other.
  void follow_transformation(const Stated& one, std::size_t step) {
    for (const EventRef ref : evidence_.transformation(one)) {
      const Stated part{one.issuer, ref};
      if (ref != one.event) followed_.insert({static_cast<std::uint64_t>(ref), step, 0, 0});
      const query::EventLinks* links = evidence_.links(part);
      if (links == nullptr) continue;
      const Micros time = links->event_time;
      const Visit visit = backwards() ? Visit{0, until(time), at(time), Scope::with_items}
                                      : Visit{0, always, from(time), Scope::with_items};
      const Edge edge = edge_of(backwards() ? Relation::input : Relation::output, part, step);
      const query::EventLinks::What& what = backwards() ? links->objects : links->outputs;
      if (!evidence_.spend(what.size(), part)) continue;
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

  /// If there are more events than room, the newest stay, or the oldest after a given moment.
  void cut_events() {
    std::vector<TracedEvent>& events = trace_.events;
    if (events.size() <= limits_.events_max) return;
    trace_.complete = false;
    if (limits_.newest == Newest::of_each_issuer) {
      std::ranges::sort(events, std::ranges::greater(), &TracedEvent::moment);
      return keep_by_turns(events, limits_.events_max, [](const TracedEvent& e) { return e.issuer; });
    }
    const auto end = events.begin() + static_cast<std::ptrdiff_t>(limits_.events_max);
    if (limits_.after) {
      std::ranges::nth_element(events, end, std::ranges::less(), &TracedEvent::moment);
    } else {
      std::ranges::nth_element(events, end, std::ranges::greater(), &TracedEvent::moment);
    }
    events.erase(end, events.end());
  }

  void reach(KeyId key, const Edge& edge, const Visit& visit) {
    if (visit.window.empty() || evidence_.keys().key(key) == nullptr || is_done(node(key), edge, visit))
      return;
    Ways::Account& account = evidence_.accounts().of(*account_, edge.issuer);
    if (!ways_.push(account, {key, edge, visit})) cut_steps(edge);
  }

  /// True if a visit before had this one in it: then there is only the way to note.
  bool is_done(const Node& known, const Edge& edge, const Visit& visit) {
    if (known.step) link(edge, *known.step);
    return std::ranges::any_of(known.seen[static_cast<std::size_t>(visit.scope)], [&](const Visit& earlier) {
      const bool contents = !visit.content || (earlier.content && earlier.content->covers(*visit.content));
      return earlier.window.covers(visit.window) && contents;
    });
  }

  /// The visit that is made now, if there is one to make.
  std::optional<Visit> admit(const Way& way) {
    const gs1::Key* identifier = evidence_.keys().key(way.key);
    if (identifier == nullptr) return std::nullopt;
    Node& known = node(way.key);
    if (is_done(known, way.edge, way.visit)) return std::nullopt;
    const unsigned depth = trace_.steps.empty() ? 0 : trace_.steps[way.edge.from].depth + 1;
    if (depth > limits_.depth_max || visits_ == limits_.visits_max ||
        (!known.step && trace_.steps.size() == limits_.keys_max)) {
      cut_steps(way.edge);
      return std::nullopt;
    }
    // What is scarcest costs the most turns.
    Accounts& accounts = evidence_.accounts();
    accounts.charge(*account_, limits_.touches_read_max / std::max<std::size_t>(limits_.visits_max, 1));
    if (!known.step) {
      accounts.charge(*account_, limits_.touches_read_max / std::max<std::size_t>(limits_.keys_max, 1));
      known.step = trace_.steps.size();
      trace_.steps.push_back({*identifier, depth, way.edge.relation, way.edge.through, way.edge.from});
      keys_of_steps_.push_back(way.key);
      link(way.edge, *known.step);
    }
    ++visits_;
    Visit visit = way.visit;
    visit.step = *known.step;
    known.seen[static_cast<std::size_t>(visit.scope)].push_back(visit);
    return visit;
  }

  void cut_steps(const Edge& edge) {
    trace_.complete = false;
    if (edge.relation == Relation::container) return;  // It would be a step of its own.
    if (const auto cut = cut_of(edge, edge.from)) {
      evidence_.note_cut(*cut);
    } else {
      trace_.steps_complete = false;
    }
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
  Ways ways_;
  Ways::Account* account_ = nullptr;  // Of the visit that is made.
  std::deque<Node> nodes_;            // By KeyId; they stay where they are.
  std::vector<KeyId> keys_of_steps_;  // As trace_.steps.
  std::unordered_set<EventRef> listed_;
  Numbers linked_;    // From, to, relation, through.
  Numbers followed_;  // Transformations, from a step.
  std::size_t visits_ = 0;
  std::vector<std::pair<Stated, std::size_t>> by_issuer_;  // For touches_in().
  std::vector<Touch> kept_;                                // By touches_in(), for the visit that is made.
};

}  // namespace

Trace walk(const gs1::Key& key, Direction direction, const WalkLimits& limits, const TableReader& tables) {
  return Walker(direction, limits, tables).run(key);
}

}  // namespace stocktrail::trace
