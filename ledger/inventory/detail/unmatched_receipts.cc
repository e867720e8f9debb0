#include "ledger/inventory/detail/unmatched_receipts.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "ledger/inventory/detail/rules.h"

namespace stocktrail::inventory {

namespace {

const Account unknown{AccountKind::unknown, {}, {}, {}};

std::string open_key(const UnmatchedReceipt& receipt) {
  return discrepancy_key(receipt.place, receipt.event, receipt.number);
}

/// nullopt: the receipt is void.
std::optional<NotedDiscrepancy> load(const std::string& key, const TableReader& tables) {
  for (const std::string& at : {key, settled_key(key)}) {
    if (const std::optional<std::string> value = tables.get(Table::directory, at))
      return unpack_discrepancy(key, *value);
  }
  return std::nullopt;
}

void store(const std::string& key, const NotedDiscrepancy& noted, TableWriter& tables) {
  const bool is_settled = noted.told.amount.is_zero();
  tables.erase(Table::directory, is_settled ? key : settled_key(key));
  tables.put(Table::directory, is_settled ? settled_key(key) : key, pack(noted, noted.told.place));
}

/// Those that happened first make room: a shipment settles what was received after it.
void keep(UnmatchedReceipts& receipts, const UnmatchedReceipt& receipt, Amount amount) {
  receipts[receipt] = amount;
  if (receipts.size() > InventoryLimits::unmatched_receipts_max) receipts.erase(receipts.begin());
}

}  // namespace

void note_unmatched_receipt(Journal& journal, const std::string& place, const Good& good, Amount amount) {
  const unsigned number = journal.next_number();
  journal.open(DiscrepancyKind::unexpected_arrival, place, good, amount);
  if (place.empty()) return;
  const Moment& moment = journal.moment();
  keep(journal.receipts(site_of(place), good), {moment.event_time, moment.event, number, place}, amount);
}

Amount settle_receipts(Journal& journal, const Account& way, const Good& good, Amount amount,
                       Effects& effects) {
  UnmatchedReceipts& receipts = journal.receipts(way.place, good);
  Amount left = amount;
  auto at = receipts.lower_bound({journal.moment().event_time, {}, 0, {}});
  while (at != receipts.end() && !left.is_zero()) {
    const std::string key = open_key(at->first);
    std::optional<NotedDiscrepancy> noted = load(key, journal.tables());
    ST_CHECK(noted.has_value());
    const Amount part = std::min(left, at->second);
    left -= part;
    at->second -= part;
    noted->told.amount -= part;
    noted->settlements.push_back({journal.moment().event, {way.from, way.status}, part});
    store(key, *noted, journal.tables());
    effects.settlements.push_back({key, {way, good, part}});
    const bool is_over =
        at->second.is_zero() || noted->settlements.size() >= InventoryLimits::settlements_max;
    at = is_over ? receipts.erase(at) : std::next(at);
  }
  return amount - left;
}

void void_receipts(const Effects& mistaken, Journal& journal) {
  for (const std::string& key : mistaken.discrepancies) {
    const std::optional<NotedDiscrepancy> noted = load(key, journal.tables());
    if (!noted || noted->told.kind != DiscrepancyKind::unexpected_arrival) continue;
    const Discrepancy& told = noted->told;
    const std::string site = site_of(told.place);
    for (const Settlement& settlement : noted->settlements) {
      const Account way{AccountKind::in_transit, settlement.way.status, site, settlement.way.from};
      journal.move(unknown, way, told.good, settlement.amount);
    }
    journal.receipts(site, told.good)
        .erase({told.event_time, told.event, discrepancy_number(key), told.place});
    journal.tables().erase(Table::directory, settled_key(key));
  }
}

void void_settlements(const Effects& mistaken, EventRef ref, Journal& journal) {
  for (const auto& [key, posting] : mistaken.settlements) {
    std::optional<NotedDiscrepancy> noted = load(key, journal.tables());
    if (!noted) {
      journal.move(posting.account, unknown, posting.good, posting.amount);
      continue;
    }
    const auto settlement = std::ranges::find(noted->settlements, ref, &Settlement::settler);
    ST_CHECK(settlement != noted->settlements.end());
    Discrepancy& told = noted->told;
    told.amount += settlement->amount;
    noted->settlements.erase(settlement);
    store(key, *noted, journal.tables());
    const UnmatchedReceipt receipt{told.event_time, told.event, discrepancy_number(key), told.place};
    keep(journal.receipts(site_of(told.place), told.good), receipt, told.amount);
  }
}

}  // namespace stocktrail::inventory
