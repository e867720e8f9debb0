// crypto/statement_peek.h: what the first bytes of a statement tell, for whoever has to decide whether to
// read the rest.
#pragma once

#include <string>
#include <string_view>

#include "crypto/result.h"

namespace stocktrail {

/// The `kid` of a statement in either wire form; empty if its first bytes do not tell. Errors of the JWS
/// header, as Statement::parse() gives them.
Result<std::string> peek_key_id(std::string_view wire);

}  // namespace stocktrail
