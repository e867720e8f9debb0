// ledger/log/ordered_log.h: batches in, one agreed order out. The only source of order: who proposes, and on
// how many machines, does not matter to whoever folds what comes out.
//
// The chain ties every delivery to all before it, so that a log that lost its tail, and fills the same
// numbers with something else, is found by the first reader that had read further.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "crypto/result.h"
#include "crypto/sha256.h"
#include "ledger/state/log_position.h"

namespace stocktrail {

struct Delivery {
  LogPosition at;
  std::string batch;
  Digest chain{};  // next_chain(chain before it, batch).
};

/// SHA-256(before || SHA-256(batch)); before the first batch 32 zero bytes.
Digest next_chain(const Digest& before, std::string_view batch);

using Deadline = std::chrono::steady_clock::time_point;

/// Any thread.
class OrderedLog {
 public:
  virtual ~OrderedLog() = default;

  using Proposed = std::move_only_function<void(Result<LogPosition>)>;
  /// Asks for the next place. `done` is called once: with the place, or with `outcome_unknown` when nobody
  /// can say whether the batch has one. A batch may be delivered more than once: whoever folds it must not
  /// care.
  virtual void propose(std::string batch, Proposed done) = 0;

  /// The delivery after `after`, once it can never be taken back; nullopt at the deadline, and at once when
  /// the log is closed and there is no more.
  virtual Result<std::optional<Delivery>> next(LogPosition after, Deadline deadline) = 0;

  /// The last place that was given out.
  virtual Result<LogPosition> end() = 0;

  /// What is before `before` will not be asked for again.
  virtual Result<void> trim(LogPosition before) = 0;

  /// No more proposals; next() gives what there is, and then returns at once.
  virtual void close() = 0;
  virtual bool is_closed() const = 0;
};

}  // namespace stocktrail
