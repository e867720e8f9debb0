// api/handlers/blocked.h: the signed list of what may not be sold (crypto/blocked.h), kept as long as it says
// the same.
#pragma once

#include <memory>
#include <string>

#include "crypto/mutex.h"
#include "ledger/ledger.h"

namespace stocktrail::api {

/// A list that says the same is signed again after so many seconds, so that its time tells how fresh it is.
inline constexpr std::int64_t blocked_signed_again_seconds = 600;

class BlockedFile {
 public:
  /// As of the view. Any thread; one at a time makes it anew.
  Result<std::shared_ptr<const std::string>> file(const View& view, const Ledger& ledger, Micros now);

 private:
  Mutex mutex_;
  std::shared_ptr<const std::string> file_ ST_GUARDED_BY(mutex_);
  Digest goods_ ST_GUARDED_BY(mutex_){};
  TreeSize looked_at_ ST_GUARDED_BY(mutex_){};  // Nothing was blocked or released up to this size.
  std::int64_t signed_at_ ST_GUARDED_BY(mutex_) = 0;
};

}  // namespace stocktrail::api
