// api/journey/public_journey.h: the public journey of one identifier: which logged events a person with the
// code in hand may see, in what order, and what stands out in them. The consumer page and the proof file are
// both made from it and from evidence.h, so that what the page says is proven by the file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/journey/event_reader.h"
#include "api/journey/item_history.h"
#include "ledger/ledger.h"
#include "ledger/master/recall.h"

namespace stocktrail::api {

struct JourneyLimits {
  static constexpr std::size_t journey_events_max = 100;  // Shown, and proven.
  static constexpr unsigned journey_depth_max = 12;
  static constexpr std::size_t journey_recalls_max = 20;  // Shown; of each party in turn.
  std::size_t journey_read_max = 1'000;                   // Looked at to choose them.
  // On the walk, of what one party stated and all that it leads to; of all together twice as many.
  std::size_t journey_touches_max = 100'000;  // Looked at.
  std::size_t journey_opened_max = 5'000;     // Events opened.
};

struct JourneyEvent {
  FactsPtr facts;
  trace::Relation
      relation{};          // `asked`, `lot` and `container`: the thing's own way; `input`: an ingredient's.
  gs1::Key of;             // The key that it was found by.
  bool is_named = true;    // False: the public is not told which thing `of` is, for its codes tell volumes.
  bool makes_it = false;   // The event that made `of`.
  bool is_recall = false;  // It raised a recall that stands.
  bool declared_error = false;  // Its issuer took it back; the declaration comes next in the journey.
  bool declares_error = false;  // It is that declaration.
  bool ahead = false;           // Its time was to come when it was recorded: it counts for nothing.
  bool corrects = false;        // A declaration names it as what is right instead.

  trace::Moment moment() const { return {facts->event_time.at, facts->ref}; }
};

/// Which part of a long journey is wanted: the newest events before a moment, or the oldest after one; if
/// they are more than there is room for, of each issuer in turn.
struct JourneyWindow {
  trace::Moment before = trace::end_of_time;
  std::optional<trace::Moment> after = {};
  std::size_t events_max = JourneyLimits::journey_events_max;
};

struct Recall {
  std::string issuer;  // Party id.
  std::string on;      // Event time, as written.
  gs1::Key of;
  std::optional<master::Recall> notice;   // That says why; none for an event.
  std::vector<std::string> serials = {};  // Not all of the lot: single items of it.
};

struct Journey {
  std::vector<JourneyEvent> events;  // By event time: those in the window that there is room for.
  /// With these as `before` and `after` the others are found, and some of these again: set if there are any.
  std::optional<trace::Moment> older = {}, newer = {};
  /// Times, in order, of events of the thing's own way that are not told because they look like one that is:
  /// no gap in the record.
  std::vector<Micros> told_before;
  std::vector<JourneyEvent> makings;  // Those that made the thing or its lot, in the window or not.
  std::vector<gs1::Key> keys;  // Those that it went through and that may be named; the one asked for first.
  /// That stand: by the owner of what they concern, its maker or an authority. Statements first: they say
  /// why.
  std::vector<Recall> recalls;
  bool recalls_complete = true;  // False: a recall may be missing, so nothing good may be said.
  bool made_by_owner = false;    // The party that owns the product signed the event that made it.
  ItemRecord item;               // Of the key asked for, if it is a single item.
  bool lot_is_known = false;     // An event names the lot of that item, or an item of the lot.
  /// Companies that had the thing in hand, or some of the lot, and are not named, nor are their events shown.
  std::size_t companies_not_named = 0;
  bool complete = true;
  bool hides_events = false;  // Some are not public, because their issuers did not cut them (visibility.h).
};

/// True if the step hangs on the one before it by an event.
bool has_event(const trace::Step& step);

/// What the public may see of `key` (docs/threat-model.md): never one event for each sale or each delivery,
/// because their number would tell volumes. For a lot, events that differ only in time or quantity appear
/// once, in however many containers it was, and its items' making is its own. Who bought some of a lot is
/// counted and not named; the way of a single thing is shown as far as its places are public. Containers and
/// what else lay in them are not named. What was declared an error stays, with its declaration beside it.
/// What hangs on an event that is not public is not told either; recalls and the state of an item are,
/// because nobody is safer for not knowing them.
Journey public_journey(const gs1::Key& key, const View& view, const JourneyWindow& window = {},
                       const JourneyLimits& limits = {});

/// A walk back from a key, and the events that it met: the ground of a journey, whoever reads it.
struct Walked {
  Walked(const gs1::Key& key, trace::Direction direction, const trace::WalkLimits& within, const View& view)
      : limits(within), trace(trace::walk(key, direction, within, view.tables())), reader(view) {
    reader.read(trace.events);
  }
  const trace::WalkLimits limits;
  const trace::Trace trace;
  EventReader reader;
};
/// The public part of what was found from `key` on.
Journey public_part(const gs1::Key& key, Walked& walked, const JourneyWindow& window);

}  // namespace stocktrail::api
