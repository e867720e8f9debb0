// ledger/event_index.h: Table::events, from an event id to the events that carry it. The ledger writes it
// just before it folds an event; trace and inventory read it to find what an errorDeclaration takes back.
//
// Key: the first 16 bytes of SHA-256(event id). Element: EventRef (8 bytes, big-endian), then the first 16
// bytes of SHA-256(issuer), because only its own issuer can take an event back.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ledger/table_codec.h"

namespace stocktrail {

struct IndexedEvent {
  EventRef ref{};
  std::string issuer_tag;  // Equal for events of one issuer.
};

inline void index_event(std::string_view event_id, std::string_view issuer, EventRef ref,
                        TableWriter& tables) {
  tables.append(Table::events, hashed_key(event_id), packed_ref(ref) + hashed_key(issuer));
}

/// All events with this id, in log order. An id is repeated by the declaration that its event was an error.
inline std::vector<IndexedEvent> find_events(std::string_view event_id, const TableReader& tables) {
  std::vector<IndexedEvent> found;
  tables.scan_list(Table::events, hashed_key(event_id), [&](std::string_view element) {
    Unpacker bytes(element);
    const EventRef ref = bytes.ref();
    found.push_back({ref, std::string(bytes.take(16))});
    return true;
  });
  return found;
}

/// The earlier events that the declaration at `declaration` takes back: same id, same issuer, before it in
/// the log.
inline std::vector<EventRef> events_taken_back(std::string_view event_id, EventRef declaration,
                                               const TableReader& tables) {
  const std::vector<IndexedEvent> all = find_events(event_id, tables);
  std::string_view issuer;
  for (const IndexedEvent& event : all) {
    if (event.ref == declaration) issuer = event.issuer_tag;
  }
  std::vector<EventRef> taken_back;
  for (const IndexedEvent& event : all) {
    if (event.ref < declaration && event.issuer_tag == issuer) taken_back.push_back(event.ref);
  }
  return taken_back;
}

}  // namespace stocktrail
