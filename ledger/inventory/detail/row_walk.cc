#include "ledger/inventory/detail/row_walk.h"

#include <algorithm>

namespace stocktrail::inventory {
namespace {

constexpr std::size_t rows_at_once = 128;

}  // namespace

std::optional<RowKey> RowWalk::row() {
  while (rows_.empty() && !is_done_) read_on();
  return rows_.empty() ? std::nullopt : std::optional(rows_.front());
}

/// Leaves in bound_ where it stopped: between two rows, because `past` may have several versions of one.
bool RowWalk::read(Table table, std::set<RowKey>& found) {
  const bool is_past = table == Table::past;
  const std::string prefix = (is_past ? "h" : "") + std::string(id_);
  std::size_t read = 0;
  RowKey last{};
  bool has_more = false;
  const auto visit = [&](std::string_view key, std::string_view bytes) {
    RowKey row{};
    std::ranges::copy(key.substr(prefix.size(), row.bytes.size()), row.bytes.begin());
    if (read >= rows_at_once && row != last) {
      has_more = true;
      bound_ = order_ == ListOrder::oldest_first ? row : last;
      return false;
    }
    const PastValue past = is_past ? unpack_past(key, bytes) : PastValue();
    const std::uint64_t from = is_past ? past.from : unpack_entry(bytes).from;
    const std::optional<std::uint64_t> until = is_past ? std::optional(past.until) : std::nullopt;
    if (!known_ || was_known(from, until, *known_)) found.insert(row);
    last = row;
    ++read;
    return true;
  };
  if (order_ == ListOrder::oldest_first) {
    tables_.scan(table, prefix, prefix + bound_, visit);
  } else {
    tables_.scan_back(table, prefix, prefix + bound_, visit);
  }
  return has_more;
}

/// Of two tables no more counts than both were read.
void RowWalk::read_on() {
  std::set<RowKey> found;
  const std::string begin = bound_;
  const bool has_more_now = read(Table::history, found);
  std::string reached = bound_;
  bool has_more = has_more_now;
  if (known_) {
    bound_ = begin;
    const bool has_more_past = read(Table::past, found);
    const bool is_nearer = order_ == ListOrder::oldest_first ? bound_ < reached : reached < bound_;
    if (has_more_past && (!has_more_now || is_nearer)) reached = bound_;
    has_more = has_more_now || has_more_past;
  }
  bound_ = reached;
  is_done_ = !has_more;
  for (const RowKey& row : found) {
    const bool is_read =
        order_ == ListOrder::oldest_first ? std::string_view(row) < bound_ : std::string_view(row) >= bound_;
    if (has_more && !is_read) continue;
    if (order_ == ListOrder::oldest_first) {
      rows_.push_back(row);
    } else {
      rows_.push_front(row);
    }
  }
}

RowRecord row_record(const RowKey& key, std::optional<std::uint64_t> known, const TableReader& tables) {
  const auto bytes = tables.get(Table::rows, key);
  if (bytes) {
    RowRecord row = unpack_row(*bytes);
    if (!known || was_known(row.from, {}, *known)) return row;
  }
  RowRecord found;
  tables.scan(Table::past, 'r' + std::string(key), {}, [&](std::string_view at, std::string_view value) {
    const PastValue past = unpack_past(at, value);
    const bool is_it = known && was_known(past.from, past.until, *known);
    if (is_it) found = unpack_row(past.bytes);
    return !is_it;
  });
  return found;
}

}  // namespace stocktrail::inventory
