// ledger/files/file_copy.h: copies of files and folders that are durable, with the digest of what was copied.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "crypto/result.h"

namespace stocktrail {

struct CopiedFile {
  std::uint64_t bytes = 0;
  std::string sha256;  // Hexadecimal.
};

/// The hash of the bytes as they are read; `not_found` if there is no such file.
Result<CopiedFile> digest_of_file(const std::filesystem::path& path);

/// Makes `to`, readable by its owner only, and writes it through to the disk; its name is not durable yet.
Result<CopiedFile> copy_file_through(const std::filesystem::path& from, const std::filesystem::path& to);

/// Syncs the directory and all below it, so that the names in them are durable.
Result<void> sync_directories_below(const std::filesystem::path& directory);

}  // namespace stocktrail
