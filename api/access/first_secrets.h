// api/access/first_secrets.h: the operator's access token, which a server makes at its first start, and again
// when there is none that is good or its operator lost it: whoever may start the server is the operator.
#pragma once

#include <filesystem>

#include "api/access/tokens.h"
#include "ledger/ledger.h"

namespace stocktrail::api {

enum class OperatorToken : std::uint8_t {
  if_none_is_good,
  anew,  // Beside those that there are.
};
enum class Made : std::uint8_t { nothing, token };

/// Puts a new token of the operator into `file`, for its owner only, in place of what is there. The ledger
/// must take something: with `anew` a read-only one is an error. A crash on the way leaves the old file, or
/// the new one.
Result<Made> settle_operator_token(OperatorToken wanted, TokenStore& tokens, const Ledger& ledger,
                                   const std::filesystem::path& file);

}  // namespace stocktrail::api
