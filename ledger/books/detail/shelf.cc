#include "ledger/books/detail/shelf.h"

#include <algorithm>
#include <functional>
#include <tuple>
#include <utility>

#include "ledger/books/detail/owning.h"
#include "ledger/books/detail/recalls.h"

namespace stocktrail::books {
namespace {

const Amount zero;

std::size_t rank_in(StatusOrder order, Status status) {
  return static_cast<std::size_t>(std::ranges::find(order, status) - order.begin());
}

}  // namespace

std::vector<Discrepancy> conclusions(const std::string& site, const Good& good, const Book& book) {
  std::vector<Discrepancy> found;
  for (const auto& [lot, here] : book.lots) {
    if (!here.short_by) continue;
    Amount balance;
    for (auto at = book.stock.lower_bound(Slot{lot, {}, {}}); at != book.stock.end() && at->first.lot == lot;
         ++at)
      balance += at->second;
    found.push_back({DiscrepancyKind::not_there,
                     *here.short_by,
                     {},
                     here.short_since,
                     site,
                     {},
                     good,
                     lot,
                     -balance,
                     {}});
  }
  return found;
}

Shelf::Shelf(World& world, std::string site, Good good)
    : world_(world), site_(std::move(site)), good_(std::move(good)), book_(world.cells.book(site_, good_)) {}

Amount Shelf::total() const {
  return book_.total;
}

Amount Shelf::balance(const std::string& lot) const {
  Amount sum;
  for (auto at = book_.stock.lower_bound(Slot{lot, {}, {}}); at != book_.stock.end() && at->first.lot == lot;
       ++at)
    sum += at->second;
  return sum;
}

Shelf::StockList Shelf::stock_of(const std::string& lot) const {
  StockList stock;
  for (auto at = book_.stock.lower_bound(Slot{lot, {}, {}}); at != book_.stock.end() && at->first.lot == lot;
       ++at)
    stock.push_back(*at);
  return stock;
}

Amount Shelf::available(const std::string& lot, StatusOrder order) const {
  return available_in({}, lot, order);
}

Amount Shelf::possible(const std::string& lot) const {
  if (lot.empty()) return available({}, sellable_first);
  const auto told = book_.lots.find(lot);
  Amount drawn = told == book_.lots.end() ? zero : told->second.presumed_in({});
  auto here = book_.lots.begin();  // Of the slot's lot, in step with the stock.
  const std::string* last = nullptr;
  Amount assumed;  // What is left of it.
  Amount sum;
  for (const auto& [slot, amount] : book_.stock) {
    if (amount.is_negative()) continue;
    if (last == nullptr || *last != slot.lot) {
      while (here->first < slot.lot) ++here;
      assumed = here->second.assumed;
      last = &slot.lot;
    }
    const Amount mine = slot.lot == lot || slot.lot.empty() ? amount : std::min(amount, assumed);
    const Amount others = std::min(drawn, amount - mine);
    assumed -= std::min(assumed, mine);
    drawn -= others;
    sum += mine + others;
  }
  return sum;
}

Account Shelf::on_hand(const Slot& slot) const {
  return {AccountKind::on_hand, slot.part.empty() ? site_ : slot.part, {}, slot.status};
}

void Shelf::post(const Account& account, const std::string& lot, Amount amount, Micros at) {
  world_.journal.post({at, account, good_, lot, amount});
}

void Shelf::change(const Slot& slot, Amount amount) {
  if (amount.is_zero()) return;
  Amount& stock = book_.stock[slot];
  stock += amount;
  book_.total += amount;
  if (stock.is_zero()) book_.stock.erase(slot);
  LotHere& here = book_.lots[slot.lot];
  if (here.first_here == Micros{}) here.first_here = world_.now;
  post(on_hand(slot), slot.lot, amount, posted_at_.value_or(world_.now));
  if (posted_at_) book_.openings.push_back({*posted_at_, world_.now, slot, amount});
}

/// No more of a lot is presumed than there is of it.
void Shelf::clamp(const Slot& left) {
  LotHere& here = book_.lots[left.lot];
  here.assumed = std::min(here.assumed, std::max(zero, balance(left.lot)));
  const auto presumed = book_.presumed_in.find({left.lot, left.status});
  if (presumed == book_.presumed_in.end()) return;
  presumed->second = std::min(presumed->second, std::max(zero, counted_now(left.lot, left.status, {})));
  if (presumed->second.is_zero()) book_.presumed_in.erase(presumed);
}

/// The same goods under another lot: the counterparts sum to zero over the lots. `counterpart`: where goods
/// went that were drawn under one lot, and are of the other.
void Shelf::relot(const Slot& from, const Slot& to, Amount amount, AccountKind counterpart) {
  change(from, -amount);
  change(to, amount);
  clamp(from);
  if (from.lot == to.lot) return;
  const Account other{counterpart, site_, {}, {}};
  post(other, from.lot, amount, posted_at_.value_or(world_.now));
  post(other, to.lot, -amount, posted_at_.value_or(world_.now));
}

namespace {

/// When it is drawn from, before all that sort after it.
struct Turn {
  std::size_t status = 0;
  int wanted_part = 0;  // If a part is wanted.
  bool is_fit = false;  // Where what may not be sold goes first.
  bool has_lot = false;
  bool is_beyond = false;  // Its lot is not looked at.
  bool is_unfit = false;
  std::int64_t expires_at = 0, first_here = 0;
  std::string_view lot;
  int part_rank = 0;
  std::string_view part;
  auto operator<=>(const Turn&) const = default;
};

}  // namespace

struct Shelf::Choice {
  Turn turn;
  const std::pair<const Slot, Amount>* stock = nullptr;
};

Shelf::Choice Shelf::choice(const std::pair<const Slot, Amount>& stock, const Want& want) const {
  const Slot& slot = stock.first;
  const int part_rank = slot.part == want.part ? 0 : slot.part.empty() ? 1 : 2;
  const auto here = book_.lots.find(slot.lot);
  return {{.status = rank_in(want.order, slot.status),
           .wanted_part = want.part.empty() ? 0 : part_rank,
           .is_fit = want.unfit_first,
           .has_lot = !slot.lot.empty(),
           .first_here = here == book_.lots.end() ? 0 : to_i64(here->second.first_here),
           .lot = slot.lot,
           .part_rank = part_rank,
           .part = slot.part},
          &stock};
}

/// What may be sold comes first (or last), and of that what expires first. Each lot that is looked at is one
/// that this row depends on, so of very many only those are that came first.
void Shelf::look_at_lots(std::vector<Choice>& choices) const {
  if (choices.size() > lots_compared_max) std::ranges::sort(choices, {}, &Choice::turn);
  for (std::size_t i = 0; i < choices.size(); ++i) {
    Turn& turn = choices[i].turn;
    turn.is_beyond = i >= lots_compared_max;
    if (turn.is_beyond || !turn.has_lot) continue;
    const std::string& lot = choices[i].stock->first.lot;
    turn.expires_at = to_i64(world_.cells.lot(good_.product, lot).expires_at().value_or(Micros{INT64_MAX}));
    turn.is_unfit = !may_be_sold(world_, good_.product, lot);
    turn.is_fit = turn.is_fit && !turn.is_unfit;
  }
}

std::vector<Shelf::Pick> Shelf::pick(const Want& want) const {
  const bool is_of_any = want.lot.empty() && !want.exact;
  std::vector<Choice> choices;
  for (auto at = is_of_any ? book_.stock.begin() : book_.stock.lower_bound(Slot{want.lot, {}, {}});
       at != book_.stock.end() && (is_of_any || at->first.lot == want.lot); ++at)
    if (const auto& [slot, amount] = *at; !amount.is_negative() &&
                                          rank_in(want.order, slot.status) < want.order.size() &&
                                          !(want.only_here && is_elsewhere(slot, want.part)))
      choices.push_back(choice(*at, want));
  if (choices.size() > 1) look_at_lots(choices);
  const auto next = [](const Choice& one) { return one.turn; };
  std::ranges::make_heap(choices, std::greater(), next);  // Mostly the first few are enough.
  std::vector<Pick> picks;
  for (Amount left = want.amount; left > zero && !choices.empty(); choices.pop_back()) {
    std::ranges::pop_heap(choices, std::greater(), next);
    const auto& [slot, amount] = *choices.back().stock;
    picks.push_back({slot, std::min(amount, left)});
    left -= picks.back().amount;
  }
  return picks;
}

/// What comes, and may be sold, pays what was drawn before it was told.
void Shelf::settle(const Slot& came) {
  forget_debts();
  const auto pay = [&](const Slot& debt) {
    const auto owed = book_.stock.find(debt);
    const Want want{.lot = came.lot, .amount = -owed->second, .order = sellable_only, .exact = true};
    for (const Pick& pick_ : pick(want)) {
      if (debt.lot.empty() && !came.lot.empty()) {
        redraw(pick_.slot, debt, pick_.amount, {}, Word::presumed);
      } else {
        draw_instead(pick_.slot, debt, pick_.amount);
      }
    }
  };
  std::vector<Slot> debts;
  for (const auto& [slot, amount] : book_.stock)
    if (amount.is_negative() && (slot.lot == came.lot || slot.lot.empty() || came.lot.empty()))
      debts.push_back(slot);
  std::ranges::stable_sort(debts, [&](const Slot& a, const Slot& b) {
    return std::tuple(a.lot != came.lot, a) < std::tuple(b.lot != came.lot, b);
  });
  for (const Slot& debt : debts) {
    pay(debt);
    watch(debt.lot);
  }
}

/// Since when, and by which event, a balance is negative.
void Shelf::watch(const std::string& lot) {
  const auto found = book_.lots.find(lot);
  if (found == book_.lots.end()) return;
  if (!balance(lot).is_negative()) {
    found->second.short_by.reset();
  } else if (!found->second.short_by) {
    found->second.short_by = world_.fact->event;
    found->second.short_since = world_.now;
  }
}

void Shelf::put(const Slot& slot, Amount amount, const Account& other, const Owners& whose) {
  if (amount.is_zero()) return;
  change(slot, amount);
  gain(slot.lot, amount, whose_comes(other.kind, slot.lot, whose));
  post(other, slot.lot, -amount, posted_at_.value_or(world_.now));
  const bool is_found = other.kind == AccountKind::opening || other.kind == AccountKind::counted;
  const bool is_back =
      other.kind == AccountKind::sold || (other.kind == AccountKind::in_transit && other.from == site_);
  if (!is_found && !is_back) {
    book_.came = true;
    book_.counted.clear();  // No count opens anything from now on.
  }
  settle(slot);
  watch(slot.lot);
}

std::vector<Taken> Shelf::take(const Want& want, Account other) {
  std::vector<Taken> taken;
  if (want.amount <= zero) return taken;
  if (!book_.first_draw) book_.first_draw = world_.now;
  const Amount total_before = total();
  make_room(want);
  const Amount assumed = want.lot.empty() ? zero : book_.lots[want.lot].assumed;
  Amount left = want.amount;
  const std::optional<Owner> owner = owner_drawn(world_, site_);
  for (const Pick& from : pick(want)) {
    const bool presumed = want.lot.empty() && !from.slot.lot.empty();
    Owners whose = lose(from.slot.lot, from.amount, owner);
    change(from.slot, -from.amount);
    clamp(from.slot);
    if (presumed) book_.lots[from.slot.lot].presume({from.slot.part, other.kind}, from.amount);
    taken.push_back({from.slot, from.amount, presumed, std::move(whose)});
    left -= from.amount;
  }
  if (assumed > zero)  // So much came under this lot indeed.
    if (const Amount told = assumed - book_.lots[want.lot].assumed; told > zero)
      world_.came.push_back({site_, good_, want.lot, want.lot, {}, told});
  if (left > zero) {
    const Slot debt{want.lot, Status::sellable, {}};
    Owners whose = lose(want.lot, left, owner);
    change(debt, -left);
    if (want.lot.empty() && other.kind != AccountKind::sold) book_.lots[{}].presume({{}, other.kind}, left);
    taken.push_back({debt, left, false, std::move(whose)});
  }
  for (const Taken& part : taken) {
    if (other.kind == AccountKind::in_transit) other.status = part.slot.status;
    post(other, part.slot.lot, part.amount, posted_at_.value_or(world_.now));
    if (other.kind == AccountKind::consumed)
      world_.used.push_back({site_, good_, part.slot.lot, part.presumed});
    watch(part.slot.lot);
  }
  if (want.box != nullptr) {
    unbox(*want.box, want.lot, want.amount);
  } else {
    shrink_boxes(want.lot, want.amount, total_before);
  }
  return taken;
}

Amount Shelf::restate(const Want& want, Status status) {
  std::vector<Status> order(want.order.begin(), want.order.end());
  std::erase(order, status);
  Want exact = want;
  exact.order = order;
  exact.unfit_first = status == Status::expired || status == Status::recalled;
  make_room(exact);
  Amount moved;
  for (const Pick& from : pick(exact)) {
    change(from.slot, -from.amount);
    change({from.slot.lot, status, from.slot.part}, from.amount);
    clamp(from.slot);
    if (want.lot.empty() && !from.slot.lot.empty()) book_.presumed_in[{from.slot.lot, status}] += from.amount;
    moved += from.amount;
  }
  return moved;
}

Amount Shelf::put_away(const std::string& lot, Amount amount, const std::string& from,
                       const std::string& to) {
  Amount moved;
  // Draws from there, or goods there, that nobody told a lot of; not what is of this lot in another part.
  const bool is_guessed = std::ranges::any_of(book_.stock, [&](const auto& entry) {
    return entry.first.lot.empty() && entry.first.part == from && entry.second > zero;
  });
  if (is_guessed || book_.lots[lot].presumed_in(from) > zero || balance(lot) < amount)
    make_room(lot, sellable_first, amount, from);
  Want want{.lot = lot, .amount = total() + amount, .order = sellable_first, .part = from};
  for (const Pick& pick_ : pick(want)) {
    if (pick_.slot.part == to || is_elsewhere(pick_.slot, from) || moved == amount) continue;
    const Amount part = std::min(pick_.amount, amount - moved);
    change(pick_.slot, -part);
    change({pick_.slot.lot, pick_.slot.status, to}, part);
    moved += part;
  }
  return moved;
}

}  // namespace stocktrail::books
