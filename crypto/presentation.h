// crypto/presentation.h: two presentations of one signed statement, compared by what they disclose.
#pragma once

#include "crypto/statement.h"

namespace stocktrail {

/// True if `later` opens something that `first`, a presentation of the same JWS, leaves closed: then whoever
/// keeps only the first has lost it.
bool discloses_more(const Statement& later, const Statement& first);

}  // namespace stocktrail
