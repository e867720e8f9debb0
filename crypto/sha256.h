// crypto/sha256.h: SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104), by OpenSSL because it uses SHA-NI
// (libsodium's plain C was measured seven times slower).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "crypto/bytes.h"

namespace stocktrail {

using Digest = std::array<std::uint8_t, 32>;

/// Incremental hasher. Reusable after `finish`. Not thread safe; make one per thread.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  Sha256& update(BytesView bytes);
  Sha256& update(std::string_view text) { return update(as_bytes(text)); }
  Digest finish();  // And starts anew.

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

/// One-shot: no allocation, safe from any thread.
Digest sha256(BytesView bytes);
inline Digest sha256(std::string_view text) {
  return sha256(as_bytes(text));
}

/// HMAC under one key for many short messages: the two key blocks are hashed once. Safe from many threads at
/// once; the key state is wiped at the end.
class HmacSha256 {
 public:
  explicit HmacSha256(BytesView key);
  ~HmacSha256();
  HmacSha256(const HmacSha256&) = delete;
  HmacSha256& operator=(const HmacSha256&) = delete;
  Digest operator()(BytesView message) const;

 private:
  // In place and not on the heap: one is made for each event of a statement.
  struct State;
  alignas(8) std::array<std::byte, 224> state_;
};

}  // namespace stocktrail
