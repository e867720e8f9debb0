// ledger/files/blobs.h: files that statements name by their SHA-256: pictures and documents of certificates.
// They lie beside the log as <directory>/ab/<64 hex digits>; the hash in a signed statement is what makes
// them part of it. Who brought what is a line of <directory>/usage, `<sha256> <bytes> <party>`, for each
// party that brought it: nobody learns from an answer, its time or his quota that another has the same file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "crypto/mutex.h"
#include "crypto/result.h"

namespace stocktrail {

inline constexpr std::size_t blob_bytes_max = 8 * 1024 * 1024;

/// True for 64 lower-case hexadecimal digits, the only spelling of a blob's name.
bool is_blob_name(std::string_view name);

/// Thread safe.
class BlobStore {
 public:
  /// `party_bytes_max`: of all files that one party brought.
  BlobStore(std::filesystem::path directory, std::uint64_t party_bytes_max)
      : directory_(std::move(directory)), party_bytes_max_(party_bytes_max) {}

  enum class Stored : bool { before, now };
  /// Durable when it returns: written aside, synced, renamed. `invalid_argument` if the bytes do not have
  /// this name, `too_large` above blob_bytes_max or when `party` would have brought more than it may.
  /// `before` is said of a file that this party brought before, which does not count again.
  Result<Stored> put(std::string_view sha256, std::string_view bytes, std::string_view party);

  /// `not_found`, or `corrupted` if the stored bytes do not have this name any more.
  Result<std::string> get(std::string_view sha256) const;
  bool has(std::string_view sha256) const;

 private:
  std::filesystem::path path_of(std::string_view sha256) const;
  std::filesystem::path usage_file() const { return directory_ / "usage"; }
  Result<void> store(std::string_view sha256, std::string_view bytes) const;
  Result<void> read_usage() ST_REQUIRES(mutex_);
  struct Usage {
    std::uint64_t bytes = 0;
    std::set<std::string, std::less<>> names;
  };
  Result<void> charge(Usage& usage, std::string_view sha256, std::uint64_t bytes, std::string_view party);
  Result<void> write_usage(std::string_view line) const;

  std::filesystem::path directory_;
  std::uint64_t party_bytes_max_;
  Mutex mutex_;
  // Of each party; read at the first put().
  std::optional<std::map<std::string, Usage, std::less<>>> usage_ ST_GUARDED_BY(mutex_);
};

}  // namespace stocktrail
