// ledger/log/local_log.h: the ordered log of one machine. It keeps nothing itself: what it delivers is
// durable once the node has committed it, and the node's tables say where to go on (Table::sequence). What
// was not committed was acknowledged to nobody.
#pragma once

#include <deque>

#include "crypto/mutex.h"
#include "ledger/log/ordered_log.h"

namespace stocktrail {

class LocalLog final : public OrderedLog {
 public:
  /// Goes on after `at`, whose chain was `chain`.
  LocalLog(LogPosition at, const Digest& chain) : last_(at), chain_(chain) {}

  void propose(std::string batch, Proposed done) override;
  Result<std::optional<Delivery>> next(LogPosition after, Deadline deadline) override;
  Result<LogPosition> end() override;
  Result<void> trim(LogPosition before) override;
  void close() override;
  bool is_closed() const override;

 private:
  mutable Mutex mutex_;
  Condition changed_;
  LogPosition last_ ST_GUARDED_BY(mutex_);
  Digest chain_ ST_GUARDED_BY(mutex_);                     // Of last_.
  std::deque<Delivery> deliveries_ ST_GUARDED_BY(mutex_);  // Up to last_, from what was not trimmed on.
  bool is_closed_ ST_GUARDED_BY(mutex_) = false;
};

}  // namespace stocktrail
