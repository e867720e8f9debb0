// Counts, and what of the stock is in boxes.
#include <algorithm>
#include <utility>

#include "ledger/books/detail/shelf.h"

namespace stocktrail::books {
namespace {

const Amount zero;

}  // namespace

/// Known to be in another part of the site than this one.
bool Shelf::is_elsewhere(const Slot& slot, const std::string& part) const {
  return !part.empty() && !slot.part.empty() && slot.part != part;
}

Amount Shelf::counted_now(const std::string& lot, std::optional<Status> status,
                          const std::string& part) const {
  Amount sum;
  for (const auto& [slot, amount] : book_.stock)
    if ((lot.empty() || slot.lot == lot) && (!status || slot.status == *status) && !is_elsewhere(slot, part))
      sum += amount;
  return sum;
}

Amount Shelf::available_in(const std::string& part, const std::string& lot, StatusOrder order) const {
  Amount sum;
  for (const auto& [slot, amount] : book_.stock)
    if ((lot.empty() || slot.lot == lot) && std::ranges::find(order, slot.status) != order.end() &&
        !amount.is_negative() && !is_elsewhere(slot, part))
      sum += amount;
  return sum;
}

/// In a book of which nothing is known but draws and counts.
bool Shelf::status_was_counted(const std::string& lot, Status status) const {
  if (book_.first_draw)
    return std::ranges::any_of(book_.openings, [&](const Opening& one) {
      return one.slot.status == status && one.slot.lot == lot && one.counted_at < world_.now;
    });
  return std::ranges::any_of(book_.stock, [&](const auto& entry) {
    const Slot& slot = entry.first;
    return slot.status == status && slot.lot == lot && book_.lots.at(lot).first_here < world_.now;
  });
}

/// A first count with nothing but draws before it opens the books: of all, or of a status or lot that was not
/// counted before.
bool Shelf::opens(const std::string& lot, std::optional<Status> status, bool finds_more) const {
  const auto counted_before = [&](const std::optional<Micros>& at) { return at && *at < world_.now; };
  if (book_.came || counted_before(book_.counted_at)) return false;
  if (status && status_was_counted(lot, *status)) return false;
  const auto here = book_.lots.find(lot);
  if (!lot.empty()) return here == book_.lots.end() || !counted_before(here->second.counted_at);
  // Of lots that were counted before, more is of others; less is a difference.
  return finds_more || std::ranges::none_of(book_.lots, [&](const auto& entry) {
           return counted_before(entry.second.counted_at);
         });
}

void Shelf::adjust(const std::string& lot, std::optional<Status> status, Amount difference, Account other,
                   const std::string& part) {
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

/// What was presumed of a lot, which is counted.
void Shelf::set_right(const std::string& lot, Amount counted) {
  const Amount missing = counted - balance(lot);
  if (missing > zero) make_room(lot, sellable_first, available(lot, sellable_first) + missing);
  Amount surplus = balance(lot) - counted;
  for (auto& [name, here] : std::map<std::string, LotHere>(book_.lots))
    if (surplus > zero && name != lot && !name.empty() && here.presumed > zero && !here.counted_at)
      surplus -= tell_lot(name, lot, surplus);
}

void Shelf::agree(const std::map<std::string, Amount>& counted, std::optional<Status> status,
                  const std::string& part) {
  const auto is_other = [&](const PartCount& one) { return one.part != part; };
  if (std::ranges::any_of(book_.counting, is_other) ||
      std::ranges::any_of(book_.stock, [&](const auto& entry) { return is_elsewhere(entry.first, part); }))
    return;
  const Status only[] = {status.value_or(Status::sellable)};
  for (const auto& [lot, amount] : counted) {
    Amount missing = amount - counted_now(lot, status, {});
    for (const auto& [other, its_amount] : counted) {
      const Amount surplus = std::min(missing, counted_now(other, status, {}) - its_amount);
      if (surplus <= zero) continue;
      LotHere& here = book_.lots[lot];
      LotHere& others = book_.lots[other];
      const bool drawn_since =
          !others.counted_at || (here.counted_at && *here.counted_at >= *others.counted_at);
      const Amount came = std::min(surplus, others.assumed);
      const Amount drawn = drawn_since ? std::min(surplus - came, here.presumed) : zero;
      others.assumed -= came;
      here.presumed -= drawn;
      others.presumed += drawn;
      Want want{.lot = other, .amount = came + drawn, .order = sellable_first};
      if (status) want.order = only;
      for (const Pick& from : pick(want))
        relot(from.slot, {lot, from.slot.status, from.slot.part}, from.amount);
      missing -= came + drawn;
    }
  }
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
  for (const auto& [slot, amount] : book_.stock)
    if ((lot.empty() || slot.lot == lot) && (!status || slot.status == *status) && slot.part == part)
      sum += amount;
  return sum;
}

/// So much of what was in no known part is in this one.
void Shelf::stay_in(const std::string& lot, std::optional<Status> status, Amount amount,
                    const std::string& part) {
  for (const auto& [slot, there] : std::map<Slot, Amount>(book_.stock)) {
    const Amount moved = std::min(amount, there);
    if (!slot.part.empty() || moved <= zero || (!lot.empty() && slot.lot != lot) ||
        (status && slot.status != *status))
      continue;
    change(slot, -moved);
    change({slot.lot, slot.status, part}, moved);
    amount -= moved;
  }
}

void Shelf::count(const std::string& lot, std::optional<Status> status, Amount amount,
                  const std::string& part) {
  book_.counting.erase({lot, status, part});
  const bool more_to_come = std::ranges::any_of(
      book_.counting, [&](const PartCount& one) { return one.lot == lot && one.status == status; });
  const bool has_parts = more_to_come || std::ranges::any_of(book_.stock, [&](const auto& entry) {
                           return is_elsewhere(entry.first, part);
                         });
  const bool opening = opens(lot, status, amount > counted_now(lot, status, part));
  const Account other{opening ? AccountKind::opening : AccountKind::counted, site_, {}, {}};
  if (!has_parts && !lot.empty() && !status) set_right(lot, amount);
  if (status && *status != Status::sellable) {
    const Amount missing = amount - counted_now(lot, status, part);
    Want want{.lot = lot, .amount = missing, .order = sellable_only, .part = part};
    want.only_here = true;
    if (missing > zero) restate(want, *status);
  }
  if (!part.empty()) {
    const Amount missing = amount - in_part(lot, status, part);
    stay_in(lot, status, more_to_come ? missing : counted_now(lot, status, part), part);
  }
  const auto counted = [&] {
    return more_to_come ? in_part(lot, status, part) : counted_now(lot, status, part);
  };
  if (opening)  // It held the good when it sold it: no other place sends that.
    std::erase_if(world_.cells.open_sales(good_, {}).open,
                  [&](const Sale& sale) { return sale.site == site_; });
  if (opening && book_.first_draw) posted_at_ = book_.first_draw;
  Amount difference;
  for (int turn = 0; turn < 3; ++turn) {  // What is put may pay a debt first.
    const Amount missing = amount - counted();
    if (missing.is_zero()) break;
    adjust(lot, status, missing, other, part);
    difference += missing;
  }
  posted_at_.reset();
  if (!has_parts && lot.empty() && !status) book_.counted_at = world_.now;
  if (!has_parts && !lot.empty()) {
    LotHere& here = book_.lots[lot];
    here.counted_at = world_.now;
    here.presumed = {};
    if (!status) here.assumed = {};
  }
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
