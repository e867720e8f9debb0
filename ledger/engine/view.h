// ledger/engine/view.h: the View of one commit: a snapshot of the store, the right edge of the tree, and the
// checkpoint that was signed for it.
#pragma once

#include <memory>
#include <string>

#include "ledger/engine/partial_snapshot.h"
#include "ledger/engine/statement_cache.h"
#include "ledger/epcis/rules.h"
#include "ledger/ledger.h"
#include "ledger/log/tree_edge.h"
#include "ledger/store/store.h"

namespace stocktrail {

class LogView final : public View {
 public:
  /// `signed_checkpoint` is empty for a log that refuses to sign.
  LogView(std::shared_ptr<const Snapshot> tables, std::shared_ptr<const TreeEdge> edge, Checkpoint checkpoint,
          std::string signed_checkpoint, std::shared_ptr<StatementCache> cache);

  const Checkpoint& checkpoint() const override { return checkpoint_; }
  const std::string& signed_checkpoint() const override { return signed_checkpoint_; }
  Result<std::string> tile(const TileId& tile) const override;
  Result<std::string> entries(const TileId& tile) const override;
  Result<std::vector<Digest>> inclusion(LeafIndex index, TreeSize size) const override;
  Result<std::vector<Digest>> consistency(TreeSize first, TreeSize second) const override;
  Result<Receipt> receipt(LeafIndex index) const override;
  Result<Statement> statement(LeafIndex index) const override;
  Result<TlogProof> proof(LeafIndex index) const override;
  Result<LoggedEvent> event(EventRef ref) const override;
  std::vector<Result<LoggedEvent>> events(std::span<const EventRef> refs) const override;
  std::vector<EventRef> events_by_id(std::string_view event_id) const override;
  const TableReader& tables() const override { return *tables_; }
  TreeSize settled_size() const override;
  bool is_readable() const override { return tables_->is_readable(); }
  bool has_lacked() const override { return partial_ != nullptr && partial_->has_lacked(); }

  const std::shared_ptr<const Snapshot>& snapshot() const { return tables_; }
  /// The same without some tables: one for each reader, who asks it has_lacked() at the end.
  std::shared_ptr<const LogView> without(TableSet tables) const;

 private:
  struct Opened {
    Statement statement;
    Micros recorded_at{};
    RulesVersion rules = 0;  // Of its record.
  };
  Result<std::string> opening(LeafIndex index) const;
  /// With the events at these positions.
  Result<Opened> open(LeafIndex index, std::span<const std::size_t> events) const;

  std::shared_ptr<const Snapshot> tables_;
  std::shared_ptr<const Snapshot> whole_;           // tables_ with what it lacks.
  std::shared_ptr<const PartialSnapshot> partial_;  // tables_, if it lacks some.
  std::shared_ptr<const TreeEdge> edge_;
  TreeReader tree_;
  Checkpoint checkpoint_;
  std::string signed_checkpoint_;
  std::shared_ptr<StatementCache> cache_;
};

/// The receipt of the record at `index`; `not_found` beyond the end.
Result<Receipt> read_receipt(LeafIndex index, const TableReader& tables);

}  // namespace stocktrail
