// ledger/engine/folds.h: the folds: what the tables of the state are, and how a record changes them. The list
// is in the order in which they run; each writes its own tables, and reads those of the folds that it names.
//
// A fold whose stored bytes change gets the next version: a data directory that was written by another
// version has the tables of that fold made anew at its start (rebuild.h).
// tests/golden/ledger_tables_golden_test.cc fails when bytes change and no version does.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/engine/fold_input.h"
#include "ledger/state/issuer_lists.h"
#include "ledger/state/table.h"
#include "ledger/state/told.h"

namespace stocktrail {

/// A record on its way through the folds.
struct FoldStep {
  LeafIndex index{};
  Micros recorded_at{};
  const FoldInput& input;
  IssuerTag issuer;
  std::vector<Told> told{};  // For each event. Made by the fold `event_ids`, which runs before all that ask.
  master::Moved moved{};     // By what the statement changed. Made by the fold `master`.
};

struct Fold {
  std::string_view name;
  std::uint32_t version;
  std::span<const Table> tables;
  std::span<const std::string_view> reads;  // Names of folds before it in the list.
  void (*apply)(FoldStep& step, TableWriter& tables);
  /// A fold that leaves work for later (ledger/inventory/waiting.h): is there any?
  bool (*is_behind)(const TableReader& tables) = nullptr;
  /// Does some of it, as if the last record had.
  void (*go_on)(LeafIndex last, TableWriter& tables) = nullptr;
};

std::span<const Fold> all_folds();

/// Key of Table::meta under which the version of a fold's tables stands, as encode_u64().
std::string fold_version_key(const Fold& fold);

}  // namespace stocktrail
