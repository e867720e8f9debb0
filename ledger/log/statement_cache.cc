#include "ledger/log/statement_cache.h"

namespace stocktrail {

std::optional<Statement> StatementCache::find(LeafIndex index) {
  const std::scoped_lock lock(mutex_);
  const auto place = places_.find(to_u64(index));
  if (place == places_.end()) return std::nullopt;
  slots_.splice(slots_.begin(), slots_, place->second);
  return place->second->statement;
}

void StatementCache::add(LeafIndex index, const Statement& statement) {
  const std::size_t bytes = statement.wire().size();
  if (bytes > bytes_max_) return;
  const std::scoped_lock lock(mutex_);
  if (places_.contains(to_u64(index))) return;
  slots_.push_front({to_u64(index), statement});
  places_.emplace(to_u64(index), slots_.begin());
  bytes_ += bytes;
  while (bytes_ > bytes_max_) {
    bytes_ -= slots_.back().statement.wire().size();
    places_.erase(slots_.back().index);
    slots_.pop_back();
  }
}

}  // namespace stocktrail
