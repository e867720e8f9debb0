#include "ledger/files/held_keys.h"

#include <algorithm>
#include <array>
#include <system_error>

#include "ledger/files/durable_file.h"
#include "ledger/files/key_file.h"

namespace stocktrail {
namespace {

constexpr std::string_view log_name = "log";
constexpr std::string_view operator_name = "operator";
constexpr std::string_view installation_name = "installation";

}  // namespace

SigningKey make_key(Randomness& randomness) {
  std::array<std::uint8_t, 32> seed{};
  randomness.fill(seed);
  auto key = SigningKey::from_seed(seed);
  volatile std::uint8_t* bytes = seed.data();
  for (std::size_t i = 0; i < seed.size(); ++i) bytes[i] = 0;
  ST_CHECK(key.has_value());  // Every 32 bytes are a seed.
  return std::move(*key);
}

Result<std::unique_ptr<HeldKeys>> HeldKeys::open(std::filesystem::path directory) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (auto made = make_directory_through(directory); !made) {
    return fail(ErrorCode::unavailable,
                "Cannot make the directory of keys " + directory.string() + ": " + made.error().detail);
  }
  fs::permissions(directory, fs::perms::owner_all, fs::perm_options::replace, error);
  if (error) {
    return fail(ErrorCode::unavailable, "Cannot close the directory of keys " + directory.string() +
                                            " to others: " + error.message() +
                                            ". Check who owns the data directory.");
  }
  return std::unique_ptr<HeldKeys>(new HeldKeys(std::move(directory)));
}

Result<SigningKey> HeldKeys::log_key() const {
  return read_key_file(file(log_name));
}

Result<void> HeldKeys::keep_log_key(const SigningKey& key) const {
  return write_key_file(file(log_name), key);
}

Result<SigningKey> HeldKeys::read_or_make(std::string_view name, Randomness& randomness) const {
  auto key = read_key_file(file(name));
  if (key || key.error().code != ErrorCode::not_found) return key;
  SigningKey made = make_key(randomness);
  if (auto kept = write_key_file(file(name), made); !kept) return std::unexpected(std::move(kept.error()));
  return made;
}

Result<SigningKey> HeldKeys::operator_key(Randomness& randomness) const {
  return read_or_make(operator_name, randomness);
}

Result<SigningKey> HeldKeys::installation_key(Randomness& randomness, Sealed sealed) const {
  if (sealed == Sealed::nothing) return read_or_make(installation_name, randomness);
  auto key = read_key_file(file(installation_name));
  if (key || key.error().code != ErrorCode::not_found) return key;
  return fail(
      ErrorCode::corrupted,
      "keys/installation.key is missing, and what this ledger holds for parties is sealed with it. Put "
      "it back from a copy of the data directory.");
}

}  // namespace stocktrail
