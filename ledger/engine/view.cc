#include "ledger/engine/view.h"

#include <map>
#include <utility>

#include "ledger/engine/admission.h"
#include "ledger/engine/fold_input.h"
#include "ledger/inventory/waiting.h"
#include "ledger/log/record.h"
#include "ledger/state/event_index.h"
#include "ledger/store/layout.h"

namespace stocktrail {
namespace {

Error damaged_record(LeafIndex index) {
  return {ErrorCode::corrupted, "The record of entry " + std::to_string(to_u64(index)) +
                                    " is damaged. Stop and audit the data directory."};
}

Result<Record> read_record(LeafIndex index, const TableReader& tables) {
  const auto bytes = tables.get(Table::records, index_key(index));
  if (!bytes) {
    return fail(ErrorCode::not_found, "The log has no entry " + std::to_string(to_u64(index)) + " yet.");
  }
  auto record = decode_record(*bytes);
  if (!record) return std::unexpected(damaged_record(index));
  return *std::move(record);
}

/// By the rules of its record. Where the parser refuses it all the same, what was read of it when it was
/// admitted: no reader loses what the log has.
Result<epcis::Event> read_event(const Statement& statement, EventRef ref, RulesVersion rules,
                                const TableReader& tables) {
  auto event = parse_event_of(statement, position_of(ref), rules);
  if (event) return event;
  const auto bytes = tables.get(Table::inputs, packed_ref(ref));
  auto kept = bytes ? decode_input(*bytes) : std::nullopt;
  auto* admitted = kept ? std::get_if<epcis::Event>(&kept->contents) : nullptr;
  if (admitted == nullptr) return std::unexpected(damaged_record(LeafIndex{statement_of(ref)}));
  return std::move(*admitted);
}

}  // namespace

LogView::LogView(std::shared_ptr<const Snapshot> tables, std::shared_ptr<const TreeEdge> edge,
                 Checkpoint checkpoint, std::string signed_checkpoint, std::shared_ptr<StatementCache> cache)
    : tables_(std::move(tables)),
      whole_(tables_),
      edge_(std::move(edge)),
      tree_(*tables_, *edge_),
      checkpoint_(std::move(checkpoint)),
      signed_checkpoint_(std::move(signed_checkpoint)),
      cache_(std::move(cache)) {}

std::shared_ptr<const LogView> LogView::without(TableSet tables) const {
  auto partial = std::make_shared<const PartialSnapshot>(tables_, tables);
  auto view = std::make_shared<LogView>(partial, edge_, checkpoint_, signed_checkpoint_, cache_);
  view->whole_ = whole_;
  view->partial_ = std::move(partial);
  return view;
}

Result<std::string> LogView::tile(const TileId& tile) const {
  const auto hashes = tree_.tile(tile);
  if (!hashes) return std::unexpected(hashes.error());
  return join_hashes(*hashes);
}

Result<std::string> LogView::entries(const TileId& tile) const {
  if (tile.level != 0 || !tile_exists(tile, checkpoint_.size)) {
    return fail(ErrorCode::not_found,
                "The log has no such entry bundle yet; look at the size in the checkpoint.");
  }
  std::vector<Digest> entries;
  entries.reserve(tile.width);
  const LeafIndex first{tile.index * tile_width};
  std::optional<Error> error;
  tables_->scan(Table::records, {}, index_key(first), [&](std::string_view, std::string_view value) {
    const auto record = decode_record(value);
    if (!record) {
      error = damaged_record(LeafIndex{to_u64(first) + entries.size()});
      return false;
    }
    entries.push_back(record->entry);
    return entries.size() < tile.width;
  });
  if (!error && entries.size() < tile.width)
    error = damaged_record(LeafIndex{to_u64(first) + entries.size()});
  if (error) return std::unexpected(std::move(*error));
  return encode_entry_bundle(entries);
}

Result<std::vector<Digest>> LogView::inclusion(LeafIndex index, TreeSize size) const {
  return tree_.inclusion(index, size);
}

Result<std::vector<Digest>> LogView::consistency(TreeSize first, TreeSize second) const {
  return tree_.consistency(first, second);
}

Result<Receipt> read_receipt(LeafIndex index, const TableReader& tables) {
  const auto record = read_record(index, tables);
  if (!record) return std::unexpected(record.error());
  return Receipt{.index = index,
                 .recorded_at = record->recorded_at,
                 .blind = record->blind,
                 .statement_digest = record->statement_digest,
                 .entry = record->entry};
}

Result<Receipt> LogView::receipt(LeafIndex index) const {
  return read_receipt(index, *tables_);
}

Result<std::string> LogView::opening(LeafIndex index) const {
  auto wire = tables_->get(Table::openings, index_key(index));
  if (wire) return std::move(*wire);
  return fail(ErrorCode::not_found, "The log has no statement " + std::to_string(to_u64(index)) +
                                        ": it was not made yet, or it was erased.");
}

Result<Statement> LogView::statement(LeafIndex index) const {
  if (auto cached = cache_->find(index)) return std::move(*cached);
  const auto wire = opening(index);
  if (!wire) return std::unexpected(wire.error());
  auto statement = Statement::parse(*wire);
  if (!statement) return std::unexpected(damaged_record(index));
  cache_->add(index, *statement);
  return statement;
}

Result<TlogProof> LogView::proof(LeafIndex index) const {
  if (signed_checkpoint_.empty()) {
    return fail(ErrorCode::read_only, "This copy of the log signs nothing, so it gives no proofs.");
  }
  auto path = inclusion(index, checkpoint_.size);
  if (!path) return std::unexpected(std::move(path.error()));
  return TlogProof{.extra = {}, .index = index, .path = std::move(*path), .checkpoint = signed_checkpoint_};
}

Result<LogView::Opened> LogView::open(LeafIndex index, std::span<const std::size_t> events) const {
  const auto record = read_record(index, *tables_);
  if (!record) return std::unexpected(record.error());
  if (auto cached = cache_->find(index))
    return Opened{std::move(*cached), record->recorded_at, record->rules};
  const auto wire = opening(index);
  if (!wire) return std::unexpected(wire.error());
  auto statement = Statement::reopen(*wire, events);
  if (!statement) return std::unexpected(damaged_record(index));
  return Opened{std::move(*statement), record->recorded_at, record->rules};
}

Result<View::LoggedEvent> LogView::event(EventRef ref) const {
  return std::move(events(std::span(&ref, 1)).front());
}

std::vector<Result<View::LoggedEvent>> LogView::events(std::span<const EventRef> refs) const {
  std::map<std::uint64_t, std::vector<std::size_t>> positions;  // By statement.
  for (const EventRef ref : refs) positions[statement_of(ref)].push_back(position_of(ref));
  std::map<std::uint64_t, Result<Opened>> opened;
  for (const auto& [index, wanted] : positions) opened.emplace(index, open(LeafIndex{index}, wanted));
  const auto read = [&](EventRef ref) -> Result<LoggedEvent> {
    const auto& found = opened.at(statement_of(ref));
    if (!found) return std::unexpected(found.error());
    const Statement& statement = found->statement;
    if (position_of(ref) >= statement.events().size()) {
      return fail(ErrorCode::not_found, "Statement " + std::to_string(statement_of(ref)) + " has no event " +
                                            std::to_string(position_of(ref)) + ".");
    }
    auto event = read_event(statement, ref, found->rules, *tables_);
    if (!event) return std::unexpected(std::move(event.error()));
    return LoggedEvent{.ref = ref,
                       .statement = statement,
                       .event = std::move(*event),
                       .text = statement.events()[position_of(ref)].raw(),
                       .recorded_at = found->recorded_at};
  };
  std::vector<Result<LoggedEvent>> all;
  for (const EventRef ref : refs) all.push_back(read(ref));
  return all;
}

TreeSize LogView::settled_size() const {
  const TreeSize size = checkpoint_.size;
  return inventory::is_behind(*whole_) ? TreeSize{to_u64(size) - 1} : size;
}

std::vector<EventRef> LogView::events_by_id(std::string_view event_id) const {
  return find_events(event_id, *tables_);
}

}  // namespace stocktrail
