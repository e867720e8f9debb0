#include "ledger/files/file_copy.h"

#include <fcntl.h>
#include <unistd.h>

#include <vector>

#include "crypto/bytes.h"
#include "crypto/sha256.h"
#include "ledger/files/durable_file.h"

namespace stocktrail {
namespace {

constexpr std::size_t chunk_bytes = 1u << 20;
constexpr int no_file = -1;

// Closes what it opened.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// Reads all of `from`, and writes it to `to` unless that is no_file.
Result<CopiedFile> read_through(const std::filesystem::path& from, int to,
                                const std::filesystem::path& to_path) {
  const Descriptor source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (source.number() < 0) return file_error("open", from);
  CopiedFile copied;
  Sha256 hash;
  std::vector<char> chunk(chunk_bytes);
  while (true) {
    const ssize_t count = ::read(source.number(), chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return file_error("read", from);
    if (count == 0) break;
    const std::string_view bytes(chunk.data(), static_cast<std::size_t>(count));
    hash.update(bytes);
    copied.bytes += bytes.size();
    if (to != no_file && !write_all(to, bytes)) return file_error("write", to_path);
  }
  copied.sha256 = hex_encode(hash.finish());
  return copied;
}

}  // namespace

Result<CopiedFile> digest_of_file(const std::filesystem::path& path) {
  return read_through(path, no_file, {});
}

Result<CopiedFile> copy_file_through(const std::filesystem::path& from, const std::filesystem::path& to) {
  const Descriptor target(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (target.number() < 0) return file_error("make", to);
  auto copied = read_through(from, target.number(), to);
  if (copied && ::fsync(target.number()) != 0) return file_error("sync", to);
  return copied;
}

Result<void> sync_directories_below(const std::filesystem::path& directory) {
  std::error_code failed;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory, failed)) {
    if (!entry.is_directory(failed)) continue;
    if (auto synced = sync_directory(entry.path()); !synced) return synced;
  }
  if (failed)
    return fail(ErrorCode::unavailable, "Cannot read " + directory.string() + ": " + failed.message());
  return sync_directory(directory);
}

}  // namespace stocktrail
