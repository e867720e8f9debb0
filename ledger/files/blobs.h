// ledger/files/blobs.h: files that statements name by their SHA-256: pictures and documents of certificates.
// They lie beside the log as <directory>/ab/<64 hex digits>; the hash in a signed statement is what makes
// them part of it. Which there are, and who brought them, the log's controls say (ledger/log/control.h).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "crypto/result.h"

namespace stocktrail {

inline constexpr std::size_t blob_bytes_max = 8 * 1024 * 1024;

/// True for 64 lower-case hexadecimal digits, the only spelling of a blob's name.
bool is_blob_name(std::string_view name);

/// `invalid_argument` if the bytes do not have this name, `too_large` above blob_bytes_max.
Result<void> check_blob(std::string_view sha256, std::string_view bytes);

/// Thread safe.
class BlobStore {
 public:
  explicit BlobStore(std::filesystem::path directory) : directory_(std::move(directory)) {}

  /// Bytes that check_blob() took. Durable when it returns: written aside, synced, renamed.
  Result<void> put(std::string_view sha256, std::string_view bytes) const;
  /// `not_found`, or `corrupted` if the stored bytes do not have this name any more.
  Result<std::string> get(std::string_view sha256) const;
  bool has(std::string_view sha256) const;
  void remove(std::string_view sha256) const;

 private:
  std::filesystem::path path_of(std::string_view sha256) const;

  std::filesystem::path directory_;
};

}  // namespace stocktrail
