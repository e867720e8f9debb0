// api/http/http_coding.h: content codings (RFC 9110, 8.4 and 12.5.3) and what they mean for validators: gzip
// for text where the client takes it. The home of zlib. Whose answers may be compressed at all is decided by
// the service: docs/threat-model.md, "Compression".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "api/http/http.h"
#include "crypto/result.h"

namespace stocktrail::api {

/// Less fits into one packet as it is.
inline constexpr std::size_t gzip_bytes_min = 1'024;
/// More is sent as it is: compressing it would keep a connection's thread from the others for too long.
inline constexpr std::size_t gzip_bytes_max = 256 * 1'024;

enum class Coding : std::uint8_t { identity, gzip };

/// What an Accept-Encoding header says of the codings that we have, in thousandths; 0: not acceptable.
/// Without the header, and in an empty one, only identity is.
struct AcceptedCodings {
  int gzip = 0;
  int identity = 1;  // Acceptable, but less than whatever is named.

  static AcceptedCodings parse(std::string_view accept_encoding);
  Coding best() const { return gzip > 0 && gzip >= identity ? Coding::gzip : Coding::identity; }
};

/// A gzip member (RFC 1952) of `bytes`; the same bytes give the same member.
std::string gzip(std::string_view bytes);

/// The bytes of one gzip member or of several in a row; too_large if there are more than `bytes_max`,
/// invalid_argument if it is none, is cut short, or is followed by anything else.
Result<std::string> gunzip(std::string_view packed, std::size_t bytes_max);

/// Settles in which coding `response` goes out, and says so in its header: Content-Encoding, Vary, and a weak
/// ETag on what is compressed, because its bytes are not those of the strong one. The body is left: gzip()
/// has to be called for it if the answer is gzip and `is_encoded` is false. A client that takes neither
/// coding gets identity (RFC 9110, 12.4.1).
Coding settle_coding(Response& response, const AcceptedCodings& accepted);

/// True if an If-None-Match header names `etag` or is "*"; strong and weak ones of the same text are the same
/// (RFC 9110, 13.1.2).
bool names_etag(std::string_view if_none_match, std::string_view etag);

/// Adds a header name to Vary.
void add_vary(Response& response, std::string_view name);

}  // namespace stocktrail::api
