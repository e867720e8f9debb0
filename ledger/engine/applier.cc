#include "ledger/engine/applier.h"

#include <algorithm>

#include "ledger/store/layout.h"

namespace stocktrail {
namespace {

void keep_input(LeafIndex index, const FoldInput& input, Batch& batch) {
  unsigned position = 0;
  for (const epcis::Event& event : input.events) {
    batch.put(Table::inputs, packed_ref(event_ref(to_u64(index), position++)), encode_input(input, event));
  }
  if (input.change) {
    batch.put(Table::inputs, packed_ref(event_ref(to_u64(index), 0)), encode_input(input, *input.change));
  }
  if (input.promise) {
    batch.put(Table::inputs, packed_ref(event_ref(to_u64(index), 0)), encode_input(input, *input.promise));
  }
}

}  // namespace

void Applier::begin(std::string_view origin, const PublicKey& log_key, Batch& batch) const {
  batch.put(Table::meta, meta_key::format, encode_u64(log_format));
  batch.put(Table::meta, meta_key::origin, origin);
  batch.put(Table::meta, meta_key::log_key, as_text(log_key.bytes()));
  for (const Fold& fold : folds_) batch.put(Table::meta, fold_version_key(fold), encode_u64(fold.version));
}

void Applier::append(const LoggedStatement& entry, TreeEdge& edge, Batch& batch) const {
  const LeafIndex index{to_u64(edge.size())};
  batch.put(Table::records, index_key(index), encode_record(entry.record));
  keep_input(index, entry.input, batch);
  if (!entry.wire.empty()) {
    batch.put(Table::openings, index_key(index), entry.wire);
    batch.put(Table::statements, statement_key(entry.input.issuer.text(), entry.id),
              encode_u64(to_u64(index)));
  }
  edge.append(hash_leaf(entry.record.entry),
              [&](unsigned level, std::uint64_t tile, std::string_view hashes) {
                batch.put(Table::tiles, tile_key(level, tile), hashes);
              });
  refold(index, entry.record.recorded_at, entry.input, batch);
}

void Applier::refold(LeafIndex index, Micros recorded_at, const FoldInput& input, Batch& batch) const {
  batch.begin_statement(index);
  FoldStep step{
      .index = index, .recorded_at = recorded_at, .input = input, .issuer = issuer_tag(input.issuer.text())};
  for (const Fold& fold : folds_) fold.apply(step, batch);
  batch.end_statement(input.events.size());
  if (!is_behind(batch)) return;
  for (auto times = times_gone_on(TreeSize{to_u64(index) + 1}, batch); times > 0; --times)
    go_on(index, batch);
}

bool Applier::is_behind(const TableReader& tables) const {
  return std::ranges::any_of(
      folds_, [&](const Fold& fold) { return fold.is_behind != nullptr && fold.is_behind(tables); });
}

void Applier::go_on(LeafIndex last, Batch& batch) const {
  for (const Fold& fold : folds_)
    if (fold.go_on != nullptr && fold.is_behind(batch)) fold.go_on(last, batch);
}

void Applier::apply(const Control& control, TreeSize size, Batch& batch) const {
  if (!std::holds_alternative<FoldsGoOn>(control)) return fold_control(control, batch);
  if (!is_behind(batch)) return;
  count_going_on(size, batch);
  go_on(LeafIndex{to_u64(size) - 1}, batch);
}

}  // namespace stocktrail
