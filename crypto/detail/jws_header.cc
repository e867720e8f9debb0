#include "crypto/detail/jws_header.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>

#include "crypto/ascii.h"
#include "crypto/statement.h"

namespace stocktrail {
namespace {

constexpr std::string_view type_suffix = "+sd-jwt";
constexpr std::size_t headers_remembered = 64;
constexpr std::size_t remembered_bytes_max = 256;  // Ours have 130 to 140 characters.

bool is_kind_name(std::string_view text) {
  return !text.empty() && text.size() <= kind_characters_max && is_lower(text.front()) &&
         std::ranges::all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

std::unexpected<Error> refuse(std::string_view detail, std::string_view where) {
  return fail(ErrorCode::invalid_argument, std::string(detail), std::string(where));
}

Result<JwsHeader> parse(std::string_view encoded) {
  const Result<json::Document> document = decode_jws_part("header", encoded);
  if (!document) return std::unexpected(document.error());
  const json::Value root = document->root();
  const std::optional<json::Value> alg = root.find("alg"), typ = root.find("typ"), kid = root.find("kid");
  if (root.size() != 3 || !alg || !typ || !kid || !alg->is(json::Kind::string) ||
      !typ->is(json::Kind::string) || !kid->is(json::Kind::string)) {
    return refuse("the header has exactly the members alg, typ and kid, all strings", "jws header");
  }
  if (alg->string() != "EdDSA" && alg->string() != "Ed25519") {
    return refuse("alg is \"EdDSA\" or \"Ed25519\"; nothing else is taken", "jws header.alg");
  }
  std::string_view kind = typ->string();
  const bool suffixed = kind.ends_with(type_suffix);
  if (suffixed) kind.remove_suffix(type_suffix.size());
  if (!suffixed || !is_kind_name(kind)) {
    return refuse("typ is the kind of the statement, 1 to " + std::to_string(kind_characters_max) +
                      " small letters, digits or '-' after a letter, and +sd-jwt",
                  "jws header.typ");
  }
  Digest thumbprint{};
  if (!base64url_decode(kid->string(), thumbprint)) {
    return refuse("kid is the RFC 7638 thumbprint of the key: 43 characters", "jws header.kid");
  }
  JwsHeader header{.kind = std::string(kind), .key_id = {}};
  std::ranges::copy(kid->string(), header.key_id.begin());
  return header;
}

struct Remembered {
  std::string encoded;
  JwsHeader header;
};

}  // namespace

Result<json::Document> decode_jws_part(std::string_view part, std::string_view encoded) {
  const std::string where = "jws " + std::string(part);
  const std::optional<std::string> text = base64url_decode(encoded);
  if (!text) return refuse("this part of the JWS is not unpadded base64url", where);
  Result<json::Document> document = json::Document::parse(*text);
  if (!document) return refuse(document.error().detail, where + ", " + document.error().where);
  if (!document->root().is(json::Kind::object)) return refuse("an object was expected", where);
  return document;
}

Result<JwsHeader> read_jws_header(std::string_view encoded) {
  thread_local std::array<Remembered, headers_remembered> memory;
  Remembered& slot = memory[std::hash<std::string_view>()(encoded) % headers_remembered];
  if (slot.encoded == encoded && !encoded.empty()) return slot.header;
  Result<JwsHeader> header = parse(encoded);
  if (header && encoded.size() <= remembered_bytes_max) slot = {std::string(encoded), *header};
  return header;
}

}  // namespace stocktrail
