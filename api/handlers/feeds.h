// api/handlers/feeds.h: handlers that tell what changes, from a place on that the client remembers.
#pragma once

#include "api/handlers/call.h"

namespace stocktrail::api {

Response get_discrepancy_changes(Call& call);

}  // namespace stocktrail::api
