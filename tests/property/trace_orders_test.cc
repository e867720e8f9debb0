// A trace follows from the set of recorded events: in whatever order they are recorded, the same keys are
// reached in the same ways, with the same events.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>

#include "tests/support/folded_world.h"

namespace stocktrail {
namespace {

using namespace test;
using epcis::Action;
using epcis::EventType;
using trace::Direction;

constexpr std::size_t pieces = 5;
std::string piece(std::size_t n) {
  return item(1, std::to_string(n));
}
/// The true lot of each piece; the last two have none.
std::string lot_of_piece(std::size_t n) {
  return n < 2 ? "A" : n < 3 ? "B" : "";
}
std::string cage(unsigned n) {
  return "https://id.gs1.org/8003/0" + with_check_digit(padded("952", 12, n)) + "C" + std::to_string(n);
}

/// Things are made, also told wrongly and corrected, packed, sent, seen, unpacked, used. Few minutes, so that
/// much is at one time.
class Chain {
 public:
  explicit Chain(std::uint64_t seed) : random_(seed) {
    for (std::size_t n = 0; n < pieces; ++n) make(n);
    for (std::size_t i = 0; i < 14; ++i) add(any_event());
    for (std::size_t i = 0; i < 2; ++i) {
      const epcis::Event& mistaken = events[below(events.size())];
      if (!mistaken.error_declaration && mistaken.action != Action::add) take_back(mistaken);
    }
  }
  std::vector<epcis::Event> events;
  bool lots_corrected = false;

 private:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  int minute_of() { return static_cast<int>(below(9)); }
  void add(const EventBuilder& event) {
    events.push_back(event.build(static_cast<unsigned>(events.size() + 1)));
  }
  void take_back(const epcis::Event& mistaken) { events.push_back(declared_error(mistaken, 20)); }
  void make(std::size_t n) {
    const auto making = [&](const std::string& of) {
      EventBuilder event = made(minute_of()).located(place(1)).epc(piece(n));
      if (!of.empty()) event.of_lot(of);
      add(event);
    };
    if (below(5) == 0) {
      const std::string wrong = below(2) == 0 ? "B" : lot_of_piece(n);
      making(wrong);
      take_back(epcis::Event(events.back()));
      lots_corrected = lots_corrected || wrong != lot_of_piece(n);
    }
    making(lot_of_piece(n));
  }
  std::string any_carrier() {
    return below(3) == 0 ? cage(static_cast<unsigned>(below(2))) : pallet(static_cast<unsigned>(below(3)));
  }
  std::string any_place() { return place(static_cast<unsigned>(1 + below(3))); }
  EventBuilder any_event() {
    const std::string carrier = any_carrier();
    const std::string thing = below(4) == 0 ? any_carrier() : piece(below(pieces));
    const EventType type = below(4) == 0 ? EventType::association : EventType::aggregation;
    const int time = minute_of();
    switch (below(10)) {
      case 0:
      case 1:
      case 2:
        if (thing == carrier) break;
        return EventBuilder(type, Action::add, time).parent(carrier).epc(thing).located(any_place());
      case 3:
        if (thing == carrier) break;
        return EventBuilder(type, Action::remove, time).parent(carrier).epc(thing).located(any_place());
      case 4:
        return EventBuilder(type, Action::remove, time).parent(carrier).located(any_place());
      case 5:
        return transformed(time).epc(thing).output(item(2, std::to_string(below(2))));
      case 6:
        return EventBuilder(type, Action::add, time)
            .parent(carrier)
            .quantity(lot(1, "A"), "5")
            .located(any_place());
      case 7:
        return observed(time).step("shipping").read_at(any_place()).to(any_place()).epc(carrier);
      default:
        break;
    }
    return observed(time).step("receiving").located(any_place()).epc(carrier).epc(piece(below(pieces)));
  }
  std::mt19937_64 random_;
};

struct Answer {
  std::set<std::string> keys, ways, events;
  bool complete = true;
  bool operator==(const Answer&) const = default;
};

class Recorded {
 public:
  explicit Recorded(const std::vector<epcis::Event>& events) {
    for (const epcis::Event& event : events) ids_[world_.add(event)] = name(event);
  }
  Answer trace(const std::string& key, Direction direction) const {
    const trace::Trace walked = trace::walk(key_of(key), direction, {}, world_.tables);
    Answer answer;
    answer.complete = walked.complete;
    const auto text = [&](std::size_t step) { return walked.steps[step].key.text(); };
    for (const trace::Step& step : walked.steps) answer.keys.insert(step.key.text());
    for (const trace::Link& link : walked.links) {
      // Of several events of one time that tell the same of a container, one is named.
      const bool by_event =
          link.relation == trace::Relation::input || link.relation == trace::Relation::output;
      answer.ways.insert(text(link.from) + " " + std::to_string(static_cast<int>(link.relation)) + " " +
                         text(link.to) + (by_event ? " " + ids_.at(link.through) : ""));
    }
    for (const trace::TracedEvent& event : walked.events) answer.events.insert(ids_.at(event.event));
    return answer;
  }

 private:
  static std::string name(const epcis::Event& event) {
    return event.id + (event.error_declaration ? " declared" : "");
  }
  FoldedWorld world_;
  std::map<EventRef, std::string> ids_;
};

std::string difference(const std::set<std::string>& a, const std::set<std::string>& b) {
  std::string text;
  for (const std::string& one : a)
    if (!b.contains(one)) text += "\n  only first: " + one;
  for (const std::string& one : b)
    if (!a.contains(one)) text += "\n  only then:  " + one;
  return text;
}

TEST(TraceOrders, AnyOrderOfRecordingGivesTheSameTraces) {
  const char* asked = std::getenv("STOCKTRAIL_SEEDS");  // NOLINT(concurrency-mt-unsafe)
  const std::uint64_t seeds = asked == nullptr ? 60 : std::strtoull(asked, nullptr, 10);
  std::vector<std::string> keys{lot(1, "A"), lot(1, "B"), item(2, "0")};
  for (std::size_t n = 0; n < pieces; ++n) keys.push_back(piece(n));
  for (unsigned n = 0; n < 3; ++n) keys.push_back(pallet(n));
  keys.push_back(cage(0));
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    Chain chain(seed);
    const Recorded first(chain.events);
    std::mt19937_64 random(seed);
    for (int turn = 0; turn < 2; ++turn) {
      std::ranges::shuffle(chain.events, random);
      const Recorded then(chain.events);
      for (const std::string& key : keys)
        for (const Direction direction : {Direction::backwards, Direction::forwards}) {
          Answer right = first.trace(key, direction), got = then.trace(key, direction);
          // A lot that was told in error lists what was recorded of the piece meanwhile.
          if (chain.lots_corrected) right.events = got.events = {};
          ASSERT_EQ(right, got) << "seed " << seed << ", " << key
                                << (direction == Direction::forwards ? " forwards" : " backwards")
                                << difference(right.keys, got.keys) << difference(right.ways, got.ways)
                                << difference(right.events, got.events);
          ASSERT_TRUE(got.complete);
        }
    }
  }
}

}  // namespace
}  // namespace stocktrail
