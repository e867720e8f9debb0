#include "ledger/inventory/stock_changes.h"

#include "ledger/inventory/detail/history.h"
#include "ledger/inventory/detail/worklist.h"

namespace stocktrail::inventory {

std::set<Good> goods_of(const std::string& site, const TableReader& tables) {
  std::set<Good> goods;
  for (const char letter : {'B', 'L'}) {
    tables.scan(Table::directory, directory_prefix(letter, {site}), {},
                [&](std::string_view key, std::string_view) {
                  const std::vector<std::string> parts = CellName(key).key();
                  goods.insert({parts[1], parts[2]});
                  return true;
                });
  }
  return goods;
}

std::vector<ChangeTag> stock_tags(const std::string& site, const Good& good) {
  return {change_tag(Table::cells, id_of(book_name(site, good))),
          change_tag(Table::cells, id_of(lane_name(good, site))),
          change_tag(Table::directory, directory_prefix('Q', {good.product}))};
}

}  // namespace stocktrail::inventory
