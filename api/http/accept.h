// api/http/accept.h: proactive negotiation of media types (RFC 9110, 12.5.1).
#pragma once

#include <string_view>

namespace stocktrail::api {

/// How much a client that sent this Accept header wants `media_type` ("application/json"), in thousandths; 0:
/// not at all. The most specific range decides: type/subtype before type/*, before */*. Parameters other than
/// the weight are passed over. Without the header, and with none that can be read, everything is wanted.
int wanted(std::string_view accept, std::string_view media_type);

/// True if one of `media_types` (separated by a space) is wanted, or may be any: "*/*".
bool accepts_any(std::string_view accept, std::string_view media_types);

}  // namespace stocktrail::api
