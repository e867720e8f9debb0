// api/handlers/route_answers.h: what the route table says of a request before any handler sees it: paths and
// methods that are not there, OPTIONS, and requests that their route does not take.
#pragma once

#include <optional>

#include "api/handlers/routes.h"
#include "api/http/url.h"

namespace stocktrail::api {

/// The answer where match() found no route: to OPTIONS, 404 or 405.
Response not_routed(const Match& found, Method method);

/// Why a request is none of its route: a parameter that the route does not have, or one given twice (400); no
/// media type of the answer that the client accepts (406); a body of another media type (415).
std::optional<Response> refuse(const Request& request, const Query& query, const Route& route);

/// The headers of an answer that scripts of other sites may read.
std::string_view exposed_headers();

}  // namespace stocktrail::api
