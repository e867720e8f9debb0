// ledger/files/durable_file.h: small files that are there after a power cut. A file is durable once its bytes
// are synced, and its name only once its directory is.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string_view>

#include "crypto/result.h"

namespace stocktrail {

/// What a call that failed left in errno, as an error about `path`: "Cannot open it: ...". `not_found` for
/// ENOENT, else `unavailable`.
std::unexpected<Error> file_error(std::string_view doing, const std::filesystem::path& path);

/// Makes the file, or empties it, and writes the bytes through to the disk; its name is not durable yet.
/// `mode` as in open(2). Errors name the file.
Result<void> write_through(const std::filesystem::path& path, std::string_view bytes, mode_t mode);

Result<void> sync_directory(const std::filesystem::path& directory);

/// Renames, durably. After a power cut there is what was at `to` before, or what was at `from`.
Result<void> rename_through(const std::filesystem::path& from, const std::filesystem::path& to);

/// Makes the directory and those above it that are missing, durably; `mode` of those that it makes, as in
/// mkdir(2).
Result<void> make_directory_through(const std::filesystem::path& directory, mode_t mode = 0777);

}  // namespace stocktrail
