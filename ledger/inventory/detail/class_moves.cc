// Quantities by class: taken from balances, because nothing else is known of them.
#include <algorithm>

#include "ledger/inventory/detail/event_fold.h"
#include "ledger/inventory/detail/unmatched_receipts.h"

namespace stocktrail::inventory {

namespace {

const Account made{AccountKind::made, {}, {}, {}};
const Account sold{AccountKind::sold, {}, {}, {}};
const Account unknown{AccountKind::unknown, {}, {}, {}};

Account stock(const std::string& place, Status status) {
  return {AccountKind::on_hand, status, place, {}};
}

void add_once(std::vector<std::string>& list, std::string text) {
  if (std::ranges::find(list, text) == list.end()) list.push_back(std::move(text));
}

/// A party and a place of one GLN: whoever ships to the party ships to the place.
std::string party_of(const std::string& site) {
  constexpr std::string_view place = "https://id.gs1.org/414/";
  return site.starts_with(place) ? "https://id.gs1.org/417/" + site.substr(place.size()) : std::string();
}

}  // namespace

void EventFold::move_class(const epcis::QuantityElement& element, Move move) {
  if (move == Move::none) return;
  Good good = good_of(element);
  const bool is_product = !element.epc_class.gtin().empty();
  if (move == Move::make && is_product && good.lot.empty()) good.lot = event_.ilmd.lot;
  if (!element.quantity) {
    if (move == Move::restate) return restate(good, std::nullopt);
    return journal_.open(DiscrepancyKind::quantity_not_said, after_, good, {});
  }
  const Amount amount(*element.quantity);
  if (amount > Amount{}) move_good(good, amount, move);
}

void EventFold::move_good(const Good& good, Amount amount, Move move) {
  switch (move) {
    case Move::none:
      return;
    case Move::make:
      return journal_.move(made, stock(after_, status_.value_or(Status::sellable)), good, amount);
    case Move::ship:
    case Move::depart:
      return send(good, amount, move);
    case Move::receive:
      return receive(good, amount);
    case Move::give_back:
      return give_back(good, amount);
    case Move::accept:
      return accept(good, amount);
    case Move::store:
      return store(good, amount);
    case Move::sell:
    case Move::consume:
    case Move::destroy:
    case Move::lose:
      return take_away(good, amount, move);
    case Move::void_ship:
      return void_shipping(good, amount);
    case Move::restate:
      return restate(good, amount);
  }
}

/// Sellable goods go first, except to destruction. A status that the event itself tells goes before all.
std::vector<Status> EventFold::allocation_order(Move move) const {
  std::vector<Status> order(std::begin(statuses), std::end(statuses));
  if (move == Move::destroy) std::ranges::reverse(order);
  if (status_) std::ranges::stable_partition(order, [&](Status status) { return status == *status_; });
  return order;
}

/// Takes goods out of the stock at a place. What is not there leaves it too: the event is a signed
/// fact, so the balance goes below zero, and closing the journal opens a discrepancy.
void EventFold::take_away(const Good& good, Amount amount, Move move) {
  const Account target{outside_of(move), {}, {}, {}};
  const Allocated allocated = allocate_on_hand(journal_, before_, good, amount, allocation_order(move));
  for (const Allocation& allocation : allocated.allocations)
    journal_.move(allocation.account, target, good, allocation.amount);
  journal_.move(stock(before_, Status::sellable), target, good, allocated.missing);
}

void EventFold::send(const Good& good, Amount amount, Move move) {
  const bool on_the_way = move == Move::depart &&
                          allocate_outgoing(journal_, before_, destination_, good, amount).missing.is_zero();
  if (on_the_way) return;
  const std::string from = site_of(before_);
  const auto target = [&](Status status) {
    Account account{AccountKind::in_transit, receipt_status(status), destination_, from};
    if (!journal_.has_room(account, good)) account.from.clear();
    return account;
  };
  const auto put_on_the_way = [&](const Account& source, Amount part) {
    const Account way = target(source.status);
    const Amount arrived = is_piece_ ? Amount{} : settle_receipts(journal_, way, good, part, effects_);
    journal_.move(source, unknown, good, arrived);
    journal_.move(source, way, good, part - arrived);
  };
  const Allocated allocated = allocate_on_hand(journal_, before_, good, amount, allocation_order(move));
  for (const Allocation& allocation : allocated.allocations)
    put_on_the_way(allocation.account, allocation.amount);
  put_on_the_way(stock(before_, Status::sellable), allocated.missing);
}

/// The status of goods after the event: what it says, but a recall ends only by a word that says so.
Status EventFold::receipt_status(Status status) const {
  if (!status_) return status;
  if (status == Status::recalled && !lifts_recall(event_)) return status;
  return *status_;
}

void EventFold::arrive(const Good& good, const Allocated& allocated) {
  for (const Allocation& allocation : allocated.allocations) {
    journal_.move(allocation.account, stock(after_, receipt_status(allocation.account.status)), good,
                  allocation.amount);
  }
}

void EventFold::arrive_from_nowhere(const Good& good, Amount amount) {
  if (amount.is_zero()) return;
  journal_.move(unknown, stock(after_, status_.value_or(Status::sellable)), good, amount);
  if (is_piece_) {  // Its making settles it, see Instance::backfill.
    journal_.open(DiscrepancyKind::unexpected_arrival, after_, good, amount);
  } else {
    note_unmatched_receipt(journal_, after_, good, amount);
  }
}

/// All names under which goods may be on the way to the place of this event. What it names as a destination
/// beside its place is on the way to somebody else.
std::vector<std::string> EventFold::destinations_here() const {
  std::vector<std::string> list;
  const std::string site = site_of(after_);
  if (!site.empty()) list.push_back(site);
  if (std::string party = party_of(site); !party.empty()) list.push_back(std::move(party));
  return list;
}

std::vector<std::string> EventFold::sources() const {
  std::vector<std::string> list;
  for (const epcis::SourceDest& source : event_.sources) add_once(list, site_of(source.value.text()));
  return list;
}

void EventFold::receive(const Good& good, Amount amount) {
  std::vector<std::string> destinations = destinations_here();
  add_once(destinations, {});
  const Allocated allocated =
      allocate_in_transit(journal_, destinations, sources(), good, amount, OnTheWay::any);
  arrive(good, allocated);
  arrive_from_nowhere(good, allocated.missing);
}

/// A customer brings goods back (they were sold), or a shop sends them back (they are on the way from a named
/// source, or in a status in which nobody replenishes).
void EventFold::give_back(const Good& good, Amount amount) {
  const Allocated allocated =
      allocate_in_transit(journal_, destinations_here(), sources(), good, amount, OnTheWay::sent_back);
  arrive(good, allocated);
  journal_.move(sold, stock(after_, status_.value_or(Status::held)), good, allocated.missing);
}

/// How much of `amount` is here.
Amount EventFold::on_hand_here(const Good& good, Amount amount) {
  return amount - allocate_on_hand(journal_, after_, good, amount, statuses).missing;
}

void EventFold::accept(const Good& good, Amount amount) {
  const Amount there = on_hand_here(good, amount);
  const Allocated allocated =
      allocate_in_transit(journal_, destinations_here(), sources(), good, amount, OnTheWay::any);
  arrive(good, allocated);
  if (allocated.missing > there) receive(good, allocated.missing - there);
  if (status_) restate(good, amount);
}

void EventFold::store(const Good& good, Amount amount) {
  const Amount there = on_hand_here(good, amount);
  if (amount > there) receive(good, amount - there);
  if (status_) restate(good, amount);
}

void EventFold::void_shipping(const Good& good, Amount amount) {
  const Allocated allocated = allocate_outgoing(journal_, before_, destination_, good, amount);
  for (const Allocation& allocation : allocated.allocations) {
    journal_.move(allocation.account, stock(before_, receipt_status(allocation.account.status)), good,
                  allocation.amount);
  }
  if (!allocated.missing.is_zero()) {
    journal_.open(DiscrepancyKind::unexpected_arrival, before_, good, allocated.missing);
  }
}

/// Changes the status of stock at a place, as far as there is any in other statuses. Without an amount: of
/// all of it.
void EventFold::restate(const Good& good, std::optional<Amount> amount) {
  const Status target = status_.value_or(Status::sellable);
  const bool lifts = lifts_recall(event_);
  std::vector<Status> from;
  for (const Status status : statuses) {
    if (status == target || (status == Status::recalled && !lifts)) continue;
    if (status_ || status == Status::recalled) from.push_back(status);
  }
  if (!amount) {
    amount = Amount{};
    for (const Status status : from) {
      const Amount there = on_hand(journal_, after_, good, status);
      if (there > Amount{}) *amount += there;
    }
  } else if (status_ == Status::sellable && !unsets_recall(event_)) {
    // What is sellable already is meant first: nobody looks for damaged goods to declare good ones sellable.
    const Amount there = on_hand(journal_, after_, good, Status::sellable);
    if (there > Amount{}) *amount = there < *amount ? *amount - there : Amount{};
  }
  for (const Allocation& allocation : allocate_on_hand(journal_, after_, good, *amount, from).allocations) {
    journal_.move(allocation.account, stock(allocation.account.place, target), good, allocation.amount);
  }
}

}  // namespace stocktrail::inventory
