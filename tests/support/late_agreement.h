// tests/support/late_agreement.h: an agreement with a witness that answers, or does not.
#pragma once

#include "ledger/engine/head_agreement.h"

namespace stocktrail::test {

class LateAgreement final : public HeadAgreement {
 public:
  enum class Witness : bool { silent, answers };
  explicit LateAgreement(Witness witness) : witness_(witness) {}

  void announce(const Head& head) override {
    const MutexLock lock(mutex_);
    newest_ = head.at;
  }
  Result<LogPosition> agree(LogPosition) override {
    const MutexLock lock(mutex_);
    ++asked_;
    changed_.notify_all();
    while (witness_ == Witness::silent) changed_.wait(mutex_);
    return newest_;
  }

  void is(Witness witness) {
    const MutexLock lock(mutex_);
    witness_ = witness;
    asked_ = 0;
    changed_.notify_all();
  }
  /// Until somebody waits for the witness.
  void wait_for_a_question() {
    const MutexLock lock(mutex_);
    while (asked_ == 0) changed_.wait(mutex_);
  }

 private:
  Mutex mutex_;
  Condition changed_;
  LogPosition newest_ ST_GUARDED_BY(mutex_);
  Witness witness_ ST_GUARDED_BY(mutex_);
  int asked_ ST_GUARDED_BY(mutex_) = 0;
};

}  // namespace stocktrail::test
