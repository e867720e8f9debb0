#include "ledger/engine/statement_cache.h"

namespace stocktrail {

std::optional<Statement> StatementCache::find(LeafIndex index) {
  const MutexLock lock(mutex_);
  const auto place = places_.find(to_u64(index));
  if (place == places_.end()) return std::nullopt;
  slots_.splice(slots_.begin(), slots_, place->second);
  return place->second->statement;
}

void StatementCache::add(LeafIndex index, const Statement& statement) {
  const std::size_t bytes = statement.wire().size();
  if (bytes > bytes_max_) return;
  const MutexLock lock(mutex_);
  if (places_.contains(to_u64(index))) return;
  slots_.push_front({to_u64(index), statement, bytes});
  places_.emplace(to_u64(index), slots_.begin());
  bytes_ += bytes;
  shrink();
}

void StatementCache::shrink() {
  while (bytes_ > bytes_max_) {
    bytes_ -= slots_.back().bytes;
    places_.erase(slots_.back().index);
    slots_.pop_back();
  }
}

}  // namespace stocktrail
