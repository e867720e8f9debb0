// api/journey/journey_cursor.h: a moment of a journey as text, in links and answers:
// "<microseconds>.<statement>.<event>". It names an event that its reader saw, and tells nothing more.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ledger/trace/trace.h"

namespace stocktrail::api {

std::string journey_cursor(const trace::Moment& moment);
/// nullopt for what journey_cursor() did not give.
std::optional<trace::Moment> parse_journey_cursor(std::string_view text);

}  // namespace stocktrail::api
