// tools/cli/whole_shelf.h: a count of all that is at a place: what it does not name is not there.
#pragma once

#include <string>
#include <vector>

#include "tools/cli/http_client.h"
#include "tools/cli/import_events.h"
#include "tools/cli/session.h"

namespace stocktrail::cli {

/// Adds counts of 0 of all products and lots that the books have on hand at the counted places, at the time
/// of each count, and that no count there names; and, where only lots or statuses of a product were counted,
/// of the product or lot as their sum. Needs a token that may see the places. Gives what was
/// counted as 0, in short.
Result<std::vector<std::string>> count_whole_shelves(ImportedEvents& events, const std::string& issuer,
                                                     HttpClient& server, Session& session);

}  // namespace stocktrail::cli
