// api/http/detail/body_budget.h: the memory for bodies of requests in work, and who may hold how much of it.
// Private to server.cc.
#pragma once

#include <algorithm>
#include <unordered_map>

#include "api/http/sender.h"
#include "api/http/server.h"
#include "crypto/mutex.h"

namespace stocktrail::api::engine {

/// Thread safe.
class BodyBudgets {
 public:
  explicit BodyBudgets(const ServerLimits& limits) : limits_(limits) {}

  enum class Grant : std::uint8_t { granted, sender_is_full, all_is_full };
  Grant take(const Sender& sender, std::size_t bytes) {
    const MutexLock lock(mutex_);
    const bool fits = known_ + anonymous_ + bytes <= limits_.bodies_bytes_max &&
                      (sender.is_known || anonymous_ + bytes <= limits_.anonymous_bodies_bytes_max);
    if (!fits) return Grant::all_is_full;
    std::size_t& held = by_account_[sender.account];
    const std::size_t most =
        sender.is_known ? limits_.token_bodies_bytes_max : limits_.address_bodies_bytes_max;
    if (held + bytes > most) {
      if (held == 0) by_account_.erase(sender.account);
      return Grant::sender_is_full;
    }
    held += bytes;
    (sender.is_known ? known_ : anonymous_) += bytes;
    return Grant::granted;
  }

  void give_back(const Sender& sender, std::size_t bytes) {
    const MutexLock lock(mutex_);
    const auto held = by_account_.find(sender.account);
    if (held != by_account_.end()) {
      held->second -= bytes;
      if (held->second == 0) by_account_.erase(held);
    }
    (sender.is_known ? known_ : anonymous_) -= bytes;
  }

 private:
  const ServerLimits& limits_;
  Mutex mutex_;
  std::size_t known_ ST_GUARDED_BY(mutex_) = 0;
  std::size_t anonymous_ ST_GUARDED_BY(mutex_) = 0;
  std::unordered_map<std::string, std::size_t> by_account_ ST_GUARDED_BY(mutex_);
};

/// What one request holds, given back when it is done. It grows with what has come, not with what was
/// announced: a promise costs its sender nothing.
class BodyBudget {
 public:
  explicit BodyBudget(BodyBudgets& budgets) : budgets_(budgets) {}
  BodyBudget(const BodyBudget&) = delete;
  BodyBudget& operator=(const BodyBudget&) = delete;
  ~BodyBudget() {
    if (bytes_ > 0) budgets_.give_back(sender_, bytes_);
  }

  /// Whose body it is, before any of it comes; gives how many bytes it may have.
  std::size_t open(Sender sender, const ServerLimits& limits) {
    sender_ = std::move(sender);
    return sender_.is_known ? limits.body_bytes_max
                            : std::min(limits.anonymous_body_bytes_max, limits.body_bytes_max);
  }
  BodyBudgets::Grant grow_to(std::size_t bytes) {
    if (bytes <= bytes_) return BodyBudgets::Grant::granted;
    const BodyBudgets::Grant grant = budgets_.take(sender_, bytes - bytes_);
    if (grant == BodyBudgets::Grant::granted) bytes_ = bytes;
    return grant;
  }

 private:
  BodyBudgets& budgets_;
  Sender sender_;
  std::size_t bytes_ = 0;
};

}  // namespace stocktrail::api::engine
