#include "ledger/promises/due.h"

#include <algorithm>
#include <limits>

#include "ledger/inventory/sellable.h"
#include "ledger/master/master.h"
#include "ledger/promises/detail/rows.h"

namespace stocktrail::promises {
namespace {

constexpr Micros never{std::numeric_limits<std::int64_t>::max()};

std::optional<Micros> due_of(const inventory::OpenDelivery& delivery, const std::string& receiver,
                             const TableReader& tables) {
  std::vector<std::string> tellers{receiver};
  tellers.insert(tellers.end(), delivery.senders.begin(), delivery.senders.end());
  for (const std::string& teller : tellers)
    for (const std::string& document : delivery.documents)
      if (const auto row = read_due(document, teller, tables)) return row->due;
  return std::nullopt;
}

}  // namespace

std::vector<Arriving> arriving(const Shelf& shelf, Micros now, const TableReader& tables) {
  const auto key = gs1::parse_key(shelf.site);
  const auto owner = key ? master::place(*key, tables) : std::nullopt;
  const std::string receiver = owner ? owner->party.text() : std::string();
  std::vector<Arriving> found;
  for (const inventory::OpenDelivery& delivery :
       inventory::open_deliveries(shelf.site, shelf.good, now, tables)) {
    Arriving one{.due = due_of(delivery, receiver, tables), .amount = delivery.amount, .lots = {}};
    for (const inventory::SellableLot& lot : delivery.lots)
      one.lots.push_back({lot.lot, lot.amount, lot.expires_at});
    found.push_back(std::move(one));
  }
  std::ranges::stable_sort(found, {}, [](const Arriving& one) { return one.due.value_or(never); });
  return found;
}

}  // namespace stocktrail::promises
