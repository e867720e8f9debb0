#include "api/journey/stated_recalls.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>

#include "ledger/inventory/lots.h"
#include "ledger/master/goods.h"

namespace stocktrail::api {
namespace {

/// The product and its packages: a lot has one number on all of them.
std::vector<gs1::Key> levels_of(const gs1::Key& product, const TableReader& tables) {
  std::vector<gs1::Key> levels{counted_product(product, tables)};
  if (const auto known = master::product(levels.front(), tables))
    for (const master::PackagingLevel& level : known->packaging)
      if (counted_product(level.id, tables) == levels.front()) levels.push_back(level.id);
  return levels;
}

std::vector<std::string> items_of(const master::RecallGoods& goods, const gs1::Key& lot,
                                  const TableReader& tables) {
  std::vector<std::string> items = goods.serials;
  std::erase_if(items, [&](const std::string& serial) {
    const auto item = master::numbered_key(goods.product, "21", serial);
    return !item || trace::lot_of(*item, tables) != lot;
  });
  return items;
}

bool names(const master::RecallGoods& goods, const trace::Concerned& thing, const TableReader& tables) {
  const gs1::Key& key = thing.key;
  const auto product = key.product_key();
  if (!product || counted_product(*product, tables) != counted_product(goods.product, tables)) return false;
  if (goods.is_all()) return true;
  if (key.type() == gs1::KeyType::sgtin)
    return *product == goods.product && std::ranges::binary_search(goods.serials, key.serial());
  if (key.type() != gs1::KeyType::lgtin) return false;
  return std::ranges::binary_search(goods.lots, key.lot()) ||
         (thing.with_items && !items_of(goods, key, tables).empty());
}

/// Recalled items of a lot that is not recalled as a whole.
std::vector<std::string> single_items(const master::Recall& recall, const trace::Concerned& thing,
                                      const TableReader& tables) {
  std::vector<std::string> serials;
  if (!thing.with_items || recalls_now(recall, {thing.key, thing.depth, false}, tables)) return serials;
  for (const master::RecallGoods& goods : recall.revisions.back().goods)
    std::ranges::move(items_of(goods, thing.key, tables), std::back_inserter(serials));
  return serials;
}

}  // namespace

gs1::Key counted_product(const gs1::Key& product, const TableReader& tables) {
  const auto package = master::package(product, tables);
  return package ? package->product : product;
}

bool word_counts(const master::RecallRevision& revision, const master::RecallGoods& goods,
                 const gs1::Key& key, const TableReader& tables) {
  if (revision.counts_about(goods.product)) return true;
  const auto lot = key.type() == gs1::KeyType::lgtin ? key : trace::lot_of(key, tables);
  return lot && inventory::speaks_for(revision.stated_by, counted_product(goods.product, tables).text(),
                                      std::string(lot->lot()), tables);
}

bool recalls_now(const master::Recall& recall, const trace::Concerned& thing, const TableReader& tables) {
  const master::RecallRevision& now = recall.revisions.back();
  return std::ranges::any_of(now.goods, [&](const master::RecallGoods& goods) {
    return names(goods, thing, tables) && word_counts(now, goods, thing.key, tables);
  });
}

std::vector<StatedRecall> stated_recalls(std::span<const trace::Concerned> things,
                                         const TableReader& tables) {
  std::vector<StatedRecall> found;
  std::map<gs1::Key, std::vector<master::Recall>> by_product;  // Asked for once each.
  for (const trace::Concerned& thing : things) {
    const auto product = thing.key.product_key();
    if (!product) continue;
    const auto [known, is_new] = by_product.try_emplace(*product);
    if (is_new) {
      for (const gs1::Key& level : levels_of(*product, tables))
        std::ranges::move(master::recalls_of(level, tables), std::back_inserter(known->second));
      std::ranges::stable_sort(known->second, std::greater(),
                               [](const master::Recall& recall) { return recall.revisions.back().from; });
    }
    for (const master::Recall& recall : known->second) {
      const bool is_told = std::ranges::any_of(
          found, [&](const StatedRecall& other) { return place_of(other.recall) == place_of(recall); });
      if (!is_told && recalls_now(recall, thing, tables))
        found.push_back({recall, thing.key, single_items(recall, thing, tables)});
    }
  }
  return found;
}

}  // namespace stocktrail::api
