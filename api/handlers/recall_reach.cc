#include "api/handlers/recall_reach.h"

#include <algorithm>
#include <iterator>
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

/// Where a row is from: the place that tells it is there, or has left it.
const std::string& teller_of(const inventory::Account& account) {
  return account.kind == AccountKind::in_transit ? account.from : account.place;
}

/// Rows under whoever told of them. Of a list that is full whoever has most loses its last, so that nobody
/// hides the goods of others.
class FairRows {
 public:
  /// Goods at one place are one row, whatever was told of their status. False: one has no room.
  bool add(const std::string& teller, ReachRow row) {
    inventory::Position& position = row.position;
    position.account.status = inventory::Status::sellable;
    const auto [known, is_new] = places_.try_emplace(key_of(row));
    if (!is_new) {
      inventory::Position& same = rows_[known->second.teller].at(known->second.at).row.position;
      same.amount += position.amount;
      same.presumed = same.presumed || position.presumed;
      return true;
    }
    const bool is_full = count_ == reach_rows_max;
    if (is_full && !make_room(teller)) {
      places_.erase(known);
      return false;
    }
    std::vector<Numbered>& own = rows_[teller];
    known->second = {teller, own.size()};
    own.push_back({number_++, std::move(row)});
    ++count_;
    return !is_full;
  }
  std::vector<ReachRow> take() && {
    std::vector<Numbered> all;
    for (auto& [teller, rows] : rows_) std::ranges::move(rows, std::back_inserter(all));
    std::ranges::sort(all, {}, &Numbered::number);
    std::vector<ReachRow> taken;
    for (Numbered& one : all) taken.push_back(std::move(one.row));
    return taken;
  }

 private:
  struct Numbered {
    std::size_t number = 0;
    ReachRow row;
  };
  struct Where {
    std::string teller;
    std::size_t at = 0;
  };
  using Key = std::tuple<inventory::Account, inventory::Good, std::string, std::string>;

  static Key key_of(const ReachRow& row) {
    return {row.position.account, row.position.good, row.position.lot, row.item};
  }
  /// False: nobody has more than this one.
  bool make_room(const std::string& teller) {
    const auto less = [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); };
    auto& most = std::ranges::max_element(rows_, less)->second;
    if (most.size() <= rows_[teller].size() + 1) return false;
    places_.erase(key_of(most.back().row));
    most.pop_back();
    --count_;
    return true;
  }

  std::map<std::string, std::vector<Numbered>> rows_;
  std::map<Key, Where> places_;
  std::size_t count_ = 0, number_ = 0;
};

class Finder {
 public:
  Finder(ReachOf of, const Principal& principal, const TableReader& tables)
      : of_(of), principal_(principal), tables_(tables) {
    reach_.is_whole = sees_all(principal, tables);
  }

  void add_lots(const std::vector<inventory::ReachedLot>& asked) {
    inventory::Reach reach = inventory::reach_of(asked, tables_);
    reach_.complete = reach.complete;
    std::map<std::string, Lots> by_product;
    for (const inventory::ReachedLot& lot : reach.lots) by_product[lot.product].emplace(lot.lot, lot.by);
    for (const auto& [product, lots] : by_product) add_product(product, lots);
    reach_.rows = std::move(rows_).take();
    reach_.without_lot = std::move(without_lot_).take();
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
      add(items_, {}, {position, key});
    } else {
      reach_.others.insert(holder_of(at.account, tables_));
    }
  }

  RecallReach take() && {
    std::ranges::move(std::move(items_).take(), std::back_inserter(reach_.rows));
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

  /// Told by who has it there, of a lot that is reached by the word of `by`.
  void add(FairRows& rows, const std::string& by, ReachRow row) {
    const auto key = gs1::parse_key(teller_of(row.position.account));
    const auto owner = key ? master::place_or_whole(*key, tables_) : std::nullopt;
    std::string teller = by + '\n' + (owner ? owner->party.text() : std::string());
    if (!rows.add(teller, std::move(row))) reach_.complete = false;
  }

  using Lots = std::map<std::string, std::string>;  // And by whose word they are reached.
  void add_product(const std::string& product, const Lots& lots) {
    inventory::PositionQuery query;
    query.product = product;
    query.limit = page_positions;
    const bool tells_all = tells_all_of(product);
    query.shows = [](const inventory::Account& account) { return is_of_concern(account.kind); };
    for (bool has_more = true; has_more;) {
      const auto page = inventory::positions(query, tables_);
      ST_CHECK(page.has_value());
      for (const inventory::Position& position : page->positions) {
        const bool is_shown = tells_all || shows(position);
        if (const auto lot = lots.find(position.lot); lot != lots.end()) {
          if (is_shown) add(rows_, lot->second, {position, {}});
          if (!is_shown) reach_.others.insert(holder_of(position.account, tables_));
        } else if (position.lot.empty() && is_shown) {
          add(without_lot_, {}, {position, {}});
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
  FairRows rows_, without_lot_, items_;
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
  std::vector<std::string> items;
  const auto key = gs1::parse_key(product);
  if (!key) return items;
  for (const master::Recall& recall : master::recalls_of(*key, tables))
    for (const master::RecallRevision& revision : recall.revisions)  // asOf may ask for an earlier one.
      for (const master::RecallGoods& goods : revision.goods)
        for (const std::string& serial : goods.serials)
          if (goods.product == *key)
            items.push_back(master::numbered_key(goods.product, "21", serial)->text());
  std::ranges::sort(items);
  items.erase(std::ranges::unique(items).begin(), items.end());
  return items;
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
