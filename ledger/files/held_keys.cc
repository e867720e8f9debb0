#include "ledger/files/held_keys.h"

#include <array>
#include <system_error>

#include "ledger/files/durable_file.h"
#include "ledger/files/key_file.h"

namespace stocktrail {
namespace {

constexpr std::array names{"log.key", "operator.key", "installation.key"};

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

Result<SigningKey> HeldKeys::read(HeldKey which) const {
  return read_key_file(file(which));
}

Result<void> HeldKeys::keep(HeldKey which, const SigningKey& key) const {
  return write_key_file(file(which), key);
}

std::filesystem::path HeldKeys::file(HeldKey which) const {
  return directory_ / names.at(static_cast<std::size_t>(which));
}

}  // namespace stocktrail
