// What is only presumed of lots, and set right by what is told of them. None of it changes a total of a
// status, or of a part of the site.
#include <algorithm>
#include <utility>

#include "ledger/books/detail/shelf.h"

namespace stocktrail::books {
namespace {

const Amount zero;
constexpr std::int64_t one_stocktaking = hour;

/// Draws that are presumed to be of `drawn` may have been before this count of `lot`, which told what was
/// left. Lots that are counted one after the other are one stocktaking.
bool counted_since(const LotHere& lot, const LotHere& drawn, const std::string& part) {
  const auto last = lot.last_count(part), before = drawn.last_count(part);
  return last && (!before || to_i64(*last) - to_i64(*before) > one_stocktaking);
}

}  // namespace

Amount LotHere::presumed_in(const std::string& part) const {
  Amount sum;
  for (const auto& [where, amount] : presumed)
    if (part.empty() || where.empty() || where == part) sum += amount;
  return sum;
}

void LotHere::presume(const std::string& part, Amount amount) {
  if (!amount.is_zero()) presumed[part] += amount;
}

std::map<std::string, Amount> LotHere::unpresume(const std::string& part, Amount amount) {
  std::map<std::string, Amount> gone;
  const auto take = [&](const std::string& where) {
    const auto there = presumed.find(where);
    if (there == presumed.end() || amount <= zero) return;
    const Amount taken = std::min(amount, there->second);
    gone[where] += taken;
    amount -= taken;
    there->second -= taken;
    if (there->second.is_zero()) presumed.erase(there);
  };
  take(part);
  take({});
  for (const auto& [where, there] : std::map<std::string, Amount>(presumed)) take(where);
  return gone;
}

std::optional<Micros> LotHere::last_count(const std::string& part) const {
  std::optional<Micros> last;
  for (const auto& [where, at] : counted_at)
    if (where.empty() || where == part) last = std::max(last, std::optional(at));
  return last;
}

/// A told lot is drawn beyond its balance: what was only presumed to be drawn from it was of other lots, and
/// goods without a lot, or with one that was only presumed, turn out to be of it. In the status that is
/// wanted first, because totals by status are exact.
void Shelf::make_room(const std::string& lot, StatusOrder order, Amount amount, const std::string& part) {
  if (lot.empty() || order.empty()) return;
  const StatusOrder first = order.first(1);
  Amount missing = amount - available_in(part, lot, first);
  if (missing > zero) missing -= give_back(lot, first, missing, part);
  if (missing > zero) missing -= turn_out(lot, first, missing, part);
  if (missing > zero) swap_presumed(lot, first.front(), missing, part);
  missing = amount - available_in(part, lot, order);
  if (missing <= zero) return;
  const Amount found = give_back(lot, order, missing, part);
  if (missing > found) turn_out(lot, order, missing - found, part);
  missing = amount - available_in(part, lot, first);  // What was found may be in another status.
  if (missing > zero) swap_presumed(lot, first.front(), missing, part);
}

/// In the part that is told, before goods of others are taken.
void Shelf::make_room(const Want& want) {
  make_room(want.lot, want.order, want.amount, want.part);
  if (!want.part.empty() && !want.only_here) make_room(want.lot, want.order, want.amount, {});
}

/// Goods without a lot, and those that came with one that was only presumed, are of this lot; gives how many.
Amount Shelf::turn_out(const std::string& lot, StatusOrder order, Amount amount, const std::string& part) {
  Amount moved;
  const Want others{.lot = {}, .amount = total() + amount, .order = order, .part = part, .only_here = true};
  for (const Pick& other : pick(others)) {
    if (other.slot.lot == lot) continue;
    LotHere& here = book_.lots[other.slot.lot];
    Amount turned = std::min(amount - moved, other.amount);
    if (!other.slot.lot.empty()) turned = std::min(turned, here.assumed);
    if (turned <= zero) continue;
    if (!other.slot.lot.empty()) here.assumed -= turned;
    relot(other.slot, {lot, other.slot.status, other.slot.part}, turned);
    moved += turned;
  }
  return moved;
}

/// Goods of two lots in two statuses turn out to be the other way round; gives how much.
Amount Shelf::exchange(const Slot& a, const std::string& b_lot, Status b_status, Amount amount,
                       const std::string& part) {
  Amount moved;
  for (const auto& [slot, there] : std::map<Slot, Amount>(book_.stock)) {
    if (slot.lot != b_lot || slot.status != b_status || moved == amount || is_elsewhere(slot, part)) continue;
    const Amount both = std::min({amount - moved, there, book_.stock.contains(a) ? book_.stock.at(a) : zero});
    if (both <= zero) continue;
    relot(a, {b_lot, a.status, a.part}, both);
    relot(slot, {a.lot, slot.status, slot.part}, both);
    moved += both;
  }
  return moved;
}

/// Totals by status are exact: where the lot is told, but not enough of it is in the status that is wanted,
/// goods whose status was told without a lot were of another one.
void Shelf::swap_presumed(const std::string& lot, Status wanted, Amount missing, const std::string& part) {
  for (const auto& [line, presumed] : std::map<LotStatus, Amount>(book_.presumed_in)) {
    // Either this lot was presumed to be in another status, or another lot to be in the one that is wanted.
    const bool mine = line.lot == lot && line.status != wanted;
    const bool others = line.lot != lot && line.status == wanted;
    if (!mine && !others) continue;
    for (const auto& [slot, there] : std::map<Slot, Amount>(book_.stock)) {
      if (missing <= zero) return;
      // What it changes places with: another lot in the wanted status, or this one in any other.
      const bool fits =
          mine ? slot.lot != lot && slot.status == wanted : slot.lot == lot && slot.status != wanted;
      if (!fits || there <= zero || is_elsewhere(slot, part)) continue;
      const Amount left = book_.presumed_in[line];
      const Amount moved = exchange(slot, line.lot, line.status, std::min(missing, left), part);
      book_.presumed_in[line] = left - moved;
      book_.presumed_in[{slot.lot, line.status}] += moved;
      missing -= moved;
    }
  }
  std::erase_if(book_.presumed_in, [](const auto& entry) { return entry.second <= zero; });
}

/// Draws of this lot that were only presumed fall on other lots; gives how much.
Amount Shelf::give_back(const std::string& lot, StatusOrder order, Amount amount, const std::string& part) {
  LotHere& here = book_.lots[lot];
  Amount left = std::min(amount, here.presumed_in(part));
  Amount moved;
  const Want others{.lot = {}, .amount = total() + amount, .order = order, .part = part, .only_here = true};
  for (const Pick& other : left > zero ? pick(others) : std::vector<Pick>{}) {
    const Slot& slot = other.slot;
    if (slot.lot == lot || left.is_zero()) continue;
    LotHere& takes = book_.lots[slot.lot];
    if (counted_since(takes, here, slot.part)) continue;
    const Amount given = std::min(left, other.amount);
    relot(slot, Slot{lot, slot.status, slot.part}, given);
    for (const auto& [where, drawn] : here.unpresume(part.empty() ? slot.part : part, given))
      if (!slot.lot.empty()) takes.presume(where, drawn);
    left -= given;
    moved += given;
  }
  return moved;
}

Amount Shelf::tell_lot(const std::string& presumed, const std::string& told, Amount amount,
                       const std::string& part, StatusOrder order) {
  LotHere& here = book_.lots[presumed];
  const Amount most =
      std::min({amount, presumed.empty() ? amount : here.presumed_in(part), available_in(part, told, order)});
  if (most <= zero) return {};
  const Want want{.lot = told, .amount = most, .order = order, .part = part, .only_here = true};
  for (const Pick& from : pick(want)) {
    relot(from.slot, Slot{presumed, from.slot.status, from.slot.part}, from.amount);
    if (!presumed.empty()) here.unpresume(part.empty() ? from.slot.part : part, from.amount);
  }
  settle(Slot{presumed, Status::sellable, {}});
  watch(told);
  watch(presumed);
  return most;
}

Amount Shelf::be_of(const std::string& guessed, const std::string& told, Amount amount) {
  LotHere& here = book_.lots[guessed];
  if (!guessed.empty()) amount = std::min(amount, here.assumed);  // Unless a count told it since.
  Amount moved;
  for (const Pick& from : pick({.lot = guessed, .amount = amount, .order = sellable_first, .exact = true})) {
    relot(from.slot, {told, from.slot.status, from.slot.part}, from.amount);
    moved += from.amount;
  }
  here.assumed -= std::min(here.assumed, moved);
  return moved;
}

/// What was presumed of a lot, which is counted.
void Shelf::set_right(const Scope& scope, Amount counted) {
  const std::string& lot = scope.lot;
  const Status only[] = {scope.status.value_or(Status::sellable)};
  const StatusOrder order = scope.status ? StatusOrder(only) : sellable_first;
  const Amount missing = counted - counted_now(lot, scope.status, scope.part);
  if (missing > zero) make_room(lot, order, available_in(scope.part, lot, order) + missing, scope.part);
  Amount surplus = found(scope) - counted;
  for (const auto& [name, here] : std::map<std::string, LotHere>(book_.lots))
    if (surplus > zero && name != lot && !name.empty() && !counted_since(book_.lots[lot], here, scope.part))
      surplus -= tell_lot(name, lot, surplus, scope.part, order);
}

void Shelf::agree(const std::map<std::string, Amount>& counted, std::optional<Status> status,
                  const std::string& part) {
  const Status only[] = {status.value_or(Status::sellable)};
  for (const auto& [lot, amount] : counted) {
    Amount missing = amount - counted_now(lot, status, part);
    for (const auto& [other, its_amount] : counted) {
      if (missing <= zero) break;
      const Amount surplus = std::min(missing, found({other, status, part}) - its_amount);
      if (surplus <= zero) continue;
      LotHere& here = book_.lots[lot];
      LotHere& others = book_.lots[other];
      const Amount came = std::min(surplus, others.assumed);
      const Amount drawn =
          counted_since(others, here, part) ? zero : std::min(surplus - came, here.presumed_in(part));
      others.assumed -= came;
      for (const auto& [where, fell] : here.unpresume(part, drawn)) others.presume(where, fell);
      Want want{.lot = other, .amount = came + drawn, .order = sellable_first, .part = part};
      want.only_here = true;
      if (status) want.order = only;
      for (const Pick& from : pick(want))
        relot(from.slot, {lot, from.slot.status, from.slot.part}, from.amount);
      missing -= came + drawn;
    }
  }
}

}  // namespace stocktrail::books
