// ledger/engine/remembered_keys.h: public keys by their kid, as far as they were looked up before. A kid is
// the thumbprint of its key, so what was found once never changes.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "crypto/ed25519.h"
#include "crypto/mutex.h"
#include "ledger/state/text_map.h"

namespace stocktrail {

/// Any thread.
class RememberedKeys {
 public:
  /// With so many all are forgotten, and looked up again.
  static constexpr std::size_t known_keys_max = 65'536;

  std::optional<PublicKey> find(std::string_view key_id) const {
    const ReaderLock lock(mutex_);
    const auto found = keys_.find(key_id);
    return found == keys_.end() ? std::nullopt : std::optional(found->second);
  }
  void add(std::string_view key_id, const PublicKey& key) {
    const MutexLock lock(mutex_);
    if (keys_.size() >= known_keys_max) keys_.clear();
    keys_.emplace(key_id, key);
  }
  std::size_t size() const {
    const ReaderLock lock(mutex_);
    return keys_.size();
  }

 private:
  mutable SharedMutex mutex_;
  TextMap<PublicKey> keys_ ST_GUARDED_BY(mutex_);
};

}  // namespace stocktrail
