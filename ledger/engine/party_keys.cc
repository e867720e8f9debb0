#include "ledger/engine/party_keys.h"

#include "ledger/engine/controls.h"

namespace stocktrail {
namespace {

/// A sealed key is of use under its own name only.
std::string context_of(std::string_view key_id) {
  return "stocktrail/custodial-key/v1 " + std::string(key_id);
}

}  // namespace

KeySealed PartyKeys::seal(const SigningKey& key) const {
  std::string key_id = thumbprint(key.public_key());
  std::string sealed = seal_.seal(as_text(key.seed()), context_of(key_id));
  return {.key_id = std::move(key_id), .sealed = std::move(sealed)};
}

std::optional<SigningKey> PartyKeys::open(const KeySealed& key) const {
  const auto seed = seal_.open(key.sealed, context_of(key.key_id));
  auto opened = seed ? SigningKey::from_seed(as_bytes(*seed)) : std::nullopt;
  if (!opened || thumbprint(opened->public_key()) != key.key_id) return std::nullopt;
  return opened;
}

Result<std::shared_ptr<const SigningKey>> PartyKeys::find(std::string_view key_id,
                                                          const TableReader& tables) {
  const MutexLock lock(mutex_);
  if (const auto it = opened_.find(key_id); it != opened_.end()) return it->second;
  const auto sealed = sealed_key(key_id, tables);
  if (!sealed)
    return fail(ErrorCode::not_found, "The server does not hold the key " + std::string(key_id) + ".");
  auto key = open({.key_id = std::string(key_id), .sealed = *sealed});
  if (!key) {
    return fail(ErrorCode::corrupted,
                "The key " + std::string(key_id) +
                    " cannot be opened: it was sealed with another keys/installation.key. Put that one back; "
                    "or, if it is lost, state the custodial policy of the party again, which makes a new "
                    "key.");
  }
  if (opened_.size() >= opened_keys_max_) opened_.clear();
  auto shared = std::make_shared<const SigningKey>(*std::move(key));
  opened_.emplace(key_id, shared);
  return shared;
}

}  // namespace stocktrail
