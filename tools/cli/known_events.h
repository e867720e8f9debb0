// tools/cli/known_events.h: what keeps a row from being logged twice when its table is imported again after
// it has grown. A statement's id is a digest of all its events, so that it tells whole statements only; this
// tells single events, by their ids.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tools/cli/import_events.h"
#include "tools/cli/outbox.h"

namespace stocktrail::cli {

inline constexpr std::string_view logged_before = "was logged before";

class KnownEvents {
 public:
  /// The events of `party` in the statements of the folder: those sent, and those that this run will send.
  static Result<KnownEvents> read(const std::filesystem::path& folder, std::string_view party);

  enum class Found : unsigned char { nothing, same_event, other_event };
  Found find(std::string_view event_id, std::string_view text) const;
  /// `place` is what a person is told of an event that is known: "was logged before".
  /// Whether the folder has a declaration that the event is an error.
  bool is_declared(std::string_view event_id) const { return declared_.contains(event_id); }
  void add(std::string_view event_id, std::string_view text, std::string_view place) {
    events_.emplace(event_id, Event{std::string(text), std::string(place)});
  }
  std::string place_of(std::string_view event_id) const {
    const auto event = events_.find(event_id);
    return event == events_.end() ? std::string(logged_before) : event->second.place;
  }

 private:
  struct Event {
    std::string text, place;
  };
  std::multimap<std::string, Event, std::less<>> events_;  // By their ids.
  std::set<std::string, std::less<>> declared_;            // Ids.
};

struct LoggedEvent {
  KnownEvents::Found found = KnownEvents::Found::nothing;
  bool is_declared = false;  // An error, by its issuer.
};
/// Whether the log has an event of `party` with this id, and whether it says the same (by its event hash:
/// docs/epcis.md). Events of others are passed over; a token that does not show the party's whole is refused.
Result<LoggedEvent> ask_for_event(HttpClient& server, std::string_view event_id, std::string_view event_hash,
                                  std::string_view party);

}  // namespace stocktrail::cli
