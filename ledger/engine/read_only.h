// ledger/engine/read_only.h: why the log takes nothing more, once it does not. The first reason stays until a
// restart: what followed from it would only hide it.
#pragma once

#include <optional>

#include "crypto/mutex.h"
#include "crypto/result.h"

namespace stocktrail {

/// Any thread.
class ReadOnly {
 public:
  explicit ReadOnly(std::optional<Error> refusal) : reason_(std::move(refusal)) {}

  void stop(const Error& reason) {
    const MutexLock lock(mutex_);
    if (!reason_) reason_ = reason;
  }
  std::optional<Error> reason() const {
    const MutexLock lock(mutex_);
    return reason_;
  }

 private:
  mutable Mutex mutex_;
  std::optional<Error> reason_ ST_GUARDED_BY(mutex_);
};

/// What a statement is told that comes now.
inline Error read_only_error(const Error& reason) {
  return {ErrorCode::read_only, "The log takes no statements now: " + reason.detail};
}

/// What a statement is told whose commit, or what makes it count, failed.
inline Error unknown_outcome(const Error& cause) {
  return {ErrorCode::outcome_unknown,
          "The commit failed, so this statement may or may not be in the log after a restart. Send the same "
          "bytes again then: it will not be logged twice. (" +
              cause.detail + ")"};
}

}  // namespace stocktrail
