// api/http/worker_pool.h: threads for work that is too long for an I/O thread: checking signatures, walking a
// trace. The queue is bounded, because a server that queues without end only fails later.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "crypto/mutex.h"

namespace stocktrail::api {

class WorkerPool {
 public:
  using Task = std::move_only_function<void()>;

  WorkerPool(unsigned threads, std::size_t queue_tasks_max);
  ~WorkerPool();  // Finishes what was accepted.
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  enum class Accepted : bool { no, yes };
  /// `task` is moved from only if it was accepted; otherwise the queue is full. Thread safe.
  [[nodiscard]] Accepted submit(Task& task);
  std::size_t waiting() const;

 private:
  void work();

  const std::size_t queue_tasks_max_;
  mutable Mutex mutex_;
  Condition changed_;
  std::deque<Task> queue_ ST_GUARDED_BY(mutex_);
  bool ending_ ST_GUARDED_BY(mutex_) = false;
  std::vector<std::jthread> threads_;  // Last: they use all of the above.
};

}  // namespace stocktrail::api
