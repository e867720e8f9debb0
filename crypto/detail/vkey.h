// crypto/detail/vkey.h: the text form of note keys, `<name>+<hex key id>+<base64(type || key)>`, for every
// type of Ed25519 signature. Inside crypto; the types of note.h and cosignature.h are what others use.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crypto/ed25519.h"
#include "crypto/result.h"

namespace stocktrail {

struct VkeyParts {
  std::string name;
  std::uint32_t key_id = 0;
  PublicKey key;
};

/// Refuses a key of another type, a key id that does not belong to name and key, and any other spelling.
Result<VkeyParts> parse_vkey(std::string_view vkey, std::uint8_t type);
Result<VkeyParts> make_vkey(std::string_view name, std::uint8_t type, const PublicKey& key);
std::string vkey_text(const VkeyParts& parts, std::uint8_t type);

}  // namespace stocktrail
