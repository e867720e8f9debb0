#include <algorithm>
#include <utility>

#include "ledger/books/detail/follow.h"
#include "ledger/books/detail/items.h"
#include "ledger/books/detail/lorry.h"
#include "ledger/books/detail/moves.h"
#include "ledger/books/detail/owning.h"
#include "ledger/books/detail/rights.h"

namespace stocktrail::books {
namespace {

const Amount zero;

/// The documents of all that tell of a delivery are its own.
void add_documents(World& world, Delivery& delivery, const Good& good,
                   const std::vector<std::string>& documents) {
  for (const std::string& document : documents) {
    const auto at = std::ranges::lower_bound(delivery.documents, document);
    if (at == delivery.documents.end() || *at != document) delivery.documents.insert(at, document);
    world.cells.papers(good, document).lanes.insert(delivery.to);
  }
}

void load_up(World& world, Delivery& delivery, const Good& good, const std::vector<Taken>& taken) {
  for (const Taken& part : taken) {
    name_owners(world, part.owners, good, AccountKind::in_transit, delivery.to);
    const auto same = std::ranges::find_if(delivery.load, [&](const Load& load) {
      return load.lot == part.slot.lot && load.status == part.slot.status && load.presumed == part.presumed;
    });
    if (same == delivery.load.end()) {
      delivery.load.push_back({part.slot.lot, part.slot.status, part.presumed, part.amount, part.owners});
    } else {
      same->owners.add(same->amount, part.owners, part.amount);
      same->amount += part.amount;
    }
  }
}

std::vector<Taken> draw(World& world, const Report& departure, Amount amount, const std::string& to) {
  Shelf shelf(world, departure.place.site, departure.good);
  const auto order =
      order_for(departure.status, departure.returned ? StatusOrder(sellable_last) : sellable_first);
  return shelf.take({.lot = departure.lot,
                     .amount = amount,
                     .order = order,
                     .part = departure.place.part,
                     .unfit_first = order.front() != Status::sellable},
                    way(departure.place.site, to));
}

/// The part of a departure that another teller has told; gives what is left.
Amount confirm(World& world, const Report& departure) {
  Amount left = *departure.amount;
  const auto known = departed_untold(world, departure);
  for (const Candidate& candidate : known) {
    if (left <= zero) break;
    const Amount part = std::min(left, candidate.amount);
    tell(candidate.delivery(), Side::departures, departure, part);
    name_load(world, candidate.delivery(), departure.good, departure.lot, part);
    add_documents(world, candidate.delivery(), departure.good, departure.documents);
    tell_owner(world, candidate.delivery());
    left -= part;
  }
  if (known.empty() || left <= zero || stays_inside(departure)) return left;
  Delivery& more_of = known.front().delivery();  // It tells that more was sent.
  const Amount more = tell(more_of, Side::departures, departure, left);
  if (more > zero) send_more(world, departure, more_of, more);
  return {};
}

/// It has arrived in the part that it left, until a receipt tells another.
void move_inside(World& world, const Report& departure, Amount amount) {
  Delivery* moved = find(world, open_delivery(world, departure, amount, {}, {}));
  ST_CHECK(moved);
  moved->arrived = amount;
  moved->arrived_at_site = departure.place.site;
  moved->arrived_at_part = departure.place.part;
  moved->arrived_at = world.now;
  moved->arrived_by = departure.event;
}

}  // namespace

Amount Delivery::open() const {
  Amount sum;
  for (const Load& part : load) sum += part.amount;
  return sum;
}

std::vector<Taken> send_more(World& world, const Report& departure, Delivery& delivery, Amount amount) {
  auto taken = draw(world, departure, amount, delivery.to);
  load_up(world, delivery, departure.good, taken);
  return taken;
}

Account way(const std::string& from, const std::string& to) {
  return {AccountKind::in_transit, to, from, {}};
}

Account outside(AccountKind kind, const std::string& site) {
  return {kind, site, {}, {}};
}

void note(World& world, DiscrepancyKind kind, const std::string& place, const Good& good,
          const std::string& lot, Amount amount, const std::string& thing, const EventKey& other) {
  world.journal.note({kind, world.fact->event, other, world.now, place, {}, good, lot, amount, thing});
}

void note_against(World& world, DiscrepancyKind kind, const std::string& place, const OnRecord& record,
                  const Good& good, const std::string& lot, Amount amount, const std::string& thing) {
  world.journal.note(
      {kind, world.fact->event, record.told_by, world.now, place, record.site, good, lot, amount, thing});
}

std::vector<Status> order_for(std::optional<Status> status, StatusOrder usual) {
  std::vector<Status> order(usual.begin(), usual.end());
  if (status) {
    const auto told = std::ranges::find(order, *status);
    std::rotate(order.begin(), told, told + 1);
  }
  return order;
}

void announce(World& world, const Report& departure) {
  if (departure.amount) world.cells.announced(departure.good, lane_end(departure)).add(departure, world.now);
}

DeliveryName open_delivery(World& world, const Report& departure, Amount amount,
                           const std::vector<Taken>& taken, const std::string& box) {
  Delivery delivery;
  delivery.event = departure.event;
  delivery.line = departure.line;
  delivery.at = world.now;
  delivery.from = departure.place.site;
  delivery.to = lane_end(departure);
  delivery.lot = departure.lot;
  delivery.box = box;
  delivery.returned = departure.returned;
  tell(delivery, Side::departures, departure, amount);
  add_documents(world, delivery, departure.good, departure.documents);
  load_up(world, delivery, departure.good, taken);
  tell_owner(world, delivery);
  Lane& lane = world.cells.lane(departure.good, delivery.to);
  lane.origins.try_emplace(delivery.from, world.now);
  world.cells.book(delivery.from, departure.good).sent_to.insert(delivery.to);
  add_delivery(world, departure.good, delivery);
  return {departure.good, delivery.to, delivery.event, delivery.line};
}

namespace {

Turns& turns_of(World& world, const Report& departure) {
  return world.cells.lane(departure.good, lane_end(departure)).turns;
}

std::vector<Leaver> leavers(const Report& departure) {
  if (departure.items.empty()) return {{departure.event, departure.line, {}}};
  std::vector<Leaver> all;
  for (const std::string& item : departure.items) all.push_back({departure.event, 0, item});
  return all;
}

bool lacks_goods(World& world, const Report& departure) {
  if (!departure.items.empty()) return lacks_items(world, departure);
  Shelf shelf(world, departure.place.site, departure.good);
  return departure.amount && shelf.possible(departure.lot) < *departure.amount &&
         departed_untold(world, departure).empty();
}

void depart(World& world, const Report& departure) {
  if (!departure.amount) {
    note(world, DiscrepancyKind::quantity_not_told, departure.place.site, departure.good, departure.lot, {});
    return;
  }
  const Amount left = confirm(world, departure);
  if (left <= zero) return;
  if (stays_inside(departure)) return move_inside(world, departure, left);
  Book& book = world.cells.book(departure.place.site, departure.good);
  if (departure.kind == Kind::departing) {  // Of a site on the way: only seen there.
    if (book.passing >= left) {
      book.passing -= left;
      return;
    }
    Shelf shelf(world, departure.place.site, departure.good);
    if (shelf.total() <= zero && passes_by(world, departure)) return;
  }
  const auto taken = draw(world, departure, left, lane_end(departure));
  open_delivery(world, departure, left, taken, {});
}

void take_effect(World& world, const Report& departure) {
  if (departure.items.empty()) return depart(world, departure);
  depart_items(world, departure);
}

}  // namespace

void Announced::add(const Report& departure, Micros now) {
  std::erase_if(departures, [&](const auto& one) { return one.first.at < now; });
  if (departures.size() < announced_max)
    departures.emplace(Turn{departure.at, departure.event, departure.line}, departure);
}

bool Turns::begin(const Leaver& leaver, std::uint8_t round) {
  const bool has_left = early.erase(leaver) > 0;
  return !has_left && (round == 0 || waiting.erase(leaver) > 0);
}

void Turns::begin_early(const Leaver& leaver) {
  if (waiting.erase(leaver) == 0) early.insert(leaver);
}

bool Turns::is_to_come(const Leaver& leaver, Micros at, Micros now) const {
  return at == now ? waiting.contains(leaver) : at > now && !early.contains(leaver);
}

void take_turn(World& world, const Report& departure) {
  Turns& turns = turns_of(world, departure);
  Report leaving = departure;
  leaving.items.clear();
  std::vector<Leaver> begun;
  for (const Leaver& one : leavers(departure)) {
    if (!turns.begin(one, world.round)) continue;
    begun.push_back(one);
    if (!one.item.empty()) leaving.items.push_back(one.item);
  }
  if (begun.empty()) return;
  if (may_wait(world) && lacks_goods(world, leaving)) {
    turns.waiting.insert(begun.begin(), begun.end());
  } else {
    take_effect(world, leaving);
  }
}

void skip_turn(World& world, const Report& departure) {
  for (const Leaver& one : leavers(departure)) turns_of(world, departure).begin(one, world.round);
}

void depart_early(World& world, const Report& departure) {
  for (const Leaver& one : leavers(departure)) turns_of(world, departure).begin_early(one);
  const Fact* before = std::exchange(world.departure, world.cells.fact(departure.event));
  take_effect(world, departure);
  world.departure = before;
}

std::optional<Report> still_to_come(World& world, const Report& departure) {
  const Turns& turns = turns_of(world, departure);
  Report rest = departure;
  rest.items.clear();
  bool is_any = false;
  for (const Leaver& one : leavers(departure)) {
    if (!turns.is_to_come(one, departure.at, world.now)) continue;
    is_any = true;
    if (!one.item.empty()) rest.items.push_back(one.item);
  }
  if (!is_any) return std::nullopt;
  if (!rest.items.empty()) rest.amount = Amount::pieces(static_cast<std::int64_t>(rest.items.size()));
  return rest;
}

void name_load(World& world, Delivery& delivery, const Good& good, const std::string& lot, Amount amount) {
  if (lot.empty()) return;
  std::vector<Load> told;
  std::ranges::stable_sort(delivery.load, {}, [&](const Load& part) { return part.lot != lot; });
  for (Load& part : delivery.load) {
    const Amount here = std::min(part.amount, amount);
    if (here <= zero || !(part.presumed || part.lot.empty())) continue;
    relot_load(world, delivery, good, part, lot, here);
    Shelf(world, delivery.from, good).tell_sent(part.lot, lot, here);
    Owners whose = owners_of_lot(world, delivery.from, good, lot, part.take(here));
    told.push_back({lot, part.status, false, here, std::move(whose)});
    amount -= here;
  }
  delivery.load.insert(delivery.load.end(), told.begin(), told.end());
  std::erase_if(delivery.load, [](const Load& part) { return part.amount.is_zero(); });
}

namespace {

/// So much of what is on the way was told to be of this lot: what of that was only presumed is of it, and
/// goes before the rest.
void find_lot(World& world, Delivery& delivery, const Good& good, const std::string& lot, Amount amount) {
  if (lot.empty()) return;
  for (const Load& part : delivery.load)
    if (part.lot == lot && !part.presumed) amount -= std::min(part.amount, amount);
  name_load(world, delivery, good, lot, amount);
  std::ranges::stable_sort(delivery.load, {}, [&](const Load& part) { return part.lot != lot; });
}

}  // namespace

void close(World& world, Delivery& delivery, const Good& good, Amount amount, AccountKind kind,
           const std::string& site, const std::string& lot) {
  find_lot(world, delivery, good, lot, amount);
  world.doubted[{good, delivery.to}] = true;
  for (Load& part : delivery.load) {
    const Amount lost = std::min(part.amount, amount);
    if (lost <= zero) continue;
    Account account = way(delivery.from, delivery.to);
    account.status = part.status;
    world.journal.post({world.now, account, good, part.lot, -lost});
    world.journal.post({world.now, outside(kind, site), good, part.lot, lost});
    if (kind == AccountKind::consumed) world.used.push_back({site, good, part.lot, false});
    part.take(lost);
    amount -= lost;
  }
  std::erase_if(delivery.load, [](const Load& part) { return part.amount.is_zero(); });
}

Amount bring_back(World& world, Delivery& delivery, const Report& report, Amount amount,
                  std::optional<Status> status) {
  Amount left = amount;
  Shelf shelf(world, delivery.from, report.good);
  find_lot(world, delivery, report.good, report.lot, amount);
  world.doubted[{report.good, delivery.to}] = true;
  for (Load& part : delivery.load) {
    const Amount back = std::min(part.amount, left);
    if (back <= zero || !lots_agree(part.lot, report.lot)) continue;
    Account account = way(delivery.from, delivery.to);
    account.status = part.status;
    if (part.presumed)
      shelf.book().lots[part.lot].unpresume(report.place.part, back, AccountKind::in_transit);
    shelf.put({part.lot, status.value_or(part.status), report.place.part}, back, account, part.take(back));
    left -= back;
    delivery.sent -= back;
  }
  std::erase_if(delivery.load, [](const Load& part) { return part.amount.is_zero(); });
  return amount - left;
}

void come_home(World& world, const Report& report) {
  Amount left = report.amount.value_or(Amount());
  const auto goes_there = [&](const Delivery& one) {
    return report.ends.empty() || one.to.empty() || share(one.documents, report.documents) ||
           std::ranges::any_of(report.ends, [&](const std::string& end) {
             return is_end(one.to, end, world.directory) || is_end(end, one.to, world.directory);
           });
  };
  bool is_barred = false;
  const auto find = [&](const Report& of) {
    auto candidates = of.place.empty() ? named_by(world, of) : sent_from(world, of);
    std::erase_if(candidates, [&](const Candidate& one) {
      const Delivery& delivery = one.delivery();
      if (!goes_there(delivery)) return true;
      if (may_end(world, delivery.from, delivery.from)) return false;
      if (of.place.empty() && !is_barred)  // It tells of nothing else.
        note(world, DiscrepancyKind::not_entitled, delivery.from, report.good, report.lot, left, {},
             delivery.event);
      is_barred = is_barred || of.place.empty();
      return true;
    });
    return candidates;
  };
  for (const Candidate& candidate : open_of_lot(world, report, left, find)) {
    if (!report.amount) left = candidate.amount;
    left -= bring_back(world, candidate.delivery(), report, left, {});
    if (left <= zero) return;
  }
  if (left > zero && !is_barred)
    note(world, DiscrepancyKind::not_there, report.place.site, report.good, report.lot, left);
}

}  // namespace stocktrail::books
