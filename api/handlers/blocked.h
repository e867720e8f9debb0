// api/handlers/blocked.h: the signed list of what may not be sold (crypto/blocked.h). A thread of its own
// makes it: what it takes to read all recalls is nothing that anybody who asks may spend.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "crypto/mutex.h"
#include "ledger/ledger.h"

namespace stocktrail::api {

/// A list that says the same is signed again after so many seconds, so that its time tells how fresh it is.
inline constexpr std::int64_t blocked_signed_again_seconds = 600;
/// A list that takes longer to make is nothing to wait for: who asks gets the last one.
inline constexpr std::chrono::milliseconds blocked_quick{100};
/// After such a one its thread rests so many times as long as it worked, and no longer than this: what
/// anybody recalls of its own goods must not keep what others recall out of the list.
inline constexpr int blocked_rests = 9;
inline constexpr std::chrono::seconds blocked_rest_max{60};
/// Who asks waits so long for a quick list, or for the first.
inline constexpr std::chrono::seconds blocked_wait{2};

std::chrono::nanoseconds rest_after(std::chrono::nanoseconds worked);

class BlockedFile {
 public:
  /// Both must outlive it. The thread begins with the first question.
  BlockedFile(const Ledger& ledger, Clock& clock) : ledger_(ledger), clock_(clock) {}
  ~BlockedFile();

  struct File {
    std::string text, etag;
  };
  /// As of the view, if that is quickly made; else the last one, whose checkpoint tells of what. Any thread.
  Result<std::shared_ptr<const File>> file(const View& view);

 private:
  void run();
  void make();
  void make_list();
  std::int64_t seconds_now() const;
  bool is_good_for(TreeSize size) const ST_REQUIRES(mutex_);

  const Ledger& ledger_;
  Clock& clock_;
  std::atomic<bool> stops_ = false;
  Mutex mutex_;
  Condition changed_;
  bool is_wanted_ ST_GUARDED_BY(mutex_) = false;
  bool is_quick_ ST_GUARDED_BY(mutex_) = true;
  std::chrono::steady_clock::time_point rests_until_ ST_GUARDED_BY(mutex_){};
  std::shared_ptr<const File> file_ ST_GUARDED_BY(mutex_);
  std::optional<Error> error_ ST_GUARDED_BY(mutex_);  // Why the last one was not made.
  Digest goods_ ST_GUARDED_BY(mutex_){};
  TreeSize looked_at_ ST_GUARDED_BY(mutex_){};  // Nothing was blocked or released up to this size.
  std::int64_t signed_at_ ST_GUARDED_BY(mutex_) = 0;
  std::thread thread_ ST_GUARDED_BY(mutex_);
};

}  // namespace stocktrail::api
