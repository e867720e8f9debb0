// ledger/engine/statement_cache.h: parsed statements that were read lately, and their parsed events. A walk
// through provenance asks for many events of few statements, and parsing one statement of 100 events costs
// milliseconds; a journey of a lot is asked for once for each item of it.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <optional>
#include <unordered_map>

#include "crypto/merkle.h"
#include "crypto/mutex.h"
#include "crypto/statement.h"
#include "ledger/epcis/event.h"
#include "ledger/state/table.h"

namespace stocktrail {

/// Least recently used out first; bounded by the bytes of the statements' wire forms and of the texts of
/// their parsed events. Any thread.
class StatementCache {
 public:
  explicit StatementCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  std::optional<Statement> find(LeafIndex index);
  void add(LeafIndex index, const Statement& statement);
  /// Null if it is not here. Events go with their statement.
  std::shared_ptr<const epcis::Event> find_event(EventRef ref);
  void add_event(EventRef ref, std::shared_ptr<const epcis::Event> event, std::size_t text_bytes);

 private:
  struct Slot {
    std::uint64_t index;
    Statement statement;
    std::size_t bytes;
    std::unordered_map<std::size_t, std::shared_ptr<const epcis::Event>> events;  // By position.
  };
  void shrink() ST_REQUIRES(mutex_);

  const std::size_t bytes_max_;
  Mutex mutex_;
  std::size_t bytes_ ST_GUARDED_BY(mutex_) = 0;
  std::list<Slot> slots_ ST_GUARDED_BY(mutex_);  // The newest first.
  std::unordered_map<std::uint64_t, std::list<Slot>::iterator> places_ ST_GUARDED_BY(mutex_);
};

}  // namespace stocktrail
