// ledger/files/held_keys.h: the secret keys of an installation, each in a file of its own under
// `<directory>/keys`: `log.key` signs checkpoints, `operator.key` the operator's statements, and
// `installation.key` seals what the nodes share through the log (ledger/engine/party_keys.h). Every node of
// an operator has the same three.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "crypto/ed25519.h"
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
  /// What keys are sealed with; made on first use, unless something is `sealed` already.
  enum class Sealed : bool { nothing, something };
  Result<SigningKey> installation_key(Randomness& randomness, Sealed sealed) const;

 private:
  explicit HeldKeys(std::filesystem::path directory) : directory_(std::move(directory)) {}
  std::filesystem::path file(std::string_view name) const {
    return directory_ / (std::string(name) + ".key");
  }

  Result<SigningKey> read_or_make(std::string_view name, Randomness& randomness) const;

  std::filesystem::path directory_;
};

}  // namespace stocktrail
