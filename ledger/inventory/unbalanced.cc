#include <map>
#include <set>

#include "ledger/inventory/detail/worklist.h"

namespace stocktrail::inventory {
namespace {

using Line = std::pair<Good, std::string>;  // A lot of a good.

struct Sums {
  std::map<Line, Amount> all, held;  // Of postings; of postings in stock, less what the cells hold.
};

void add_row(const RowRecord& row, Sums& sums) {
  for (const books::Posting& one : row.postings) {
    sums.all[{one.good, one.lot}] += one.amount;
    if (!is_outside(one.account.kind)) sums.held[{one.good, one.lot}] += one.amount;
  }
}

void take_cell(const Head& head, Sums& sums) {
  const std::vector<std::string> key = head.name.key();
  if (head.name.kind() == CellKind::book) {
    books::Book book;
    ST_CHECK(read(head.page.parts, book));
    for (const auto& [slot, amount] : book.stock) sums.held[{{key[1], key[2]}, slot.lot}] -= amount;
  } else if (head.name.kind() == CellKind::lane) {
    books::Lane lane;
    ST_CHECK(read(head.page.parts, lane));
    for (const books::Delivery& one : lane.deliveries)
      for (const books::Load& load : one.load) sums.held[{{key[1], key[2]}, load.lot}] -= load.amount;
    for (const auto& [origin, amount] : lane.beyond)
      sums.held[{{key[1], key[2]}, origin.second.lot}] -= amount;
  }
}

}  // namespace

std::vector<Good> unbalanced(const TableReader& tables) {
  Sums sums;
  tables.scan(Table::rows, {}, {}, [&](std::string_view, std::string_view bytes) {
    add_row(unpack_row(bytes), sums);
    return true;
  });
  tables.scan(Table::cells, {}, {}, [&](std::string_view, std::string_view bytes) {
    take_cell(unpack_head(bytes), sums);
    return true;
  });
  std::set<Good> found;
  for (const auto* lines : {&sums.all, &sums.held})
    for (const auto& [line, sum] : *lines)
      if (!sum.is_zero()) found.insert(line.first);
  return {found.begin(), found.end()};
}

}  // namespace stocktrail::inventory
