#include "ledger/books/owners.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "ledger/books/limits.h"

namespace stocktrail::books {
namespace {

const Amount zero;

void add_to(std::vector<Owners::Share>& parts, const Owner& owner, Amount amount) {
  const auto same = std::ranges::find(parts, owner, &Owners::Share::owner);
  if (same != parts.end()) {
    same->amount += amount;
  } else {
    parts.push_back({owner, amount});
  }
}

}  // namespace

Owners Owners::of(const Owner& owner) {
  Owners all;
  if (owner.is_told()) all.shares.push_back({owner, {}});
  return all;
}

std::vector<Owners::Share> Owners::split(Amount all) const {
  std::vector<Share> parts = shares;
  if (parts.empty()) parts.emplace_back();
  parts.front().amount = all;
  for (auto part = parts.begin() + 1; part != parts.end(); ++part) parts.front().amount -= part->amount;
  return parts;
}

/// The first stays the one that has the rest as long as it has any; if none has, it is remembered.
void Owners::set(std::vector<Share> parts) {
  const Owner first = parts.front().owner;
  std::erase_if(parts, [](const Share& part) { return part.amount.is_zero(); });
  if (parts.empty()) {
    presumed = false;
    parts.push_back({first, {}});
  }
  if (parts.front().owner != first) std::ranges::sort(parts);
  std::ranges::sort(parts.begin() + 1, parts.end());
  if (parts.size() > owners_of_lot_max) {
    parts.resize(owners_of_lot_max);
    presumed = true;
  }
  parts.front().amount = {};
  if (parts.size() == 1 && !parts.front().owner.is_told()) parts.clear();
  shares = std::move(parts);
}

void Owners::add(Amount held, Owners come, Amount amount) {
  if (amount <= zero || (!is_told() && !come.is_told())) return;
  if (held.is_zero()) {
    *this = std::move(come);
    return;
  }
  std::vector<Share> parts = split(held);
  for (const Share& part : come.split(amount)) add_to(parts, part.owner, part.amount);
  presumed = presumed || come.presumed;
  set(std::move(parts));
}

Owners Owners::only() const {
  Owners all;
  if (shares.size() == 1) all.shares = shares;
  return all;
}

Owners Owners::take(Amount held, Amount amount, const Draw& draw) {
  Owners taken;
  amount = std::min(held, amount);
  if (amount <= zero) return taken;
  std::vector<Share> parts = split(held);
  std::vector<Share*> order;
  for (Share& part : parts) order.push_back(&part);
  const auto is_of_place = [&](const Owner& owner) {
    return !owner.is_told() || owner.party == draw.place_of;
  };
  const auto rank = [&](const Share* part) {
    const Owner& owner = part->owner;
    const bool is_first = draw.told && draw.told->is_told() ? owner.party == draw.told->party
                          : draw.told                       ? is_of_place(owner)
                                                            : false;
    return is_first ? 0 : is_of_place(owner) ? 1 : 2;
  };
  std::ranges::sort(order, {}, [&](const Share* part) {
    return std::tuple(rank(part), part->owner.party, part->owner.by.empty(), part->owner.by);
  });
  Amount surely;  // Of the owner that is told.
  for (const Share* part : order)
    if (rank(part) == 0) surely += part->amount;
  const bool is_sure = order.size() == 1 || amount == held || amount <= surely;
  presumed = presumed || !is_sure;
  taken.presumed = presumed;
  std::vector<Share> gone;
  for (Share* part : order) {
    const Amount some = std::min(part->amount, amount);
    if (some <= zero) continue;
    part->amount -= some;
    amount -= some;
    add_to(gone, part->owner.is_told() ? part->owner : draw.told.value_or(Owner()), some);
  }
  taken.set(std::move(gone));
  if (is_told()) set(std::move(parts));
  if (!is_told()) presumed = false;
  if (!taken.is_told()) taken.presumed = false;
  return taken;
}

void Owners::change(Amount held, Amount amount, const Owner& to, const std::string& from) {
  std::vector<Share> parts = split(held);
  amount = std::min(held, amount);
  Amount changed;
  for (const bool is_named : {true, false})  // Of the owner that is told, then of whom nobody told.
    for (Share& part : parts) {
      const bool fits =
          part.owner.is_told() == is_named && part.owner != to && (!is_named || part.owner.party == from);
      const Amount some = fits ? std::min(part.amount, amount) : zero;
      part.amount -= some;
      amount -= some;
      changed += some;
    }
  if (changed.is_zero()) return;
  add_to(parts, to, changed);
  set(std::move(parts));
}

}  // namespace stocktrail::books
