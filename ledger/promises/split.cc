#include "ledger/promises/split.h"

#include <algorithm>

#include "ledger/promises/detail/settle.h"
#include "ledger/promises/detail/supply.h"

namespace stocktrail::promises {
namespace {

/// What of each lot is promised, and what may be.
std::map<std::string, Split> split_by_lot(const Shelf& shelf, Stock stock, const Claims& claims,
                                          const TableReader& tables) {
  std::map<std::string, Split> lots;
  std::map<std::string, Amount> promised;  // By the lot that it was promised from.
  for (const auto& [claim, amount] : claims) promised[claim.lot] += amount;
  Amount standing = kept(stock, claims);  // Of all promises together.
  Amount all;
  for (const StockedLot& lot : stock.lots) all += lot.amount;
  stock.missing += kept_from({}, read_keeps(shelf, tables), claims);
  for (const Pick& one : pick(stock, claims, {}, all)) lots[one.lot].available = one.amount;
  for (const StockedLot& lot : stock.lots) {
    Split& one = lots[lot.lot];
    one.reserved = std::min(lot.amount - one.available, promised[lot.lot]);
    standing -= one.reserved;
  }
  // The rest was promised of lots that are gone: others stand for it.
  for (const StockedLot& lot : stock.lots) {
    if (standing <= Amount()) break;
    Split& one = lots[lot.lot];
    Amount spare = lot.amount - one.available - one.reserved;
    move(spare, one.reserved, standing);
  }
  return lots;
}

}  // namespace

std::map<Spot, Split> split(const Shelf& shelf, Micros now, const TableReader& tables) {
  const inventory::Sellable sellable = sellable_of(shelf, now, tables);
  std::map<std::string, Split> lots =
      split_by_lot(shelf, stock_of(sellable), claims_at(shelf, now, tables), tables);
  std::map<Spot, Split> spots;
  for (const inventory::SellableLot& lot : sellable.lots) {
    Split& open = lots[lot.lot];
    for (const auto& [part, amount] : lot.parts) {
      Amount here = std::max(amount, Amount());
      Split& spot = spots[{lot.lot, part}];
      move(here, spot.reserved, open.reserved);
      move(here, spot.available, open.available);
    }
  }
  return spots;
}

}  // namespace stocktrail::promises
