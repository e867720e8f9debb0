#include "ledger/inventory/detail/row_walk.h"

namespace stocktrail::inventory {

std::optional<RowKey> RowWalk::row() {
  while (rows_.empty() && !is_done_) read_on();
  return rows_.empty() ? std::nullopt : std::optional(rows_.front());
}

std::optional<Page> RowWalk::next_page() const {
  if (order_ == ListOrder::newest_first)
    return page_before(id_, page_ ? std::string_view(*page_) : bound_, known_, tables_);
  if (!page_) {
    if (auto page = page_before(id_, bound_ + '\0', known_, tables_)) return page;
    return page_from(id_, bound_, known_, tables_);
  }
  return page_from(id_, std::string(*page_) + '\0', known_, tables_);
}

void RowWalk::read_on() {
  const std::optional<Page> page = next_page();
  is_done_ = !page;
  if (is_done_) return;
  page_ = page->first();
  for (const Entry& entry : entries_of(*page)) {
    if (known_ && !was_known(entry.from, {}, *known_)) continue;
    const std::string_view row = entry.row;
    if (order_ == ListOrder::newest_first && row < bound_) rows_.push_front(entry.row);
    if (order_ == ListOrder::oldest_first && row >= bound_) rows_.push_back(entry.row);
  }
}

RowRecord row_record(const RowKey& key, const Known& known, const TableReader& tables) {
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
