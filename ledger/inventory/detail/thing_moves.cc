// Serialised items and containers: each is moved from where its record says it is.
#include <algorithm>

#include "ledger/inventory/detail/event_fold.h"

namespace stocktrail::inventory {

namespace {

constexpr std::string_view place_key_prefix = "https://id.gs1.org/414/";

bool is_counted(const gs1::Key& key) {
  return key.type() == gs1::KeyType::sgtin;
}

/// Both are told and are not parts of one site.
bool differ(std::string_view a, std::string_view b) {
  return !a.empty() && !b.empty() && site_of(a) != site_of(b);
}

Where on_hand_at(std::string place) {
  return {AccountKind::on_hand, std::move(place), {}};
}

}  // namespace

Good EventFold::own_good(const gs1::Key& key, const std::string& lot) const {
  const std::optional<gs1::Key> product = key.product_key();
  ST_CHECK(product.has_value());
  return {product->text(), lot, {}};
}

void EventFold::open(DiscrepancyKind kind, const gs1::Key& key, const std::string& other_place) {
  const Good good = is_counted(key) ? own_good(key, std::string(key.lot())) : Good{};
  books_.open(kind, after_, good, {}, other_place, key.text());
}

/// The event's own places were checked before.
bool EventFold::may_report_at(const std::string& place) const {
  return place.empty() || place == before_ || place == after_ || may_report_(place);
}

/// Who may not report at a place takes nothing out of its stock and puts nothing into it. What arrives at a
/// place of the issuer's has left the one before it, whoever that belongs to: this is a signed fact.
bool EventFold::is_entitled(const gs1::Key& key, const Where& from, const Where& to) {
  const bool arrives = to.kind == AccountKind::on_hand && !to.place.empty();
  const Where& at = arrives ? to : from;
  if (at.kind != AccountKind::on_hand || may_report_at(at.place)) return true;
  const Good good = is_counted(key) ? own_good(key, std::string(key.lot())) : Good{};
  books_.open(DiscrepancyKind::not_entitled, at.place, good, {}, after_, key.text());
  return false;
}

/// Itself, if it is counted, and all that is in it.
Lines EventFold::carried_by(const gs1::Key& key, const Thing& thing) {
  Lines carried = things_.lines(thing_id(key));
  if (is_counted(key)) carried[{own_good(key, thing.lot), thing.status}] += Amount::pieces(1);
  lines_moved_ += carried.size();
  return carried;
}

void EventFold::move_things(const std::vector<gs1::Key>& keys, Move move) {
  if (move == Move::none) return;
  std::set<std::string> named;
  for (const gs1::Key& key : keys) named.insert(thing_id(key));
  std::set<std::string> done;
  for (const gs1::Key& key : keys) {
    const std::string id = thing_id(key);
    if (!done.insert(id).second) continue;
    const std::optional<Thing> thing = things_.load(id);
    // What is in another thing of this list moves with it.
    const bool carried =
        thing && std::ranges::any_of(things_.around(*thing),
                                     [&](const std::string& container) { return named.contains(container); });
    if (!carried) move_thing(key, move);
  }
}

void EventFold::move_thing(const gs1::Key& key, Move move) {
  std::optional<Thing> thing = things_.load(thing_id(key));
  if (!thing) return move_new_thing(key, move);
  if (move == Move::make) return make_known_thing(key, std::move(*thing));
  if (is_late(key, *thing)) return;
  if (move == Move::restate) return restate_thing(key, std::move(*thing));
  const std::optional<Where> target = target_of(key, *thing, move);
  if (!target) return;
  std::optional<Status> status = status_;
  if (thing->where.kind == AccountKind::sold && target->inside() && !status) status = Status::held;
  relocate(key, *thing, *target, status);
  things_.save(thing_id(key), std::move(*thing));
}

/// What happened later was reported before: the record shows the later state already.
bool EventFold::is_late(const gs1::Key& key, const Thing& thing) {
  if (event_.event_time.at >= thing.last_time) return false;
  open(DiscrepancyKind::out_of_order, key);
  return true;
}

/// Where a thing is after its first event.
Where EventFold::first_place(Move move) const {
  switch (move) {
    case Move::ship:
    case Move::depart:
      return {AccountKind::in_transit, destination_, site_of(before_)};
    case Move::sell:
    case Move::consume:
    case Move::destroy:
    case Move::lose:
      return {outside_of(move), {}, {}};
    case Move::void_ship:
      return on_hand_at(before_);
    default:
      return on_hand_at(after_);
  }
}

/// The account that has to give a piece which nothing brought: its making pays it back. None if the books had
/// a piece of the kind, e.g. because the lot was made by quantity.
std::optional<Account> EventFold::owed_account(const Good& good, Move move) {
  const Amount one = Amount::pieces(1);
  const bool leaves = first_place(move).kind != AccountKind::on_hand;
  const std::string& place = leaves ? before_ : after_;
  if (draw_on_hand(books_, place, good, one, draw_order(move)).missing.is_zero()) return std::nullopt;
  if (leaves || move == Move::restate) return Account{AccountKind::on_hand, Status::sellable, place, {}};
  std::vector<std::string> destinations = destinations_here();
  destinations.emplace_back();
  const Drawn drawn = draw_in_transit(books_, destinations, sources(), good, one, OnTheWay::any);
  if (drawn.missing.is_zero() || move == Move::give_back || move == Move::void_ship) return std::nullopt;
  return Account{AccountKind::unknown, {}, {}, {}};
}

/// A piece without a record is like any other of its kind: it is taken from the balance of its product and
/// lot.
void EventFold::move_new_thing(const gs1::Key& key, Move move) {
  Thing thing;
  thing.where = first_place(move);
  thing.status = status_.value_or(move == Move::give_back ? Status::held : Status::sellable);
  thing.lot = key.lot();
  if (is_counted(key)) {
    if (move == Move::make && thing.lot.empty()) thing.lot = event_.ilmd.lot;
    const Good good = own_good(key, thing.lot);
    if (move != Move::make) thing.owed = owed_account(good, move);
    is_piece_ = true;
    move_good(good, Amount::pieces(1), move);
    is_piece_ = false;
  }
  things_.save(thing_id(key), std::move(thing));
}

/// A making that is reported after what happened to the piece pays what it was taken from. It also tells the
/// lot: in the books the piece is one of that lot from now on.
void EventFold::pay_owed(const gs1::Key& key, Thing& thing) {
  const Account made{AccountKind::made, {}, {}, {}};
  const Amount one = Amount::pieces(1);
  const std::string lot = key.lot().empty() ? event_.ilmd.lot : std::string(key.lot());
  const Good before = own_good(key, thing.lot);
  const Good good = own_good(key, lot.empty() ? thing.lot : lot);
  if (good == before) {
    books_.move(made, *thing.owed, good, one);
  } else {
    const Status status = status_there(thing.where, before, thing.status, one);
    const Account there = account_at(thing.where, status);
    books_.move(there, *thing.owed, before, one);
    books_.move(made, there, good, one);
    for (const std::string& container : things_.around(thing)) {
      things_.take_from_lines(container, {{{before, status}, one}});
      things_.add_to_line(container, {good, status}, one);
    }
    thing.lot = good.lot;
  }
  thing.owed.reset();
}

void EventFold::make_known_thing(const gs1::Key& key, Thing thing) {
  if (thing.owed && is_counted(key)) {
    pay_owed(key, thing);
  } else if (is_late(key, thing)) {
    return;
  } else if (is_counted(key) && thing.where.inside()) {
    return open(DiscrepancyKind::made_twice, key, thing.where.place);
  } else if (is_counted(key)) {
    thing.status = status_.value_or(Status::sellable);
    thing.where = on_hand_at(after_);
    books_.move({AccountKind::made, {}, {}, {}}, account_at(thing.where, thing.status),
                own_good(key, thing.lot), Amount::pieces(1));
  } else if (things_.lines(thing_id(key)).empty()) {
    thing.where = on_hand_at(after_);
  }
  things_.save(thing_id(key), std::move(thing));
}

std::optional<Where> EventFold::target_of(const gs1::Key& key, const Thing& thing, Move move) {
  switch (move) {
    case Move::ship:
    case Move::depart:
      return target_of_sending(key, thing, move);
    case Move::receive:
    case Move::give_back:
    case Move::accept:
    case Move::store:
      return target_of_arrival(key, thing);
    case Move::sell:
    case Move::consume:
    case Move::destroy:
    case Move::lose:
      return target_outside(key, thing, move);
    case Move::void_ship:
      return target_of_voiding(key, thing);
    default:
      return std::nullopt;
  }
}

std::optional<Where> EventFold::target_of_sending(const gs1::Key& key, const Thing& thing, Move move) {
  const Where& where = thing.where;
  Where target{AccountKind::in_transit, destination_, site_of(before_.empty() ? where.place : before_)};
  if (where.kind == AccountKind::on_hand) {
    if (!is_entitled(key, where, target)) return std::nullopt;
    if (differ(where.place, before_)) open(DiscrepancyKind::misplaced, key, where.place);
    return target;
  }
  if (where.kind == AccountKind::in_transit) {  // A step on its way, told by who passes it on.
    if (move == Move::depart || (destination_.empty() && !differ(where.from, before_))) return std::nullopt;
    if (destination_.empty()) target.place = where.place;
    if (before_.empty()) target.from = where.from;
    return target;
  }
  if (where.kind == AccountKind::sold) return std::nullopt;  // An online order leaves after its sale.
  open(DiscrepancyKind::already_gone, key);
  return target;
}

std::optional<Where> EventFold::target_of_arrival(const gs1::Key& key, const Thing& thing) {
  const Where& where = thing.where;
  Where target = on_hand_at(after_);
  if (where.inside() && after_.empty()) target.place = where.place;
  if (!is_entitled(key, where, target)) return std::nullopt;
  if (where.kind == AccountKind::on_hand) {
    if (differ(where.place, after_)) open(DiscrepancyKind::misplaced, key, where.place);
  } else if (where.kind == AccountKind::in_transit) {
    const bool to_a_place = where.place.starts_with(place_key_prefix);
    if (to_a_place && differ(where.place, after_)) open(DiscrepancyKind::misplaced, key, where.place);
  } else if (where.kind != AccountKind::sold) {
    open(DiscrepancyKind::already_gone, key);
  }
  return target;
}

std::optional<Where> EventFold::target_outside(const gs1::Key& key, const Thing& thing, Move move) {
  const Where& where = thing.where;
  const Where target{outside_of(move), {}, {}};
  if (!is_entitled(key, where, target)) return std::nullopt;
  if (where.kind == AccountKind::on_hand && differ(where.place, before_)) {
    open(DiscrepancyKind::misplaced, key, where.place);
  }
  // Sold goods are rightly used up or destroyed later; what is gone in any other way cannot go again.
  if (!where.inside() && (where.kind != AccountKind::sold || move == Move::sell)) {
    open(DiscrepancyKind::already_gone, key);
  }
  if (where == target) return std::nullopt;
  return target;
}

std::optional<Where> EventFold::target_of_voiding(const gs1::Key& key, const Thing& thing) {
  const Where& where = thing.where;
  if (where.kind != AccountKind::in_transit) return std::nullopt;
  const Where target = on_hand_at(before_.empty() ? where.from : before_);
  if (!is_entitled(key, where, target)) return std::nullopt;
  if (differ(where.from, before_)) open(DiscrepancyKind::misplaced, key, where.from);
  return target;
}

/// The status in which the books have the goods: the recorded one, unless stock was restated by quantity
/// since.
Status EventFold::status_there(const Where& where, const Good& good, Status recorded, Amount amount) {
  if (!where.inside() || books_.balance(account_at(where, recorded), good) >= amount) return recorded;
  for (const Status status : statuses) {
    if (books_.balance(account_at(where, status), good) >= amount) return status;
  }
  return recorded;
}

/// A recall ends only by a word that says so; a word that says nothing else changes no other status.
Status EventFold::status_after(Status before, std::optional<Status> status) const {
  if (!status) return before;
  const bool only_lifts = !status_ && unsets_recall(event_);
  if (before == Status::recalled) return lifts_recall(event_) ? *status : before;
  return only_lifts ? before : *status;
}

/// Where goods on the way to a place came from is not said any more, if they came from too many.
Where EventFold::with_room(Where target, const Lines& carried) {
  const bool has_room = std::ranges::all_of(carried, [&](const auto& line) {
    return books_.has_room(account_at(target, line.first.status), line.first.good);
  });
  if (!has_room) target.from.clear();
  return target;
}

/// Moves a thing with all that is in it, out of what it is in.
void EventFold::relocate(const gs1::Key& key, Thing& thing, Where target, std::optional<Status> status) {
  const std::string id = thing_id(key);
  const Lines carried = carried_by(key, thing);
  if (lines_moved_ > InventoryLimits::event_postings_max) return open(DiscrepancyKind::not_containable, key);
  if (target != thing.where) target = with_room(std::move(target), carried);
  if (thing.where != target && !thing.container.empty()) things_.take_out(thing, carried);
  const std::vector<std::string> containers = things_.around(thing);
  const Lines contents = things_.lines(id);
  for (const auto& [line, amount] : carried) {
    const Status before = status_there(thing.where, line.good, line.status, amount);
    const Status after = status_after(before, status);
    books_.move(account_at(thing.where, before), account_at(target, after), line.good, amount);
    if (after == line.status) continue;
    if (const auto inside = contents.find(line); inside != contents.end()) {
      things_.add_to_line(id, line, -inside->second);
      things_.add_to_line(id, {line.good, after}, inside->second);
    }
    for (const std::string& container : containers) {
      things_.add_to_line(container, line, -amount);
      things_.add_to_line(container, {line.good, after}, amount);
    }
  }
  thing.status = status_after(thing.status, status);
  thing.where = target;
}

void EventFold::restate_thing(const gs1::Key& key, Thing thing) {
  const Where where = thing.where;
  if (!where.inside() || !is_entitled(key, where, where)) return;
  relocate(key, thing, where, status_.value_or(Status::sellable));
  things_.save(thing_id(key), std::move(thing));
}

}  // namespace stocktrail::inventory
