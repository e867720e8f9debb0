// ledger/files/held_keys.h: the secret keys that the server holds, each in a file of its own under
// `<directory>/keys`: `log.key` signs checkpoints, `operator.key` the operator's statements, `<kid>.key` for
// a party (custodial).
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "crypto/ed25519.h"
#include "crypto/mutex.h"
#include "crypto/result.h"
#include "ledger/files/clock.h"

namespace stocktrail {

/// A fresh key, made of the ledger's randomness.
SigningKey make_key(Randomness& randomness);

class HeldKeys {
 public:
  /// Makes the directory, closed to others, if there is none.
  static Result<std::unique_ptr<HeldKeys>> open(std::filesystem::path directory);

  /// `not_found` if there is no such key.
  Result<SigningKey> log_key() const;
  Result<void> keep_log_key(const SigningKey& key) const;
  /// The operator's key, made on first use.
  Result<SigningKey> operator_key(Randomness& randomness) const;

  /// The key of a party by its kid; `not_found` if the server does not hold it. Any thread.
  Result<std::shared_ptr<const SigningKey>> party_key(const std::string& key_id);
  Result<void> keep_party_key(const SigningKey& key) const;

 private:
  explicit HeldKeys(std::filesystem::path directory) : directory_(std::move(directory)) {}
  std::filesystem::path file(std::string_view name) const {
    return directory_ / (std::string(name) + ".key");
  }

  std::filesystem::path directory_;
  Mutex mutex_;
  std::unordered_map<std::string, std::shared_ptr<const SigningKey>> party_keys_ ST_GUARDED_BY(mutex_);
};

}  // namespace stocktrail
