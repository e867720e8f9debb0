#include "ledger/files/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

namespace stocktrail {
namespace {

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return ::fsync(file) == 0;
}

// The folder that we are in, for a name without a directory.
std::filesystem::path parent_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : ".";
}

}  // namespace

std::unexpected<Error> file_error(std::string_view doing, const std::filesystem::path& path) {
  const int number = errno;
  return fail(number == ENOENT ? ErrorCode::not_found : ErrorCode::unavailable,
              "Cannot " + std::string(doing) + " it: " + std::generic_category().message(number) + ".",
              path.string());
}

Result<void> write_through(const std::filesystem::path& path, std::string_view bytes, mode_t mode) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (file < 0) return file_error("write", path);
  Result<void> written;
  if (!write_all(file, bytes)) written = file_error("write", path);
  ::close(file);
  return written;
}

Result<void> sync_directory(const std::filesystem::path& directory) {
  const int file = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return file_error("open", directory);
  Result<void> synced;
  if (::fsync(file) != 0) synced = file_error("sync", directory);
  ::close(file);
  return synced;
}

Result<void> rename_through(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return file_error("replace", to);
  return sync_directory(parent_of(to));
}

Result<void> make_directory_through(const std::filesystem::path& directory, mode_t mode) {
  if (::mkdir(directory.c_str(), mode) == 0) return sync_directory(parent_of(directory));
  if (errno == EEXIST && std::filesystem::is_directory(directory)) return {};
  if (errno != ENOENT || parent_of(directory) == directory) return file_error("make", directory);
  if (auto above = make_directory_through(parent_of(directory), mode); !above) return above;
  if (::mkdir(directory.c_str(), mode) != 0 && errno != EEXIST) return file_error("make", directory);
  return sync_directory(parent_of(directory));
}

}  // namespace stocktrail
