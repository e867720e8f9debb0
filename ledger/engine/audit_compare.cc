// Whether the stored tables are those that the replay gave.
#include <algorithm>
#include <atomic>
#include <thread>

#include "crypto/failed_check.h"
#include "crypto/sha256.h"
#include "ledger/engine/audit_replay.h"
#include "ledger/inventory/inventory.h"
#include "ledger/state/table_specs.h"

namespace stocktrail {
namespace {

std::string strange_value(std::string_view key) {
  return "The value of key " + hex_encode(as_bytes(key)) + " does not follow from the records.";
}
std::string missing_key(std::string_view key) {
  return "The key " + hex_encode(as_bytes(key)) + " is missing.";
}

/// The digest of all keys and values in order, with their lengths: equal exactly where the tables are.
Digest digest_of(Table table, const TableReader& tables) {
  Sha256 hash;
  tables.scan(table, {}, {}, [&](std::string_view key, std::string_view value) {
    hash.update(encode_u64(key.size())).update(key).update(encode_u64(value.size())).update(value);
    return true;
  });
  return hash.finish();
}

/// Does `work(i)` for every i below `count` on so many threads, this one among them.
void on_threads(unsigned threads, std::size_t count, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  const auto take = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::jthread> others;
  for (unsigned i = 1; i < threads; ++i) others.emplace_back(take);
  take();
}

bool is_of_any(std::span<const Fold> folds, Table table) {
  return std::ranges::any_of(
      folds, [&](const Fold& fold) { return std::ranges::find(fold.tables, table) != fold.tables.end(); });
}

}  // namespace

bool AuditReplay::is_stale(Table table) const {
  return is_of_any(stale_, table);
}

// What a fold made may come of statements that this program's folds do not read.
void AuditReplay::doubt_table(Table table, std::string detail) {
  std::string where = "table " + std::string(name_of(table));
  if (is_of_any(all_folds(), table)) return doubt_if_judged(std::move(detail), std::move(where));
  doubt(ErrorCode::corrupted, std::move(detail), std::move(where));
}

void AuditReplay::compare_rows(std::size_t stream, const std::vector<Row>& rows) {
  auto& [next_key, is_over] = streams_[stream];
  if (rows.empty() || is_over) return;
  const Table table = streamed[stream];
  const auto differ = [&](std::string detail) {
    is_over = true;
    differences_.emplace_back(table, std::move(detail));
    return false;
  };
  auto row = rows.begin();
  stored_.scan(table, {}, next_key, [&](std::string_view key, std::string_view value) {
    if (row == rows.end()) return false;
    const auto& [wanted, follows] = *row++;
    if (key == wanted && value == follows) return true;
    return differ(key > wanted ? missing_key(wanted) : strange_value(key));
  });
  if (row != rows.end() && !is_over) differ(missing_key(row->first));
  next_key = std::string(rows.back().first) + '\0';
}

void AuditReplay::compare_ends() {
  for (std::size_t i = 0; i < streamed.size(); ++i) {
    if (streams_[i].is_over) continue;
    stored_.scan(streamed[i], {}, streams_[i].next_key, [&](std::string_view key, std::string_view) {
      differences_.emplace_back(streamed[i], strange_value(key));
      return false;
    });
  }
}

std::vector<Digest> AuditReplay::digests_of_stored() const {
  std::vector<Digest> digests;
  for (const Table table : compared_whole()) digests.push_back(digest_of(table, stored_));
  return digests;
}

// Key by key: for a table that differs.
void AuditReplay::find_difference(Table table, const Snapshot& rebuilt) {
  std::uint64_t stored_keys = 0, rebuilt_keys = 0;
  std::optional<std::string> found, missing;
  stored_.scan(table, {}, {}, [&](std::string_view key, std::string_view value) {
    ++stored_keys;
    if (rebuilt.get(table, key) == value) return true;
    found = strange_value(key);
    return false;
  });
  if (database_.fault()) return;  // Half of a table differs from a whole one, which says nothing.
  rebuilt.scan(table, {}, {}, [&](std::string_view key, std::string_view) {
    ++rebuilt_keys;
    if (rebuilt_keys <= stored_keys || stored_.get(table, key)) return true;
    missing = missing_key(key);
    return false;
  });
  if (found) doubt_table(table, *found);
  if (missing) doubt_table(table, *missing);
  if (stored_keys != rebuilt_keys && !found && !missing) {
    doubt_table(table, "It holds " + std::to_string(stored_keys) + " keys, and " +
                           std::to_string(rebuilt_keys) + " follow from the records.");
  }
}

std::vector<Table> AuditReplay::compared_whole() const {
  std::vector<Table> tables;
  for (const TableSpec& spec : table_specs) {
    const bool is_streamed = std::ranges::find(streamed, spec.table) != streamed.end();
    if (spec.origin != Origin::node && !is_streamed && !is_stale(spec.table)) tables.push_back(spec.table);
  }
  return tables;
}

// Each table is read once from end to end, here and there: to look up each of its keys in the other database
// cost more than to make them all.
void AuditReplay::compare(std::span<const Digest> stored_digests) {
  const auto rebuilt = rebuilt_.snapshot();
  // After a break the rebuilt state is that of a shorter log, and every table would differ.
  const std::vector<Table> tables = is_whole_ ? compared_whole() : std::vector<Table>();
  if (is_whole_) compare_ends();
  if (is_whole_ && !database_.fault())
    for (auto& [table, detail] : differences_) doubt_table(table, std::move(detail));
  std::vector<Digest> digests(tables.size());
  std::vector<inventory::Good> unbalanced;
  std::optional<Error> unsummed;
  on_threads(threads_, 1 + tables.size(), [&](std::size_t i) {
    if (i == 0) {
      const auto summed = caught([&] { unbalanced = inventory::unbalanced(*rebuilt); });
      if (!summed) unsummed = summed.error();
    } else {
      digests[i - 1] = digest_of(tables[i - 1], *rebuilt);
    }
  });
  for (std::size_t n = 0; n < tables.size(); ++n) {
    if (!database_.fault() && stored_digests[n] != digests[n]) find_difference(tables[n], *rebuilt);
  }
  if (unsummed)
    doubt(ErrorCode::corrupted, "The accounts cannot be summed (" + unsummed->where + ").", "cells");
  for (const inventory::Good& good : unbalanced) {
    doubt(ErrorCode::corrupted,
          "The accounts of " + good.product + " do not sum to zero, or are not what the books hold.",
          "cells");
  }
}

}  // namespace stocktrail
