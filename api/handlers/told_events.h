// api/handlers/told_events.h: what a receipt or a capture job says of each event: its id, and which event it
// repeats, takes back, or was taken back by (docs/http-api.md).
#pragma once

#include <string>
#include <vector>

#include "crypto/json_writer.h"
#include "ledger/ledger.h"
#include "ledger/state/told.h"

namespace stocktrail::api {

struct ToldEvent {
  std::string id;
  Told told;
  std::string hint =
      {};  // Of what counts: what can be told better, and what it names that nobody registered.
};

/// The events of a statement, in their order; empty for one of another kind.
Result<std::vector<ToldEvent>> told_events(const View& view, LeafIndex index);

/// An array of objects.
void write_events(json::Writer& w, const std::vector<ToldEvent>& events);

std::size_t count_repeats(const std::vector<ToldEvent>& events);

}  // namespace stocktrail::api
