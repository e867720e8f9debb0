// tools/cli/import_check.h: the rules of EPCIS for events that were made of rows.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "tools/cli/import_events.h"

namespace stocktrail::cli {

inline constexpr std::string_view events_context =
    R"(["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"])";

/// An EPCIS document of these events.
std::string document_of(std::span<const std::string> events,
                        std::string_view created = "2000-01-01T00:00:00Z");

/// Every fault, with the line of the table that its event began at; without one, what the rows can tell
/// better, so that the books are sure.
Result<std::vector<ReceiptNote>> check_events(const ImportedEvents& events);

}  // namespace stocktrail::cli
