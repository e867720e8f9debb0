// tools/cli/log_key.h: the one thing that a verifier must know beforehand: the log's key.
#pragma once

#include <string>

#include "crypto/note.h"

namespace stocktrail::cli {

/// `given` is a vkey line (`<name>+<key id>+<base64>`) or the name of a file that holds one.
Result<NoteVerifier> log_key(const std::string& given);

}  // namespace stocktrail::cli
