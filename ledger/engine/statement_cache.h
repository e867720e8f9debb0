// ledger/engine/statement_cache.h: statements that were read whole lately: those that every proof of a party
// needs, and those that are looked at again.
#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <unordered_map>

#include "crypto/merkle.h"
#include "crypto/mutex.h"
#include "crypto/statement.h"

namespace stocktrail {

/// Least recently used out first; bounded by the bytes of the statements' wire forms. Any thread.
class StatementCache {
 public:
  explicit StatementCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  std::optional<Statement> find(LeafIndex index);
  void add(LeafIndex index, const Statement& statement);

 private:
  struct Slot {
    std::uint64_t index;
    Statement statement;
    std::size_t bytes;
  };
  void shrink() ST_REQUIRES(mutex_);

  const std::size_t bytes_max_;
  Mutex mutex_;
  std::size_t bytes_ ST_GUARDED_BY(mutex_) = 0;
  std::list<Slot> slots_ ST_GUARDED_BY(mutex_);  // The newest first.
  std::unordered_map<std::uint64_t, std::list<Slot>::iterator> places_ ST_GUARDED_BY(mutex_);
};

}  // namespace stocktrail
