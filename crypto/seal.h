// crypto/seal.h: small texts that others keep for the server, and can neither read nor change nor use
// elsewhere: cursors, and keys that it holds for parties. XChaCha20-Poly1305 (libsodium) with a nonce that
// follows from the text, so that the same text is sealed to the same characters: who sees two of them learns
// only whether they are equal.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/bytes.h"

namespace stocktrail {

/// Thread safe.
class Seal {
 public:
  /// Both keys that it uses follow from `secret`, any bytes of 256 bits of strength.
  explicit Seal(BytesView secret);
  ~Seal();  // Wipes them.
  Seal(const Seal&) = delete;
  Seal& operator=(const Seal&) = delete;

  /// Unpadded base64url. `context` is what the text is bound to: reader, query, purpose.
  std::string seal(std::string_view text, std::string_view context) const;
  /// nullopt for whatever seal() of this secret and context did not give.
  std::optional<std::string> open(std::string_view sealed, std::string_view context) const;

 private:
  using Key = std::array<std::uint8_t, 32>;
  Key encryption_, nonce_;
};

}  // namespace stocktrail
