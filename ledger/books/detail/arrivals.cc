#include <algorithm>
#include <functional>
#include <utility>

#include "ledger/books/detail/lorry.h"
#include "ledger/books/detail/moves.h"
#include "ledger/books/detail/owning.h"
#include "ledger/books/detail/rights.h"

namespace stocktrail::books {
namespace {

const Amount zero;

bool puts_away(Kind kind) {
  return kind == Kind::storing || kind == Kind::stocking;
}

/// A part of it came to another site, or to no place.
bool came_elsewhere(const Delivery& delivery, const std::string& site) {
  const bool has_begun = !delivery.arrived_at_site.empty() || !delivery.arrived.is_zero();
  return has_begun && delivery.arrived_at_site != site;
}

/// Which part of a load an arrival takes first: the lot that it tells, what had none, what was presumed.
int order_of(const Load& part, const std::string& lot) {
  if (lot.empty() || part.lot == lot) return 0;
  if (part.lot.empty()) return 1;
  return part.presumed ? 2 : 3;
}

/// Goods go from a delivery into stock, under the lot that the arrival tells.
void unload(World& world, Delivery& delivery, const Report& arrival, Amount amount) {
  std::ranges::stable_sort(delivery.load, {}, [&](const Load& part) { return order_of(part, arrival.lot); });
  Shelf shelf(world, arrival.place.site, arrival.good);
  for (Load& part : delivery.load) {
    const Amount here = std::min(part.amount, amount);
    if (here <= zero) break;
    const std::string lot = arrival.lot.empty() ? part.lot : arrival.lot;
    Account from = way(delivery.from, delivery.to);
    from.status = part.status;
    if (lot == part.lot && part.presumed && !arrival.lot.empty())
      Shelf(world, delivery.from, arrival.good).tell_sent(lot, lot, here);
    Owners sent = part.take(here);
    if (lot != part.lot) {  // It leaves the way under the lot with which it was sent.
      const Account other = outside(AccountKind::relotted, arrival.place.site);
      if (part.presumed || part.lot.empty()) {
        Shelf(world, delivery.from, arrival.good).tell_sent(part.lot, lot, here);
        sent = owners_of_lot(world, delivery.from, arrival.good, lot, std::move(sent));
      } else {
        note(world, DiscrepancyKind::lot_differs, arrival.place.site, arrival.good, lot, here, {},
             delivery.event);
      }
      world.journal.post({world.now, from, arrival.good, part.lot, -here});
      world.journal.post({world.now, other, arrival.good, part.lot, here});
      from = other;
    }
    const Owners whose = owners_on_arrival(world, delivery, std::move(sent), here, arrival.place.site);
    shelf.put({lot, told_status(arrival).value_or(part.status), arrival.place.part}, here, from, whose);
    if (arrival.lot.empty() && (part.presumed || part.lot.empty() || delivery.from != arrival.place.site)) {
      LotHere& of = shelf.book().lots[lot];
      if (!lot.empty()) of.assumed = std::min(std::max(zero, shelf.balance(lot)), of.assumed + here);
      delivery.guessed.push_back({part.lot, part.status, part.presumed, here});
    }
    amount -= here;
  }
  world.doubted.try_emplace({arrival.good, delivery.to}, false);
  std::erase_if(delivery.load, [](const Load& part) { return part.amount.is_zero(); });
}

void remember_arrival(World& world, Delivery& delivery, const Report& arrival) {
  for (const std::string& document : arrival.documents) {
    const auto at = std::ranges::lower_bound(delivery.documents, document);
    if (at != delivery.documents.end() && *at == document) continue;
    delivery.documents.insert(at, document);
    world.cells.papers(arrival.good, document).named.insert(delivery.to);
  }
  if (!delivery.arrived_at_site.empty()) return;
  delivery.arrived_at_site = arrival.place.site;
  delivery.arrived_at_part = arrival.place.part;
  delivery.arrived_at = world.now;
  delivery.arrived_by = arrival.event;
}

/// One teller tells that so much arrived of a delivery; what no teller told before comes into stock.
void arrive_of(World& world, Delivery& delivery, const Report& arrival, Amount amount) {
  remember_arrival(world, delivery, arrival);
  const Amount by_box = told_by(delivery, Side::arrivals, telling_box(arrival));
  if (delivery.open() >= amount && !by_box.is_zero())  // The rest of what it told by box.
    tell(delivery, Side::arrivals, arrival,
         std::max(zero, by_box - told_by(delivery, Side::arrivals, arrival)));
  const Amount more = tell(delivery, Side::arrivals, arrival, amount);
  const Amount from_load = std::min(more, delivery.open());
  if (from_load > zero) unload(world, delivery, arrival, from_load);
  const Amount excess = more - from_load;
  if (excess <= zero) return;
  const std::string& lot = arrival.lot.empty() ? delivery.lot : arrival.lot;
  Shelf(world, arrival.place.site, arrival.good)
      .put({lot, told_status(arrival).value_or(Status::sellable), arrival.place.part}, excess,
           outside(AccountKind::unknown, arrival.place.site),
           owners_on_arrival(world, delivery, {}, excess, arrival.place.site));
}

/// A confirming report tells the lot that the receipt did not.
void tell_lot(World& world, Delivery& delivery, const Report& arrival, Amount amount) {
  Shelf shelf(world, arrival.place.site, arrival.good);
  for (Load& part : delivery.guessed) {
    const bool is_sent_as = !part.presumed && !part.lot.empty();
    const Amount told = std::min(part.amount, amount);
    if (told <= zero || (is_sent_as && part.lot != arrival.lot)) continue;
    part.amount -= told;
    amount -= told;
    shelf.be_of(part.lot, arrival.lot, told, Shelf::Word::told);
    if (!is_sent_as && !delivery.from.empty())
      Shelf(world, delivery.from, arrival.good).tell_sent(part.lot, arrival.lot, told);
  }
  std::erase_if(delivery.guessed, [](const Load& part) { return part.amount.is_zero(); });
}

/// What a confirming report says of goods that are here.
void look_at(World& world, Delivery& delivery, const Report& arrival, Amount amount) {
  Shelf shelf(world, arrival.place.site, arrival.good);
  if (!arrival.lot.empty()) tell_lot(world, delivery, arrival, amount);
  const std::string& lot = arrival.lot.empty() ? delivery.lot : arrival.lot;
  const std::string& part = arrival.place.part;
  confirm_owner(world, delivery, arrival.good, lot, amount);
  if (puts_away(arrival.kind) || delivery.from == delivery.arrived_at_site) {
    if (part.empty() || part == delivery.arrived_at_part) return;
    shelf.put_away(lot, amount, delivery.arrived_at_part, part);
    if (told_by(delivery, Side::arrivals, arrival) == delivery.arrived) delivery.arrived_at_part = part;
  } else if (arrival.status) {
    const bool release = *arrival.status == Status::sellable;
    shelf.restate({.lot = lot, .amount = amount, .order = release ? StatusOrder(held_only) : sellable_first},
                  *arrival.status);
  }
}

/// Takes the part of the report that other tellers told before; gives what is left.
Amount confirm(World& world, const Report& arrival, Amount left, std::int64_t age_max) {
  auto known = arrived_untold(world, arrival, age_max);
  if (find_what_came(world, arrival, left, known)) known = arrived_untold(world, arrival, age_max);
  std::size_t used = 0;
  const auto take_rest = [&] {  // Of these deliveries, before others under the same document.
    if (arrival.kind == Kind::receiving) return;
    for (const Candidate& one : all_told(arrival, {known.data(), known.data() + used})) {
      const Amount part = std::min(left, one.delivery().open());
      if (part > zero) arrive_of(world, one.delivery(), arrival, part);
      left -= part;
    }
  };
  for (; used < known.size() && left > zero; ++used) {
    const Candidate& candidate = known[used];
    const bool is_of_lot = lots_agree(candidate.delivery().lot, arrival.lot);
    if (!is_of_lot) take_rest();
    const Amount part = std::min(left, candidate.amount);
    if (part <= zero) break;
    tell(candidate.delivery(), Side::arrivals, arrival, part);
    look_at(world, candidate.delivery(), arrival, part);
    left -= part;
  }
  known.resize(used);
  if (known.empty() || arrival.kind == Kind::receiving) return left;
  take_rest();  // It never draws on another delivery.
  if (left > zero && !puts_away(arrival.kind)) {
    arrive_of(world, known.front().delivery(), arrival, left);
    left = {};
  }
  if (arrival.mismatch) close_rest(world, arrival, known);
  return left;
}

Amount take_open(World& world, const Report& arrival, Amount left) {
  const auto find = [&](const Report& of) {
    return of.lot.empty() ? on_the_way(world, of) : open_for(world, of);
  };
  std::vector<Candidate> ended;
  for (Candidate candidate :
       arrival.lot.empty() ? open_for(world, arrival) : open_of_lot(world, arrival, left, find)) {
    if (left <= zero) break;
    if (came_elsewhere(candidate.delivery(), arrival.place.site))
      candidate = split(candidate, std::min(left, candidate.delivery().open()));
    const Amount part = std::min(left, candidate.amount);
    arrive_of(world, candidate.delivery(), arrival, part);
    ended.push_back(candidate);
    left -= part;
  }
  if (arrival.mismatch && arrival.kind == Kind::accepting) close_rest(world, arrival, ended);
  return left;
}

/// Departures that clocks put after this arrival take effect with it.
Amount take_upcoming(World& world, const Report& arrival, Amount left, Clocks clocks) {
  while (left > zero) {
    Report rest = arrival;
    rest.amount = left;
    const auto departure = upcoming(world, rest, clocks);
    if (!departure) return left;
    depart_early(world, *departure);
    if (clocks == Clocks::zone_forgotten)
      note(world, DiscrepancyKind::clock_differs, arrival.place.site, arrival.good, arrival.lot, left, {},
           departure->event);
    left = take_open(world, rest, left);
  }
  return left;
}

/// An arrival that nothing had sent: a delivery all the same, so that others can confirm it.
void arrive_unexpected(World& world, const Report& arrival, Amount amount, const OnRecord& record) {
  Delivery delivery;
  delivery.event = arrival.event;
  delivery.line = arrival.line;
  delivery.at = world.now;
  delivery.to = arrival.place.site;
  delivery.lot = arrival.lot;
  delivery.documents = arrival.documents;
  const Slot slot{arrival.lot, told_status(arrival).value_or(Status::sellable), arrival.place.part};
  tell(delivery, Side::arrivals, arrival, amount);
  remember_arrival(world, delivery, arrival);
  if (record.told_by != EventKey()) {
    if (!record.site.empty())
      note_against(world, DiscrepancyKind::departure_not_told, arrival.place.site, record, arrival.good,
                   arrival.lot, amount);
    delivery.from = record.site;
    world.cells.book(record.site, arrival.good).sent_to.insert(delivery.to);
    delivery.sent = amount;
    const Want want{.lot = arrival.lot, .amount = amount};
    for (const Taken& part :
         Shelf(world, record.site, arrival.good).take(want, way(record.site, arrival.place.site)))
      delivery.load.push_back({part.slot.lot, part.slot.status, part.presumed, part.amount, part.owners});
    unload(world, delivery, arrival, amount);
  } else {
    Shelf(world, arrival.place.site, arrival.good)
        .put(slot, amount, outside(AccountKind::unknown, arrival.place.site),
             owners_on_arrival(world, delivery, {}, amount, arrival.place.site));
    if (slot.lot.empty()) delivery.guessed.push_back({{}, slot.status, false, amount});
  }
  for (const std::string& document : arrival.documents)
    world.cells.papers(arrival.good, document).lanes.insert(delivery.to);
  add_delivery(world, arrival.good, delivery);
}

/// It goes back the way the goods once came: this site sent there before that one ever sent here. So what a
/// shop gets from where it gets its goods does not, though it sent some back.
bool goes_back(World& world, const Good& good, const Delivery& one, const std::string& site) {
  const auto& origins = world.cells.lane(good, one.from).origins;
  const auto sent = origins.find(site);
  if (sent == origins.end()) return false;
  return std::ranges::none_of(ends_of_site(site, world.directory), [&](const std::string& end) {
    const auto& here = world.cells.lane(good, end).origins;
    const auto came = here.find(one.from);
    return came != here.end() && came->second <= sent->second;
  });
}

/// "All that was sent arrived": the best delivery, or all that share a document.
void arrive_uncounted(World& world, const Report& arrival) {
  std::vector<Candidate> open = on_the_way(world, arrival);
  std::erase_if(open, [&](const Candidate& candidate) {
    return !may_know_amount(world, candidate.delivery(), arrival.place.site);
  });
  if (open.empty()) {
    if (arrived_untold(world, arrival, accepting_after_max).empty() && !puts_away(arrival.kind))
      note(world, DiscrepancyKind::quantity_not_told, arrival.place.site, arrival.good, arrival.lot, {});
    return;
  }
  const auto is_of_lot = [&](const Candidate& one) { return lots_agree(one.delivery().lot, arrival.lot); };
  if (std::ranges::any_of(open, is_of_lot)) std::erase_if(open, std::not_fn(is_of_lot));
  const auto other = std::find_if(open.begin() + 1, open.end(), [&](const Candidate& one) {
    return !share(one.delivery().documents, arrival.documents);
  });
  open.erase(other, open.end());
  for (const Candidate& candidate : all_told(arrival, open))
    arrive_of(world, candidate.delivery(), arrival, candidate.amount);
}

}  // namespace

std::optional<Status> told_status(const Report& arrival) {
  if (arrival.returned) return Status::held;
  return puts_away(arrival.kind) ? std::nullopt : arrival.status;
}

DeliveryName arrive_named(World& world, const Report& arrival, const DeliveryName& name, Amount amount) {
  Delivery* delivery = find(world, name);
  if (delivery == nullptr) return name;
  if (came_elsewhere(*delivery, arrival.place.site) && !delivery->open().is_zero()) {
    Lane& lane = world.cells.lane(name.good, name.to);
    const auto index = static_cast<std::size_t>(delivery - lane.deliveries.data());
    delivery = &split({&lane, index, {}}, std::min(amount, delivery->open())).delivery();
  }
  const DeliveryName came{name.good, name.to, delivery->event, delivery->line};
  const Amount open = delivery->open();
  remember_arrival(world, *delivery, arrival);
  // Told by name what it told by quantity before: another view of the same goods.
  const Amount untold = std::max(zero, delivery->sent - told_by(*delivery, Side::arrivals, arrival));
  const Amount more = tell(*delivery, Side::arrivals, arrival, std::min(amount, untold));
  const Amount part = std::min(more, open);
  if (part > zero) unload(world, *delivery, arrival, part);
  return came;
}

void arrive_listed(World& world, const Report& arrival, const DeliveryName& name, Amount amount) {
  Delivery* delivery = find(world, name);
  if (delivery == nullptr) return;
  const Amount untold = std::max(delivery->sent, amount) - told_by(*delivery, Side::arrivals, arrival);
  arrive_of(world, *delivery, arrival, std::min(amount, std::max(zero, untold)));
}

void arrive(World& world, const Report& arrival, const OnRecord& record) {
  Book& book = world.cells.book(arrival.place.site, arrival.good);
  if (!arrival.amount) {
    arrive_uncounted(world, arrival);
    return;
  }
  if (arrival.amount->is_zero() && arrival.mismatch && arrival.kind == Kind::accepting) {
    close_uncome(world, arrival);
    return;
  }
  Amount left = *arrival.amount;
  book.passing = std::max(zero, book.passing - left);
  const bool receives = arrival.kind == Kind::receiving;
  if (tells_again(world, arrival))
    left = confirm(world, arrival, left, receives ? retelling_after_max : accepting_after_max);
  const auto confirmed = left != *arrival.amount;
  if (!confirmed || receives) left = take_open(world, arrival, left);
  if (receives) left = confirm(world, arrival, left, retelling_after_max);
  if (puts_away(arrival.kind)) {
    Shelf shelf(world, arrival.place.site, arrival.good);
    if (left > zero && !arrival.place.part.empty())
      left -= shelf.put_away(arrival.lot, left, {}, arrival.place.part);
    if (shelf.available(arrival.lot, sellable_first) > zero) return;
  }
  left = take_upcoming(world, arrival, left, Clocks::near);
  if (puts_away(arrival.kind)) return;
  if (left == *arrival.amount) left = take_upcoming(world, arrival, left, Clocks::zone_forgotten);
  if (left > zero) arrive_unexpected(world, arrival, left, record);
}

void be_here_again(World& world, const Report& arrival, Amount amount, Status status, const Account& ended) {
  const std::string& site = arrival.place.site;
  Delivery back;
  back.event = arrival.event;
  back.line = arrival.line;
  back.at = world.now;
  back.to = site;
  back.lot = arrival.lot;
  back.returned = true;
  tell(back, Side::arrivals, arrival, amount);
  remember_arrival(world, back, arrival);
  owners_on_arrival(world, back, {}, amount, site);
  add_delivery(world, arrival.good, back);
  Shelf(world, site, arrival.good).put({arrival.lot, status, arrival.place.part}, amount, ended);
}

void take_back(World& world, const Report& arrival, const std::string& seller) {
  const std::string& site = arrival.place.site;
  Amount& sold = world.cells.book(seller, arrival.good).sold;
  if (!arrival.amount) {
    arrive_uncounted(world, arrival);
    return;
  }
  Amount left = *arrival.amount;
  if (arrival.kind != Kind::receiving) left = confirm(world, arrival, left, accepting_after_max);
  const auto is_named = [&](const Candidate& candidate) {
    const Delivery& one = candidate.delivery();
    return one.returned || share(one.documents, arrival.documents) || !arrival.ends.empty();
  };
  const auto sent_back = [&](const Report& of) {
    auto found = on_the_way(world, of);
    if (of.lot != arrival.lot) std::erase_if(found, std::not_fn(is_named));
    return found;
  };
  for (const Candidate& candidate : open_of_lot(world, arrival, left, sent_back)) {
    Delivery& one = candidate.delivery();
    const bool named = share(one.documents, arrival.documents) || !arrival.ends.empty();
    const bool equal =
        one.arrived.is_zero() && candidate.amount == left && goes_back(world, arrival.good, one, site);
    if (left <= zero || !(one.returned || named || equal || left > sold)) continue;
    const Amount part = std::min(left, candidate.amount);
    arrive_of(world, one, arrival, part);
    left -= part;
  }
  const auto refused = [&](const Report& of) {  // Before it arrived.
    auto found = sent_from(world, of);
    std::erase_if(found,
                  [&](const Candidate& one) { return !share(one.delivery().documents, of.documents); });
    return found;
  };
  for (const Candidate& candidate : open_of_lot(world, arrival, left, refused))
    if (left > zero) left -= bring_back(world, candidate.delivery(), arrival, left, Status::held);
  if (left <= zero) return;
  be_here_again(world, arrival, left, Status::held, outside(AccountKind::sold, seller));
  sold -= left;
  if (sold.is_negative())
    note(world, DiscrepancyKind::more_returned_than_sold, site, arrival.good, arrival.lot,
         std::min(left, -sold));
}

}  // namespace stocktrail::books
