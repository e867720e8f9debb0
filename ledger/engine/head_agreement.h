// ledger/engine/head_agreement.h: when a head may be given out. A root that is signed before it is durable,
// or that other nodes of the same log do not have, can be contradicted later: the one fault that cannot be
// mended.
#pragma once

#include "crypto/merkle.h"
#include "crypto/mutex.h"
#include "crypto/result.h"
#include "ledger/log/ordered_log.h"

namespace stocktrail {

/// What a node has after a batch.
struct Head {
  LogPosition at;
  TreeSize size{};
  Digest root{};
  bool operator==(const Head&) const = default;
};

class HeadAgreement {
 public:
  virtual ~HeadAgreement() = default;
  /// This node has committed and synced this head. In order of positions.
  virtual void announce(const Head& head) = 0;
  /// Blocks until a head that this node announced after `after` may be given out, and gives the newest such
  /// position. `corrupted` when this node differs from the majority; `unavailable` when it closes.
  virtual Result<LogPosition> agree(LogPosition after) = 0;
};

/// A log with one node: what it has committed is agreed.
class SoleNode final : public HeadAgreement {
 public:
  void announce(const Head& head) override {
    const MutexLock lock(mutex_);
    announced_ = head.at;
  }
  Result<LogPosition> agree(LogPosition after) override {
    const MutexLock lock(mutex_);
    ST_CHECK(announced_ > after);  // Nobody asks before there is something to agree on.
    return announced_;
  }

 private:
  Mutex mutex_;
  LogPosition announced_ ST_GUARDED_BY(mutex_);
};

}  // namespace stocktrail
