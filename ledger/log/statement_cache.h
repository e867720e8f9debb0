// ledger/log/statement_cache.h: parsed statements that were read lately. A walk through provenance asks for
// many events of few statements, and parsing one statement of 100 events costs milliseconds.
#pragma once

#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "crypto/merkle.h"
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
  };
  const std::size_t bytes_max_;
  std::mutex mutex_;
  std::size_t bytes_ = 0;
  std::list<Slot> slots_;  // The newest first.
  std::unordered_map<std::uint64_t, std::list<Slot>::iterator> places_;
};

}  // namespace stocktrail
