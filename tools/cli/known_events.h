// tools/cli/known_events.h: what keeps a row from being logged twice when its table is imported again after
// it has grown. A statement's id is a digest of all its events, so that it tells whole statements only; this
// tells single events, by their ids.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tools/cli/import_events.h"
#include "tools/cli/outbox.h"

namespace stocktrail::cli {

class KnownEvents {
 public:
  /// The events of `party` in the statements of the folder: those sent, and those that this run will send.
  static Result<KnownEvents> read(const std::filesystem::path& folder, std::string_view party);

  enum class Found : unsigned char { nothing, same_event, other_event };
  Found find(std::string_view event_id, std::string_view text) const;
  void add(std::string_view event_id, std::string_view text) { texts_.emplace(event_id, text); }

 private:
  std::multimap<std::string, std::string, std::less<>> texts_;  // By event id.
};

/// Whether the log has an event with this id that the token may see whole, and whether it says the same
/// (by its event hash: docs/epcis.md).
Result<KnownEvents::Found> ask_for_event(HttpClient& server, std::string_view event_id,
                                         std::string_view event_hash);

}  // namespace stocktrail::cli
