#include "tools/cli/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <iostream>
#include <optional>
#include <span>
#include <system_error>

#include "ledger/files/durable_file.h"
#include "ledger/files/environment.h"
#include "ledger/files/input_file.h"

namespace stocktrail::cli {
namespace {

Result<void> replace(const std::filesystem::path& path, std::string_view bytes, mode_t mode) {
  // Two processes that write the same file each have a temporary one of their own.
  const std::filesystem::path temporary = path.string() + "." + std::to_string(::getpid()) + ".new";
  std::error_code failed;
  if (auto written = write_through(temporary, bytes, mode); !written) {
    std::filesystem::remove(temporary, failed);
    written.error().where = path.string();
    written.error().code = ErrorCode::unavailable;
    return written;
  }
  // Not made durable: the old file after a power cut is a whole one too, and each sync costs milliseconds.
  std::filesystem::rename(temporary, path, failed);
  if (failed)
    return fail(ErrorCode::unavailable, "Cannot replace it: " + failed.message() + ".", path.string());
  return {};
}

Result<std::size_t> read_input(std::span<char> room) {
  std::cin.read(room.data(), static_cast<std::streamsize>(room.size()));
  if (std::cin.bad()) return file_error("read", "-");
  return static_cast<std::size_t>(std::cin.gcount());
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
  std::optional<InputFile> file;
  if (path != "-") {
    auto opened = InputFile::open(path);
    if (!opened && opened.error().code == ErrorCode::not_found) opened.error().code = ErrorCode::unavailable;
    if (!opened) return std::unexpected(opened.error());
    file.emplace(std::move(*opened));
  }
  std::string bytes;
  constexpr std::size_t step = 1 << 20;
  for (;;) {
    const std::size_t before = bytes.size();
    bytes.resize(before + step);
    const std::span room(bytes.data() + before, step);
    const auto count = file ? file->read(room) : read_input(room);
    if (!count) return std::unexpected(count.error());
    bytes.resize(before + *count);
    if (bytes.size() > bytes_max) {
      return fail(ErrorCode::too_large, "It has more than " + std::to_string(bytes_max) + " bytes.",
                  path.string());
    }
    if (*count < step) return bytes;
  }
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
  const std::string state = environment("XDG_STATE_HOME"), home = environment("HOME");
  if (!state.empty()) return std::filesystem::path(state) / "stocktrail";
  return std::filesystem::path(home.empty() ? "." : home) / ".local" / "state" / "stocktrail";
}

}  // namespace stocktrail::cli
