#include "tools/cli/public_key.h"

#include "crypto/json.h"
#include "crypto/json_writer.h"
#include "tools/cli/files.h"
#include "tools/cli/json_read.h"

namespace stocktrail::cli {
namespace {

constexpr std::size_t public_key_text_bytes_max = 4096;

}  // namespace

std::string jwk_of(const PublicKey& key) {
  json::Writer writer;
  writer.begin_object().field("kty", "OKP").field("crv", "Ed25519");
  writer.field("x", base64url_encode(key.bytes())).end_object();
  return std::move(writer).text();
}

Result<PublicKey> read_public_key(const std::string& given, const std::string& option) {
  const auto refuse = [&option](std::string detail) {
    return fail(ErrorCode::invalid_argument, std::move(detail), option);
  };
  std::string text = given;
  if (!given.starts_with('{')) {
    auto read = read_file(given, public_key_text_bytes_max);
    if (!read) return std::unexpected(read.error());
    text = std::move(*read);
  }
  const std::string secret =
      "This is a secret key, which stays with its owner: give the public half, which `stocktrail key show "
      "--public FILE` prints.";
  if (text.starts_with("stocktrail-key-")) return refuse(secret);
  const auto document = json::Document::parse(text);
  if (!document || text_of(document->root(), "x").empty())
    return refuse(
        "A public key is expected as `stocktrail key show --public FILE` prints it: "
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":...}, or a file with that.");
  const json::Value& root = document->root();
  if (root.find("d")) return refuse(secret);
  const auto bytes = base64url_decode(text_of(root, "x"));
  const auto key = bytes ? PublicKey::from_bytes(as_bytes(*bytes)) : std::nullopt;
  if (text_of(root, "kty") != "OKP" || text_of(root, "crv") != "Ed25519" || !key)
    return refuse("This is no Ed25519 public key.");
  return *key;
}

}  // namespace stocktrail::cli
