#include "api/handlers/blocked_goods.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "api/journey/stated_recalls.h"
#include "ledger/inventory/reach.h"
#include "ledger/master/goods.h"

namespace stocktrail::api {
namespace {

constexpr std::size_t page_recalls = 100;

class Collector {
 public:
  Collector(const TableReader& tables, std::size_t goods_max, const std::atomic<bool>& stops)
      : tables_(tables), goods_max_(goods_max), stops_(stops) {}

  BlockedProducts run() && {
    inventory::blocked_lots(tables_, [&](const inventory::BlockedLot& lot) {
      const auto product = gs1::parse_key(lot.product);
      if (product && product->type() == gs1::KeyType::gtin) add_lot(*product, lot);
      return !stops_;
    });
    add_stated_items();
    inventory::recalled_by_events(tables_, [&](const std::string& item, EventRef last) {
      if (const auto key = gs1::parse_key(item)) add_item(*key, statement_of(last));
      return !stops_;
    });
    return std::move(found_);
  }

 private:
  BlockedProduct& of(const gs1::Key& product) {
    const auto [at, is_new] = found_.try_emplace(std::string(product.path()));
    BlockedProduct& one = at->second;
    if (!is_new) return one;
    const gs1::Key counted = counted_product(product, tables_);
    const auto known = master::product(counted, tables_);
    if (!known) return one;
    one.owner = known->owner;
    if (counted != product) return one;  // A package, of which items are blocked.
    for (const master::PackagingLevel& level : known->packaging)
      if (const auto package = master::package(level.id, tables_); package && package->product == product)
        one.packages.emplace_back(level.id.path());
    return one;
  }

  void add(const gs1::Key& product, BlockedProduct::Line line) {
    BlockedProduct& one = of(product);
    std::size_t& count = counts_[one.owner];
    if (count >= goods_max_) {
      one.is_cut = true;
    } else {
      ++count;
      one.lines.push_back(std::move(line));
    }
  }

  void add_lot(const gs1::Key& product, const inventory::BlockedLot& lot) {
    const auto key =
        lot.lot.empty() ? Result<gs1::Key>(product) : master::numbered_key(product, "10", lot.lot);
    if (key) add(product, {std::string(key->path()), statement_of(lot.by), lot.is_on_record});
  }

  void add_item(const gs1::Key& item, std::uint64_t statement) {
    const auto product = item.product_key();
    if (item.type() != gs1::KeyType::sgtin || !product || !items_.insert(item.text()).second) return;
    add(*product, {std::string(item.path()), statement, true});
  }

  void add_stated_items() {
    std::string after;
    for (bool has_more = true; has_more && !stops_;) {
      const std::vector<master::Recall> page = master::recalls(after, page_recalls, tables_);
      for (const master::Recall& recall : page)
        for (const master::RecallGoods& goods : recall.revisions.back().goods)
          for (const std::string& serial : goods.serials)
            if (const auto key = master::numbered_key(goods.product, "21", serial))
              if (const auto by = inventory::place_of_item(key->text(), {}, tables_).recalled_by)
                add_item(*key, statement_of(*by));
      has_more = page.size() == page_recalls;
      if (has_more) after = place_of(page.back());
    }
  }

  const TableReader& tables_;
  const std::size_t goods_max_;
  const std::atomic<bool>& stops_;
  BlockedProducts found_;
  std::map<std::string, std::size_t> counts_;  // By owner.
  std::set<std::string> items_;
};

/// Leaves each owner's lines at its share: those on record, then by product and path.
void cut_lines(BlockedProducts& products, std::size_t room) {
  struct Place {
    BlockedProduct* of;
    BlockedProduct::Line* line;
  };
  std::map<std::string, std::vector<Place>> by_owner;
  for (auto& [path, product] : products)
    for (BlockedProduct::Line& line : product.lines) by_owner[product.owner].push_back({&product, &line});
  std::vector<std::size_t> wanted;
  for (const auto& [owner, lines] : by_owner) wanted.push_back(lines.size());
  const std::vector<std::size_t> shares = fair_shares(wanted, room);
  std::size_t number = 0;
  for (auto& [owner, lines] : by_owner) {
    const std::size_t share = shares[number++];
    if (lines.size() <= share) continue;
    std::ranges::stable_partition(lines, [](const Place& place) { return place.line->is_on_record; });
    for (std::size_t i = share; i < lines.size(); ++i) {
      lines[i].line->path.clear();
      lines[i].of->is_cut = true;
    }
  }
}

/// Rows that a product takes beside its lines.
std::size_t rows_of(const BlockedProduct& product) {
  return product.packages.size() + (product.is_cut ? 1 : 0);
}

/// Takes away the products for whose packages, and names as cut, there is no room.
bool cut_products(BlockedProducts& products, std::size_t room) {
  std::map<std::string, std::size_t> rows;
  for (const auto& [path, product] : products) rows[product.owner] += rows_of(product);
  std::vector<std::size_t> wanted;
  for (const auto& [owner, count] : rows) wanted.push_back(count);
  const std::vector<std::size_t> shares = fair_shares(wanted, room);
  std::size_t number = 0;
  for (auto& [owner, count] : rows) count = shares[number++];
  const std::size_t left_out = std::erase_if(products, [&](const auto& one) {
    std::size_t& left = rows.at(one.second.owner);
    const std::size_t needed = rows_of(one.second);
    const bool has_room = needed <= left;
    left = has_room ? left - needed : 0;
    return !has_room;
  });
  return left_out == 0;
}

}  // namespace

BlockedProducts blocked_products(const TableReader& tables, std::size_t goods_max,
                                 const std::atomic<bool>& stops) {
  return Collector(tables, goods_max, stops).run();
}

std::vector<std::size_t> fair_shares(const std::vector<std::size_t>& wanted, std::size_t room) {
  std::vector<std::size_t> order(wanted.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return wanted[i]; });
  std::vector<std::size_t> shares(wanted.size());
  std::size_t others = wanted.size();
  for (const std::size_t i : order) {
    shares[i] = std::min(wanted[i], room / others--);
    room -= shares[i];
  }
  return shares;
}

void fill(BlockedList& list, BlockedProducts products, const BlockedRoom& room) {
  cut_lines(products, room.goods);
  list.complete = cut_products(products, room.products);
  for (auto& [path, product] : products) {
    for (BlockedProduct::Line& line : product.lines)
      if (!line.path.empty()) list.goods.push_back({std::move(line.path), line.statement});
    if (product.is_cut) list.cut.push_back(path);
    for (std::string& package : product.packages) list.packages.push_back({std::move(package), path});
  }
  std::ranges::sort(list.goods);
  const auto same = std::ranges::unique(list.goods, {}, &BlockedGoods::path);
  list.goods.erase(same.begin(), same.end());
  std::ranges::sort(list.packages);
}

}  // namespace stocktrail::api
