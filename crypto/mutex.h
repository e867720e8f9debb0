// crypto/mutex.h: the standard mutexes, with marks that clang checks (-Wthread-safety): what a member is
// guarded by stands at the member, and reading it without the lock does not compile. No other mutex is used
// in the project. Other compilers see std::mutex and nothing else.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <shared_mutex>

#ifdef __clang__
#define ST_THREAD_SAFETY(mark) __attribute__((mark))
#else
#define ST_THREAD_SAFETY(mark)
#endif

/// At a member: it is read and written only while `mutex` is held.
#define ST_GUARDED_BY(mutex) ST_THREAD_SAFETY(guarded_by(mutex))
/// At a function: whoever calls it holds `mutex`.
#define ST_REQUIRES(mutex) ST_THREAD_SAFETY(requires_capability(mutex))

namespace stocktrail {

class ST_THREAD_SAFETY(capability("mutex")) Mutex {
 public:
  void lock() ST_THREAD_SAFETY(acquire_capability()) { mutex_.lock(); }
  void unlock() ST_THREAD_SAFETY(release_capability()) { mutex_.unlock(); }

 private:
  friend class Condition;
  std::mutex mutex_;
};

/// Many readers, or one writer.
class ST_THREAD_SAFETY(capability("mutex")) SharedMutex {
 public:
  void lock() ST_THREAD_SAFETY(acquire_capability()) { mutex_.lock(); }
  void unlock() ST_THREAD_SAFETY(release_capability()) { mutex_.unlock(); }
  void lock_shared() ST_THREAD_SAFETY(acquire_shared_capability()) { mutex_.lock_shared(); }
  void unlock_shared() ST_THREAD_SAFETY(release_shared_capability()) { mutex_.unlock_shared(); }

 private:
  std::shared_mutex mutex_;
};

/// Holds a Mutex, or a SharedMutex as its writer, to the end of the scope.
template <typename Lockable>
class ST_THREAD_SAFETY(scoped_lockable) MutexLock {
 public:
  explicit MutexLock(Lockable& mutex) ST_THREAD_SAFETY(acquire_capability(mutex)) : mutex_(mutex) {
    mutex_.lock();
  }
  ~MutexLock() ST_THREAD_SAFETY(release_capability()) { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Lockable& mutex_;
};

/// Holds a SharedMutex as one of its readers to the end of the scope.
class ST_THREAD_SAFETY(scoped_lockable) ReaderLock {
 public:
  explicit ReaderLock(SharedMutex& mutex) ST_THREAD_SAFETY(acquire_shared_capability(mutex)) : mutex_(mutex) {
    mutex_.lock_shared();
  }
  ~ReaderLock() ST_THREAD_SAFETY(release_capability()) { mutex_.unlock_shared(); }
  ReaderLock(const ReaderLock&) = delete;
  ReaderLock& operator=(const ReaderLock&) = delete;

 private:
  SharedMutex& mutex_;
};

/// Waits are loops, `while (!ready_) changed_.wait(mutex_);`: a predicate in a lambda would be checked as a
/// function that holds no lock. `mutex` is given up while it waits, and held again when it returns.
class Condition {
 public:
  void wait(Mutex& mutex) ST_REQUIRES(mutex) {
    std::unique_lock lock(mutex.mutex_, std::adopt_lock);
    changed_.wait(lock);
    lock.release();
  }
  std::cv_status wait_until(Mutex& mutex, std::chrono::steady_clock::time_point end) ST_REQUIRES(mutex) {
    std::unique_lock lock(mutex.mutex_, std::adopt_lock);
    const std::cv_status status = changed_.wait_until(lock, end);
    lock.release();
    return status;
  }
  void notify_one() { changed_.notify_one(); }
  void notify_all() { changed_.notify_all(); }

 private:
  std::condition_variable changed_;
};

}  // namespace stocktrail
