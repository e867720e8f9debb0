#include "tools/cli/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <system_error>

#include "ledger/files/durable_file.h"

namespace stocktrail::cli {
namespace {

Result<void> replace(const std::filesystem::path& path, std::string_view bytes, mode_t mode) {
  // Two processes that write the same file each have a temporary one of their own.
  const std::filesystem::path temporary = path.string() + "." + std::to_string(::getpid()) + ".new";
  std::error_code failed;
  if (auto written = write_through(temporary, bytes, mode); !written) {
    std::filesystem::remove(temporary, failed);
    written.error().where = path.string();
    return written;
  }
  // Not made durable: the old file after a power cut is a whole one too, and each sync costs milliseconds.
  std::filesystem::rename(temporary, path, failed);
  if (failed)
    return fail(ErrorCode::unavailable, "Cannot replace it: " + failed.message() + ".", path.string());
  return {};
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
  std::ifstream file;
  if (path != "-") {
    if (std::filesystem::is_directory(path)) {
      return fail(ErrorCode::invalid_argument, "This is a folder; a file is expected.", path.string());
    }
    file.open(path, std::ios::binary);
    if (!file) {
      Error error = file_error("open", path).error();
      error.code = ErrorCode::unavailable;
      return std::unexpected(std::move(error));
    }
  }
  std::istream& in = path == "-" ? std::cin : file;
  std::string bytes;
  constexpr std::size_t step = 1 << 20;
  while (in) {
    const std::size_t before = bytes.size();
    bytes.resize(before + step);
    in.read(bytes.data() + before, step);
    bytes.resize(before + static_cast<std::size_t>(in.gcount()));
    if (bytes.size() > bytes_max) {
      return fail(ErrorCode::too_large, "It has more than " + std::to_string(bytes_max) + " bytes.",
                  path.string());
    }
  }
  if (in.bad()) return file_error("read", path);
  return bytes;
}

Result<void> write_file(const std::filesystem::path& path, std::string_view bytes) {
  return replace(path, bytes, 0666);
}

Result<void> write_secret(const std::filesystem::path& path, std::string_view bytes) {
  return replace(path, bytes, 0600);
}

Result<NewSecret> NewSecret::make(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0 && errno == EEXIST)
    return fail(ErrorCode::conflict, "There is a file of this name; it is not overwritten.", path.string());
  if (file < 0) {
    Error error = file_error("make", path).error();
    error.code = ErrorCode::unavailable;
    return std::unexpected(std::move(error));
  }
  ::close(file);
  return NewSecret(path);
}

NewSecret::~NewSecret() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove(path_, ignored);
}

Result<void> NewSecret::keep(std::string_view bytes) {
  auto written = write_secret(path_, bytes);
  if (written) path_.clear();
  return written;
}

Result<FolderLock> FolderLock::take(const std::filesystem::path& folder) {
  const auto path = folder / ".lock";
  FolderLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (lock.file_ < 0) return file_error("open", path);
  if (::flock(lock.file_, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno != EWOULDBLOCK) return file_error("lock", path);
  return fail(ErrorCode::unavailable, "Another stocktrail uses this folder; try again when it has ended.",
              folder.string());
}

FolderLock::~FolderLock() {
  if (file_ >= 0) ::close(file_);
}

Result<void> make_directory(const std::filesystem::path& path) {
  if (path.empty()) return {};  // Of a file that is named without one: the folder that we are in.
  std::error_code failed;
  std::filesystem::create_directories(path, failed);
  if (failed) {
    return fail(ErrorCode::unavailable, "Cannot make this folder: " + failed.message() + ".", path.string());
  }
  return {};
}

std::filesystem::path state_directory() {
  if (const char* state = std::getenv("XDG_STATE_HOME"); state != nullptr && *state != '\0') {
    return std::filesystem::path(state) / "stocktrail";
  }
  const char* home = std::getenv("HOME");
  return std::filesystem::path(home != nullptr ? home : ".") / ".local" / "state" / "stocktrail";
}

}  // namespace stocktrail::cli
