// What is only presumed of lots, and set right by what is told of them. None of it changes a total of a
// status, or of a part of the site.
#include <algorithm>
#include <tuple>
#include <utility>

#include "ledger/books/detail/lorry.h"
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

Amount LotHere::presumed_in(const std::string& part, std::optional<AccountKind> to) const {
  Amount sum;
  for (const auto& [drawn, amount] : presumed)
    if ((part.empty() || drawn.part.empty() || drawn.part == part) && drawn.to == to.value_or(drawn.to))
      sum += amount;
  return sum;
}

void LotHere::presume(const Drawn& drawn, Amount amount) {
  if (!amount.is_zero()) presumed[drawn] += amount;
}

std::map<Drawn, Amount> LotHere::unpresume(const std::string& part, Amount amount,
                                           std::optional<AccountKind> to) {
  const auto turn_of = [&](const Drawn& drawn) {
    const int where = drawn.part == part ? 0 : drawn.part.empty() ? 1 : 2;
    const int what = drawn.to == AccountKind::consumed ? 0 : drawn.to == AccountKind::in_transit ? 1 : 2;
    return std::tuple(where, what, drawn);
  };
  std::vector<Drawn> in_turn;
  for (const auto& [drawn, there] : presumed)
    if (drawn.to == to.value_or(drawn.to)) in_turn.push_back(drawn);
  std::ranges::sort(in_turn, {}, turn_of);
  std::map<Drawn, Amount> gone;
  for (const Drawn& drawn : in_turn) {
    const auto there = presumed.find(drawn);
    const Amount taken = std::min(amount, there->second);
    if (taken <= zero) break;
    gone[drawn] = taken;
    amount -= taken;
    there->second -= taken;
    if (there->second.is_zero()) presumed.erase(there);
  }
  return gone;
}

bool Book::is_presumed(const std::string& lot) const {
  const auto here = lots.find(lot);
  return !lot.empty() && here != lots.end() &&
         (!here->second.presumed.empty() || here->second.assumed > zero);
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
  if (!want.lot.empty()) be_unfit(want.lot, want.order, want.amount, want.part);
  if (!want.part.empty() && !want.only_here) make_room(want.lot, want.order, want.amount, {});
}

/// At most so much of what came under a lot that was only presumed came as another one; gives how much.
Amount Shelf::come_as(const std::string& was, const std::string& is, Amount at_most) {
  LotHere& here = book_.lots[was];
  at_most = std::min(at_most, here.assumed);
  if (at_most <= zero) return {};
  const auto [changed, stays] = change_what_came(world_, site_, good_, was, is, at_most);
  const Amount rest = std::clamp(here.assumed - changed - stays, zero, at_most - changed);
  here.assumed -= changed + rest;
  if (rest > zero) world_.came.push_back({site_, good_, was, is, {}, rest});
  return changed + rest;
}

/// Goods without a lot, and those that came with one that was only presumed, are of this lot; gives how many.
Amount Shelf::turn_out(const std::string& lot, StatusOrder order, Amount amount, const std::string& part) {
  Amount moved;
  const Want others{.lot = {}, .amount = total() + amount, .order = order, .part = part, .only_here = true};
  for (const Pick& other : pick(others)) {
    if (other.slot.lot == lot) continue;
    Amount turned = std::min(amount - moved, other.amount);
    if (!other.slot.lot.empty()) turned = come_as(other.slot.lot, lot, turned);
    if (turned <= zero) continue;
    be_lot(other.slot, {lot, other.slot.status, other.slot.part}, turned);
    moved += turned;
  }
  return moved;
}

/// Goods of two lots in two statuses turn out to be the other way round; gives how much.
Amount Shelf::exchange(const Slot& a, const std::string& b_lot, Status b_status, Amount amount,
                       const std::string& part) {
  Amount moved;
  for (const auto& [slot, there] : stock_of(b_lot)) {
    if (slot.status != b_status || moved == amount || is_elsewhere(slot, part)) continue;
    const Amount both = std::min({amount - moved, there, book_.stock.contains(a) ? book_.stock.at(a) : zero});
    if (both <= zero) continue;
    relot(a, {b_lot, a.status, a.part}, both);
    relot(slot, {a.lot, slot.status, slot.part}, both);
    moved += both;
  }
  return moved;
}

/// Where goods that may not be sold are wanted before others: those of which only the status was told, and no
/// lot, are of this one, before sellable goods of it go.
void Shelf::be_unfit(const std::string& lot, StatusOrder order, Amount amount, const std::string& part) {
  const auto sellable = std::ranges::find(order, Status::sellable);
  if (sellable == order.end()) return;
  for (auto wanted = order.begin(); wanted != sellable; ++wanted) {
    Amount missing = amount - available_in(part, lot, {order.begin(), wanted + 1});
    for (const auto& [line, presumed] : std::map<LotStatus, Amount>(book_.presumed_in))
      if (line.status == *wanted && line.lot != lot)
        for (const auto& [slot, there] : stock_of(lot))
          if (slot.status == Status::sellable && missing > zero && there > zero && !is_elsewhere(slot, part))
            missing -= change_places(line, slot, missing, part);
    for (const auto& [slot, there] : stock_of({})) {
      const Amount turned = std::min(missing, there);
      if (slot.status != *wanted || turned <= zero || is_elsewhere(slot, part)) continue;
      be_lot(slot, {lot, slot.status, slot.part}, turned);
      missing -= turned;
    }
  }
}

/// At most so much of what was presumed to be of the line is of the lot of the slot, and the other way round;
/// gives how much.
Amount Shelf::change_places(const LotStatus& line, const Slot& slot, Amount amount, const std::string& part) {
  const auto presumed = book_.presumed_in.find(line);
  if (presumed == book_.presumed_in.end()) return {};
  const Amount left = presumed->second;
  const Amount moved = exchange(slot, line.lot, line.status, std::min(amount, left), part);
  book_.presumed_in[line] = left - moved;
  book_.presumed_in[{slot.lot, line.status}] += moved;
  std::erase_if(book_.presumed_in, [](const auto& entry) { return entry.second <= zero; });
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
    for (const auto& [slot, there] :
         mine ? StockList(book_.stock.begin(), book_.stock.end()) : stock_of(lot)) {
      if (missing <= zero) return;
      // What it changes places with: another lot in the wanted status, or this one in any other.
      const bool fits =
          mine ? slot.lot != lot && slot.status == wanted : slot.lot == lot && slot.status != wanted;
      if (!fits || there <= zero || is_elsewhere(slot, part)) continue;
      missing -= change_places(line, slot, missing, part);
    }
  }
}

/// Draws that were presumed to be of the lot of `to`, or that found nothing there, were of `from`. So are the
/// goods that were drawn, wherever they went. `presumed`: of that lot they are only presumed, too.
void Shelf::redraw(const Slot& from, const Slot& to, Amount amount, const std::string& part, Word word) {
  std::map<Drawn, Amount> drawn = book_.lots[to.lot].unpresume(part, amount);
  Amount rest = amount;
  for (const auto& [one, its_amount] : drawn) rest -= its_amount;
  if (rest > zero) drawn[{{}, AccountKind::sold}] += rest;  // Of a debt; nobody follows what was sold.
  for (const auto& [one, its_amount] : drawn) {
    const bool is_sent = one.to == AccountKind::in_transit;
    draw_instead(from, to, its_amount, is_sent ? AccountKind::relotted : one.to);
    if (word == Word::presumed && !from.lot.empty()) book_.lots[from.lot].presume(one, its_amount);
    if (is_sent || one.to == AccountKind::consumed)
      world_.redrawn.push_back({site_, good_, to.lot, from.lot, one.to, its_amount});
  }
}

/// What was drawn without a lot beyond what there was, and has come since without a lot, waits for none.
void Shelf::forget_debts() {
  const auto none = book_.lots.find({});
  if (none == book_.lots.end() || none->second.presumed.empty()) return;
  Amount owed;
  for (auto at = book_.stock.begin(); at != book_.stock.end() && at->first.lot.empty(); ++at)
    if (at->second.is_negative()) owed -= at->second;
  auto& waiting = none->second.presumed;
  for (Amount more = none->second.presumed_in({}) - owed; more > zero;) {
    const auto last = std::prev(waiting.end());
    const Amount gone = std::min(more, last->second);
    last->second -= gone;
    more -= gone;
    if (last->second.is_zero()) waiting.erase(last);
  }
  if (waiting.empty() && world_.redrawn.empty()) book_.fed.clear();
}

/// Draws of this lot that were only presumed fall on other lots; gives how much.
Amount Shelf::give_back(const std::string& lot, StatusOrder order, Amount amount, const std::string& part) {
  const LotHere& here = book_.lots[lot];
  Amount left = std::min(amount, here.presumed_in(part));
  Amount moved;
  const Want others{.lot = {}, .amount = total() + amount, .order = order, .part = part, .only_here = true};
  for (const Pick& other : left > zero ? pick(others) : std::vector<Pick>{}) {
    const Slot& slot = other.slot;
    if (slot.lot == lot || left.is_zero()) continue;
    if (counted_since(book_.lots[slot.lot], here, slot.part)) continue;
    const Amount given = std::min(left, other.amount);
    redraw(slot, Slot{lot, slot.status, slot.part}, given, part.empty() ? slot.part : part, Word::presumed);
    left -= given;
    moved += given;
  }
  return moved;
}

/// What was presumed to be drawn from `presumed` is of `told`; gives how much could be set right.
Amount Shelf::tell_drawn(const std::string& presumed, const std::string& told, Amount amount,
                         const std::string& part, StatusOrder order) {
  const Amount most =
      std::min({amount, book_.lots[presumed].presumed_in(part), available_in(part, told, order)});
  if (most <= zero) return {};
  const Want want{.lot = told, .amount = most, .order = order, .part = part, .only_here = true};
  for (const Pick& from : pick(want))
    redraw(from.slot, Slot{presumed, from.slot.status, from.slot.part}, from.amount,
           part.empty() ? from.slot.part : part, Word::told);
  settle(Slot{presumed, Status::sellable, {}});
  watch(told);
  watch(presumed);
  return most;
}

Amount Shelf::tell_sent(const std::string& presumed, const std::string& told, Amount amount) {
  LotHere& here = book_.lots[presumed];
  if (presumed == told) {
    here.unpresume({}, amount, AccountKind::in_transit);
    return amount;
  }
  if (!presumed.empty()) amount = std::min(amount, here.presumed_in({}, AccountKind::in_transit));
  const Amount most = std::min(amount, available_in({}, told, sellable_first));
  for (const Pick& from : pick({.lot = told, .amount = std::max(zero, most)})) {
    draw_instead(from.slot, Slot{presumed, from.slot.status, from.slot.part}, from.amount);
    here.unpresume(from.slot.part, from.amount, AccountKind::in_transit);
  }
  if (Amount rest = amount - most; !presumed.empty() && rest > zero) {
    here.unpresume({}, rest, AccountKind::in_transit);
    rest -= fall(told, presumed, rest);
    if (rest > zero) world_.came.push_back({site_, good_, presumed, told, {}, rest});
  }
  if (most <= zero) return {};
  settle(Slot{presumed, Status::sellable, {}});
  watch(told);
  watch(presumed);
  return most;
}

void Shelf::be_of(const std::string& guessed, const std::string& lot, Amount amount, Word word) {
  LotHere& here = book_.lots[guessed];
  if (guessed == lot) {
    here.assumed -= std::min(here.assumed, amount);
    return;
  }
  const Amount most = guessed.empty() ? amount : std::min(amount, here.assumed);  // Unless a count told it.
  Amount moved;
  for (const Pick& from : pick({.lot = guessed, .amount = most, .order = sellable_first, .exact = true})) {
    here.assumed -= std::min(here.assumed, from.amount);
    be_lot(from.slot, {lot, from.slot.status, from.slot.part}, from.amount);
    moved += from.amount;
  }
  if (word == Word::presumed && !lot.empty()) book_.lots[lot].assumed += moved;
  if (!guessed.empty()) fall(guessed, lot, amount - moved);
}

/// Draws that were presumed to be of one lot are of another, of which nothing is taken for it; gives how
/// much.
Amount Shelf::fall(const std::string& was, const std::string& is, Amount amount) {
  Amount fell;
  for (const auto& [drawn, its_amount] : book_.lots[was].unpresume({}, amount)) {
    fell += its_amount;
    if (!is.empty()) book_.lots[is].presume(drawn, its_amount);
    const bool is_sent = drawn.to == AccountKind::in_transit;
    if (is_sent || drawn.to == AccountKind::consumed)
      world_.redrawn.push_back({site_, good_, was, is, drawn.to, its_amount});
    if (is_sent) continue;
    const Account went = {drawn.to, site_, {}, {}}, other = {AccountKind::relotted, site_, {}, {}};
    for (const auto& [account, sign] : {std::pair(went, its_amount), std::pair(other, -its_amount)}) {
      post(account, was, -sign, world_.now);
      post(account, is, sign, world_.now);
    }
  }
  return fell;
}

/// What was presumed of a lot, which is counted.
void Shelf::set_right(const Scope& scope, Amount counted) {
  const std::string& lot = scope.lot;
  const Status only[] = {scope.status.value_or(Status::sellable)};
  const StatusOrder order = scope.status ? StatusOrder(only) : sellable_first;
  const Amount missing = counted - counted_now(lot, scope.status, scope.part);
  if (missing > zero) make_room(lot, order, available_in(scope.part, lot, order) + missing, scope.part);
  Amount surplus = found(scope) - counted;
  if (surplus <= zero) return;
  for (const auto& [name, here] : std::map<std::string, LotHere>(book_.lots))
    if (surplus > zero && name != lot && !name.empty() && !counted_since(book_.lots[lot], here, scope.part))
      surplus -= tell_drawn(name, lot, surplus, scope.part, order);
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
      const LotHere& here = book_.lots[lot];
      const LotHere& others = book_.lots[other];
      const Amount came = come_as(other, lot, surplus);
      Amount drawn =
          counted_since(others, here, part) ? zero : std::min(surplus - came, here.presumed_in(part));
      missing -= came + drawn;
      Want want{.lot = other, .amount = came + drawn, .order = sellable_first, .part = part};
      want.only_here = true;
      if (status) want.order = only;
      for (const Pick& from : pick(want)) {
        const Slot to{lot, from.slot.status, from.slot.part};
        const Amount again = std::min(drawn, from.amount);
        if (again > zero) redraw(from.slot, to, again, part, Word::presumed);
        if (from.amount > again) be_lot(from.slot, to, from.amount - again);
        drawn -= again;
      }
    }
  }
}

}  // namespace stocktrail::books
