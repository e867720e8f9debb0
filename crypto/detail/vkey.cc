#include "crypto/detail/vkey.h"

#include <optional>

#include "crypto/note.h"

namespace stocktrail {
namespace {

constexpr std::size_t key_id_digits = 8;

std::unexpected<Error> malformed(std::string detail) {
  return fail(ErrorCode::invalid_argument, std::move(detail));
}

std::string key_id_text(std::uint32_t key_id) {
  const std::array<std::uint8_t, 4> bytes = {
      static_cast<std::uint8_t>(key_id >> 24), static_cast<std::uint8_t>(key_id >> 16),
      static_cast<std::uint8_t>(key_id >> 8), static_cast<std::uint8_t>(key_id)};
  return hex_encode(bytes);
}

}  // namespace

Result<VkeyParts> make_vkey(std::string_view name, std::uint8_t type, const PublicKey& key) {
  if (!is_note_name(name))
    return malformed("a key name is not empty and has no space, control character or plus");
  return VkeyParts{std::string(name), note_key_id(name, type, key), key};
}

Result<VkeyParts> parse_vkey(std::string_view vkey, std::uint8_t type) {
  const std::size_t first = vkey.find('+');
  const std::size_t second = first == std::string_view::npos ? first : vkey.find('+', first + 1);
  if (second == std::string_view::npos) return malformed("a verifier key is <name>+<key id>+<key>");
  const std::string_view id = vkey.substr(first + 1, second - first - 1);
  if (id.size() != key_id_digits || !hex_decode(id)) {
    return malformed("the key id is eight lower-case hexadecimal digits");
  }
  const std::optional<std::string> key = base64_decode(vkey.substr(second + 1));
  if (!key || key->empty()) return malformed("the key is not base64");
  if (static_cast<std::uint8_t>(key->front()) != type) {
    return malformed("the key is of another type than " + hex_encode({&type, 1}));
  }
  const std::optional<PublicKey> point = PublicKey::from_bytes(as_bytes(*key).subspan(1));
  if (!point) return malformed("the key is not an admissible Ed25519 public key");
  Result<VkeyParts> parts = make_vkey(vkey.substr(0, first), type, *point);
  if (parts && key_id_text(parts->key_id) != id) {
    return malformed("the key id does not belong to this name and key");
  }
  return parts;
}

std::string vkey_text(const VkeyParts& parts, std::uint8_t type) {
  std::string key(1, static_cast<char>(type));
  key += as_text(parts.key.bytes());
  return parts.name + "+" + key_id_text(parts.key_id) + "+" + base64_encode(as_bytes(key));
}

}  // namespace stocktrail
