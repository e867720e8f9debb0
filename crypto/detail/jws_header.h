// crypto/detail/jws_header.h: the protected header of a statement (docs/formats.md, "Statement"). Inside
// crypto only; statement.h is what others use.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/json.h"
#include "crypto/result.h"
#include "crypto/sha256.h"

namespace stocktrail {

struct JwsHeader {
  std::string kind;                                               // From `typ`.
  std::array<char, base64url_characters(sizeof(Digest))> key_id;  // `kid`.
};

/// One part of a JWS, base64url of a JSON object. `part` names it in errors.
Result<json::Document> decode_jws_part(std::string_view part, std::string_view encoded);

/// All statements of one kind that a key signs have one header, so each thread remembers those that it read
/// lately. Errors name the member.
Result<JwsHeader> read_jws_header(std::string_view encoded);

}  // namespace stocktrail
