#include "ledger/promises/outlook.h"

#include <set>

#include "ledger/promises/detail/supply.h"

namespace stocktrail::promises {
namespace {

constexpr std::size_t record_bytes = 8;

/// When lots expire and reservations lapse, after `now`.
std::set<Micros> moments(const Shelf& shelf, Micros now, Micros until, const TableReader& tables) {
  std::set<Micros> found;
  const auto add = [&](Micros at) {
    if (at > now && at <= until) found.insert(at);
    if (found.size() > outlook_moments_max) found.erase(std::prev(found.end()));
  };
  for (const StockedLot& lot : stock_of(shelf, now, tables).lots)
    if (lot.expires_at) add(*lot.expires_at);
  const std::string prefix = shelf_key('X', shelf);
  tables.scan(Table::promises, prefix, {}, [&](std::string_view key, std::string_view) {
    // The time stands before the record.
    const auto at = Micros{static_cast<std::int64_t>(record_of(key.substr(0, key.size() - record_bytes)))};
    add(at);
    return at <= until && (found.size() < outlook_moments_max || at <= *found.rbegin());
  });
  return found;
}

}  // namespace

std::vector<Prospect> outlook(const Shelf& shelf, const Condition& condition, const std::string& channel,
                              Micros now, Micros until, const TableReader& tables) {
  std::vector<Prospect> prospects;
  const auto add = [&](Micros at) {
    const ShelfState state = shelf_state(shelf, condition, channel, at, tables);
    prospects.push_back({at, state.sellable, state.promised, state.promisable});
  };
  add(now);
  for (const Micros at : moments(shelf, now, until, tables))
    if (prospects.size() < outlook_moments_max) add(at);
  return prospects;
}

}  // namespace stocktrail::promises
