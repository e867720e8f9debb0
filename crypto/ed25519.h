// crypto/ed25519.h: Ed25519 keys and signatures (RFC 8032) with libsodium's one verdict: a signature is good
// exactly when crypto_sign_verify_detached says so, and a key may be registered only when such a signature
// can exist for it (docs/formats.md, "Keys and signatures").
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/bytes.h"
#include "crypto/sha256.h"

namespace stocktrail {

using Signature = std::array<std::uint8_t, 64>;

/// A public key that passed the admission rule; any value of this type is canonical and not of low order.
class PublicKey {
 public:
  /// nullopt for a wrong length, a non-canonical encoding, a point not on the curve or one of low order.
  static std::optional<PublicKey> from_bytes(BytesView bytes);
  /// A key that passed from_bytes() before and comes back from our own tables; aborts unless it has 32 bytes.
  /// The admission rule costs as much as a signature check, so it is not asked again.
  static PublicKey from_admitted_bytes(BytesView bytes);

  BytesView bytes() const { return bytes_; }
  bool operator==(const PublicKey&) const = default;

 private:
  friend class SigningKey;
  PublicKey() = default;
  std::array<std::uint8_t, 32> bytes_{};
};

/// True only if `signature` is one over `message` by `key`. Never aborts.
bool verify(const PublicKey& key, BytesView message, BytesView signature);

/// RFC 7638 thumbprint of the OKP JWK of `key`: unpadded base64url of SHA-256, 43 characters. This is a
/// `kid`.
std::string thumbprint(const PublicKey& key);

/// A secret key, in memory that is locked, not dumped and wiped (sodium_malloc). Movable, not copyable, never
/// printed.
class SigningKey {
 public:
  static SigningKey generate();
  static std::optional<SigningKey> from_seed(BytesView seed);  // nullopt if it is not 32 bytes.

  Signature sign(BytesView message) const;
  const PublicKey& public_key() const { return public_; }
  /// The 32-byte seed, for writing a key file; the caller wipes its copy.
  std::array<std::uint8_t, 32> seed() const;

 private:
  struct Wipe {
    void operator()(std::uint8_t* secret) const;
  };
  SigningKey() = default;
  std::unique_ptr<std::uint8_t[], Wipe> secret_;
  PublicKey public_;
};

/// Fills `out` with bytes from the operating system's generator. The fold never calls it.
void random_bytes(std::span<std::uint8_t> out);

}  // namespace stocktrail
