#include "ledger/files/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "ledger/files/durable_file.h"

namespace stocktrail {
namespace {

std::string_view kind_of(mode_t mode) {
  if (S_ISDIR(mode)) return "a folder";
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  return "a device";
}

}  // namespace

// To open a pipe that nobody writes to would wait, but for O_NONBLOCK, which regular files do not mind.
Result<InputFile> InputFile::open(const std::filesystem::path& path) {
  InputFile file(path, ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.file_ < 0 && errno == ENXIO)
    return fail(ErrorCode::invalid_argument, "This is a socket; a file is expected.", path.string());
  struct stat status{};
  if (file.file_ < 0 || ::fstat(file.file_, &status) != 0) return file_error("open", path);
  if (S_ISREG(status.st_mode)) return file;
  return fail(ErrorCode::invalid_argument,
              "This is " + std::string(kind_of(status.st_mode)) + "; a file is expected.", path.string());
}

InputFile::~InputFile() {
  if (file_ >= 0) ::close(file_);
}

bool InputFile::is_open_to_others() const {
  struct stat status{};
  return ::fstat(file_, &status) != 0 || (status.st_mode & 077) != 0;
}

Result<std::size_t> InputFile::read(std::span<char> room) {
  std::size_t size = 0;
  while (size < room.size()) {
    const ssize_t count = ::read(file_, room.data() + size, room.size() - size);
    if (count == 0) break;
    if (count < 0 && errno != EINTR) return file_error("read", path_);
    if (count > 0) size += static_cast<std::size_t>(count);
  }
  return size;
}

}  // namespace stocktrail
