// ledger/engine/unregistered_key.h: one refusal, which is given as soon as a statement's first bytes are
// read.
#pragma once

#include <string_view>

#include "crypto/result.h"

namespace stocktrail {

/// What is wrong with a statement whose key no party has registered.
Error unregistered_key(std::string_view key_id);

}  // namespace stocktrail
