#include "ledger/promises/detail/supply.h"

#include "ledger/master/master.h"

namespace stocktrail::promises {

inventory::Sellable sellable_of(const Shelf& shelf, Micros at, const TableReader& tables) {
  const auto key = gs1::parse_key(shelf.site);
  const auto owner = key ? master::place(*key, tables) : std::nullopt;
  const auto party = owner ? std::optional(owner->party.text()) : std::nullopt;
  return inventory::sellable(shelf.site, party, shelf.good, at, tables);
}

Stock stock_of(const Shelf& shelf, Micros at, const TableReader& tables) {
  return stock_of(sellable_of(shelf, at, tables));
}

Stock stock_of(const inventory::Sellable& sellable) {
  Stock stock{.lots = {}, .missing = sellable.missing};
  for (const inventory::SellableLot& lot : sellable.lots)
    stock.lots.push_back({lot.lot, lot.amount, lot.expires_at});
  sort_by_expiry(stock);
  return stock;
}

Claims claims_at(const Shelf& shelf, Micros now, const TableReader& tables) {
  const ShelfRow row = read_shelf(shelf, tables);
  Claims claims = row.claims;
  subtract(claims, lapsed_by(now, shelf, row, tables).claims);
  return claims;
}

Result<bool> may_promise_at(const gs1::Key& issuer, const std::string& site, const TableReader& tables) {
  const auto key = gs1::parse_key(site);
  const auto owner = key ? master::place(*key, tables) : std::nullopt;
  if (!owner) return false;
  if (master::may_report_at(issuer, *key, tables)) return true;
  if (!owner->place.is_public) return false;
  return fail(ErrorCode::forbidden,
              site + " is a place of another party, and no reporting policy lets " + issuer.text() +
                  " report there, nor promise what is there. Ask its party, or the operator, for one.");
}

Result<Supply::Open*> Supply::open(const Shelf& shelf) {
  const auto [found, is_new] = shelves_.try_emplace(shelf);
  if (!is_new) return &found->second;
  auto site = sites_.find(shelf.site);
  if (site == sites_.end()) {
    const auto may = may_promise_at(issuer_, shelf.site, tables_);
    if (!may) return std::unexpected(may.error());
    site = sites_.emplace(shelf.site, *may).first;
  }
  if (!site->second) return &found->second;
  // Who has a place by its own word reads nothing that others reported there before (master::PlaceOwner).
  const auto key = gs1::parse_key(shelf.site);
  const auto owner = key ? master::place(*key, tables_) : std::nullopt;
  if (owner && owner->party == issuer_ && owner->reads_from > 0 &&
      inventory::known_since(shelf.site, shelf.good, tables_) < owner->reads_from)
    return &found->second;
  found->second.stock = stock_of(shelf, at_, tables_);
  found->second.claims = claims_at(shelf, at_, tables_);
  found->second.keeps = read_keeps(shelf, tables_);
  return &found->second;
}

std::vector<Pick> Supply::pick_for(const Open& now, const Condition& condition, const std::string& channel,
                                   Amount wanted) {
  if (now.keeps.empty()) return pick(now.stock, now.claims, condition, wanted);
  Stock stock = now.stock;
  stock.missing += kept_from(channel, now.keeps, now.claims);
  return pick(stock, now.claims, condition, wanted);
}

Result<Amount> Supply::could(const Shelf& shelf, const Condition& condition, const std::string& channel,
                             Amount wanted) {
  const auto opened = open(shelf);
  if (!opened) return std::unexpected(opened.error());
  Amount sum;
  for (const Pick& one : pick_for(**opened, condition, channel, wanted)) sum += one.amount;
  return sum;
}

Result<std::vector<Pick>> Supply::take(const Shelf& shelf, const Condition& condition,
                                       const std::string& channel, Amount wanted) {
  const auto opened = open(shelf);
  if (!opened) return std::unexpected(opened.error());
  Open& now = **opened;
  std::vector<Pick> picks = pick_for(now, condition, channel, wanted);
  for (const Pick& one : picks) add(now.claims, {condition, one.lot, channel}, one.amount);
  if (now.claims.size() > conditions_max)
    return fail(ErrorCode::too_large, "More than " + std::to_string(conditions_max) +
                                          " different lots and conditions are promised of " +
                                          shelf.good.product + " at " + shelf.site +
                                          ". Ask for any lot, or for fewer different days.");
  return picks;
}

}  // namespace stocktrail::promises
