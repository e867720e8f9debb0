#include "ledger/files/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <array>

#include <cerrno>
#include <system_error>

#include "crypto/bytes.h"
#include "ledger/files/durable_file.h"
#include "ledger/files/input_file.h"

namespace stocktrail {
namespace {

constexpr std::string_view magic = "stocktrail-key-v1";
constexpr std::size_t key_file_bytes_max = 256;

/// A file descriptor that is closed at the end of its scope.
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

void wipe(std::string& text) {
  volatile char* bytes = text.data();
  for (std::size_t i = 0; i < text.size(); ++i) bytes[i] = 0;
}

Result<void> write_all(const Descriptor& file, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file.number(), bytes.data(), bytes.size());
    if (count < 0) return file_error("write", path);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  if (::fsync(file.number()) != 0) return file_error("sync", path);
  return {};
}

}  // namespace

std::string encode_key_file(const SigningKey& key) {
  auto seed = key.seed();
  std::string secret = base64url_encode(seed);
  volatile std::uint8_t* bytes = seed.data();
  for (std::size_t i = 0; i < seed.size(); ++i) bytes[i] = 0;
  std::string line = std::string(magic) + " " + thumbprint(key.public_key()) + " " + secret + "\n";
  wipe(secret);
  return line;
}

Result<SigningKey> parse_key_file(std::string_view text) {
  const std::string_view what = "This is not a Stocktrail key file (\"stocktrail-key-v1 <kid> <secret>\").";
  constexpr std::size_t text_chars = 43;
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.size() != magic.size() + 2 * (1 + text_chars) || !text.starts_with(magic)) {
    return fail(ErrorCode::invalid_argument, std::string(what));
  }
  auto seed = base64url_decode(text.substr(text.size() - text_chars));
  if (!seed) return fail(ErrorCode::invalid_argument, std::string(what));
  auto key = SigningKey::from_seed(as_bytes(*seed));
  wipe(*seed);
  if (!key || std::string(magic) + " " + thumbprint(key->public_key()) + " " !=
                  text.substr(0, text.size() - text_chars)) {
    return fail(ErrorCode::corrupted, "The key file is damaged: its secret is not that of the kid it names.");
  }
  return std::move(*key);
}

Result<void> write_key_file(const std::filesystem::path& path, const SigningKey& key) {
  if (std::filesystem::exists(path)) {
    return fail(ErrorCode::conflict, "There is something of this name already; it is not overwritten.",
                path.string());
  }
  const std::filesystem::path temporary = path.string() + ".new";
  Result<void> written;
  {
    const Descriptor file(
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (file.number() < 0) return file_error("make", temporary);
    std::string line = encode_key_file(key);
    written = write_all(file, line, temporary);
    wipe(line);
  }
  if (!written) return written;
  if (::rename(temporary.c_str(), path.c_str()) != 0) return file_error("rename", temporary);
  return sync_directory(path.has_parent_path() ? path.parent_path() : ".");
}

// What is no key is told first: its mode is nobody's business.
Result<SigningKey> read_key_file(const std::filesystem::path& path) {
  auto file = InputFile::open(path);
  if (!file) return std::unexpected(file.error());
  std::string text(key_file_bytes_max, '\0');
  const auto size = file->read(text);
  if (!size) return std::unexpected(size.error());
  auto key = parse_key_file(std::string_view(text).substr(0, *size));
  wipe(text);
  if (!key) {
    key.error().where = path.string();
  } else if (file->is_open_to_others()) {
    return fail(ErrorCode::forbidden, "Others may read this secret key. Run: chmod 600 " + path.string(),
                path.string());
  }
  return key;
}

}  // namespace stocktrail
