// ledger/trace/trace.h: provenance. An item is reached through its own events, through its containers while it was in
// them, and through the inputs of the transformations that made its lot. A trace is a bounded walk, never a scan.
#pragma once

#include <string>
#include <vector>

#include "ledger/epcis/event.h"
#include "ledger/table.h"

namespace stocktrail::trace {

/// How an identifier takes part in an event.
enum class Role : std::uint8_t { object, parent, child, input, output, transaction };

/// One element of an item's list in Table::items.
struct Touch {
  EventRef event{};
  Role role{};
  epcis::EventType type{};
  epcis::Action action{};
  Micros event_time{};
};

/// Indexes one event under every identifier that it names (items also under their lot, if the event tells it).
void fold(const epcis::Event& event, EventRef ref, TableWriter& tables);

/// The touches of one identifier, in log order; at most `limit`, `complete` false if there are more.
struct Touches {
  std::vector<Touch> list;
  bool complete = true;
};
Touches touches(const gs1::Key& key, std::size_t limit, const TableReader& tables);

/// Gives the event of a ref; the facade parses it from its opening. nullopt if it was erased.
using EventSource = std::function<std::optional<epcis::Event>(EventRef)>;

struct WalkLimits {
  std::size_t events_max = 2'000;
  std::size_t keys_max = 2'000;
  unsigned depth_max = 24;
};

enum class Direction : std::uint8_t { backwards, forwards };

/// Why a key is in a trace.
struct Step {
  gs1::Key key;
  unsigned depth = 0;        // 0: the key that was asked for.
  Role via = Role::object;   // object: asked for; child: it contained the one before; input/output: transformation.
  EventRef through{};        // The event that ties it to `from`; not set at depth 0.
  std::size_t from = 0;      // Index of the step before; 0 at depth 0.
};

struct Trace {
  std::vector<Step> steps;       // Breadth first; each key once.
  std::vector<Touch> events;     // Each event once, by event time, then log order.
  bool complete = true;          // False: a limit cut the walk.
};

/// Backwards: where did it come from. Forwards: what did it reach (recall closure). Walks containment only within the time
/// that the item was in the container.
Trace walk(const gs1::Key& key, Direction direction, const WalkLimits& limits, const TableReader& tables,
           const EventSource& events);

}  // namespace stocktrail::trace
