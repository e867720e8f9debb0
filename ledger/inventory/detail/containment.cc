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
    const bool as_whole = event_.parent && instances_.load(instance_id(*event_.parent)).has_value();
    if (as_whole) return move_instances({*event_.parent}, move);
    move_instances(event_.objects.epcs, move);
    for (const epcis::QuantityElement& element : event_.objects.quantities) move_class(element, move);
  };
  if (event_.action == epcis::Action::remove) {
    move_all();
    unpack();
    return;
  }
  if (event_.action == epcis::Action::add && event_.parent) {
    const std::optional<Instance> container = parent_for_packing(*event_.parent);
    if (!container) return;
    for (const gs1::Key& child : event_.objects.epcs) pack_instance(child, *event_.parent, *container);
    for (const epcis::QuantityElement& element : event_.objects.quantities) {
      pack_class(element, *event_.parent, *container);
    }
  }
  move_all();
}

/// The container, where it is now. One that the journal has elsewhere is where its packing was reported; one
/// that left the stock (a crate that comes back) starts empty. nullopt: it is not for this issuer to pack.
std::optional<Instance> EventFold::parent_for_packing(const gs1::Key& key) {
  const std::string id = instance_id(key);
  const std::optional<Instance> known = instances_.load(id);
  Instance container = known.value_or(Instance{});
  const Where here{AccountKind::on_hand, after_, {}};
  if (!known) {
    container.where = here;
    container.lot = key.lot();
    if (key.type() == gs1::KeyType::sgtin) container.backfill = Account{AccountKind::on_hand, {}, after_, {}};
  } else if (!container.where.inside()) {
    if (!instances_.lines(id).empty()) instances_.empty(id, container);
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
  instances_.save(id, container);
  return container;
}

void EventFold::pack_instance(const gs1::Key& child, const gs1::Key& parent, const Instance& container) {
  const std::string id = instance_id(child);
  const std::string container_id = instance_id(parent);
  std::optional<Instance> known = instances_.load(id);
  if (known && (known->container == container_id || is_late(child, *known))) return;
  Instance instance = known.value_or(Instance{});
  if (!known) {
    instance.where = {AccountKind::on_hand, after_, {}};
    instance.lot = child.lot();
    if (child.type() == gs1::KeyType::sgtin)
      instance.backfill = Account{AccountKind::on_hand, {}, after_, {}};
  }
  if (!is_entitled(child, instance.where, container.where)) return;
  if (is_elsewhere(instance.where, after_)) open(DiscrepancyKind::misplaced, child, instance.where.place);
  if (known && !instance.where.inside()) open(DiscrepancyKind::already_gone, child);
  if (!instance.container.empty()) instances_.take_out(instance, carried_by(child, instance));
  relocate(child, instance, container.where, std::nullopt);
  const Lines carried = carried_by(child, instance);
  const bool is_there = instance.where == container.where;
  if (!is_there || !instances_.put_in(id, instance, carried, container_id, container)) {
    open(DiscrepancyKind::not_containable, child);
  }
  instances_.save(id, std::move(instance));
}

/// So much of the stock at the place is in the container from now on; nothing is posted unless the container
/// is elsewhere in the journal, for example on its way.
void EventFold::pack_class(const epcis::QuantityElement& element, const gs1::Key& parent,
                           const Instance& container) {
  const Good good = good_of(element);
  if (!element.quantity) return journal_.open(DiscrepancyKind::quantity_not_said, after_, good, {});
  const Amount amount(*element.quantity);
  if (amount <= Amount{}) return;
  Allocated allocated = allocate_on_hand(journal_, after_, good, amount, allocation_order(Move::none));
  if (!allocated.missing.is_zero()) {
    allocated.allocations.push_back(
        {{AccountKind::on_hand, Status::sellable, after_, {}}, allocated.missing});
  }
  Lines lines;
  for (const Allocation& allocation : allocated.allocations)
    lines[{good, allocation.account.status}] += allocation.amount;
  std::vector<std::string> containers = instances_.around(container);
  containers.insert(containers.begin(), instance_id(parent));
  const bool has_room = journal_.has_room(account_at(container.where, {}), good);
  if (!has_room || !instances_.has_room(containers, lines)) {
    return journal_.open(DiscrepancyKind::not_containable, after_, good, amount, {}, parent.text());
  }
  for (const Allocation& allocation : allocated.allocations) {
    journal_.move(allocation.account, account_at(container.where, allocation.account.status), good,
                  allocation.amount);
  }
  for (const std::string& id : containers) {
    for (const auto& [line, part] : lines) instances_.add_to_line(id, line, part);
  }
}

void EventFold::unpack() {
  for (const gs1::Key& child : event_.objects.epcs) unpack_instance(child);
  if (!event_.parent) return;
  const std::string id = instance_id(*event_.parent);
  std::optional<Instance> container = instances_.load(id);
  if (!container || !is_entitled(*event_.parent, container->where, container->where)) return;
  for (const epcis::QuantityElement& element : event_.objects.quantities) {
    unpack_class(element, id, *container);
  }
  if (event_.objects.empty()) instances_.empty(id, *container);
  instances_.save(id, std::move(*container));
}

void EventFold::unpack_instance(const gs1::Key& child) {
  std::optional<Instance> instance = instances_.load(instance_id(child));
  if (!instance) return open(DiscrepancyKind::content_missing, child);
  if (is_late(child, *instance) || instance->container.empty()) return;
  if (!is_entitled(child, instance->where, instance->where)) return;
  if (event_.parent && instance->container != instance_id(*event_.parent)) {
    open(DiscrepancyKind::content_missing, child);
  }
  instances_.take_out(*instance, carried_by(child, *instance));
  instances_.save(instance_id(child), std::move(*instance));
}

void EventFold::unpack_class(const epcis::QuantityElement& element, const std::string& id,
                             const Instance& container) {
  const Good good = good_of(element);
  Amount there;
  for (const Status status : statuses) there += instances_.line(id, {good, status});
  // "An unknown number of" left: all of it did, as far as anyone can tell.
  const Amount amount = element.quantity ? Amount(*element.quantity) : there;
  if (amount > there) journal_.open(DiscrepancyKind::content_missing, after_, good, amount - there);
  const Lines taken{{{good, Status::sellable}, amount}};
  instances_.take_from_lines(id, taken);
  for (const std::string& holder : instances_.around(container)) instances_.take_from_lines(holder, taken);
}

void EventFold::run_transformation() {
  for (const gs1::Key& input : event_.objects.epcs) {
    if (input.type() == gs1::KeyType::sgtin) {
      move_instances({input}, Move::consume);
    } else {
      consume_contents(input);
    }
  }
  for (const epcis::QuantityElement& element : event_.objects.quantities) move_class(element, Move::consume);
  move_instances(event_.outputs.epcs, Move::make);
  for (const epcis::QuantityElement& element : event_.outputs.quantities) move_class(element, Move::make);
}

/// A tank or pallet as an input: its contents are used up, it stays.
void EventFold::consume_contents(const gs1::Key& key) {
  const std::string id = instance_id(key);
  std::optional<Instance> container = instances_.load(id);
  if (!container || is_late(key, *container)) return;
  const Lines inside = instances_.lines(id);
  const Where used_up{AccountKind::consumed, {}, {}};
  if (inside.empty() || !is_entitled(key, container->where, used_up)) return;
  for (const auto& [line, amount] : inside) {
    const Status status = status_there(container->where, line.good, line.status, amount);
    journal_.move(account_at(container->where, status), account_at(used_up, {}), line.good, amount);
  }
  Instance released = *container;
  released.where = used_up;
  instances_.empty(id, released);
  instances_.save(id, std::move(*container));
}

}  // namespace stocktrail::inventory
