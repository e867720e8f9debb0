// api/access/first_secrets.h: what a server makes at its first start and keeps: the operator's token, and the
// key of cursors.
#pragma once

#include <filesystem>

#include "api/access/tokens.h"
#include "crypto/ed25519.h"
#include "ledger/ledger.h"

namespace stocktrail::api {

/// The operator's first token. The file comes before the token, so that a crash between the two locks nobody
/// out.
Result<void> bootstrap_operator(TokenStore& tokens, const Ledger& ledger, const std::filesystem::path& file);

/// What cursors are sealed with: a secret of this ledger, so that they hold across restarts
/// (if it can be written).
Result<SigningKey> cursor_key(const std::filesystem::path& keys, Randomness& randomness);

}  // namespace stocktrail::api
