// api/journey/detail/noted_view.h: a view that notes which keys are read through it, so that what was made
// from them can be kept until one of them changes; and that reads master data from memory where others did
// before. Private to api/journey.
#pragma once

#include "ledger/ledger.h"
#include "ledger/state/changes.h"
#include "ledger/state/event_index.h"
#include "ledger/state/kept_rows.h"

namespace stocktrail::api {

/// What never changes once it is there (statements, records, proofs) is not noted. One thread; `base`
/// and `master`, rows of this very view, outlive it.
class NotedView final : public View {
 public:
  NotedView(const View& base, KeptRows& master)
      : base_(base),
        kept_(base.tables(), master, [&base] { return base.is_readable() && !base.has_lacked(); }),
        tables_(kept_) {}

  const NotedReads& tables() const override { return tables_; }
  const Checkpoint& checkpoint() const override { return base_.checkpoint(); }
  TreeSize settled_size() const override { return base_.settled_size(); }
  const std::string& signed_checkpoint() const override { return base_.signed_checkpoint(); }
  Result<std::string> tile(const TileId& tile) const override { return base_.tile(tile); }
  Result<std::string> entries(const TileId& tile) const override { return base_.entries(tile); }
  Result<std::vector<Digest>> inclusion(LeafIndex index, TreeSize size) const override {
    return base_.inclusion(index, size);
  }
  Result<std::vector<Digest>> consistency(TreeSize first, TreeSize second) const override {
    return base_.consistency(first, second);
  }
  Result<Receipt> receipt(LeafIndex index) const override { return base_.receipt(index); }
  Result<Statement> statement(LeafIndex index) const override { return base_.statement(index); }
  Result<TlogProof> proof(LeafIndex index) const override { return base_.proof(index); }
  Result<LoggedEvent> event(EventRef ref) const override { return base_.event(ref); }
  std::vector<Result<LoggedEvent>> events(std::span<const EventRef> refs) const override {
    return base_.events(refs);
  }
  std::vector<EventRef> events_by_id(std::string_view event_id) const override {
    return find_events(event_id, tables_);
  }
  bool is_readable() const override { return base_.is_readable(); }
  bool has_lacked() const override { return base_.has_lacked(); }

 private:
  const View& base_;
  const KeptReads kept_;
  const NotedReads tables_;
};

}  // namespace stocktrail::api
