// ledger/trace/trace.h: provenance. An item is reached through its own events, through its containers while
// it was in them, and through the inputs of the transformations that made its lot. A trace is a bounded walk,
// never a scan. docs/trace.md tells the rules and the layout of Table::items.
#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "ledger/epcis/event.h"
#include "ledger/state/issuer_lists.h"
#include "ledger/state/told.h"

namespace stocktrail::trace {

/// How an identifier takes part in an event.
enum class Role : std::uint8_t { object = 0, parent = 1, child = 2, input = 3, output = 4, transaction = 5 };
constexpr Role last_of(Role) {
  return Role::transaction;
}

/// What an event says about a recall: disposition or persistentDisposition `recalled`, or that it is over.
enum class Recall : std::uint8_t { none = 0, raised = 1, lifted = 2 };
constexpr Recall last_of(Recall) {
  return Recall::lifted;
}

/// How an event came into a list: it names the identifier, or it names an item of this lot.
enum class Naming : std::uint8_t { itself = 0, item_of_lot = 1 };
constexpr Naming last_of(Naming) {
  return Naming::item_of_lot;
}

/// A place in the order of events: by event time, then log order.
struct Moment {
  Micros time{};
  EventRef event{};
  auto operator<=>(const Moment&) const = default;
};
inline constexpr Moment end_of_time{Micros{std::numeric_limits<std::int64_t>::max()}, last_event_ref};

/// A site, as far as carriers need it to be told from others: the first 4 bytes of a hash.
using SiteTag = std::uint32_t;
inline constexpr SiteTag no_site = 0, on_the_way = 1;  // Not told; gone, to nowhere that is told.

/// One element of an item's list in Table::items.
struct Touch {
  EventRef event{};
  IssuerTag issuer{};  // Who stated the event: the list tells it.
  Role role{};
  epcis::EventType type{};
  epcis::Action action{};
  Micros event_time{};
  Naming naming = Naming::itself;
  Recall recall = Recall::none;
  SiteTag site = no_site;       // Of a carrier: where it is after the event.
  bool whole = false;           // A DELETE that names no children: all left the container.
  bool ahead = false;           // Its time was ahead of the record: it counts for nothing.
  bool declares_error = false;  // It says that an earlier event with its id was an error.
  bool declared_error = false;  // Its issuer said later that it was an error. Known when read, not stored.
  Moment moment() const { return {event_time, event}; }
};

/// Whether an event had happened when it was recorded (ledger/epcis/event_time.h).
enum class Timing : std::uint8_t { happened, ahead };

/// Does the issuer of the event speak for this product, as its owner, for its owner or as an authority?
using SpeaksFor = std::function<bool(const gs1::Key& product)>;

/// Indexes one event, no repeat, under every identifier that it names, items also under their lot, and marks
/// those that it takes back, or itself if it came after its declaration.
void fold(const epcis::Event& event, const IssuerTag& issuer, EventRef ref, const Told& told,
          TableWriter& tables, const SpeaksFor& speaks_for, Timing timing = Timing::happened);

/// The touches of one identifier, in log order; of more than `limit` any, and `complete` is false.
struct Touches {
  std::vector<Touch> list;
  bool complete = true;
};
Touches touches(const gs1::Key& key, std::size_t limit, const TableReader& tables);

/// The first event in the log that made `key`, or an item of this lot.
struct FirstMaking {
  std::optional<Touch> touch;
  bool complete = true;  // False: it may be among those beyond `limit` of an issuer.
};
/// `makes` is asked about touches that may be one (outputs, objects of an ADD) and were not declared errors;
/// of each issuer `limit` are looked at.
FirstMaking first_making(const gs1::Key& key, Naming naming, std::size_t limit, const TableReader& tables,
                         const std::function<bool(const Touch&)>& makes);

/// The lot of an item: its own identifier says it, or the event that commissioned it did.
std::optional<gs1::Key> lot_of(const gs1::Key& item, const TableReader& tables);

/// Lots, or items, on record that differ from `key` in the case of letters only: what a person meant who
/// typed it; near_misses_max at most. Of items only those all in capitals or all in small letters are found.
inline constexpr std::size_t near_misses_max = 10;
std::vector<gs1::Key> near_misses(const gs1::Key& key, const TableReader& tables);

/// The declaration that took `event` back, if its issuer declared it an error.
std::optional<EventRef> error_declaration_of(EventRef event, const TableReader& tables);

/// Which events of a walk are given, if they are more than events_max.
enum class Newest : std::uint8_t { of_all, of_each_issuer };

struct WalkLimits {
  std::size_t events_max = 2'000;    // In the result.
  Newest newest = Newest::of_all;    // of_each_issuer: as many of each as there is room for.
  std::size_t keys_max = 2'000;      // Steps.
  std::size_t visits_max = 10'000;   // Stays and lists looked at: a key is visited once for each stay.
  std::size_t touches_max = 20'000;  // Of one issuer about one key: of a longer list half from each end.
  // What one issuer stated, with all that it leads to; all issuers together have twice as many.
  std::size_t touches_read_max = 400'000;  // Looked at, again for each visit.
  std::size_t events_read_max = 10'000;    // Followed to what they tie together.
  unsigned depth_max = 24;                 // Steps between the key that was asked for and another.
  Moment before = end_of_time;  // Only what was before it counts, as if nothing had happened since.
  /// Only events after it are listed, the oldest of them; without it the newest.
  std::optional<Moment> after = {};
};

enum class Direction : std::uint8_t { backwards, forwards };

/// How a step hangs on the step before it.
enum class Relation : std::uint8_t {
  asked,      // It is the key that was asked for.
  container,  // The step before was in it.
  content,    // It was in the step before.
  lot,        // The step before is an item of this lot.
  input,      // The step before was made from it.
  output,     // It was made from the step before.
};

/// A key of a trace and why it is there.
struct Step {
  gs1::Key key;
  unsigned depth = 0;  // 0: the key that was asked for.
  Relation relation{};
  EventRef through{};    // The event that ties it to `from`; not set for `asked` and `lot`.
  std::size_t from = 0;  // Index of the step before; 0 at depth 0.
  /// All touches of the key, or of the items of this lot, were read, and none is about a recall.
  bool itself_is_quiet = false, items_are_quiet = false;
};

/// A way from one step to another: `from` was made from it, holds it or is of its lot. The step itself tells
/// only the first way in which it was reached, which a stranger may have stated.
struct Link {
  std::size_t from = 0, to = 0;
  Relation relation{};
  EventRef through{};  // As in Step.
  IssuerTag issuer{};  // Of that event.
};

struct TracedEvent : Touch {
  std::size_t step = 0;  // Index of the first step that it belongs to.
};

/// Where a walk left something out: what an issuer, who also stated this event, stated about a step.
struct Cut {
  std::size_t step = 0;
  IssuerTag issuer{};
  EventRef event{};
};

struct Trace {
  std::vector<Step> steps;          // Breadth first; each key once.
  std::vector<Link> links;          // All between steps, but for containers.
  std::vector<TracedEvent> events;  // Each event once, by event time, then log order.
  std::vector<Cut> cuts;            // Where steps or links may be missing, but for containers.
  bool complete = true;             // False: a limit cut the walk.
  bool steps_complete = true;       // False: steps or links may be missing elsewhere, too.
  std::size_t erased = 0;           // Events that might lead further, but whose contents were erased.
};

/// Backwards: where did it come from. Forwards: what did it reach (recall closure). Walks containment only
/// within the time that the item was in the container. Events declared as errors are listed and marked, but
/// lead nowhere.
/// Reads Table::items, and of the events that lead on their links (ledger/query/event_facts.h).
Trace walk(const gs1::Key& key, Direction direction, const WalkLimits& limits, const TableReader& tables);

}  // namespace stocktrail::trace
