// api/http/worker_pool.h: threads for work that is too long for an I/O thread: checking signatures, walking a
// trace. What waits is bounded, because a server that queues without end only fails later, and it is taken in
// turns: one task of each sender, so that nobody waits behind all that another sent, and senders without a
// token by turns with those that have one.
#pragma once

#include <array>
#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "api/http/sender.h"
#include "crypto/mutex.h"

namespace stocktrail::api {

struct WorkerLimits {
  std::size_t worker_queue_tasks_max = 1'024;   // Waiting, of all senders.
  std::size_t anonymous_queue_tasks_max = 512;  // Of these, of senders without a token.
  std::size_t sender_queue_tasks_max = 128;     // Of one sender.
};

class WorkerPool {
 public:
  using Task = std::move_only_function<void()>;

  WorkerPool(unsigned threads, const WorkerLimits& limits);
  ~WorkerPool();  // Finishes what was accepted.
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  enum class Accepted : std::uint8_t { yes, sender_is_full, all_is_full };
  /// `task` is moved from only if it was accepted. Thread safe.
  [[nodiscard]] Accepted submit(const Sender& sender, Task& task);
  std::size_t waiting() const;

 private:
  /// Senders of one kind that have tasks waiting, in the order of their turns.
  struct Turns {
    std::unordered_map<std::string, std::deque<Task>> tasks;
    std::deque<std::string> order;
    std::size_t waiting = 0;
  };
  void work();
  bool has_task() const ST_REQUIRES(mutex_) { return turns_[0].waiting + turns_[1].waiting > 0; }
  Task take_next() ST_REQUIRES(mutex_);  // Something is waiting.

  const WorkerLimits limits_;
  mutable Mutex mutex_;
  Condition changed_;
  std::array<Turns, 2> turns_ ST_GUARDED_BY(mutex_);  // Without and with a token.
  std::size_t next_turns_ ST_GUARDED_BY(mutex_) = 0;
  bool ending_ ST_GUARDED_BY(mutex_) = false;
  std::vector<std::jthread> threads_;  // Last: they use all of the above.
};

}  // namespace stocktrail::api
