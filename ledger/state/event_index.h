// ledger/state/event_index.h: Table::events: one event of an issuer counts once. Tells of each event whether
// it is new, a repeat, in conflict with an earlier one, or a declaration and of which events. Admission asks
// before a statement is logged, the applier when it is folded, and a receipt afterwards: one rule.
//
// Key: the first 16 bytes of SHA-256(event id), and the issuer's tag: only its own issuer can repeat an event
// or take it back, and nobody may crowd out the event of another. One read tells all of an identity. Value:
// rows of 25 bytes in log order, of repeats none: EventRef (8 bytes, big-endian); a byte of flags: 1 for an
// errorDeclaration, 2 if what follows is not of the event hash; 16 bytes of its content.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/epcis/event.h"
#include "ledger/state/issuer_lists.h"
#include "ledger/state/told.h"

namespace stocktrail {

/// Rows of one identity: two, but where a log was begun under rules that let one id name several events
/// (docs/decisions/0012). What comes after them there is not found by its id, and cannot be taken back.
inline constexpr std::size_t identity_rows_max = 1'000;
/// Found by one id.
inline constexpr std::size_t events_of_id_max = 100;

using IdentityKey = Packed<32>;
inline IdentityKey identity_key(std::string_view event_id, const IssuerTag& issuer) {
  return hashed_key(event_id) + issuer;
}

/// Puts an event into the index, unless it is a repeat.
Told index_event(const epcis::Event& event, const IssuerTag& issuer, EventRef ref, TableWriter& tables);

/// What index_event() would tell of these events, one after the other, if `statement` were the index of the
/// statement that they are in: nothing is written. Stops after the first that is in conflict.
std::vector<Told> tell_events(std::span<const epcis::Event> events, const IssuerTag& issuer,
                              std::uint64_t statement, const TableReader& tables);

/// What index_event() told of an event that is recorded as `ref`.
Told told_of(const epcis::Event& event, const IssuerTag& issuer, EventRef ref, const TableReader& tables);

/// The events with this id, in log order, events_of_id_max at most; of each issuer the oldest, about as many.
/// An id is repeated by the declaration that its event was an error.
std::vector<EventRef> find_events(std::string_view event_id, const TableReader& tables);

}  // namespace stocktrail
