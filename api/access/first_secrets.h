// api/access/first_secrets.h: what a server makes at its first start and keeps: the operator's token.
#pragma once

#include <filesystem>

#include "api/access/tokens.h"
#include "ledger/ledger.h"

namespace stocktrail::api {

/// The operator's first token, unless there is any, or the ledger takes nothing now. The file comes before
/// the token, so that a crash between the two locks nobody out.
Result<void> bootstrap_operator(TokenStore& tokens, const Ledger& ledger, const std::filesystem::path& file);

}  // namespace stocktrail::api
