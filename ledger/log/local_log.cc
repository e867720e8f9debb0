#include "ledger/log/local_log.h"

namespace stocktrail {

void LocalLog::propose(std::string batch, Proposed done) {
  LogPosition at;
  {
    const MutexLock lock(mutex_);
    ST_CHECK(!is_closed_);
    at = last_ = {last_.generation, last_.number + 1};
    chain_ = next_chain(chain_, batch);
    deliveries_.push_back({at, std::move(batch), chain_});
  }
  changed_.notify_one();
  done(at);
}

Result<std::optional<Delivery>> LocalLog::next(LogPosition after, Deadline deadline) {
  const MutexLock lock(mutex_);
  while (!is_closed_ && last_ <= after) {
    if (changed_.wait_until(mutex_, deadline) == std::cv_status::timeout) break;
  }
  if (last_ <= after) return std::nullopt;
  const std::size_t behind_end = last_.number - after.number;
  if (behind_end > deliveries_.size())
    return fail(ErrorCode::not_found,
                "The log does not reach back to batch " + std::to_string(after.number + 1) + ".");
  return deliveries_[deliveries_.size() - behind_end];
}

Result<LogPosition> LocalLog::end() {
  const MutexLock lock(mutex_);
  return last_;
}

Result<void> LocalLog::trim(LogPosition before) {
  const MutexLock lock(mutex_);
  while (!deliveries_.empty() && deliveries_.front().at < before) deliveries_.pop_front();
  return {};
}

void LocalLog::close() {
  {
    const MutexLock lock(mutex_);
    is_closed_ = true;
  }
  changed_.notify_all();
}

bool LocalLog::is_closed() const {
  const MutexLock lock(mutex_);
  return is_closed_;
}

}  // namespace stocktrail
