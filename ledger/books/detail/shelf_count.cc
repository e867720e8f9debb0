// Counts, and what of the stock is in boxes.
#include <algorithm>
#include <utility>

#include "ledger/books/detail/shelf.h"

namespace stocktrail::books {
namespace {

const Amount zero;

/// Goods of these lots and statuses may be the same; of these parts, too.
bool may_be_same(const Scope& a, const Scope& b) {
  return (a.lot == b.lot || a.lot.empty() || b.lot.empty()) &&
         (a.status == b.status || !a.status || !b.status);
}
bool overlap(const Scope& a, const Scope& b) {
  return may_be_same(a, b) && (a.part == b.part || a.part.empty() || b.part.empty());
}

}  // namespace

/// Known to be in another part of the site than this one.
bool Shelf::is_elsewhere(const Slot& slot, const std::string& part) const {
  return !part.empty() && !slot.part.empty() && slot.part != part;
}

Amount Shelf::counted_now(const std::string& lot, std::optional<Status> status,
                          const std::string& part) const {
  Amount sum;
  for (auto at = book_.stock.lower_bound(Slot{lot, {}, {}}); at != book_.stock.end(); ++at) {
    const Slot& slot = at->first;
    if (!lot.empty() && slot.lot != lot) break;
    if ((!status || slot.status == *status) && !is_elsewhere(slot, part)) sum += at->second;
  }
  return sum;
}

Amount Shelf::available_in(const std::string& part, const std::string& lot, StatusOrder order) const {
  Amount sum;
  for (auto at = book_.stock.lower_bound(Slot{lot, {}, {}});
       at != book_.stock.end() && (lot.empty() || at->first.lot == lot); ++at)
    if (const auto& [slot, amount] = *at; !amount.is_negative() && !is_elsewhere(slot, part) &&
                                          std::ranges::find(order, slot.status) != order.end())
      sum += amount;
  return sum;
}

/// A first count with nothing but draws before it opens the books of what it tells of, and so do all counts
/// of its instant. Of what was counted before it finds a difference; what it tells of more is of the rest.
bool Shelf::opens(const Scope& scope, bool finds_more) const {
  if (book_.came) return false;
  const auto was_counted = [&](const Scope& wider) {
    const auto before = book_.counted.find(wider);
    return before != book_.counted.end() && before->second < world_.now;
  };
  for (const std::string& lot : {scope.lot, std::string()})
    for (const std::optional<Status> status : {scope.status, std::optional<Status>()})
      for (const std::string& part : {scope.part, std::string()})
        if (was_counted({lot, status, part})) return false;
  return finds_more || std::ranges::none_of(book_.counted, [&](const auto& before) {
           return before.second < world_.now && overlap(before.first, scope);
         });
}

void Shelf::adjust(const std::string& lot, std::optional<Status> status, Amount difference,
                   const Account& other, const std::string& part) {
  if (difference > zero) {
    put({lot, status.value_or(Status::sellable), part}, difference, other);
    return;
  }
  const Status only[] = {status.value_or(Status::sellable)};
  Want want{.lot = lot, .amount = -difference, .order = sellable_first, .part = part};
  want.only_here = !part.empty();
  if (status) want.order = only;
  take(want, other);
}

/// Another part is still to be counted at this instant, and may have some of it.
bool Shelf::more_to_come(const Scope& scope) const {
  if (scope.part.empty()) return false;
  const auto may_have_some = [&](const Scope& one) {
    return one.part != scope.part && may_be_same(one, scope);
  };
  if (scope.lot.empty()) return std::ranges::any_of(book_.counting, may_have_some);
  for (const std::string& lot : {scope.lot, std::string()})
    for (auto at = book_.counting.lower_bound({lot, {}, {}}); at != book_.counting.end() && at->lot == lot;
         ++at)
      if (may_have_some(*at)) return true;
  return false;
}

/// What the books have of it, without what may be in parts that are still to be counted.
Amount Shelf::found(const Scope& scope) const {
  return more_to_come(scope) ? in_part(scope.lot, scope.status, scope.part)
                             : counted_now(scope.lot, scope.status, scope.part);
}

/// Nothing is presumed any more of a lot that was counted.
void Shelf::be_counted(const Scope& scope) {
  if (!book_.came) book_.counted.try_emplace(scope, world_.now);
  if (scope.lot.empty()) return;
  LotHere& here = book_.lots[scope.lot];
  Amount guessed = here.assumed + here.presumed_in({});
  if (!here.presumed_in({}, AccountKind::consumed).is_zero())
    world_.redrawn.push_back({site_, good_, scope.lot, scope.lot, AccountKind::consumed, {}});
  if (scope.part.empty()) {
    here.counted_at.clear();
    here.presumed.clear();
  } else {
    const bool is_last = !more_to_come(scope);
    std::erase_if(here.presumed, [&](const auto& one) {
      return one.first.part == scope.part || (is_last && one.first.part.empty());
    });
  }
  here.counted_at[scope.part] = world_.now;
  if (!scope.status) here.assumed = std::clamp(balance(scope.lot) - found(scope), zero, here.assumed);
  guessed -= here.assumed + here.presumed_in({});
  if (guessed > zero) world_.came.push_back({site_, good_, scope.lot, scope.lot, {}, guessed});
}

void Shelf::note_difference(const std::string& lot, Amount difference) {
  if (difference.is_zero()) return;
  world_.journal.note({DiscrepancyKind::count_differs,
                       world_.fact->event,
                       {},
                       world_.now,
                       site_,
                       {},
                       good_,
                       lot,
                       difference,
                       {}});
}

/// Known to be just there.
Amount Shelf::in_part(const std::string& lot, std::optional<Status> status, const std::string& part) const {
  Amount sum;
  for (auto at = book_.stock.lower_bound(Slot{lot, {}, {}});
       at != book_.stock.end() && (lot.empty() || at->first.lot == lot); ++at)
    if (const Slot& slot = at->first; (!status || slot.status == *status) && slot.part == part)
      sum += at->second;
  return sum;
}

/// So much of what was in no known part is in this one.
void Shelf::stay_in(const std::string& lot, std::optional<Status> status, Amount amount,
                    const std::string& part) {
  if (amount <= zero) return;
  for (const auto& [slot, there] :
       lot.empty() ? StockList(book_.stock.begin(), book_.stock.end()) : stock_of(lot)) {
    const Amount moved = std::min(amount, there);
    if (!slot.part.empty() || moved <= zero || (status && slot.status != *status)) continue;
    change(slot, -moved);
    change({slot.lot, slot.status, part}, moved);
    amount -= moved;
  }
}

void Shelf::count(const Scope& scope, Amount amount) {
  const auto& [lot, status, part] = scope;
  book_.counting.erase(scope);
  if (!lot.empty()) set_right(scope, amount);
  if (status && *status != Status::sellable) {
    const Amount missing = amount - counted_now(lot, status, part);
    Want want{.lot = lot, .amount = missing, .order = sellable_only, .part = part};
    want.only_here = true;
    if (missing > zero) restate(want, *status);
  }
  if (!part.empty()) {
    const Amount missing = amount - in_part(lot, status, part);
    stay_in(lot, status, more_to_come(scope) ? missing : counted_now(lot, status, part), part);
  }
  const bool opening = opens(scope, amount > found(scope));
  const Account other{opening ? AccountKind::opening : AccountKind::counted, site_, {}, {}};
  if (opening)  // It held the good when it sold it: no other place sends that.
    std::erase_if(world_.cells.open_sales(good_, {}).open,
                  [&](const Sale& sale) { return sale.site == site_; });
  if (opening && book_.first_draw) posted_at_ = book_.first_draw;
  Amount difference;
  for (int turn = 0; turn < 3; ++turn) {  // What is put may pay a debt first.
    const Amount missing = amount - found(scope);
    if (missing.is_zero()) break;
    adjust(lot, status, missing, other, part);
    difference += missing;
  }
  posted_at_.reset();
  be_counted(scope);
  if (!opening) note_difference(lot, difference);
}

void Book::hold(const std::string& box, const LotStatus& line, Amount change, Micros now) {
  if (change.is_zero()) return;
  Hold& held = boxes[box];
  if (held.lines.empty()) held.since = now;
  Amount& amount = held.lines[line];
  amount += change;
  boxed += change;
  if (amount.is_zero()) held.lines.erase(line);
  if (held.lines.empty()) boxes.erase(box);
}

void Book::release(const std::string& box) {
  const auto found = boxes.find(box);
  if (found == boxes.end()) return;
  for (const auto& [line, amount] : found->second.lines) boxed -= amount;
  boxes.erase(found);
}

void Shelf::unbox(const std::string& box, const std::string& lot, Amount amount) {
  const auto found = book_.boxes.find(box);
  if (found == book_.boxes.end()) return;
  const std::map<LotStatus, Amount> lines = found->second.lines;
  for (const bool exact : {true, false}) {  // Of this lot, then of none.
    for (const auto& [line, held] : lines) {
      const bool fits = exact ? line.lot == lot : line.lot != lot && (lot.empty() || line.lot.empty());
      if (!fits || amount <= zero) continue;
      const Amount part = std::min(held, amount);
      book_.hold(box, line, -part, world_.now);
      amount -= part;
    }
  }
}

/// Goods that were taken by quantity beyond the loose ones were in the boxes here, the oldest first: of a lot
/// at most what the boxes, with `to_come`, hold beyond its balance.
void Shelf::shrink_boxes(const std::string& lot, Amount taken, Amount total_before, Amount to_come) {
  const Amount before = std::max(zero, book_.boxed - total_before);
  Amount missing = std::min(taken, std::max(zero, book_.boxed - (total_before - taken)) - before);
  if (missing > zero && !lot.empty()) {
    Amount beyond = to_come - balance(lot);
    for (const auto& [box, hold] : book_.boxes)
      for (const auto& [line, held] : hold.lines)
        if (line.lot.empty() || line.lot == lot) beyond += held;
    missing = std::min(missing, beyond);
  }
  if (missing <= zero) return;
  std::vector<std::pair<Micros, std::string>> oldest;
  for (const auto& [box, hold] : book_.boxes) oldest.emplace_back(hold.since, box);
  std::ranges::sort(oldest);
  for (const auto& [since, box] : oldest) {
    if (missing <= zero) return;
    Amount in_it;
    for (const auto& [line, held] : book_.boxes.at(box).lines)
      if (lot.empty() || line.lot.empty() || line.lot == lot) in_it += held;
    const Amount part = std::min(in_it, missing);
    unbox(box, lot, part);
    missing -= part;
  }
}

void Shelf::box_up(const std::string& box, const LotStatus& line, Amount amount) {
  if (amount <= zero) return;
  const Amount loose = std::max(zero, total() - book_.boxed);
  std::map<LotStatus, Amount> mine;  // What is in this one is not taken out for it.
  Micros since = world_.now;
  if (const auto here = book_.boxes.find(box); amount > loose && here != book_.boxes.end()) {
    mine = here->second.lines;
    since = here->second.since;
    book_.release(box);
  }
  Amount to_come = amount;
  for (const auto& [held, there] : mine)
    if (held.lot.empty() || held.lot == line.lot) to_come += there;
  shrink_boxes(line.lot, std::min(book_.boxed, std::max(zero, amount - loose)), book_.boxed, to_come);
  for (const auto& [held, there] : mine) book_.hold(box, held, there, since);
  book_.hold(box, line, amount, world_.now);
}

}  // namespace stocktrail::books
