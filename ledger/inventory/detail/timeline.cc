#include "ledger/inventory/detail/timeline.h"

#include <algorithm>
#include <utility>

namespace stocktrail::inventory {

Timeline::Timeline(CellName name, const TableReader& tables)
    : name_(std::move(name)), id_(id_of(name_)), tables_(tables) {
  std::optional<Head> head = read_head(id_, tables);
  if (!head) return;
  last_first_ = head->page.first();
  was_empty_ = head->page.parts.empty();
  has_history_ = head->has_history;
  if (head->concludes) concluded_ = head->page.parts;
  last_page_ = std::move(head->page);
}

const Parts& Timeline::now() const {
  return pages_.back().page.parts;
}

bool Timeline::is_here(const RowKey& row) const {
  return !pages_.empty() && (!next_first_ || row < *next_first_);
}

/// The page before the last one in which the row is, or would be; nullopt: none.
std::optional<Page> Timeline::closed_page(const RowKey& row) const {
  std::optional<Page> page;
  const auto take = [&](std::string_view, std::string_view bytes) {
    page = unpack_page(bytes);
    return false;
  };
  tables_.scan_back(Table::history, id_, page_key(id_, row) + '\0', take);
  if (!page) tables_.scan(Table::history, id_, {}, take);
  return page;
}

std::optional<RowKey> Timeline::first_after(const Page& page) const {
  std::optional<RowKey> first = last_first_;
  tables_.scan(Table::history, id_, page_key(id_, page.first()) + '\0',
               [&](std::string_view key, std::string_view) {
                 first = first_row_in(key);
                 return false;
               });
  return first;
}

/// What a page leaves.
const Parts* Timeline::left_by(const Work& work) const {
  return work.ahead.empty() ? &work.page.parts : &work.ahead.front().after;
}

/// What the rows before a page leave: that may be something else than it found, if its rows wait to be
/// applied again.
Parts Timeline::left_before(const Page& page) const {
  if (!pages_.empty() && next_first_ == page.first()) return *left_by(pages_.back());
  Parts left;
  if (has_history_)
    tables_.scan_back(Table::history, id_, page_key(id_, page.first()),
                      [&](std::string_view, std::string_view bytes) {
                        left = std::move(unpack_page(bytes).parts);
                        return false;
                      });
  return left;
}

/// Brings in the page in which the row is, or would be.
void Timeline::load(const RowKey& row) {
  Work work;
  std::optional<Parts> left;
  std::optional<Page> page;
  if (has_history_ && last_first_ && row < *last_first_) page = closed_page(row);
  work.is_last = !page;
  if (!page) page = std::exchange(last_page_, std::nullopt);
  if (page && row <= page->first()) left = left_before(*page);
  next_first_.reset();
  if (page && !work.is_last) next_first_ = first_after(*page);
  if (page) {
    work.count = page->count;
    if (page->last < row) {
      work.page = std::move(*page);
    } else {
      work.stored = std::move(page);
      const std::vector<Entry> entries = entries_of(*work.stored);
      const auto first = std::ranges::lower_bound(entries, row, {}, &Entry::row);
      work.page.from = work.stored->from;
      for (auto entry = entries.begin(); entry != first; ++entry) work.page.add(*entry);
      Parts& parts = work.page.parts;
      parts = work.stored->parts;
      for (auto entry = entries.end(); entry-- != first;) {
        work.ahead.push_back({entry->row, entry->from, parts});
        ST_CHECK(change(parts, entry->undo));
      }
    }
  }
  was_.reset();
  if (left && *left != work.page.parts) {
    was_ = std::exchange(work.page.parts, *std::move(left));
    work.is_changed = true;
  }
  pages_.push_back(std::move(work));
}

Timeline::Step Timeline::next_of(Work& work) {
  Step step = std::move(work.ahead.back());
  work.ahead.pop_back();
  return step;
}

/// What a row left is settled: it goes into the page.
void Timeline::go_over(Work& work, Step step) {
  Page& page = work.page;
  const unsigned stays = work.done.empty() ? std::max(work.count, 1U) : 1;  // What was one page stays one.
  if (page.count >= stays && page.is_full(page.parts)) {
    work.done.push_back(page);
    page.entries.clear();
    page.count = 0;
  }
  const std::string undo = step.undo ? *std::move(step.undo) : difference(step.after, page.parts);
  page.add({step.row, step.from, undo});
  page.parts = std::move(step.after);
}

bool Timeline::seek(const RowKey& row) {
  row_ = row;
  if (!is_here(row)) {
    load(row);
    return true;
  }
  Work& work = pages_.back();
  bool has_moved = false;
  for (; !work.ahead.empty() && work.ahead.back().row < row; has_moved = true) go_over(work, next_of(work));
  if (has_moved) was_.reset();
  return has_moved;
}

/// Did the row touch the cell before this record?
bool Timeline::did() const {
  const std::vector<Step>& ahead = pages_.back().ahead;
  return !ahead.empty() && ahead.back().row == row_;
}

std::optional<RowKey> Timeline::next_row() const {
  const std::vector<Step>& ahead = pages_.back().ahead;
  return ahead.empty() ? next_first_ : ahead.back().row;
}

/// `old`: what the cell was after the row before this record.
std::optional<RowKey> Timeline::went_on(Parts old) {
  was_.reset();
  if (old == now()) return std::nullopt;
  was_ = std::move(old);
  return next_row();
}

std::optional<RowKey> Timeline::leave(Parts after, std::uint64_t record, std::optional<std::string> undo) {
  Work& work = pages_.back();
  if (did()) {
    Step step = next_of(work);
    step.undo = std::move(undo);
    Parts old = std::exchange(step.after, std::move(after));
    work.is_changed = work.is_changed || old != step.after;
    go_over(work, std::move(step));
    return went_on(std::move(old));
  }
  if (!next_row()) {
    was_.reset();
    go_over(work, {row_, record, std::move(after), std::move(undo)});
    return std::nullopt;
  }
  Parts old = was_ ? Parts(std::move(*was_)) : now();
  work.is_changed = work.is_changed || !work.ahead.empty();
  go_over(work, {row_, record, std::move(after), std::move(undo)});
  return went_on(std::move(old));
}

std::optional<RowKey> Timeline::leave_alone() {
  if (!did()) return was_ ? went_on(std::move(*was_)) : std::nullopt;
  Work& work = pages_.back();
  Parts old = next_of(work).after;
  work.is_changed = true;
  return went_on(std::move(old));
}

bool Timeline::is_at_end() const {
  return !pages_.empty() && pages_.back().is_last && pages_.back().ahead.empty();
}

const Parts* Timeline::end() const {
  return !pages_.empty() && pages_.back().is_last ? left_by(pages_.back()) : nullptr;
}

void Timeline::store(std::uint64_t record, bool concludes, TableWriter& tables) {
  for (Work& work : pages_) store(std::move(work), record, concludes, tables);
}

void Timeline::store(Work work, std::uint64_t record, bool concludes, TableWriter& tables) {
  const bool is_last = work.is_last;
  if (work.is_changed && work.stored) {
    const std::string key = page_key(id_, work.stored->first());
    if (work.stored->from < record)
      keep_past('h', key, work.stored->from, record, pack(*work.stored), tables);
    if (!is_last) tables.erase(Table::history, key);
  }
  while (!work.ahead.empty()) go_over(work, next_of(work));
  const bool is_new = work.count == 0 || work.is_changed;
  std::vector<Page> pages = std::move(work.done);
  if (work.page.count > 0) pages.push_back(std::move(work.page));
  for (std::size_t i = is_new ? 0 : 1; i < pages.size(); ++i) pages[i].from = record;
  if (is_last && pages.empty()) {  // The page before it is the last one now.
    if (has_history_)
      tables.scan_back(Table::history, id_, page_key(id_, end_of(Micros{INT64_MAX})),
                       [&](std::string_view, std::string_view bytes) {
                         pages.push_back(unpack_page(bytes));
                         return false;
                       });
    if (pages.empty()) return tables.erase(Table::cells, id_);
    tables.erase(Table::history, page_key(id_, pages.back().first()));
  }
  has_history_ = has_history_ || pages.size() > 1;
  if (is_last) {
    write_head(id_, {name_, concludes, has_history_, std::move(pages.back())}, tables);
    pages.pop_back();
  }
  for (const Page& page : pages) tables.put(Table::history, page_key(id_, page.first()), pack(page));
}

}  // namespace stocktrail::inventory
