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

/// `visit` is given each open delivery to the shelf, and when it is due.
void visit_deliveries(const Shelf& shelf, Micros now, const TableReader& tables, const auto& visit) {
  const auto key = gs1::parse_key(shelf.site);
  const auto owner = key ? master::place(*key, tables) : std::nullopt;
  const std::string receiver = owner ? owner->party.text() : shelf.site;
  for (const inventory::OpenDelivery& delivery :
       inventory::open_deliveries(shelf.site, shelf.good, now, tables))
    visit(delivery, due_of(delivery, receiver, tables));
}

}  // namespace

std::vector<Arriving> arriving(const Shelf& shelf, Micros now, const TableReader& tables) {
  std::vector<Arriving> found;
  visit_deliveries(shelf, now, tables, [&](const inventory::OpenDelivery& delivery, auto due) {
    Arriving one{.due = due, .amount = delivery.amount, .lots = {}};
    for (const inventory::SellableLot& lot : delivery.lots)
      one.lots.push_back({lot.lot, lot.amount, lot.expires_at});
    found.push_back(std::move(one));
  });
  std::ranges::stable_sort(found, {}, [](const Arriving& one) { return one.due.value_or(never); });
  return found;
}

std::map<std::pair<std::string, std::string>, Micros> first_due(const Shelf& shelf, Micros now,
                                                                const TableReader& tables) {
  std::map<std::pair<std::string, std::string>, Micros> first;
  visit_deliveries(shelf, now, tables, [&](const inventory::OpenDelivery& delivery, auto due) {
    if (!due) return;
    for (const std::string& lot : delivery.on_the_way) {
      Micros& at = first.try_emplace({delivery.from, lot}, *due).first->second;
      at = std::min(at, *due);
    }
  });
  return first;
}

}  // namespace stocktrail::promises
