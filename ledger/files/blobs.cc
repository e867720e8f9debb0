#include "ledger/files/blobs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
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

Result<void> check_blob(std::string_view name, std::string_view bytes) {
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
  return {};
}

void BlobStore::remove(std::string_view name) const {
  std::error_code ignored;
  if (is_blob_name(name)) std::filesystem::remove(path_of(name), ignored);
}

Result<void> BlobStore::put(std::string_view name, std::string_view bytes) const {
  if (has(name)) return {};
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
