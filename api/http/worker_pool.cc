#include "api/http/worker_pool.h"

#include "crypto/result.h"

namespace stocktrail::api {

WorkerPool::WorkerPool(unsigned threads, std::size_t queue_tasks_max) : queue_tasks_max_(queue_tasks_max) {
  ST_CHECK(threads > 0 && queue_tasks_max > 0);
  for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() {
  {
    const MutexLock lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
}

WorkerPool::Accepted WorkerPool::submit(Task& task) {
  {
    const MutexLock lock(mutex_);
    if (ending_ || queue_.size() >= queue_tasks_max_) return Accepted::no;
    queue_.push_back(std::move(task));
  }
  changed_.notify_one();
  return Accepted::yes;
}

std::size_t WorkerPool::waiting() const {
  const MutexLock lock(mutex_);
  return queue_.size();
}

void WorkerPool::work() {
  while (true) {
    Task task;
    {
      const MutexLock lock(mutex_);
      while (!ending_ && queue_.empty()) changed_.wait(mutex_);
      if (queue_.empty()) return;
      task = std::move(queue_.front());
      queue_.pop_front();
    }
    task();
  }
}

}  // namespace stocktrail::api
