#include "ledger/inventory/detail/draws.h"

#include <algorithm>

#include "ledger/inventory/detail/rules.h"

namespace stocktrail::inventory {

namespace {

void take(Drawn& drawn, const Account& account, Amount there) {
  if (there <= Amount{} || drawn.missing.is_zero()) return;
  const Amount taken = std::min(there, drawn.missing);
  drawn.draws.push_back({account, taken});
  drawn.missing -= taken;
}

/// Statuses in their order, in each the origins in key order.
template <typename Fits>
void take_from_slots(Drawn& drawn, const Slots& slots, const std::string& to, Fits fits) {
  for (const Status status : statuses) {
    for (const auto& [slot, amount] : slots) {
      if (slot.status == status && fits(slot))
        take(drawn, {AccountKind::in_transit, status, to, slot.from}, amount);
    }
  }
}

}  // namespace

Amount on_hand(Books& books, const std::string& place, const Good& good, Status status) {
  return books.balance({AccountKind::on_hand, status, place, {}}, good);
}

Drawn draw_on_hand(Books& books, const std::string& place, const Good& good, Amount amount,
                   std::span<const Status> order) {
  Drawn drawn{{}, amount};
  const auto take_at = [&](const std::string& at) {
    for (const Status status : order) {
      take(drawn, {AccountKind::on_hand, status, at, {}}, on_hand(books, at, good, status));
    }
  };
  take_at(place);
  const std::string site = site_of(place);
  if (site != place && !drawn.missing.is_zero()) take_at(site);
  if (drawn.missing.is_zero()) return drawn;
  for (const std::string& part : books.parts_with(place, good.product)) {
    take_at(part);
    if (drawn.missing.is_zero()) break;
  }
  return drawn;
}

Drawn draw_in_transit(Books& books, std::span<const std::string> destinations,
                      std::span<const std::string> sources, const Good& good, Amount amount, OnTheWay which) {
  Drawn drawn{{}, amount};
  const auto is_named = [&](const Slot& slot) {
    return std::ranges::find(sources, slot.from) != sources.end();
  };
  for (const std::string& to : destinations) {
    if (drawn.missing.is_zero()) break;
    const Slots& slots = books.slots(AccountKind::in_transit, to, good);
    take_from_slots(drawn, slots, to, is_named);
    take_from_slots(drawn, slots, to, [&](const Slot& slot) {
      return !is_named(slot) && (which == OnTheWay::any || slot.status != Status::sellable);
    });
  }
  return drawn;
}

Drawn draw_outgoing(Books& books, const std::string& place, const std::string& preferred, const Good& good,
                    Amount amount) {
  Drawn drawn{{}, amount};
  const std::string from = site_of(place);
  const auto take_from_way = [&](const std::string& to) {
    const Slots& slots = books.slots(AccountKind::in_transit, to, good);
    take_from_slots(drawn, slots, to, [&](const Slot& slot) { return slot.from == from; });
  };
  take_from_way(preferred);
  if (drawn.missing.is_zero()) return drawn;
  for (const std::string& to : books.ways_from(from, good.product)) {
    if (drawn.missing.is_zero()) break;
    if (to != preferred) take_from_way(to);
  }
  return drawn;
}

}  // namespace stocktrail::inventory
