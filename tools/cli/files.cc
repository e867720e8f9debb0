#include "tools/cli/files.h"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <system_error>

#include "ledger/durable_file.h"

namespace stocktrail::cli {
namespace {

Result<void> replace(const std::filesystem::path& path, std::string_view bytes, mode_t mode) {
  const std::filesystem::path temporary = path.string() + ".new";
  if (auto written = write_through(temporary, bytes, mode); !written) {
    written.error().where = path.string();
    return written;
  }
  // Not made durable: the old file after a power cut is a whole one too, and each sync costs milliseconds.
  std::error_code failed;
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
    if (!file) return file_error("open", path);
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
