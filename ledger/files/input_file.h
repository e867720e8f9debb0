// ledger/files/input_file.h: files that a person names and a program reads whole. Only regular files: a pipe
// or a device might keep the reader waiting forever.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <span>
#include <utility>

#include "crypto/result.h"

namespace stocktrail {

/// Open for reading, and closed at the end of its scope.
class InputFile {
 public:
  /// Never waits. `not_found`, `unavailable`, or `invalid_argument` for what is no regular file.
  static Result<InputFile> open(const std::filesystem::path& path);
  InputFile(InputFile&& other) noexcept
      : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)) {}
  InputFile& operator=(InputFile&&) = delete;
  ~InputFile();

  /// Others than the owner may read or write it.
  bool is_open_to_others() const;
  /// Fills `room` as far as the file goes: fewer bytes are its end.
  Result<std::size_t> read(std::span<char> room);

 private:
  InputFile(std::filesystem::path path, int file) : path_(std::move(path)), file_(file) {}
  std::filesystem::path path_;
  int file_;
};

}  // namespace stocktrail
