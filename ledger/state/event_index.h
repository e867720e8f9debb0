// ledger/state/event_index.h: Table::events, from an event id to the events that carry it. The ledger writes
// it just before it folds an event, and tells the folds what an errorDeclaration takes back.
//
// Key: the first 16 bytes of SHA-256(event id); lists by issuer (ledger/state/issuer_lists.h), because only
// its own issuer can take an event back, and nobody may crowd out the event of another. Element: EventRef (8
// bytes, big-endian), and a byte that is 1 for an errorDeclaration.
#pragma once

#include <algorithm>
#include <vector>

#include "ledger/epcis/event.h"
#include "ledger/state/issuer_lists.h"

namespace stocktrail {

/// Events of one issuer with one id that can be taken back: its oldest. Those beyond them stay.
inline constexpr std::size_t events_taken_back_max = 1'000;
/// Found by one id.
inline constexpr std::size_t events_of_id_max = 100;

/// Indexes an event. Gives the earlier events that it takes back if it is a declaration: those with the same
/// id, of the same issuer, which no earlier declaration took back.
inline std::vector<EventRef> index_event(const epcis::Event& event, const IssuerTag& issuer, EventRef ref,
                                         TableWriter& tables) {
  const auto key = hashed_key(event.id);
  std::vector<EventRef> taken_back;
  if (event.error_declaration) {
    std::size_t looked_at = 0;
    tables.scan_list(Table::events, key + issuer, [&](std::string_view element) {
      if (looked_at++ == events_taken_back_max) return false;
      Unpacker bytes(element);
      const EventRef earlier = bytes.ref();
      if (bytes.byte() != 0) {
        taken_back.clear();  // All before it were taken back by it.
      } else {
        taken_back.push_back(earlier);
      }
      return true;
    });
  }
  const char is_declaration = event.error_declaration ? '\1' : '\0';
  tables.append(Table::events, key + issuer, packed_ref(ref) + Packed<1>{{is_declaration}});
  return taken_back;
}

/// The events with this id, in log order, events_of_id_max at most; of each issuer the oldest, about as many.
/// An id is repeated by the declaration that its event was an error.
inline std::vector<EventRef> find_events(std::string_view event_id, const TableReader& tables) {
  const auto key = hashed_key(event_id);
  std::vector<IssuerTag> issuers;
  scan_issuers(Table::events, key, tables, [&](const IssuerTag& tag, std::string_view) {
    issuers.push_back(tag);
    return issuers.size() < events_of_id_max;
  });
  std::vector<EventRef> found;
  for (const IssuerTag& issuer : issuers) {
    std::size_t left = events_of_id_max / issuers.size();
    tables.scan_list(Table::events, key + issuer, [&](std::string_view element) {
      found.push_back(Unpacker(element).ref());
      return --left > 0;
    });
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace stocktrail
