#include "api/http/worker_pool.h"

#include "crypto/result.h"

namespace stocktrail::api {

WorkerPool::WorkerPool(unsigned threads, const WorkerLimits& limits) : limits_(limits) {
  ST_CHECK(threads > 0 && limits.worker_queue_tasks_max > 0);
  for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

WorkerPool::~WorkerPool() {
  {
    const MutexLock lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
}

WorkerPool::Accepted WorkerPool::submit(const Sender& sender, Task& task) {
  {
    const MutexLock lock(mutex_);
    Turns& turns = turns_[sender.is_known ? 1 : 0];
    const bool has_room = turns_[0].waiting + turns_[1].waiting < limits_.worker_queue_tasks_max &&
                          (sender.is_known || turns.waiting < limits_.anonymous_queue_tasks_max);
    if (ending_ || !has_room) return Accepted::all_is_full;
    std::deque<Task>& own = turns.tasks[sender.account];
    if (own.size() >= limits_.sender_queue_tasks_max) return Accepted::sender_is_full;
    if (own.empty()) turns.order.push_back(sender.account);
    own.push_back(std::move(task));
    ++turns.waiting;
  }
  changed_.notify_one();
  return Accepted::yes;
}

std::size_t WorkerPool::waiting() const {
  const MutexLock lock(mutex_);
  return turns_[0].waiting + turns_[1].waiting;
}

WorkerPool::Task WorkerPool::take_next() {
  if (turns_[next_turns_].waiting == 0) next_turns_ = 1 - next_turns_;
  Turns& turns = turns_[next_turns_];
  next_turns_ = 1 - next_turns_;
  std::string sender = std::move(turns.order.front());
  turns.order.pop_front();
  const auto own = turns.tasks.find(sender);
  Task task = std::move(own->second.front());
  own->second.pop_front();
  --turns.waiting;
  if (own->second.empty()) {
    turns.tasks.erase(own);
  } else {
    turns.order.push_back(std::move(sender));
  }
  return task;
}

void WorkerPool::work() {
  while (true) {
    Task task;
    {
      const MutexLock lock(mutex_);
      while (!ending_ && !has_task()) changed_.wait(mutex_);
      if (!has_task()) return;
      task = take_next();
    }
    task();
  }
}

}  // namespace stocktrail::api
