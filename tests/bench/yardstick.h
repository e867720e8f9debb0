// tests/bench/yardstick.h: V, the yardstick of the benchmarks: how many statements a second two threads
// verify that do nothing but libsodium's verification of the same bytes.
#pragma once

#include <string>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/ed25519.h"
#include "crypto/result.h"
#include "crypto/statement.h"

namespace stocktrail::test {

/// What a JWS signs (RFC 7515, 5.1), and its signature.
struct SignedBytes {
  std::string message, signature;

  bool is_by(const PublicKey& key) const { return verify(key, as_bytes(message), as_bytes(signature)); }
};

/// Of the first `count` of `wires`.
inline std::vector<SignedBytes> signed_bytes(const std::vector<std::string>& wires, std::size_t count) {
  std::vector<SignedBytes> all;
  for (std::size_t i = 0; i < count && i < wires.size(); ++i) {
    const auto statement = Statement::parse(wires[i]);
    ST_CHECK(statement.has_value());
    const std::string_view jws = statement->jws();
    const std::size_t dot = jws.rfind('.');
    auto signature = base64url_decode(jws.substr(dot + 1));
    ST_CHECK(signature.has_value());
    all.push_back({std::string(jws.substr(0, dot)), std::move(*signature)});
  }
  return all;
}

}  // namespace stocktrail::test
