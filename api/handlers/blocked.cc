#include "api/handlers/blocked.h"

#include <algorithm>

#include "api/handlers/handlers.h"
#include "api/handlers/recall_reach.h"
#include "crypto/sha256.h"
#include "ledger/master/goods.h"

namespace stocktrail::api {
namespace {

constexpr std::size_t page_recalls = 100;
constexpr std::int64_t micros_of_second = 1'000'000;

/// A lot has one number on the product and on its packages.
void add_levels(const gs1::Key& product, std::string_view lot, std::uint64_t statement, BlockedList& list,
                const TableReader& tables) {
  std::vector<gs1::Key> levels{product};
  if (const auto known = master::product(product, tables))
    for (const master::PackagingLevel& level : known->packaging)
      if (const auto package = master::package(level.id, tables); package && package->product == product)
        levels.push_back(level.id);
  for (const gs1::Key& level : levels) {
    const auto key = lot.empty() ? Result<gs1::Key>(level) : master::numbered_key(level, "10", lot);
    if (key) list.goods.push_back({std::string(key->path()), statement});
  }
}

void add_items(BlockedList& list, const TableReader& tables) {
  std::set<std::string> seen;
  std::string after;
  for (bool has_more = true; has_more;) {
    const std::vector<master::Recall> page = master::recalls(after, page_recalls, tables);
    for (const master::Recall& recall : page)
      for (const master::RecallGoods& goods : recall.revisions.back().goods)
        for (const std::string& serial : goods.serials) {
          const auto key = master::numbered_key(goods.product, "21", serial);
          if (!key || !seen.insert(key->text()).second) continue;
          if (const auto by = inventory::place_of_item(key->text(), {}, tables).recalled_by)
            list.goods.push_back({std::string(key->path()), statement_of(*by)});
        }
    has_more = page.size() == page_recalls;
    if (has_more) after = page.back().notice.id;
  }
}

BlockedList blocked_now(const View& view) {
  const TableReader& tables = view.tables();
  BlockedList list;
  list.made_from = view.checkpoint();
  inventory::blocked_lots(tables, [&](const inventory::BlockedLot& lot) {
    const auto product = gs1::parse_key(lot.product);
    if (product && product->type() == gs1::KeyType::gtin)
      add_levels(*product, lot.lot, statement_of(lot.by), list, tables);
    return list.goods.size() < blocked_goods_max;
  });
  add_items(list, tables);
  inventory::recalled_by_events(tables, [&](const std::string& item, EventRef last) {
    const auto key = gs1::parse_key(item);
    if (key && key->type() == gs1::KeyType::sgtin)
      list.goods.push_back({std::string(key->path()), statement_of(last)});
    return list.goods.size() < blocked_goods_max;
  });
  std::ranges::sort(list.goods);
  const auto same = std::ranges::unique(list.goods, {}, &BlockedGoods::path);
  list.goods.erase(same.begin(), same.end());
  list.complete = list.goods.size() < blocked_goods_max;
  if (list.goods.size() > blocked_goods_max) list.goods.resize(blocked_goods_max);
  return list;
}

}  // namespace

Result<std::shared_ptr<const std::string>> BlockedFile::file(const View& view, const Ledger& ledger,
                                                             Micros now) {
  const std::int64_t seconds = to_i64(now) / micros_of_second;
  const MutexLock lock(mutex_);
  const bool is_fresh = file_ != nullptr && seconds - signed_at_ < blocked_signed_again_seconds;
  if (is_fresh && looked_at_ >= view.checkpoint().size) return file_;
  BlockedList list = blocked_now(view);
  const Digest goods = digest_of(list.goods);
  if (!is_fresh || goods != goods_) {
    list.at = seconds;
    auto made = ledger.sign_blocked(list);
    if (!made) return std::unexpected(std::move(made.error()));
    file_ = std::make_shared<const std::string>(*std::move(made));
    goods_ = goods;
    signed_at_ = seconds;
  }
  looked_at_ = view.checkpoint().size;
  return file_;
}

Response get_blocked(Call& call) {
  const auto file = call.app.blocked.file(*call.view, call.app.ledger, call.app.clock.now());
  if (!file) return Response::of(file.error());
  Response response = Response::text(**file);
  response.set("Cache-Control", "public, max-age=30");
  response.set("ETag", "\"" + hex_encode(sha256(**file)) + "\"");
  return response;
}

}  // namespace stocktrail::api
