// ledger/engine/party_keys.h: the keys that the server holds for parties (custodial). Each is sealed with the
// key of the installation and shared through the log (KeySealed), so that every node of an operator holds the
// same, and that neither the log nor a copy of the database alone gives a key away.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/ed25519.h"
#include "crypto/mutex.h"
#include "crypto/seal.h"
#include "ledger/log/control.h"
#include "ledger/state/table.h"
#include "ledger/state/text_map.h"

namespace stocktrail {

class PartyKeys {
 public:
  /// If there are more keys than are remembered, all are opened again.
  explicit PartyKeys(const SigningKey& installation, std::size_t opened_keys_max = 65'536)
      : seal_(installation.seed()), opened_keys_max_(opened_keys_max) {}

  KeySealed seal(const SigningKey& key) const;
  bool opens(const KeySealed& key) const { return open(key).has_value(); }
  /// The key of a party by its kid; `not_found` if the server does not hold it, `corrupted` if it was sealed
  /// with the key of another installation. Any thread.
  Result<std::shared_ptr<const SigningKey>> find(std::string_view key_id, const TableReader& tables);

 private:
  std::optional<SigningKey> open(const KeySealed& key) const;

  const Seal seal_;
  const std::size_t opened_keys_max_;
  Mutex mutex_;
  TextMap<std::shared_ptr<const SigningKey>> opened_ ST_GUARDED_BY(mutex_);  // By kid.
};

}  // namespace stocktrail
