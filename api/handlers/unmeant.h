// api/handlers/unmeant.h: statements that the log would take, and that their issuers cannot mean. They are
// refused where they come in, and never by the gate: what the log has, it has, whatever is refused one day.
#pragma once

#include <optional>
#include <span>

#include "ledger/ledger.h"

namespace stocktrail::api {

/// An `eventID` as this server names events to those who do not see them whole: under it the event would look
/// like another.
std::optional<Error> refuse_given_ids(std::span<const epcis::Event> events);

/// Why its issuer cannot mean a signed statement that is new and that it may sign; nullopt for any other, of
/// which the ledger tells more.
std::optional<Error> refuse_unmeant(const Candidate& candidate, const View& view, Micros now);

}  // namespace stocktrail::api
