// api/public_journey.h: the public journey of one identifier: which logged events a person with the code in
// hand may see, in what order, and what stands out in them. The consumer page and the proof file are both
// made from it, so that everything that the page says is proven by the file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/ledger.h"

namespace stocktrail::api {

struct JourneyLimits {
  static constexpr std::size_t journey_events_max = 100;  // Shown, and proven.
  static constexpr std::size_t journey_read_max = 1'000;  // Looked at to choose them.
  static constexpr unsigned journey_depth_max = 12;
  static constexpr std::size_t journey_touches_max = 100'000;  // Looked at on the walk.
  static constexpr std::size_t journey_opened_max = 5'000;     // Events opened on the walk.
};

struct JourneyEvent {
  View::LoggedEvent logged;
  trace::Relation
      relation{};          // `asked`, `lot` and `container`: the thing's own way; `input`: an ingredient's.
  gs1::Key of;             // The key that it was found by.
  bool makes_it = false;   // The event that made `of`.
  bool is_recall = false;  // It raised a recall that stands.
  bool declared_error = false;  // Its issuer took it back; the declaration comes next in the journey.
  bool declares_error = false;  // It is that declaration.
  bool corrects = false;        // A declaration names it as what is right instead.
};

struct Recall {
  std::string issuer;  // Party id.
  std::string on;      // Event time, as written.
  gs1::Key of;
};

struct Journey {
  std::vector<JourneyEvent> events;  // By event time.
  std::vector<gs1::Key> keys;        // The keys that it went through; the one asked for first.
  std::optional<Recall> recall;  // That stands: by the owner of what it concerns, its maker or an authority.
  bool recalls_complete = true;  // False: a recall may be missing, so nothing good may be said.
  bool made_by_owner = false;    // The party that owns the product signed the event that made it.
  bool complete = true;
};

/// What the public may see of `key` (docs/threat-model.md): never one event for each sale or each delivery,
/// because their number would tell volumes. For a lot, events that differ only in time or quantity appear
/// once. What was declared an error stays, with its declaration beside it.
Journey public_journey(const gs1::Key& key, const View& view);

}  // namespace stocktrail::api
