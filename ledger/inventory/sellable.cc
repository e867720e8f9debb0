#include "ledger/inventory/sellable.h"

#include <limits>

#include "ledger/inventory/detail/cell_codec.h"
#include "ledger/inventory/detail/worklist.h"
#include "ledger/inventory/lots.h"

namespace stocktrail::inventory {

Sellable sellable(const std::string& site, const Good& good, Micros on, const TableReader& tables) {
  books::Book book;
  ST_CHECK(read(cell_at(id_of(book_name(site, good)), {}, tables), book));
  Lots lots({}, on, tables);
  std::map<std::string, SellableLot> by_lot;
  for (const auto& [slot, amount] : book.stock) {
    if (lots.status(good.product, slot.lot, slot.status) != Status::sellable) continue;
    SellableLot& lot = by_lot[slot.lot];
    lot.amount += amount;
    lot.parts[slot.part] += amount;
  }
  Sellable found;
  for (auto& [name, lot] : by_lot) {
    if (lot.amount.is_negative()) {
      found.missing -= lot.amount;
    } else if (!lot.amount.is_zero()) {
      lot.lot = name;
      lot.expires_at = lots.expires_at(good.product, name);
      found.lots.push_back(std::move(lot));
    }
  }
  return found;
}

Coming on_the_way(const std::string& site, const Good& good, const TableReader& tables) {
  books::Lane lane;
  ST_CHECK(read(cell_at(id_of(lane_name(good, site)), {}, tables), lane));
  Coming coming;
  for (const books::Delivery& one : lane.deliveries) {
    const Amount open = one.open();
    if (open <= Amount()) continue;
    coming.amount += open;
    coming.sent_at = std::min(coming.sent_at.value_or(one.at), one.at);
  }
  for (const auto& [origin, amount] : lane.beyond) coming.amount += amount;
  return coming;
}

GoodsPage goods_at(const std::string& site, const std::string& product, const std::string& cursor,
                   std::size_t limit, const TableReader& tables) {
  std::string prefix = directory_prefix('B', {site});
  if (!product.empty()) prefix += product + '\0';
  GoodsPage page;
  page.last = cursor;
  tables.scan(Table::directory, prefix, cursor, [&](std::string_view key, std::string_view) {
    if (key == cursor) return true;
    if (page.goods.size() == limit) {
      page.has_more = true;
      return false;
    }
    const std::vector<std::string> parts = CellName(key).key();
    page.goods.push_back({parts[1], parts[2]});
    page.last = key;
    return true;
  });
  return page;
}

std::uint64_t known_since(const std::string& site, const Good& good, const TableReader& tables) {
  const auto bytes = tables.get(Table::directory, book_name(site, good).text);
  if (!bytes) return std::numeric_limits<std::uint64_t>::max();
  return decoded<std::uint64_t>(*bytes).value_or(0);
}

}  // namespace stocktrail::inventory
