// ledger/engine/applier.h: one record applied to every table. The whole state is the fold of the records in
// log order; this is the only caller of the folds, for the writer, a follower, a rebuild and an audit alike.
// Pure: no clock, no randomness, no floating point.
#pragma once

#include <span>
#include <string_view>

#include "crypto/statement.h"
#include "ledger/engine/batch.h"
#include "ledger/engine/controls.h"
#include "ledger/engine/folds.h"
#include "ledger/log/control.h"
#include "ledger/log/record.h"
#include "ledger/log/tree_edge.h"

namespace stocktrail {

/// An entry of the log. Admitted.
struct LoggedStatement {
  Record record;
  std::string_view wire;  // Empty: its opening is gone, and so nobody knows its id either.
  const StatementId& id;
  const FoldInput& input;
};

class Applier {
 public:
  /// `folds` in the order of all_folds(), each with all that it reads.
  explicit Applier(std::span<const Fold> folds = all_folds()) : folds_(folds.begin(), folds.end()) {}

  /// What stands in Table::meta before record 0: log format, origin and log key, and the folds' versions.
  void begin(std::string_view origin, const PublicKey& log_key, Batch& batch) const;

  /// Appends the entry at the end of `edge`: what is kept of it, the tree, and the folds.
  void append(const LoggedStatement& entry, TreeEdge& edge, Batch& batch) const;

  /// What is shared beside the log, which has `size` entries: no entry.
  void apply(const Control& control, TreeSize size, Batch& batch) const;
  /// Did a fold leave work for later?
  bool is_behind(const TableReader& tables) const;

  /// The folds alone, of an entry that is kept already; and what they went on with after it.
  void refold(LeafIndex index, Micros recorded_at, const FoldInput& input, Batch& batch) const;

 private:
  void go_on(LeafIndex last, Batch& batch) const;

  std::vector<Fold> folds_;
};

}  // namespace stocktrail
