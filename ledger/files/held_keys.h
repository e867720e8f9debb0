// ledger/files/held_keys.h: the secret keys of an installation, each in a file of its own under
// `<directory>/keys`: `log.key` signs checkpoints, `operator.key` the operator's statements, and
// `installation.key` seals what the nodes share through the log (ledger/engine/party_keys.h). Every node of
// an operator has the same three.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "crypto/ed25519.h"
#include "crypto/result.h"
#include "ledger/files/clock.h"

namespace stocktrail {

/// A fresh key, made of the ledger's randomness.
SigningKey make_key(Randomness& randomness);

enum class HeldKey : std::uint8_t { log, operator_, installation };

/// A key of the server that is lost for good, as its operator says: the ledger goes on without it
/// (docs/operations.md, "Keys of the server").
enum class LostKey : std::uint8_t {
  none,
  operator_,     // Nothing is signed as the operator.
  installation,  // A new one is made; what the old one sealed is lost.
};

class HeldKeys {
 public:
  /// Makes the directory, closed to others, if there is none.
  static Result<std::unique_ptr<HeldKeys>> open(std::filesystem::path directory);

  /// `not_found` if there is no such key.
  Result<SigningKey> read(HeldKey which) const;
  /// Durable. Never over one that is there.
  Result<void> keep(HeldKey which, const SigningKey& key) const;
  std::filesystem::path file(HeldKey which) const;

 private:
  explicit HeldKeys(std::filesystem::path directory) : directory_(std::move(directory)) {}

  std::filesystem::path directory_;
};

}  // namespace stocktrail
