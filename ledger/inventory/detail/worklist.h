// ledger/inventory/detail/worklist.h: what is found by place or product: Table::directory, which cells there
// are, and Table::worklist, what does not fit now.
#pragma once

#include <map>
#include <span>
#include <string>

#include "ledger/inventory/detail/history.h"
#include "ledger/inventory/inventory.h"

namespace stocktrail::inventory {

/// Directory keys, each with the record that first touched the cell: 'B' site, product, unit, or 'b' product,
/// unit, site of books; 'L' end, product, unit, or 'l' product, unit, end of lanes; 'T' product, lot. Each
/// text is ended by a zero byte.
void name_cell(const CellName& name, std::uint64_t record, TableWriter& tables);
/// 'R' product, lot: of lots that are, or once were, recalled, or what went into them. 'Q' product: the last
/// record that changed one of these. 'J' item: of items that are, or once were, recalled by an event.
void name_recalled(const CellName& name, const Parts& parts, std::uint64_t record, TableWriter& tables);
/// 'Y' owner, product, unit, number of on_hand or in_transit, site or end: where goods were told to be of a
/// party; none of its own places, by its own word. What was told once stays: whoever reads it looks at the
/// cell.
std::string owned_key(std::string_view party, const Good& good, AccountKind kind, std::string_view end);
std::string directory_prefix(char letter, std::initializer_list<std::string_view> key);
/// 'D' document, type: that a departure or arrival named.
inline constexpr char document_letter = 'D';

/// Discrepancies that follow from a cell.
std::vector<books::Discrepancy> conclusions_of(const CellName& name, const Parts& parts);
std::vector<books::Discrepancy> conclusions(const CellName& name, const books::Book& book);
std::vector<books::Discrepancy> conclusions(const CellName& name, const books::Lane& lane);
/// From all others, none.
std::vector<books::Discrepancy> conclusions(const CellName&, const auto&) {
  return {};
}
/// What one record changes of Table::worklist, of the list of changes and of the counts that follow from it
/// (ledger/inventory/discrepancy_changes.h). What ends and begins again in one record did not change.
class Worklist {
 public:
  /// Both outlive it.
  Worklist(std::uint64_t record, TableWriter& tables) : record_(record), tables_(tables) {}

  using Found = std::span<const books::Discrepancy>;
  /// What follows from a cell, and from no other: what is in `before` ends, what is in `after` begins.
  void conclude(std::string_view cell, Found before, Found after) { change(cell, before, after, Told::once); }
  /// The same of a row or an event: another may tell the same.
  void note(std::string_view source, Found before, Found after) {
    change(source, before, after, Told::again);
  }
  /// Brings the tables up to date. Once.
  void store();

 private:
  enum class Told : std::uint8_t { once, again };
  struct Change {
    std::map<std::string, int> sources;  // 1: begins to tell it, -1: ends to.
    Told told = Told::once;
  };
  void change(std::string_view source, Found before, Found after, Told told);
  /// Whether some source that did not change tells it, too.
  bool is_told_by_others(const books::Discrepancy& one, const Change& change) const;
  std::uint64_t end(const books::Discrepancy& one, std::string_view source);
  void begin(const books::Discrepancy& one, std::string_view source);

  std::uint64_t record_;
  TableWriter& tables_;
  std::map<books::Discrepancy, Change> changes_;
};

/// What posts nothing because its issuer might not report there stands apart, after all that does not fit:
/// else strangers would fill the lists of others.
enum class WorklistPart : std::uint8_t { own, strangers };
WorklistPart part_of(const books::Discrepancy& one);
/// Strangers': 0xFF; place, zero byte, since, hash of the discrepancy, hash of what told it. Each is there
/// under its place and, if it has one, its other place.
std::string worklist_prefix(std::string_view place, WorklistPart part);

/// 'O' product, unit, lot, kind, site: amounts outside, in Table::directory.
struct OutsideAccount {
  Good good;
  std::string lot;
  AccountKind kind{};
  std::string site;
  auto operator<=>(const OutsideAccount&) const = default;
};
bool is_outside(AccountKind kind);
void add_outside(const OutsideAccount& account, Amount change, TableWriter& tables);
OutsideAccount parse_outside(std::string_view key);
struct OpenDiscrepancy {
  std::uint64_t from = 0;  // The record since which it is open.
  books::Discrepancy told;
};
OpenDiscrepancy unpack_open(std::string_view bytes);
/// The key under one of its places, without what told it; and what its keys have of that.
std::string worklist_key(std::string_view place, const books::Discrepancy& one);
std::string worklist_source(std::string_view source);

}  // namespace stocktrail::inventory
