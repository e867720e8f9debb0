#include "ledger/inventory/sellable.h"

#include <limits>

#include "ledger/inventory/detail/cell_codec.h"
#include "ledger/inventory/detail/recalled_here.h"
#include "ledger/inventory/detail/worklist.h"
#include "ledger/inventory/lots.h"

namespace stocktrail::inventory {

namespace {

/// Takes out pieces that are recalled by their numbers, where there are so many.
void leave_out(SellableLot& lot, const std::optional<std::map<std::string, Amount>>& recalled) {
  if (!recalled) {
    lot.amount = {};
    lot.parts.clear();
    return;
  }
  for (const auto& [part, pieces] : *recalled) {
    const auto here = lot.parts.find(part);
    if (here == lot.parts.end()) continue;
    const Amount some = std::min(pieces, std::max(here->second, Amount()));
    here->second -= some;
    lot.amount -= some;
  }
}

}  // namespace

Sellable sellable(const std::string& site, const std::optional<std::string>& party, const Good& good,
                  Micros on, const TableReader& tables) {
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
  const std::vector<std::string> ends = books::ends_of(site, party);
  RecalledHere recalled(site, good, book, ends, tables);
  Sellable found;
  for (auto& [name, lot] : by_lot) {
    if (lot.amount > Amount()) leave_out(lot, recalled.of(name));
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

namespace {

books::Lane read_lane(const std::string& site, const Good& good, const TableReader& tables) {
  books::Lane lane;
  ST_CHECK(read(cell_at(id_of(lane_name(good, site)), {}, tables), lane));
  return lane;
}

}  // namespace

std::vector<OpenDelivery> open_deliveries(const std::string& site, const Good& good, Micros on,
                                          const TableReader& tables) {
  Lots lots({}, on, tables);
  std::vector<OpenDelivery> found;
  const books::Lane lane = read_lane(site, good, tables);
  for (const books::Delivery& one : lane.deliveries) {
    if (one.open() <= Amount()) continue;
    OpenDelivery& delivery = found.emplace_back();
    for (const std::string& document : one.documents)  // The type before the id has no space.
      delivery.documents.push_back(document.substr(document.find(' ') + 1));
    for (const books::Told& told : one.departures) delivery.senders.push_back(told.issuer);
    delivery.from = one.from;
    delivery.amount = one.open();
    for (const books::Load& load : one.load) {
      if (load.amount <= Amount()) continue;
      delivery.on_the_way.push_back(load.lot);
      if (lots.status(good.product, load.lot, load.status) != Status::sellable) continue;
      delivery.lots.push_back({.lot = load.lot,
                               .amount = load.amount,
                               .expires_at = lots.expires_at(good.product, load.lot),
                               .parts = {}});
    }
  }
  return found;
}

Coming on_the_way(const std::string& site, const Good& good, const TableReader& tables) {
  const books::Lane lane = read_lane(site, good, tables);
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
