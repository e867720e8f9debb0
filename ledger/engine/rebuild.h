// ledger/engine/rebuild.h: tables of folds that have another version now, made anew beside the old ones. What
// is kept of each record (Table::records, Table::inputs) is folded again, by the Applier that the writer
// uses; the new tables take the old ones' places in one write (docs/decisions/0008-upgrades.md).
//
// A fold that reads another's tables reads them as they were at each record, so what it reads is folded
// beside it, too, and thrown away at the end. A rebuild that was cut off goes on where it was.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "crypto/result.h"
#include "ledger/engine/folds.h"
#include "ledger/store/store.h"

namespace stocktrail {

class TablesBeside;

struct RebuildPlan {
  std::vector<Fold> stale;  // Of another version than the tables, or reading the tables of one that is.
  std::vector<Fold> run;    // Those, and all that they read; in order.

  bool is_needed() const { return !stale.empty(); }
  std::vector<Table> stale_tables() const;
  std::string names() const;  // Of the stale folds, for people.
};

/// What of a log's tables this program, whose folds these are, has to make anew. `invalid_argument` for
/// tables of a newer program, of which nothing may be changed.
Result<RebuildPlan> plan_rebuild(const TableReader& tables, std::span<const Fold> folds);

inline constexpr std::size_t rebuild_batch_bytes = 8u << 20;

class Rebuild {
 public:
  /// `store`, which nobody else writes to, outlives it. What is lost by a crash is folded again: a commit's
  /// worth, `batch_bytes` about.
  Rebuild(Store& store, RebuildPlan plan, std::size_t batch_bytes = rebuild_batch_bytes);

  /// Gives true when the new tables are the live ones, false when it was stopped. An error leaves the old
  /// ones as they are: `unavailable` for want of room, or after a fault of the store; `corrupted` if what is
  /// kept of a record cannot be read.
  Result<bool> run(const std::stop_token& stop);

  const RebuildPlan& plan() const { return plan_; }
  /// Any thread.
  std::uint64_t done() const { return done_.load(std::memory_order_relaxed); }
  std::uint64_t total() const { return total_; }

 private:
  Result<void> check_room(std::uint64_t there) const;
  /// Folds from record done_ on.
  Result<bool> fold(TablesBeside& beside, const Snapshot& kept, const std::stop_token& stop);
  Result<void> swap(TablesBeside& beside, const Snapshot& kept);
  std::vector<Table> tables_beside() const;

  Store& store_;
  const RebuildPlan plan_;
  const std::size_t batch_bytes_;
  std::uint64_t total_ = 0;
  std::atomic<std::uint64_t> done_ = 0;
};

}  // namespace stocktrail
