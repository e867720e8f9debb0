// ledger/inventory/detail/history.h: how the books are kept (docs/formats.md, "Tables"): of each cell its
// head, which is what it is now, and an entry for each row that touched it, in the order of rows; of each row
// what it put out. What a later record changes of the past is kept beside it, with the records that bound it.
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

struct Head {
  CellName name;
  std::optional<RowKey> last;  // No later row touched it.
  unsigned since_whole = 0;
  bool concludes = false;  // Discrepancies follow from it.
  Parts parts;
};
Head unpack_head(std::string_view bytes);
std::optional<Head> read_head(const CellId& id, const TableReader& tables);
void write_head(const CellId& id, const Head& head, TableWriter& tables);

/// What one row left of a cell. From record `from` on.
struct Entry {
  std::uint64_t from = 0;
  bool is_whole = false;
  std::string change;  // difference() to what it was before, or to nothing.
};
constexpr unsigned entries_between_wholes = 31;

std::string entry_key(const CellId& id, const RowKey& key);
std::string pack(const Entry& entry);
Entry unpack_entry(std::string_view bytes);

/// What a row put out, and the cells that it touched.
struct RowRecord {
  std::uint64_t from = 0;
  std::vector<CellId> touched;
  std::vector<books::Posting> postings;
  std::vector<books::Discrepancy> notes;
};
std::string pack(const RowRecord& row);
RowRecord unpack_row(std::string_view bytes);

/// A cell before a row, with the row that left it so.
struct Past {
  Parts parts;
  std::optional<RowKey> last;
  unsigned since_whole = 0;
};
Past cell_before(const CellId& id, const RowKey& key, const TableReader& tables);
/// The same when the log had `size` entries.
Parts cell_known(const CellId& id, const RowKey& key, std::uint64_t size, const TableReader& tables);
/// The cell at `when`: event time, and the records that are known.
Parts cell_at(const CellId& id, const When& when, const TableReader& tables);

/// Table::past keeps what a later record changed: 'h' and the key of an entry, 'r' and a row, 'd' and the key
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

std::optional<RowKey> next_entry(const CellId& id, const RowKey& after, const TableReader& tables);

}  // namespace stocktrail::inventory
