// ledger/inventory/detail/history.h: how the books are kept (docs/formats.md, "Tables"): each cell as pages
// of the rows that touched it, in their order, and of each row what it put out. The last page of a cell tells
// what it is now. What a later record changes of the past is kept beside it, with the records that bound it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ledger/books/step.h"
#include "ledger/inventory/detail/parts.h"
#include "ledger/inventory/inventory.h"
#include "ledger/state/table_codec.h"

namespace stocktrail::inventory {

enum class CellKind : char {
  book = 'B',
  lane = 'L',
  announced = 'U',
  papers = 'P',
  sales = 'S',
  box = 'X',
  item = 'I',
  lot = 'T',
};

/// The kind of a cell and its key: texts, each ended by a zero byte.
struct CellName {
  CellName() = default;
  CellName(CellKind kind, std::initializer_list<std::string_view> key);
  explicit CellName(std::string_view bytes) : text(bytes) {}
  CellKind kind() const { return static_cast<CellKind>(text.front()); }
  std::vector<std::string> key() const;
  std::string text;
};
CellName book_name(std::string_view site, const books::Good& good);
CellName lane_name(const books::Good& good, std::string_view to);

using CellId = Packed<16>;
inline CellId id_of(const CellName& name) {
  return hashed_key(name.text);
}

/// The turn of a row; sorts as rows take effect: time, rank, event, round.
using RowKey = Packed<27>;
RowKey row_key(const books::Row& row);
books::EventKey event_of(const RowKey& key);
/// Without its fact.
books::Row row_of(const RowKey& key);
/// Sorts as times do.
Packed<8> packed_time(Micros at);
/// After all rows at this time.
RowKey end_of(Micros at);

/// A row that touched a cell.
struct Entry {
  RowKey row{};
  std::uint64_t from = 0;  // The record that told it.
  std::string_view undo;   // difference() from what it left of the cell to what it found.
};

/// Rows that touched a cell one after the other, and what the last of them left of it. Never without a row.
struct Page {
  std::uint64_t from = 0;  // The record that made it: later ones only added entries at its end.
  RowKey last{};
  unsigned count = 0;
  std::string entries;  // As add() appends them.
  Parts parts;

  RowKey first() const;
  void add(const Entry& entry);
  /// Time for the next one, if these are its parts: a page is read and written as a whole, and it has its
  /// parts once beside what changes of them.
  bool is_full(const Parts& all) const;
};
constexpr unsigned entries_of_full_page = 32;
constexpr std::size_t bytes_of_full_page = 512;

std::vector<Entry> entries_of(const Page& page);  // While the page stays as it is.
std::string pack(const Page& page);
Page unpack_page(std::string_view bytes);

/// Table::cells has the last page of each cell, Table::history those before, by cell and first row.
struct Head {
  CellName name;
  bool concludes = false;    // Discrepancies follow from it.
  bool has_history = false;  // It had pages before this one.
  Page page;
};
Head unpack_head(std::string_view bytes);
std::optional<Head> read_head(const CellId& id, const TableReader& tables);
void write_head(const CellId& id, const Head& head, TableWriter& tables);
std::string page_key(const CellId& id, const RowKey& first);
RowKey first_row_in(std::string_view page_key);

/// What a row put out, and the cells that it touched.
struct RowRecord {
  std::uint64_t from = 0;
  std::vector<CellId> touched;
  std::vector<books::Posting> postings;
  std::vector<books::Discrepancy> notes;
};
std::string pack(const RowRecord& row);
RowRecord unpack_row(std::string_view bytes);

/// When the log had so many entries; nullopt: now.
using Known = std::optional<std::uint64_t>;

// The pages of a cell as they were known. Some of their last entries may be of later records. Bounds sort as
// rows do, and may be parts of their keys.
/// The last one that begins before `end`.
std::optional<Page> page_before(const CellId& id, std::string_view end, const Known& known,
                                const TableReader& tables);
/// The first one that does not begin before `begin`.
std::optional<Page> page_from(const CellId& id, std::string_view begin, const Known& known,
                              const TableReader& tables);

/// The cell before all rows from `end` on.
Parts cell_before(const CellId& id, std::string_view end, const Known& known, const TableReader& tables);
/// The cell at `when`: event time, and the records that are known.
Parts cell_at(const CellId& id, const When& when, const TableReader& tables);

/// Table::past keeps what a later record changed: 'h' and the key of a page, 'r' and a row, 'd' and the key
/// of a discrepancy, each followed by the record from which on it held.
void keep_past(char letter, std::string_view key, std::uint64_t from, std::uint64_t until,
               std::string_view bytes, TableWriter& tables);
struct PastValue {
  std::string_view key;  // Without letter and record.
  std::uint64_t from = 0, until = 0;
  std::string_view bytes;
};
PastValue unpack_past(std::string_view key, std::string_view value);
/// Was what held from one record on, until another, known when the log had so many?
inline bool was_known(std::uint64_t from, std::optional<std::uint64_t> until, std::uint64_t size) {
  return from < size && (!until || size <= *until);
}

}  // namespace stocktrail::inventory
