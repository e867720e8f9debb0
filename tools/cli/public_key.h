// tools/cli/public_key.h: the half of a key that may be shown to anyone, as a JWK (RFC 8037): what a party
// hands to the operator, and what statements register.
#pragma once

#include <string>

#include "crypto/ed25519.h"
#include "crypto/result.h"

namespace stocktrail::cli {

/// `{"kty":"OKP","crv":"Ed25519","x":"..."}`
std::string jwk_of(const PublicKey& key);

/// The key that `given` is, or that the file of this name holds (`-`: standard input): a JWK. Refuses a
/// secret key, in either form, so that nobody hands one over and nobody takes one. Errors name `option`.
Result<PublicKey> read_public_key(const std::string& given, const std::string& option);

}  // namespace stocktrail::cli
