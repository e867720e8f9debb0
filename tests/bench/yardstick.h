// tests/bench/yardstick.h: V, the yardstick of the benchmarks: how many statements a second two threads
// verify that do nothing but libsodium's verification of the same bytes.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "crypto/bytes.h"
#include "crypto/ed25519.h"
#include "crypto/result.h"
#include "crypto/statement.h"
#include "tests/bench/chains/signed.h"

namespace stocktrail::test {

/// What a JWS signs (RFC 7515, 5.1), its signature, and by whom.
struct SignedBytes {
  std::string message, signature;
  PublicKey key;

  bool is_good() const { return verify(key, as_bytes(message), as_bytes(signature)); }
};

/// Of the first `count` of `statements`.
inline std::vector<SignedBytes> signed_bytes(std::span<const chains::SignedStatement> statements,
                                             std::size_t count) {
  std::vector<PublicKey> keys;
  for (unsigned company = 0; company < chains::companies; ++company)
    keys.push_back(chains::World::key_of(company).public_key());
  std::vector<SignedBytes> all;
  for (const chains::SignedStatement& one : statements.first(std::min(count, statements.size()))) {
    const auto statement = Statement::parse(one.wire);
    ST_CHECK(statement.has_value());
    const std::string_view jws = statement->jws();
    const std::size_t dot = jws.rfind('.');
    auto signature = base64url_decode(jws.substr(dot + 1));
    ST_CHECK(signature.has_value());
    all.push_back({std::string(jws.substr(0, dot)), std::move(*signature), keys[one.by]});
  }
  return all;
}

}  // namespace stocktrail::test
