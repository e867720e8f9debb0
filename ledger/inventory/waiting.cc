#include "ledger/inventory/waiting.h"

#include "ledger/inventory/detail/replay.h"
#include "ledger/inventory/detail/waiting_rows.h"
#include "ledger/state/stored_row.h"

namespace stocktrail::inventory {
namespace {

constexpr std::string_view count_key = "V", row_prefix = "W", cells_prefix = "Z";

std::string waiting_key(const RowKey& row) {
  return std::string(row_prefix).append(row);
}
std::string waiting_key(const WaitingCells& cells) {
  return std::string(cells_prefix).append(cells.prefix);
}

/// Which rows of cells still have to be listed is not known: it may be the very first.
constexpr Micros before_all{-62'135'596'800'000'000};  // 0001-01-01T00:00:00Z.

std::uint64_t stored_count(const TableReader& tables) {
  const auto bytes = tables.get(Table::directory, count_key);
  return bytes ? stored_row<std::uint64_t>(*bytes) : 0;
}

/// Visits the first ones, as long as `visit` gives true.
void scan_waiting(const TableReader& tables, auto visit) {
  tables.scan(Table::directory, row_prefix, {}, [&](std::string_view key, std::string_view) {
    RowKey row;
    ST_CHECK(key.size() == row_prefix.size() + row.bytes.size());
    std::ranges::copy(key.substr(row_prefix.size()), row.bytes.begin());
    return visit(row);
  });
}

std::optional<WaitingCells> first_waiting_cells(const TableReader& tables) {
  std::optional<WaitingCells> found;
  tables.scan(Table::directory, cells_prefix, {}, [&](std::string_view key, std::string_view value) {
    found.emplace().prefix = key.substr(cells_prefix.size());
    Decoder in(value);
    in.all(found->key, found->row);
    ST_CHECK(in.ok());
    return false;
  });
  return found;
}

}  // namespace

WaitingRows::WaitingRows(TableWriter& tables)
    : tables_(tables), stored_(stored_count(tables)), count_(stored_) {}

std::vector<RowKey> WaitingRows::first(std::size_t limit) const {
  std::vector<RowKey> rows;
  if (count_ == 0) return rows;
  scan_waiting(tables_, [&](const RowKey& row) {
    rows.push_back(row);
    return rows.size() < limit;
  });
  return rows;
}

std::optional<WaitingCells> WaitingRows::first_cells() const {
  return count_ == 0 ? std::nullopt : first_waiting_cells(tables_);
}

void WaitingRows::add(const std::string& key, std::string_view value) {
  if (count_ == 0 || !tables_.get(Table::directory, key)) ++count_;
  tables_.put(Table::directory, key, value);
}

void WaitingRows::end(const std::string& key) {
  if (count_ == 0 || !tables_.get(Table::directory, key)) return;
  tables_.erase(Table::directory, key);
  --count_;
}

void WaitingRows::add(const RowKey& row) {
  add(waiting_key(row), {});
}
void WaitingRows::end(const RowKey& row) {
  end(waiting_key(row));
}
void WaitingRows::add(const WaitingCells& cells) {
  add(waiting_key(cells), encoded(cells.key, cells.row));
}
void WaitingRows::end(const WaitingCells& cells) {
  end(waiting_key(cells));
}

void WaitingRows::store() {
  if (count_ == stored_) return;
  if (count_ == 0) {
    tables_.erase(Table::directory, count_key);
  } else {
    tables_.put(Table::directory, count_key, encoded(count_));
  }
}

std::optional<Waiting> waiting(const TableReader& tables) {
  Waiting found{.rows = stored_count(tables)};
  if (found.rows == 0) return std::nullopt;
  found.complete_until = before_all;
  if (first_waiting_cells(tables)) return found;
  scan_waiting(tables, [&](const RowKey& row) {
    found.complete_until = row_of(row).at;
    return false;
  });
  return found;
}

std::optional<Micros> complete_until(const TableReader& tables) {
  constexpr std::int64_t day = 86'400'000'000;
  const auto found = waiting(tables);
  if (!found) return std::nullopt;
  const std::int64_t at = to_i64(found->complete_until);
  return Micros{at - ((at % day) + day) % day};
}

bool is_behind(const TableReader& tables) {
  return tables.get(Table::directory, count_key).has_value();
}

void go_on(std::uint64_t record, const books::Directory& directory, const FactOf& fact_of,
           TableWriter& tables) {
  Replay(record, directory, fact_of, tables, share_of_going_on).run();
}

}  // namespace stocktrail::inventory
