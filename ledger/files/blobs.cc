#include "ledger/files/blobs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fstream>

#include "crypto/sha256.h"
#include "ledger/files/durable_file.h"

namespace stocktrail {
namespace {

std::unexpected<Error> not_stored() {
  return fail(ErrorCode::unavailable, "the file could not be stored; try again later");
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

bool is_blob_name(std::string_view name) {
  return name.size() == 64 &&
         std::ranges::all_of(name, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::filesystem::path BlobStore::path_of(std::string_view sha256) const {
  return directory_ / sha256.substr(0, 2) / sha256;
}

bool BlobStore::has(std::string_view sha256) const {
  std::error_code ignored;
  return is_blob_name(sha256) && std::filesystem::is_regular_file(path_of(sha256), ignored);
}

Result<BlobStore::Stored> BlobStore::put(std::string_view name, std::string_view bytes,
                                         std::string_view party) {
  if (!is_blob_name(name)) {
    return fail(ErrorCode::invalid_argument, "a file is named by 64 lower-case hexadecimal digits", "sha256");
  }
  if (bytes.size() > blob_bytes_max) {
    return fail(ErrorCode::too_large, "a file has at most " + std::to_string(blob_bytes_max) + " bytes");
  }
  const std::string actual = hex_encode(stocktrail::sha256(bytes));
  if (actual != name) {
    return fail(ErrorCode::invalid_argument, "the SHA-256 of these bytes is " + actual, "sha256");
  }
  const MutexLock lock(mutex_);
  if (auto read = read_usage(); !read) return std::unexpected(std::move(read.error()));
  Usage& usage = usage_->try_emplace(std::string(party)).first->second;
  const bool is_brought = usage.names.contains(name);
  if (is_brought && has(name)) return Stored::before;
  // The line first: of what a crash leaves without its file nothing is free.
  if (!is_brought)
    if (auto charged = charge(usage, name, bytes.size(), party); !charged)
      return std::unexpected(std::move(charged.error()));
  if (auto stored = store(name, bytes); !stored) return std::unexpected(std::move(stored.error()));
  return Stored::now;
}

Result<void> BlobStore::store(std::string_view name, std::string_view bytes) const {
  const std::filesystem::path target = path_of(name);
  if (!make_directory_through(target.parent_path())) return not_stored();
  std::string aside = target.string() + ".XXXXXX";
  const int descriptor = ::mkostemp(aside.data(), O_CLOEXEC);
  if (descriptor < 0) return not_stored();
  bool done = write_all(descriptor, bytes) && ::fsync(descriptor) == 0;
  done = ::close(descriptor) == 0 && done;
  done = done && rename_through(aside, target);
  if (done) return {};
  ::unlink(aside.c_str());
  return not_stored();
}

Result<void> BlobStore::read_usage() {
  if (usage_) return {};
  std::map<std::string, Usage, std::less<>> usage;
  std::ifstream file(usage_file());
  for (std::string line; std::getline(file, line);) {
    const std::size_t name_end = line.find(' '), bytes_end = line.find(' ', name_end + 1);
    // A line that was torn by a crash belongs to a file that was never acknowledged.
    if (name_end == line.npos || bytes_end == line.npos) continue;
    const std::string name = line.substr(0, name_end);
    std::uint64_t bytes = 0;
    const auto [end, failed] = std::from_chars(line.data() + name_end + 1, line.data() + bytes_end, bytes);
    if (!is_blob_name(name) || failed != std::errc() || end != line.data() + bytes_end) continue;
    Usage& of_party = usage[line.substr(bytes_end + 1)];
    if (of_party.names.insert(name).second) of_party.bytes += bytes;
  }
  if (file.bad()) return not_stored();
  usage_ = std::move(usage);
  return {};
}

Result<void> BlobStore::charge(Usage& usage, std::string_view name, std::uint64_t bytes,
                               std::string_view party) {
  if (usage.bytes + bytes > party_bytes_max_) {
    return fail(ErrorCode::too_large, "the files of " + std::string(party) + " have " +
                                          std::to_string(usage.bytes) + " bytes, and with " +
                                          std::to_string(bytes) + " more they would pass the " +
                                          std::to_string(party_bytes_max_) +
                                          " that one party may bring: make the file smaller, or ask the "
                                          "operator for more");
  }
  auto written = write_usage(std::string(name) + " " + std::to_string(bytes) + " " + std::string(party));
  if (!written) return written;
  usage.bytes += bytes;
  usage.names.emplace(name);
  return {};
}

Result<void> BlobStore::write_usage(std::string_view line) const {
  if (!make_directory_through(directory_)) return not_stored();
  const int file = ::open(usage_file().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file < 0) return not_stored();
  // It begins a line of its own, whatever a crash left of the last one.
  bool done = write_all(file, "\n" + std::string(line) + "\n") && ::fsync(file) == 0;
  done = ::close(file) == 0 && done;
  if (!done || !sync_directory(directory_)) return not_stored();
  return {};
}

Result<std::string> BlobStore::get(std::string_view name) const {
  const auto missing = [] { return fail(ErrorCode::not_found, "there is no such file"); };
  if (!is_blob_name(name)) return missing();
  std::error_code ec;
  const std::uintmax_t size = std::filesystem::file_size(path_of(name), ec);
  std::ifstream file(path_of(name), std::ios::binary);
  if (ec || !file) return missing();
  std::string bytes(std::min<std::uintmax_t>(size, blob_bytes_max), '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  if (hex_encode(stocktrail::sha256(bytes)) != name) {
    return fail(ErrorCode::corrupted,
                "the stored file " + std::string(name) + " does not have its hash any more");
  }
  return bytes;
}

}  // namespace stocktrail
