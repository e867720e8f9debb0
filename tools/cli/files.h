// tools/cli/files.h: whole files in and out, with a limit and with messages that name the file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "crypto/result.h"

namespace stocktrail::cli {

inline constexpr std::size_t input_bytes_max = 512UL * 1024 * 1024;

/// The bytes of a regular file; `-` is standard input, also of a pipe. `unavailable` if it cannot be opened,
/// also because it is not there.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max = input_bytes_max);

/// Replaces the file at once: it has the old bytes or the new ones, also after a power cut.
Result<void> write_file(const std::filesystem::path& path, std::string_view bytes);

/// The same, readable by its owner only.
Result<void> write_secret(const std::filesystem::path& path, std::string_view bytes);

/// A file that is made before what it is for is known, so that it cannot fail any more when that is: empty,
/// and readable by its owner only. `conflict` if there is a file of this name. Removed unless keep() was
/// called.
class NewSecret {
 public:
  static Result<NewSecret> make(const std::filesystem::path& path);
  NewSecret(NewSecret&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  NewSecret& operator=(NewSecret&&) = delete;
  ~NewSecret();

  Result<void> keep(std::string_view bytes);

 private:
  explicit NewSecret(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

/// Held by one process at a time, and let go when that ends, however it does.
class FolderLock {
 public:
  /// `unavailable` while another process holds it.
  static Result<FolderLock> take(const std::filesystem::path& folder);
  FolderLock(FolderLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int file) : file_(file) {}
  int file_;
};

Result<void> make_directory(const std::filesystem::path& path);

/// $XDG_STATE_HOME/stocktrail or ~/.local/state/stocktrail: receipts and checkpoints that the commands keep.
std::filesystem::path state_directory();

}  // namespace stocktrail::cli
