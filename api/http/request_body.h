// api/http/request_body.h: the body of a request as its handler reads it: content codings undone (RFC 9110,
// 8.4), and without the byte order mark that some programs put before JSON (RFC 8259, 8.1).
#pragma once

#include <cstddef>
#include <optional>

#include "api/http/http.h"

namespace stocktrail::api {

/// True if the body has to be unpacked, which takes milliseconds: work for a worker.
bool is_packed(const Request& request);

/// Unpacks the body in place. The problem is 415 for a coding that we do not have (the answer then names ours
/// in Accept-Encoding), 400 for what is no gzip, and 413 for what would be larger than `bytes_max`: no more
/// than that is ever unpacked.
std::optional<Problem> unpack_body(Request& request, std::size_t bytes_max);

}  // namespace stocktrail::api
