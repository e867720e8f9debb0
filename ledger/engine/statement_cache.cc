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
  slots_.push_front({to_u64(index), statement, bytes, {}});
  places_.emplace(to_u64(index), slots_.begin());
  bytes_ += bytes;
  shrink();
}

std::shared_ptr<const epcis::Event> StatementCache::find_event(EventRef ref) {
  const MutexLock lock(mutex_);
  const auto place = places_.find(statement_of(ref));
  if (place == places_.end()) return nullptr;
  const auto event = place->second->events.find(position_of(ref));
  return event == place->second->events.end() ? nullptr : event->second;
}

void StatementCache::add_event(EventRef ref, std::shared_ptr<const epcis::Event> event,
                               std::size_t text_bytes) {
  const MutexLock lock(mutex_);
  const auto place = places_.find(statement_of(ref));
  if (place == places_.end()) return;
  if (!place->second->events.try_emplace(position_of(ref), std::move(event)).second) return;
  place->second->bytes += text_bytes;
  bytes_ += text_bytes;
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
