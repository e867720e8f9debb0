// ledger/files/key_file.h: the file form of a secret key (docs/formats.md, "Key file"): one line of text,
// readable by its owner only. The server's own keys and the command line's have the same form.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "crypto/ed25519.h"
#include "crypto/result.h"

namespace stocktrail {

/// `stocktrail-key-v1 <kid> <43 characters: base64url of the seed>` and a newline. The caller wipes the text.
std::string encode_key_file(const SigningKey& key);
/// Refuses a line whose kid is not that of its seed, so that a damaged file is told at once.
Result<SigningKey> parse_key_file(std::string_view text);

/// Writes a file that only its owner may read, synced, under its final name or not at all. Fails if there is
/// one.
Result<void> write_key_file(const std::filesystem::path& path, const SigningKey& key);
/// Refuses a file that others than its owner may read.
Result<SigningKey> read_key_file(const std::filesystem::path& path);

}  // namespace stocktrail
