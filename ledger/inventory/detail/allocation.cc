#include "ledger/inventory/detail/allocation.h"

#include <algorithm>

#include "ledger/inventory/detail/rules.h"

namespace stocktrail::inventory {

namespace {

void take(Allocated& allocated, const Account& account, Amount there) {
  if (there <= Amount{} || allocated.missing.is_zero()) return;
  const Amount taken = std::min(there, allocated.missing);
  allocated.allocations.push_back({account, taken});
  allocated.missing -= taken;
}

/// Statuses in their order, in each the origins in key order.
template <typename Fits>
void take_from_slots(Allocated& allocated, const Slots& slots, const std::string& to, Fits fits) {
  for (const Status status : statuses) {
    for (const auto& [slot, amount] : slots) {
      if (slot.status == status && fits(slot))
        take(allocated, {AccountKind::in_transit, status, to, slot.from}, amount);
    }
  }
}

}  // namespace

Amount on_hand(Journal& journal, const std::string& place, const Good& good, Status status) {
  return journal.balance({AccountKind::on_hand, status, place, {}}, good);
}

Allocated allocate_on_hand(Journal& journal, const std::string& place, const Good& good, Amount amount,
                           std::span<const Status> order) {
  Allocated allocated{{}, amount};
  const auto take_at = [&](const std::string& at) {
    for (const Status status : order) {
      take(allocated, {AccountKind::on_hand, status, at, {}}, on_hand(journal, at, good, status));
    }
  };
  take_at(place);
  const std::string site = site_of(place);
  if (site != place && !allocated.missing.is_zero()) take_at(site);
  if (allocated.missing.is_zero()) return allocated;
  for (const std::string& part : journal.parts_with(place, good.product)) {
    take_at(part);
    if (allocated.missing.is_zero()) break;
  }
  return allocated;
}

Allocated allocate_in_transit(Journal& journal, std::span<const std::string> destinations,
                              std::span<const std::string> sources, const Good& good, Amount amount,
                              OnTheWay which) {
  Allocated allocated{{}, amount};
  const auto is_named = [&](const Slot& slot) {
    return std::ranges::find(sources, slot.from) != sources.end();
  };
  for (const std::string& to : destinations) {
    if (allocated.missing.is_zero()) break;
    const Slots& slots = journal.slots(AccountKind::in_transit, to, good);
    take_from_slots(allocated, slots, to, is_named);
    take_from_slots(allocated, slots, to, [&](const Slot& slot) {
      return !is_named(slot) && (which == OnTheWay::any || slot.status != Status::sellable);
    });
  }
  return allocated;
}

Allocated allocate_outgoing(Journal& journal, const std::string& place, const std::string& preferred,
                            const Good& good, Amount amount) {
  Allocated allocated{{}, amount};
  const std::string from = site_of(place);
  const auto take_from_way = [&](const std::string& to) {
    const Slots& slots = journal.slots(AccountKind::in_transit, to, good);
    take_from_slots(allocated, slots, to, [&](const Slot& slot) { return slot.from == from; });
  };
  take_from_way(preferred);
  if (allocated.missing.is_zero()) return allocated;
  for (const std::string& to : journal.ways_from(from, good.product)) {
    if (allocated.missing.is_zero()) break;
    if (to != preferred) take_from_way(to);
  }
  return allocated;
}

}  // namespace stocktrail::inventory
