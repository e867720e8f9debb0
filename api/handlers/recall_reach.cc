#include "api/handlers/recall_reach.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "api/journey/stated_recalls.h"

namespace stocktrail::api {
namespace {

using inventory::AccountKind;

constexpr std::size_t page_positions = 1'000;

bool sees_all(const Principal& principal, const TableReader& tables) {
  if (principal.role == Role::auditor) return true;
  const auto id = gs1::parse_key(principal.party);
  const auto party = id && principal.role == Role::party ? master::party(*id, tables) : std::nullopt;
  return party && party->has_role("authority");
}

bool is_of_concern(AccountKind kind) {
  return kind == AccountKind::on_hand || kind == AccountKind::in_transit || kind == AccountKind::sold ||
         kind == AccountKind::consumed || kind == AccountKind::destroyed || kind == AccountKind::lost;
}

/// The party that has what is at a place or on its way there; of a place that nobody registered, the place.
std::string holder_of(const inventory::Account& account, const TableReader& tables) {
  const std::string& place = account.place.empty() ? account.from : account.place;
  const auto key = gs1::parse_key(place);
  const auto owner = key ? master::place_or_whole(*key, tables) : std::nullopt;
  return owner ? owner->party.text() : place;
}

class Finder {
 public:
  Finder(ReachOf of, const Principal& principal, const TableReader& tables)
      : of_(of), principal_(principal), tables_(tables) {
    reach_.is_whole = sees_all(principal, tables);
  }

  void add_lots(const std::vector<inventory::ReachedLot>& asked) {
    inventory::Reach reach = inventory::reach_of(asked, tables_);
    reach_.complete = reach.complete;
    std::map<std::string, std::set<std::string>> by_product;
    for (const inventory::ReachedLot& lot : reach.lots) by_product[lot.product].insert(lot.lot);
    for (const auto& [product, lots] : by_product) add_product(product, lots);
    const std::set<std::pair<std::string, std::string>> told = told_lots(asked);
    std::erase_if(reach.lots, [&](const auto& lot) {
      return lot.lot.empty() || !(told.contains({lot.product, lot.lot}) || tells_all_of(lot.product));
    });
    reach_.lots = std::move(reach.lots);
  }

  void add_item(const std::string& key) {
    const inventory::ItemPlace at = inventory::place_of_item(key, {}, tables_);
    if (!is_of_concern(at.account.kind)) return;
    const inventory::Position position{at.account, at.good, at.lot, false, Amount::pieces(1)};
    if (tells_all_of(at.good.product) || shows(position)) {
      add(reach_.rows, {position, key});
    } else {
      reach_.others.insert(holder_of(at.account, tables_));
    }
  }

  RecallReach take() && {
    for (const ReachRow& row : reach_.rows)
      reach_.totals[{row.position.account.kind, row.position.good}] += row.position.amount;
    return std::move(reach_);
  }

 private:
  /// Whoever recalls its own goods has to get them back.
  bool tells_all_of(const std::string& product) const {
    if (reach_.is_whole || of_ != ReachOf::own_recall) return reach_.is_whole;
    const auto key = gs1::parse_key(product);
    const auto known = key ? master::product(*key, tables_) : std::nullopt;
    return known && known->owner == principal_.party;
  }
  bool shows(const inventory::Position& position) const {
    const auto reads = [&](const std::string& place) {
      return reads_book(principal_, place, position.good, tables_);
    };
    return shows_account(principal_, position.account, tables_) && reads(position.account.place) &&
           reads(position.account.from);
  }
  /// Which lots there are, and what was made of which, is told to nobody who does not have them.
  std::set<std::pair<std::string, std::string>> told_lots(
      const std::vector<inventory::ReachedLot>& asked) const {
    std::set<std::pair<std::string, std::string>> told;
    for (const inventory::ReachedLot& lot : asked) told.emplace(lot.product, lot.lot);
    for (const ReachRow& row : reach_.rows) told.emplace(row.position.good.product, row.position.lot);
    return told;
  }

  /// Goods at one place are one row, whatever was told of their status.
  void add(std::vector<ReachRow>& rows, ReachRow row) {
    inventory::Position& position = row.position;
    position.account.status = inventory::Status::sellable;
    const auto [known, is_new] =
        places_.try_emplace({position.account, position.good, position.lot, row.item}, rows.size());
    if (!is_new && known->second < rows.size()) {
      inventory::Position& same = rows[known->second].position;
      same.amount += position.amount;
      same.presumed = same.presumed || position.presumed;
    } else if (rows.size() < reach_rows_max) {
      rows.push_back(std::move(row));
    } else {
      reach_.complete = false;
    }
  }

  void add_product(const std::string& product, const std::set<std::string>& lots) {
    inventory::PositionQuery query;
    query.product = product;
    query.limit = page_positions;
    const bool tells_all = tells_all_of(product);
    query.shows = [](const inventory::Account& account) { return is_of_concern(account.kind); };
    for (bool has_more = true; has_more && reach_.complete;) {
      const auto page = inventory::positions(query, tables_);
      ST_CHECK(page.has_value());
      for (const inventory::Position& position : page->positions) {
        const bool is_shown = tells_all || shows(position);
        if (lots.contains(position.lot)) {
          if (is_shown) add(reach_.rows, {position, {}});
          if (!is_shown) reach_.others.insert(holder_of(position.account, tables_));
        } else if (position.lot.empty() && is_shown) {
          add(reach_.without_lot, {position, {}});
        }
      }
      query.cursor = page->last;
      has_more = page->has_more;
    }
  }

  ReachOf of_;
  const Principal& principal_;
  const TableReader& tables_;
  RecallReach reach_;
  /// Where the row of an account, good, lot and item is in its list: a lot is in one of them only.
  std::map<std::tuple<inventory::Account, inventory::Good, std::string, std::string>, std::size_t> places_;
};

}  // namespace

RecallReach recall_reach(std::span<const master::RecallGoods> goods, ReachOf of, const Principal& principal,
                         const TableReader& tables) {
  Finder finder(of, principal, tables);
  std::vector<inventory::ReachedLot> lots;
  for (const master::RecallGoods& one : goods) {
    const std::string product = counted_product(one.product, tables).text();
    if (one.is_all()) lots.push_back({product, std::string(inventory::every_lot), 0});
    for (const std::string& lot : one.lots) lots.push_back({product, lot, 0});
  }
  finder.add_lots(lots);
  for (const master::RecallGoods& one : goods)
    for (const gs1::Key& key : master::keys_of(one))
      if (key.type() == gs1::KeyType::sgtin) finder.add_item(key.text());
  return std::move(finder).take();
}

void split_sales(RecallReach& reach, const master::Recall& recall, const TableReader& tables) {
  std::map<std::tuple<std::string, inventory::Good, std::string>, ReachRow*> sold;
  std::set<std::string> places;
  for (ReachRow& row : reach.rows) {
    if (row.position.account.kind != AccountKind::sold || !row.item.empty()) continue;
    sold[{row.position.account.place, row.position.good, row.position.lot}] = &row;
    places.insert(row.position.account.place);
  }
  std::size_t pages = 0;
  for (const std::string& place : places) {
    inventory::DiscrepancyQuery query;
    query.place = place;
    query.shows = [&](const books::Discrepancy& one, std::uint64_t) {
      return one.kind == books::DiscrepancyKind::sold_recalled &&
             sold.contains({one.place, one.good, one.lot});
    };
    for (bool has_more = true; has_more; ++pages) {
      if (pages == reach_discrepancy_pages_max) {
        reach.complete = false;
        return;
      }
      const inventory::DiscrepancyPage page = inventory::discrepancies(query, tables);
      for (const inventory::Discrepancy& one : page.discrepancies)
        if (one.told.place == place && one.other && recall.revision_of(statement_of(*one.other)) != nullptr)
          sold.at({place, one.told.good, one.told.lot})->sold_after += one.told.amount;
      query.cursor = page.last;
      has_more = page.has_more;
    }
  }
}

std::vector<std::string> recalled_items(const std::string& product, const TableReader& tables) {
  std::set<std::string> items;
  const auto key = gs1::parse_key(product);
  if (!key) return {};
  for (const auto& [issuer, named] : master::items_named(*key, tables))
    for (const auto& [item, counts] : named) items.insert(item.text());
  return {items.begin(), items.end()};
}

std::vector<Unrecorded> unrecorded(std::span<const master::RecallGoods> goods, const TableReader& tables) {
  const auto is_on_record = [&](const gs1::Key& key) { return !trace::touches(key, 1, tables).list.empty(); };
  std::vector<Unrecorded> found;
  for (const master::RecallGoods& one : goods) {
    if (one.is_all()) continue;
    for (const gs1::Key& key : master::keys_of(one)) {
      const bool is_lot = key.type() == gs1::KeyType::lgtin;  // It has one number on all packages.
      const auto counted = is_lot
                               ? master::numbered_key(counted_product(one.product, tables), "10", key.lot())
                               : Result<gs1::Key>(key);
      if (is_on_record(key) || (counted && is_on_record(*counted))) continue;
      std::vector<gs1::Key> near = trace::near_misses(key, tables);
      if (near.empty() && counted && *counted != key) near = trace::near_misses(*counted, tables);
      found.push_back({key, std::move(near)});
    }
  }
  return found;
}

std::vector<gs1::Key> idle_keys(const master::RecallRevision& revision, const master::RecallGoods& goods,
                                const TableReader& tables) {
  std::vector<gs1::Key> idle = master::keys_of(goods);
  std::erase_if(idle, [&](const gs1::Key& key) { return word_counts(revision, goods, key, tables); });
  return idle;
}

std::vector<master::RecallGoods> counting_goods(const master::RecallRevision& revision,
                                                const TableReader& tables) {
  std::vector<master::RecallGoods> counting;
  for (const master::RecallGoods& goods : revision.goods) {
    master::RecallGoods some{goods.product, {}, {}};
    for (const gs1::Key& key : master::keys_of(goods)) {
      if (!word_counts(revision, goods, key, tables)) continue;
      if (key.type() == gs1::KeyType::lgtin) some.lots.emplace_back(key.lot());
      if (key.type() == gs1::KeyType::sgtin) some.serials.emplace_back(key.serial());
      if (key.type() == gs1::KeyType::gtin) counting.push_back(goods);
    }
    if (!some.is_all()) counting.push_back(std::move(some));
  }
  return counting;
}

}  // namespace stocktrail::api
