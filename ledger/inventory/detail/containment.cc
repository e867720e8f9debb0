// What events put into containers, take out of them, and use up.
#include "ledger/inventory/detail/event_fold.h"

namespace stocktrail::inventory {

namespace {

bool is_elsewhere(const Where& where, const std::string& place) {
  return where.kind == AccountKind::on_hand && !place.empty() && site_of(where.place) != site_of(place);
}

}  // namespace

void EventFold::run_containment() {
  const Move move = move_of(event_);
  const auto move_all = [&] {
    if (move == Move::none) return;
    const bool as_whole = event_.parent && things_.load(thing_id(*event_.parent)).has_value();
    if (as_whole) return move_things({*event_.parent}, move);
    move_things(event_.objects.epcs, move);
    for (const epcis::QuantityElement& element : event_.objects.quantities) move_class(element, move);
  };
  if (event_.action == epcis::Action::remove) {
    move_all();
    unpack();
    return;
  }
  if (event_.action == epcis::Action::add && event_.parent) {
    const std::optional<Thing> container = parent_for_packing(*event_.parent);
    if (!container) return;
    for (const gs1::Key& child : event_.objects.epcs) pack_thing(child, *event_.parent, *container);
    for (const epcis::QuantityElement& element : event_.objects.quantities) {
      pack_class(element, *event_.parent, *container);
    }
  }
  move_all();
}

/// The container, where it is now. One that the books have elsewhere is where its packing was reported; one
/// that left the books (a crate that comes back) starts empty. nullopt: it is not for this issuer to pack.
std::optional<Thing> EventFold::parent_for_packing(const gs1::Key& key) {
  const std::string id = thing_id(key);
  const std::optional<Thing> known = things_.load(id);
  Thing container = known.value_or(Thing{});
  const Where here{AccountKind::on_hand, after_, {}};
  if (!known) {
    container.where = here;
    container.lot = key.lot();
    if (key.type() == gs1::KeyType::sgtin) container.owed = Account{AccountKind::on_hand, {}, after_, {}};
  } else if (!container.where.inside()) {
    if (!things_.lines(id).empty()) things_.empty(id, container);
    if (key.type() == gs1::KeyType::sgtin) open(DiscrepancyKind::already_gone, key);
    relocate(key, container, here, std::nullopt);
  } else if (is_elsewhere(container.where, after_) && event_.event_time.at >= container.last_time) {
    const std::string recorded = container.where.place;
    if (!carried_by(key, container).empty()) {
      if (!is_entitled(key, container.where, container.where)) return std::nullopt;
      open(DiscrepancyKind::misplaced, key, recorded);
    }
    relocate(key, container, here, std::nullopt);
  } else if (!is_entitled(key, container.where, container.where)) {
    return std::nullopt;
  }
  things_.save(id, container);
  return container;
}

void EventFold::pack_thing(const gs1::Key& child, const gs1::Key& parent, const Thing& container) {
  const std::string id = thing_id(child);
  const std::string container_id = thing_id(parent);
  std::optional<Thing> known = things_.load(id);
  if (known && (known->container == container_id || is_late(child, *known))) return;
  Thing thing = known.value_or(Thing{});
  if (!known) {
    thing.where = {AccountKind::on_hand, after_, {}};
    thing.lot = child.lot();
    if (child.type() == gs1::KeyType::sgtin) thing.owed = Account{AccountKind::on_hand, {}, after_, {}};
  }
  if (!is_entitled(child, thing.where, container.where)) return;
  if (is_elsewhere(thing.where, after_)) open(DiscrepancyKind::misplaced, child, thing.where.place);
  if (known && !thing.where.inside()) open(DiscrepancyKind::already_gone, child);
  if (!thing.container.empty()) things_.take_out(thing, carried_by(child, thing));
  relocate(child, thing, container.where, std::nullopt);
  const Lines carried = carried_by(child, thing);
  const bool is_there = thing.where == container.where;
  if (!is_there || !things_.put_in(id, thing, carried, container_id, container)) {
    open(DiscrepancyKind::not_containable, child);
  }
  things_.save(id, std::move(thing));
}

/// So much of the stock at the place is in the container from now on; nothing is posted unless the container
/// is elsewhere in the books, for example on its way.
void EventFold::pack_class(const epcis::QuantityElement& element, const gs1::Key& parent,
                           const Thing& container) {
  const Good good = good_of(element);
  if (!element.quantity) return books_.open(DiscrepancyKind::quantity_not_said, after_, good, {});
  const Amount amount(*element.quantity);
  if (amount <= Amount{}) return;
  Drawn drawn = draw_on_hand(books_, after_, good, amount, draw_order(Move::none));
  if (!drawn.missing.is_zero()) {
    drawn.draws.push_back({{AccountKind::on_hand, Status::sellable, after_, {}}, drawn.missing});
  }
  Lines lines;
  for (const Draw& draw : drawn.draws) lines[{good, draw.account.status}] += draw.amount;
  std::vector<std::string> containers = things_.around(container);
  containers.insert(containers.begin(), thing_id(parent));
  const bool has_room = books_.has_room(account_at(container.where, {}), good);
  if (!has_room || !things_.has_room(containers, lines)) {
    return books_.open(DiscrepancyKind::not_containable, after_, good, amount, {}, parent.text());
  }
  for (const Draw& draw : drawn.draws) {
    books_.move(draw.account, account_at(container.where, draw.account.status), good, draw.amount);
  }
  for (const std::string& id : containers) {
    for (const auto& [line, part] : lines) things_.add_to_line(id, line, part);
  }
}

void EventFold::unpack() {
  for (const gs1::Key& child : event_.objects.epcs) unpack_thing(child);
  if (!event_.parent) return;
  const std::string id = thing_id(*event_.parent);
  std::optional<Thing> container = things_.load(id);
  if (!container || !is_entitled(*event_.parent, container->where, container->where)) return;
  for (const epcis::QuantityElement& element : event_.objects.quantities) {
    unpack_class(element, id, *container);
  }
  if (event_.objects.empty()) things_.empty(id, *container);
  things_.save(id, std::move(*container));
}

void EventFold::unpack_thing(const gs1::Key& child) {
  std::optional<Thing> thing = things_.load(thing_id(child));
  if (!thing) return open(DiscrepancyKind::content_missing, child);
  if (is_late(child, *thing) || thing->container.empty()) return;
  if (!is_entitled(child, thing->where, thing->where)) return;
  if (event_.parent && thing->container != thing_id(*event_.parent)) {
    open(DiscrepancyKind::content_missing, child);
  }
  things_.take_out(*thing, carried_by(child, *thing));
  things_.save(thing_id(child), std::move(*thing));
}

void EventFold::unpack_class(const epcis::QuantityElement& element, const std::string& id,
                             const Thing& container) {
  const Good good = good_of(element);
  Amount there;
  for (const Status status : statuses) there += things_.line(id, {good, status});
  // "An unknown number of" left: all of it did, as far as anyone can tell.
  const Amount amount = element.quantity ? Amount(*element.quantity) : there;
  if (amount > there) books_.open(DiscrepancyKind::content_missing, after_, good, amount - there);
  const Lines taken{{{good, Status::sellable}, amount}};
  things_.take_from_lines(id, taken);
  for (const std::string& holder : things_.around(container)) things_.take_from_lines(holder, taken);
}

void EventFold::run_transformation() {
  for (const gs1::Key& input : event_.objects.epcs) {
    if (input.type() == gs1::KeyType::sgtin) {
      move_things({input}, Move::consume);
    } else {
      consume_contents(input);
    }
  }
  for (const epcis::QuantityElement& element : event_.objects.quantities) move_class(element, Move::consume);
  move_things(event_.outputs.epcs, Move::make);
  for (const epcis::QuantityElement& element : event_.outputs.quantities) move_class(element, Move::make);
}

/// A tank or pallet as an input: its contents are used up, it stays.
void EventFold::consume_contents(const gs1::Key& key) {
  const std::string id = thing_id(key);
  std::optional<Thing> container = things_.load(id);
  if (!container || is_late(key, *container)) return;
  const Lines inside = things_.lines(id);
  const Where used_up{AccountKind::consumed, {}, {}};
  if (inside.empty() || !is_entitled(key, container->where, used_up)) return;
  for (const auto& [line, amount] : inside) {
    const Status status = status_there(container->where, line.good, line.status, amount);
    books_.move(account_at(container->where, status), account_at(used_up, {}), line.good, amount);
  }
  Thing released = *container;
  released.where = used_up;
  things_.empty(id, released);
  things_.save(id, std::move(*container));
}

}  // namespace stocktrail::inventory
