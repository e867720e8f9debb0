// api/journey/shown_event.h: one event as JSON as far as its reader may see it, and the id that it goes by.
//
// The event hash (docs/epcis.md), which is the id of an event that was given none, is a hash of all that the
// event holds and of nothing secret: quantities and customers can be tried out against it. So to who does not
// see the event whole it goes by
//
//   urn:stocktrail:event:<statement>.<event>.<32 hexadecimal digits>
//
// index and position, which a journey tells anyway, and the first 16 bytes of
// HMAC-SHA-256(blind, "stocktrail/event/v1" || 0x00 || <statement>.<event> || 0x00 || salt of the event). Who
// was never shown the event guesses neither: a proof file gives away the blind of its statement, but the
// salts of those events only that it shows. The same for as long as the record is there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/access/visibility.h"
#include "ledger/ledger.h"

namespace stocktrail::api {

/// The id that a reader with this sight knows the event by. A declaration that an event was an error shares
/// the id of that event, also an opaque one.
std::string shown_event_id(const View::LoggedEvent& logged, const EventSight& sight, const View& view);

/// What `sight` shows, with the eventID where it is missing, our recordTime, and all that its names and
/// prefixes need: the `@context` of its statement and its own, without the address of EPCIS's.
std::string shown_event(const View::LoggedEvent& logged, const EventSight& sight, const View& view);

/// True for an id of the form above, whoever wrote it: no event has it as its own.
bool is_opaque_id(std::string_view event_id);

/// The events with this id, opaque ones included, in log order. Whether a reader may find by it is for the
/// caller to ask (is_content_hash).
std::vector<EventRef> events_named(std::string_view id, const View& view);

}  // namespace stocktrail::api
