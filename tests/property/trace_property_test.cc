// Random histories against a naive walk over points: a key at a minute. What is in what, and since when, is
// worked out anew for each point from all events.
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <set>
#include <tuple>

#include "tests/support/folded_world.h"
#include "tests/support/rapidcheck_seed.h"

namespace stocktrail {
namespace {

using namespace test;
using epcis::Action;
using epcis::EventType;
using trace::Direction;

constexpr int minutes = 12;

struct Recorded {
  EventRef ref{};
  int time = 0;
  epcis::Event event;
  bool is_error = false;  // Declared one.
  bool is_declaration = false;
  bool counts() const { return !is_error && !is_declaration; }
  /// At one time what is put in before what is taken out; into several containers in the order of their keys.
  auto order() const {
    const std::string parent = event.parent ? event.parent->text() : std::string();
    return std::tuple(time, event.action == Action::remove, parent, ref);
  }
};

class NaiveTrace {
 public:
  using Point = std::pair<std::string, int>;
  std::vector<Recorded> history;

  static bool names(const epcis::What& what, const std::string& key) {
    return std::ranges::any_of(what.epcs, [&](const gs1::Key& epc) { return epc.text() == key; }) ||
           std::ranges::any_of(what.quantities, [&](const auto& q) { return q.epc_class.text() == key; });
  }
  static bool touches(const epcis::Event& event, const std::string& key) {
    return names(event.objects, key) || names(event.outputs, key) ||
           (event.parent && event.parent->text() == key);
  }

  /// True if `end` ends the stay of a piece that was put in by `start`.
  static bool ends(const Recorded& end, const Recorded& start, const std::string& key) {
    if (!end.counts() || end.event.type != start.event.type || end.order() <= start.order()) return false;
    const bool same_parent = end.event.parent == start.event.parent;
    const bool names_it = names(end.event.objects, key);
    if (end.event.action == Action::remove) return same_parent && (names_it || end.event.objects.empty());
    return end.event.action == Action::add && names_it && !same_parent;
  }

  std::set<std::string> containers_at(const std::string& key, int time) const {
    std::set<std::string> found;
    for (const Recorded& start : history) {
      const bool contains =
          start.event.type == EventType::aggregation || start.event.type == EventType::association;
      if (!contains || !start.counts() || start.event.action != Action::add || start.time > time ||
          !names(start.event.objects, key)) {
        continue;
      }
      const Recorded* first = nullptr;
      for (const Recorded& end : history) {
        if (ends(end, start, key) && (first == nullptr || end.order() < first->order())) first = &end;
      }
      if (first == nullptr || time <= first->time) found.insert(start.event.parent->text());
    }
    return found;
  }

  std::set<Point> points(const std::string& key, Direction direction) const {
    std::set<Point> seen;
    std::deque<Point> queue;
    const auto reach = [&](const std::string& other, int time) {
      if (seen.emplace(other, time).second) queue.emplace_back(other, time);
    };
    for (int time = 0; time < minutes; ++time) reach(key, time);
    while (!queue.empty()) {
      const auto [at, time] = queue.front();
      queue.pop_front();
      for (const std::string& container : containers_at(at, time)) reach(container, time);
      for (const Recorded& recorded : history) {
        if (recorded.event.type != EventType::transformation || recorded.time != time || !recorded.counts())
          continue;
        if (direction == Direction::backwards && names(recorded.event.outputs, at)) {
          for_each(recorded.event.objects, [&](const std::string& input) {
            for (int t = 0; t <= time; ++t) reach(input, t);
          });
        }
        if (direction == Direction::forwards && names(recorded.event.objects, at)) {
          for_each(recorded.event.outputs, [&](const std::string& output) {
            for (int t = 0; t < minutes; ++t) reach(output, t);
          });
        }
      }
    }
    return seen;
  }

  std::vector<EventRef> events(const std::set<Point>& points) const {
    std::vector<Recorded> found;
    for (const Recorded& recorded : history) {
      const bool is_in = std::ranges::any_of(points, [&](const Point& point) {
        return point.second == recorded.time && touches(recorded.event, point.first);
      });
      if (is_in) found.push_back(recorded);
    }
    std::ranges::sort(found, {},
                      [](const Recorded& recorded) { return std::tuple(recorded.time, recorded.ref); });
    std::vector<EventRef> refs;
    for (const Recorded& recorded : found) refs.push_back(recorded.ref);
    return refs;
  }

 private:
  template <typename Visit>
  static void for_each(const epcis::What& what, Visit visit) {
    for (const gs1::Key& epc : what.epcs) visit(epc.text());
    for (const auto& quantity : what.quantities) visit(quantity.epc_class.text());
  }
};

constexpr unsigned pieces = 4, lots = 3, containers = 4;
std::string piece_key(unsigned n) {
  return item(1, std::to_string(n));
}
std::string lot_key(unsigned n) {
  return lot(2, "L" + std::to_string(n));
}

/// Pieces and containers go into containers; pieces and lots are made from each other.
EventBuilder random_event(Dice dice, int time) {
  const unsigned action = dice.roll(8);
  const unsigned one = dice.roll(containers), other = dice.roll(containers);
  const std::string piece = piece_key(dice.roll(pieces));
  const std::string child = dice.roll(3) == 0 && one != other ? pallet(other) : piece;
  const EventType type = dice.roll(4) == 0 ? EventType::association : EventType::aggregation;
  const std::string raw = lot_key(dice.roll(lots)), product = lot_key(dice.roll(lots));
  switch (action) {
    case 0:
    case 1:
    case 2:
      return EventBuilder(type, Action::add, time).parent(pallet(one)).epc(child);
    case 3:
      return EventBuilder(type, Action::remove, time).parent(pallet(one)).epc(child);
    case 4:
      return EventBuilder(type, Action::remove, time).parent(pallet(one));
    case 5:
      return transformed(time).quantity(raw, "1").epc(piece).output(product, "1");
    case 6:
      return transformed(time).quantity(raw, "1").output(piece);
    default:
      return observed(time).epc(pallet(one)).epc(piece).quantity(raw, "1");
  }
}

void remember(NaiveTrace& naive, const FoldedWorld& world, EventRef ref, int time, bool is_declaration) {
  naive.history.push_back({ref, time, world.event(ref), false, is_declaration});
}

TEST(TraceProperty, WalksAreThoseOverPoints) {
  check_property("keys and events, both ways", [] {
    FoldedWorld world;
    NaiveTrace naive;
    for (const unsigned choice : random_choices()) {
      Dice dice(choice);
      const int time = static_cast<int>(dice.roll(minutes));  // Late events, too.
      const std::size_t index = naive.history.size();
      if (dice.roll(10) == 0 && index > 0 && naive.history[index - 1].counts()) {
        Recorded& mistaken = naive.history[index - 1];
        mistaken.is_error = true;
        const EventRef declaration = world.take_back(mistaken.ref, minutes);
        remember(naive, world, declaration, naive.history[index - 1].time, true);
      } else {
        remember(naive, world, world.add(random_event(dice, time)), time, false);
      }
    }
    const bool is_piece = *rc::gen::arbitrary<bool>();
    const std::string key =
        is_piece ? piece_key(*rc::gen::inRange(0U, pieces)) : lot_key(*rc::gen::inRange(0U, lots));
    for (const Direction direction : {Direction::backwards, Direction::forwards}) {
      const trace::Trace trace = trace::walk(key_of(key), direction, {}, world.tables);
      const std::set<NaiveTrace::Point> points = naive.points(key, direction);
      std::set<std::string> expected, keys;
      for (const auto& point : points) expected.insert(point.first);
      for (const trace::Step& step : trace.steps) keys.insert(step.key.text());
      RC_ASSERT(keys == expected);
      RC_ASSERT(keys.size() == trace.steps.size());
      std::vector<EventRef> refs;
      for (const trace::TracedEvent& event : trace.events) refs.push_back(event.event);
      RC_ASSERT(refs == naive.events(points));
      RC_ASSERT(trace.complete);
    }
  });
}

TEST(TraceProperty, TouchesArePackedAsTheyAre) {
  check_property("any touch of any event", [] {
    FoldedWorld world;
    const std::int64_t time = *rc::gen::arbitrary<std::int32_t>();
    const auto type = static_cast<EventType>(*rc::gen::inRange(0, 3));
    const auto action = static_cast<Action>(*rc::gen::inRange(1, 4));
    EventBuilder builder(type, action, time);
    if (type == EventType::aggregation) builder.parent(pallet(1));
    const EventRef ref = world.add(builder.epc(piece_key(1)));
    const trace::Touches found = trace::touches(key_of(piece_key(1)), 10, world.tables);
    RC_ASSERT(found.list.size() == 1U);
    RC_ASSERT(found.list[0].event == ref);
    RC_ASSERT(found.list[0].event_time == minute(time));
    RC_ASSERT(found.list[0].type == type);
    RC_ASSERT(found.list[0].action == action);
  });
}

}  // namespace
}  // namespace stocktrail
