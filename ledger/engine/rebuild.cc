#include "ledger/engine/rebuild.h"

#include <algorithm>
#include <memory>

#include "ledger/engine/applier.h"
#include "ledger/engine/joined_snapshot.h"
#include "ledger/engine/recent_values.h"
#include "ledger/log/record.h"
#include "ledger/store/layout.h"
#include "ledger/store/tables_beside.h"

namespace stocktrail {
namespace {

constexpr std::size_t read_ahead_records = 16;  // Few, since each may have statement_bytes_max.
constexpr std::string_view fold_prefix = "fold/";
// In Table::meta of the tables beside: how many records they hold.
constexpr std::string_view done_key = "rebuilt";

bool reads_any(const Fold& fold, std::span<const Fold> others) {
  return std::ranges::any_of(others, [&](const Fold& other) {
    return std::ranges::find(fold.reads, other.name) != fold.reads.end();
  });
}

std::uint64_t version_in(const TableReader& tables, const Fold& fold) {
  return decode_u64(tables.get(Table::meta, fold_version_key(fold)).value_or("")).value_or(0);
}

/// How far tables beside are that these folds made; nullopt for those that others made.
std::optional<std::uint64_t> done_by(std::span<const Fold> folds, const TableReader& beside) {
  for (const Fold& fold : folds) {
    if (version_in(beside, fold) != fold.version) return std::nullopt;
  }
  return decode_u64(beside.get(Table::meta, done_key).value_or(""));
}

Result<std::vector<Micros>> read_times(LeafIndex first, std::size_t count, const TableReader& tables) {
  std::vector<Micros> times;
  tables.scan(Table::records, {}, index_key(first), [&](std::string_view key, std::string_view bytes) {
    const auto record = decode_record(bytes);
    if (!record || key != index_key(LeafIndex{to_u64(first) + times.size()})) return false;
    times.push_back(record->recorded_at);
    return times.size() < count;
  });
  if (times.size() == count) return times;
  return fail(ErrorCode::corrupted,
              "The record " + std::to_string(to_u64(first) + times.size()) + " is damaged or missing.");
}

/// What is written to Table::meta alone.
class MetaChanges final : public WriteSet {
 public:
  void put(std::string key, std::uint64_t number) { rows_.emplace_back(std::move(key), encode_u64(number)); }
  void write_to(Sink& sink) const override {
    for (const auto& [key, value] : rows_) sink.put(Table::meta, key, value);
  }

 private:
  std::vector<std::pair<std::string, std::string>> rows_;
};

}  // namespace

std::vector<Table> RebuildPlan::stale_tables() const {
  std::vector<Table> tables;
  for (const Fold& fold : stale) tables.insert(tables.end(), fold.tables.begin(), fold.tables.end());
  return tables;
}

std::string RebuildPlan::names() const {
  std::string names;
  for (const Fold& fold : stale) names.append(names.empty() ? "" : ", ").append(fold.name);
  return names;
}

Result<RebuildPlan> plan_rebuild(const TableReader& tables, std::span<const Fold> folds) {
  std::optional<Error> newer;
  tables.scan(Table::meta, fold_prefix, {}, [&](std::string_view key, std::string_view value) {
    const std::string name(key.substr(fold_prefix.size()));
    const auto known = std::ranges::find(folds, name, &Fold::name);
    const std::uint64_t version = decode_u64(value).value_or(0);
    if (known != folds.end() && version <= known->version) return true;
    newer = Error{ErrorCode::invalid_argument,
                  "The tables of the fold " + name + " in this data directory have version " +
                      std::to_string(version) + ", and this program " +
                      (known == folds.end() ? "does not know that fold"
                                            : "makes version " + std::to_string(known->version)) +
                      ": a newer program was here. Use that one, or a newer one; nothing was changed."};
    return false;
  });
  if (newer) return std::unexpected(std::move(*newer));
  RebuildPlan plan;
  for (const Fold& fold : folds) {
    if (version_in(tables, fold) != fold.version || reads_any(fold, plan.stale)) plan.stale.push_back(fold);
  }
  // From the last to the first, since a fold reads folds before it.
  for (auto fold = folds.rbegin(); fold != folds.rend(); ++fold) {
    const bool is_stale = std::ranges::find(plan.stale, fold->name, &Fold::name) != plan.stale.end();
    const bool is_read = std::ranges::any_of(
        plan.run, [&](const Fold& later) { return reads_any(later, std::span(&*fold, 1)); });
    if (is_stale || is_read) plan.run.insert(plan.run.begin(), *fold);
  }
  return plan;
}

Rebuild::Rebuild(Store& store, RebuildPlan plan, std::size_t batch_bytes)
    : store_(store), plan_(std::move(plan)), batch_bytes_(batch_bytes) {
  const auto last = store.snapshot()->last(Table::records);
  if (last) total_ = decode_u64(last->first).value_or(0) + 1;
}

std::vector<Table> Rebuild::tables_beside() const {
  std::vector<Table> tables = {Table::meta};
  for (const Fold& fold : plan_.run) tables.insert(tables.end(), fold.tables.begin(), fold.tables.end());
  return tables;
}

// The new tables take about what the old ones do, and as much again while they are compacted. Of a fold that
// is new nothing is known; the watch of the disk stops whoever comes near its end.
Result<void> Rebuild::check_room(std::uint64_t there) const {
  const auto free = store_.free_bytes();
  const std::uint64_t wanted = 2 * TablesBeside::bytes_of(store_, tables_beside());
  if (!free || *free + there >= wanted) return {};
  return fail(ErrorCode::unavailable,
              "the disk of the data directory has too little room for it. Free at least " +
                  std::to_string(((wanted - there - *free) >> 20) + 1) +
                  " MiB more on it, then restart the server: nothing is lost",
              "rebuild");
}

Result<bool> Rebuild::run(const std::stop_token& stop) {
  TablesBeside beside(store_);
  const auto kept = store_.snapshot();
  const auto tables = tables_beside();
  const auto done = beside.holds(tables) ? done_by(plan_.run, *beside.snapshot()) : std::nullopt;
  const bool goes_on = done && *done <= total_;
  if (auto room = check_room(goes_on ? beside.bytes() : 0); !room)
    return std::unexpected(std::move(room.error()));
  if (goes_on) {
    done_ = *done;
  } else {
    if (auto begun = beside.begin(tables); !begun) return std::unexpected(std::move(begun.error()));
    MetaChanges versions;
    for (const Fold& fold : plan_.run) versions.put(fold_version_key(fold), fold.version);
    versions.put(std::string(done_key), 0);
    if (auto written = beside.commit(versions); !written) return std::unexpected(std::move(written.error()));
  }
  auto folded = fold(beside, *kept, stop);
  // What was read while a read failed is worth nothing, and was no damage of what is kept.
  if (auto fault = store_.fault()) return std::unexpected(std::move(*fault));
  if (!folded || !*folded) return folded;
  if (auto swapped = swap(beside, *kept); !swapped) return std::unexpected(std::move(swapped.error()));
  return true;
}

Result<bool> Rebuild::fold(TablesBeside& beside, const Snapshot& kept, const std::stop_token& stop) {
  const Applier applier(plan_.run);
  RecentValues recent;
  const auto next_batch = [&] {
    return std::make_unique<Batch>(std::make_shared<JoinedSnapshot>(kept, beside.snapshot()), recent);
  };
  auto batch = next_batch();
  while (done_ < total_) {
    if (stop.stop_requested()) return false;
    const LeafIndex first{done()};
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(read_ahead_records, total_ - done_));
    const auto times = read_times(first, count, kept);
    if (!times) return std::unexpected(times.error());
    const auto inputs = read_inputs(first, count, kept);
    if (!inputs) return std::unexpected(inputs.error());
    for (std::size_t i = 0; i < count; ++i) {
      const LeafIndex index{to_u64(first) + i};
      applier.refold(index, (*times)[i], (*inputs)[i], *batch);
      const std::uint64_t done_then = to_u64(index) + 1;
      if (batch->bytes() >= batch_bytes_ || done_then == total_) {
        batch->put(Table::meta, done_key, encode_u64(done_then));
        if (auto written = beside.commit(*batch); !written)
          return std::unexpected(std::move(written.error()));
        batch->write_to(recent);
        batch = next_batch();
      }
      done_ = done_then;
    }
  }
  return true;
}

Result<void> Rebuild::swap(TablesBeside& beside, const Snapshot& kept) {
  // Both count the same events, so that what is appended next goes on in the same chunks.
  if (beside.snapshot()->get(Table::meta, meta_key::epoch) != kept.get(Table::meta, meta_key::epoch))
    return fail(ErrorCode::corrupted, "What is kept of the records does not give the log's own epochs.",
                "meta");
  MetaChanges versions;
  for (const Fold& fold : plan_.stale) versions.put(fold_version_key(fold), fold.version);
  return beside.take_places(plan_.stale_tables(), versions);
}

}  // namespace stocktrail
