#include "ledger/inventory/waiting.h"

#include "ledger/inventory/detail/replay.h"
#include "ledger/inventory/detail/waiting_rows.h"
#include "ledger/state/stored_row.h"

namespace stocktrail::inventory {

void members(auto& codec, Is<WaitingRows::Stored> auto& stored) {
  codec.all(stored.count, stored.from);
}

namespace {

constexpr std::string_view count_key = "V", row_prefix = "W", cells_prefix = "Z";

constexpr RowKey after_all = [] {
  RowKey row{};
  row.bytes.fill('\xFF');
  return row;
}();

std::string waiting_key(const RowKey& row) {
  return std::string(row_prefix).append(row);
}
std::string waiting_key(const WaitingCells& cells) {
  return std::string(cells_prefix).append(cells.prefix);
}

/// Which rows of cells still have to be listed is not known: it may be the very first.
constexpr Micros before_all_times{-62'135'596'800'000'000};  // 0001-01-01T00:00:00Z.

WaitingRows::Stored stored(const TableReader& tables) {
  const auto bytes = tables.get(Table::directory, count_key);
  return bytes ? stored_row<WaitingRows::Stored>(*bytes) : WaitingRows::Stored();
}

/// Visits the first ones from `from` on, as long as `visit` gives true.
void scan_waiting(const RowKey& from, const TableReader& tables, auto visit) {
  tables.scan(Table::directory, row_prefix, waiting_key(from), [&](std::string_view key, std::string_view) {
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
    : tables_(tables),
      stored_(stored(tables)),
      count_(stored_.count),
      rest_from_(count_ == 0 ? after_all : stored_.from) {}

std::vector<RowKey> WaitingRows::first(std::size_t limit) {
  std::vector<RowKey> rows;
  if (count_ == 0) return rows;
  scan_waiting(rest_from_, tables_, [&](const RowKey& row) {
    rows.push_back(row);
    return rows.size() < limit;
  });
  known_.insert(rows.begin(), rows.end());
  rest_from_ = rows.empty() || rows.size() < limit ? after_all : rows.back();
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
  if (known_.insert(row).second) add(waiting_key(row), {});
}
void WaitingRows::end(const RowKey& row) {
  known_.erase(row);
  end(waiting_key(row));
}
void WaitingRows::add(const WaitingCells& cells) {
  add(waiting_key(cells), encoded(cells.key, cells.row));
}
void WaitingRows::end(const WaitingCells& cells) {
  end(waiting_key(cells));
}

void WaitingRows::store() {
  const Stored now{count_, known_.empty() ? rest_from_ : std::min(rest_from_, *known_.begin())};
  if (count_ == 0) {
    if (stored_.count > 0) tables_.erase(Table::directory, count_key);
  } else if (now != stored_) {
    tables_.put(Table::directory, count_key, encoded(now));
  }
}

std::optional<Waiting> waiting(const TableReader& tables) {
  const auto [count, from] = stored(tables);
  if (count == 0) return std::nullopt;
  Waiting found{.rows = count};
  found.complete_until = before_all_times;
  if (first_waiting_cells(tables)) return found;
  scan_waiting(from, tables, [&](const RowKey& row) {
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
