// Serialised items and containers: each is moved from where its record says it is.
#include <algorithm>

#include "ledger/inventory/detail/event_fold.h"

namespace stocktrail::inventory {

namespace {

constexpr std::string_view place_key_prefix = "https://id.gs1.org/414/";

bool is_counted(const gs1::Key& key) {
  return key.type() == gs1::KeyType::sgtin;
}

/// Both are named and are not parts of one site.
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
  journal_.open(kind, after_, good, {}, other_place, key.text());
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
  journal_.open(DiscrepancyKind::not_entitled, at.place, good, {}, after_, key.text());
  return false;
}

/// Itself, if it is counted, and all that is in it.
Lines EventFold::carried_by(const gs1::Key& key, const Instance& instance) {
  Lines carried = instances_.lines(instance_id(key));
  if (is_counted(key)) carried[{own_good(key, instance.lot), instance.status}] += Amount::pieces(1);
  lines_moved_ += carried.size();
  return carried;
}

void EventFold::move_instances(const std::vector<gs1::Key>& keys, Move move) {
  if (move == Move::none) return;
  std::set<std::string> named;
  for (const gs1::Key& key : keys) named.insert(instance_id(key));
  std::set<std::string> done;
  for (const gs1::Key& key : keys) {
    const std::string id = instance_id(key);
    if (!done.insert(id).second) continue;
    const std::optional<Instance> instance = instances_.load(id);
    // What is in another thing of this list moves with it.
    const bool carried =
        instance && std::ranges::any_of(instances_.around(*instance), [&](const std::string& container) {
          return named.contains(container);
        });
    if (!carried) move_instance(key, move);
  }
}

void EventFold::move_instance(const gs1::Key& key, Move move) {
  std::optional<Instance> instance = instances_.load(instance_id(key));
  if (!instance) return move_new_instance(key, move);
  if (move == Move::make) return make_known_instance(key, std::move(*instance));
  if (is_late(key, *instance)) return;
  if (move == Move::restate) return restate_instance(key, std::move(*instance));
  const std::optional<Where> target = target_of(key, *instance, move);
  if (!target) return;
  std::optional<Status> status = status_;
  if (instance->where.kind == AccountKind::sold && target->inside() && !status) status = Status::held;
  relocate(key, *instance, *target, status);
  instances_.save(instance_id(key), std::move(*instance));
}

/// What happened later was reported before: the record shows the later state already.
bool EventFold::is_late(const gs1::Key& key, const Instance& instance) {
  if (event_.event_time.at >= instance.last_time) return false;
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

/// The account that has to give a piece which nothing brought: its making goes back there. None if the
/// journal had a piece of the kind, e.g. because the lot was made by quantity.
std::optional<Account> EventFold::backfill_account(const Good& good, Move move) {
  const Amount one = Amount::pieces(1);
  const bool leaves = first_place(move).kind != AccountKind::on_hand;
  const std::string& place = leaves ? before_ : after_;
  if (allocate_on_hand(journal_, place, good, one, allocation_order(move)).missing.is_zero())
    return std::nullopt;
  if (leaves || move == Move::restate) return Account{AccountKind::on_hand, Status::sellable, place, {}};
  std::vector<std::string> destinations = destinations_here();
  destinations.emplace_back();
  const Allocated allocated =
      allocate_in_transit(journal_, destinations, sources(), good, one, OnTheWay::any);
  if (allocated.missing.is_zero() || move == Move::give_back || move == Move::void_ship) return std::nullopt;
  return Account{AccountKind::unknown, {}, {}, {}};
}

/// A piece without a record is like any other of its kind: it is taken from the balance of its product and
/// lot.
void EventFold::move_new_instance(const gs1::Key& key, Move move) {
  Instance instance;
  instance.where = first_place(move);
  instance.status = status_.value_or(move == Move::give_back ? Status::held : Status::sellable);
  instance.lot = key.lot();
  if (is_counted(key)) {
    if (move == Move::make && instance.lot.empty()) instance.lot = event_.ilmd.lot;
    const Good good = own_good(key, instance.lot);
    if (move != Move::make) instance.backfill = backfill_account(good, move);
    is_piece_ = true;
    move_good(good, Amount::pieces(1), move);
    is_piece_ = false;
  }
  instances_.save(instance_id(key), std::move(instance));
}

/// A making that is reported after what happened to the piece goes to what it was taken from. It also says
/// the lot: in the journal the piece is one of that lot from now on.
void EventFold::settle_backfill(const gs1::Key& key, Instance& instance) {
  ST_CHECK(instance.backfill.has_value());
  const Account taken_from = *instance.backfill;
  const Account made{AccountKind::made, {}, {}, {}};
  const Amount one = Amount::pieces(1);
  const std::string lot = key.lot().empty() ? event_.ilmd.lot : std::string(key.lot());
  const Good before = own_good(key, instance.lot);
  const Good good = own_good(key, lot.empty() ? instance.lot : lot);
  if (good == before) {
    journal_.move(made, taken_from, good, one);
  } else {
    const Status status = status_there(instance.where, before, instance.status, one);
    const Account there = account_at(instance.where, status);
    journal_.move(there, taken_from, before, one);
    journal_.move(made, there, good, one);
    for (const std::string& container : instances_.around(instance)) {
      instances_.take_from_lines(container, {{{before, status}, one}});
      instances_.add_to_line(container, {good, status}, one);
    }
    instance.lot = good.lot;
  }
  instance.backfill.reset();
}

void EventFold::make_known_instance(const gs1::Key& key, Instance instance) {
  if (instance.backfill && is_counted(key)) {
    settle_backfill(key, instance);
  } else if (is_late(key, instance)) {
    return;
  } else if (is_counted(key) && instance.where.inside()) {
    return open(DiscrepancyKind::made_twice, key, instance.where.place);
  } else if (is_counted(key)) {
    instance.status = status_.value_or(Status::sellable);
    instance.where = on_hand_at(after_);
    journal_.move({AccountKind::made, {}, {}, {}}, account_at(instance.where, instance.status),
                  own_good(key, instance.lot), Amount::pieces(1));
  } else if (instances_.lines(instance_id(key)).empty()) {
    instance.where = on_hand_at(after_);
  }
  instances_.save(instance_id(key), std::move(instance));
}

std::optional<Where> EventFold::target_of(const gs1::Key& key, const Instance& instance, Move move) {
  switch (move) {
    case Move::ship:
    case Move::depart:
      return target_of_sending(key, instance, move);
    case Move::receive:
    case Move::give_back:
    case Move::accept:
    case Move::store:
      return target_of_receipt(key, instance);
    case Move::sell:
    case Move::consume:
    case Move::destroy:
    case Move::lose:
      return target_outside(key, instance, move);
    case Move::void_ship:
      return target_of_voiding(key, instance);
    default:
      return std::nullopt;
  }
}

std::optional<Where> EventFold::target_of_sending(const gs1::Key& key, const Instance& instance, Move move) {
  const Where& where = instance.where;
  Where target{AccountKind::in_transit, destination_, site_of(before_.empty() ? where.place : before_)};
  if (where.kind == AccountKind::on_hand) {
    if (!is_entitled(key, where, target)) return std::nullopt;
    if (differ(where.place, before_)) open(DiscrepancyKind::misplaced, key, where.place);
    return target;
  }
  if (where.kind == AccountKind::in_transit) {  // A step on its way, reported by the party that passes it on.
    if (move == Move::depart || (destination_.empty() && !differ(where.from, before_))) return std::nullopt;
    if (destination_.empty()) target.place = where.place;
    if (before_.empty()) target.from = where.from;
    return target;
  }
  if (where.kind == AccountKind::sold) return std::nullopt;  // An online order leaves after its sale.
  open(DiscrepancyKind::already_gone, key);
  return target;
}

std::optional<Where> EventFold::target_of_receipt(const gs1::Key& key, const Instance& instance) {
  const Where& where = instance.where;
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

std::optional<Where> EventFold::target_outside(const gs1::Key& key, const Instance& instance, Move move) {
  const Where& where = instance.where;
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

std::optional<Where> EventFold::target_of_voiding(const gs1::Key& key, const Instance& instance) {
  const Where& where = instance.where;
  if (where.kind != AccountKind::in_transit) return std::nullopt;
  const Where target = on_hand_at(before_.empty() ? where.from : before_);
  if (!is_entitled(key, where, target)) return std::nullopt;
  if (differ(where.from, before_)) open(DiscrepancyKind::misplaced, key, where.from);
  return target;
}

/// The status in which the journal has the goods: the recorded one, unless stock was restated by quantity
/// since.
Status EventFold::status_there(const Where& where, const Good& good, Status recorded, Amount amount) {
  if (!where.inside() || journal_.balance(account_at(where, recorded), good) >= amount) return recorded;
  for (const Status status : statuses) {
    if (journal_.balance(account_at(where, status), good) >= amount) return status;
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
    return journal_.has_room(account_at(target, line.first.status), line.first.good);
  });
  if (!has_room) target.from.clear();
  return target;
}

/// Moves a thing with all that is in it, out of what it is in.
void EventFold::relocate(const gs1::Key& key, Instance& instance, Where target,
                         std::optional<Status> status) {
  const std::string id = instance_id(key);
  const Lines carried = carried_by(key, instance);
  if (lines_moved_ > InventoryLimits::event_postings_max) return open(DiscrepancyKind::not_containable, key);
  if (target != instance.where) target = with_room(std::move(target), carried);
  if (instance.where != target && !instance.container.empty()) instances_.take_out(instance, carried);
  const std::vector<std::string> containers = instances_.around(instance);
  const Lines contents = instances_.lines(id);
  for (const auto& [line, amount] : carried) {
    const Status before = status_there(instance.where, line.good, line.status, amount);
    const Status after = status_after(before, status);
    journal_.move(account_at(instance.where, before), account_at(target, after), line.good, amount);
    if (after == line.status) continue;
    if (const auto inside = contents.find(line); inside != contents.end()) {
      instances_.add_to_line(id, line, -inside->second);
      instances_.add_to_line(id, {line.good, after}, inside->second);
    }
    for (const std::string& container : containers) {
      instances_.add_to_line(container, line, -amount);
      instances_.add_to_line(container, {line.good, after}, amount);
    }
  }
  instance.status = status_after(instance.status, status);
  instance.where = target;
}

void EventFold::restate_instance(const gs1::Key& key, Instance instance) {
  const Where where = instance.where;
  if (!where.inside() || !is_entitled(key, where, where)) return;
  relocate(key, instance, where, status_.value_or(Status::sellable));
  instances_.save(instance_id(key), std::move(instance));
}

}  // namespace stocktrail::inventory
