// crypto/entry.h: the 32 bytes that stand for one statement in the public log (docs/formats.md, "Entry and
// tree").
#pragma once

#include "crypto/sha256.h"

namespace stocktrail {

/// SHA-256("stocktrail/entry/v1" || 0x00 || blind || statement_digest). Without the 32 random bytes of
/// `blind` an entry shows nothing, and cannot be tied to a statement by guessing.
Digest entry_of(const Digest& blind, const Digest& statement_digest);

}  // namespace stocktrail
