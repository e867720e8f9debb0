// What is listed beside a box by those who report it after its departure.
#include <algorithm>

#include "ledger/books/detail/boxes.h"
#include "ledger/books/detail/owning.h"

namespace stocktrail::books {
namespace {

const Amount zero;

/// What a report lists of a box, and what of that no delivery has taken yet.
struct Listed {
  std::vector<Line> lines;
  bool tells_all = false;  // Serials alone tell of their own goods only.

  Listed(World& world, const What* listed) {
    if (listed == nullptr) return;
    lines = lines_of(world, *listed);
    tells_all = !listed->lines.empty();
  }
  bool tells(const Good& good) const {
    return tells_all || std::ranges::find(lines, good, &Line::good) != lines.end();
  }
  Amount take(const Good& good, const std::string& lot, Amount at_most) {
    Amount taken;
    for (Line& line : lines) {
      if (line.good != good || !line.amount || !lots_agree(line.lot, lot)) continue;
      const Amount part = std::min(*line.amount, at_most - taken);
      *line.amount -= part;
      taken += part;
    }
    return taken;
  }
};

/// What is in the box besides what its deliveries brought.
Amount beside_trip(World& world, const std::string& key, const Line& line) {
  Amount rest;
  for (const std::string& inner : tree_of(world, key)) {
    const auto& packed = world.cells.box(inner).packed;
    if (const auto lots = packed.find(line.good); lots != packed.end())
      for (const auto& [lot, amount] : lots->second)
        if (lots_agree(lot, line.lot)) rest += amount;
  }
  for (const DeliveryName& name : world.cells.box(key).trip)
    if (const Delivery* one = find(world, name);
        one != nullptr && name.good == line.good && lots_agree(one->lot, line.lot))
      rest -= std::max(one->sent, one->arrived);
  return std::max(zero, rest);
}

/// One more report of how much came of a delivery: what nobody told before is in the box.
void arrive_more(World& world, const std::string& key, const Report& report, const DeliveryName& name,
                 Amount amount) {
  const Delivery* delivery = find(world, name);
  const Amount before = delivery->arrived;
  const std::string lot = delivery->lot;
  arrive_listed(world, report, name, amount);
  const Amount more = find(world, name)->arrived - before;
  world.cells.box(key).goods.insert(name.good);
  world.cells.book(report.place.site, name.good)
      .hold(key, {lot, told_status(report).value_or(Status::sellable)}, more, world.now);
}

/// Listed goods in the status that is told beside them.
void tell_status_of(World& world, const std::string& key, const Report& base, const What& listed) {
  const auto told = told_status(base);
  if (!told || world.fact->deed != Deed::arrive) return;
  const StatusOrder from = *told == Status::sellable ? StatusOrder(held_only) : sellable_first;
  for (const Line& line : lines_of(world, listed)) {
    Amount left = line.amount.value_or(zero);
    Shelf shelf(world, base.place.site, line.good);
    for (const Status status : from) {
      const Status only[] = {status};
      if (status == *told) continue;
      const Amount moved = shelf.restate({.lot = line.lot, .amount = left, .order = only}, *told);
      left -= moved;
      const auto hold = shelf.book().boxes.find(key);
      if (hold == shelf.book().boxes.end()) continue;
      for (const auto& [held, amount] : std::map<LotStatus, Amount>(hold->second.lines)) {
        if (held.status != status || !lots_agree(held.lot, line.lot)) continue;
        const Amount part = std::min(amount, moved);
        shelf.book().hold(key, held, -part, world.now);
        shelf.book().hold(key, {held.lot, *told}, part, world.now);
        break;
      }
    }
  }
}

}  // namespace

/// Contents told beside a box come like goods, and are in it then. `from`: the site that it left, where they
/// are drawn as far as it has so much.
void come_listed(World& world, const std::string& key, const Report& base, const std::vector<Line>& lines,
                 const OnRecord& from) {
  Report report = base;
  report.line = 3'000'000;
  for (const Line& line : lines) {
    if (line.amount && line.amount->is_zero()) continue;
    report.good = line.good;
    report.lot = line.lot;
    report.amount = line.amount;
    ++report.line;
    const bool is_there = line.amount && !from.site.empty() &&
                          Shelf(world, from.site, line.good).possible(line.lot) >= *line.amount;
    arrive(world, report, is_there ? from : OnRecord{});
    const DeliveryName name{line.good, base.place.site, report.event, report.line};
    if (find(world, name) != nullptr) world.cells.box(key).trip.push_back(name);
    if (line.amount) load_line(world, key, base.place.site, line);
  }
}

void arrive_again(World& world, const std::string& key, const Report& base, const What* listed) {
  const std::optional<What> named = listed == nullptr ? contents_named(world, key) : std::nullopt;
  if (named) listed = &*named;
  Listed list(world, listed);
  Report report = telling_box(base);
  const std::vector<DeliveryName> trip = world.cells.box(key).trip;
  for (const DeliveryName& name : trip) {
    Delivery* delivery = find(world, name);
    if (delivery == nullptr) continue;
    const bool has_begun = delivery->arrived_at_site == base.place.site;
    if (!has_begun && !delivery->arrived_at_site.empty()) continue;
    report.good = name.good;
    if (list.tells(name.good)) {
      const Amount told = list.take(name.good, delivery->lot, std::max(delivery->sent, delivery->arrived));
      if (has_begun) confirm_owner(world, *delivery, name.good, delivery->lot, told);
      if (has_begun || !told.is_zero()) arrive_more(world, key, report, name, told);
    } else if (has_begun) {
      const Amount told = told_by(*delivery, Side::arrivals, report);
      tell(*delivery, Side::arrivals, report, std::max(zero, delivery->arrived - told));
      confirm_owner(world, *delivery, name.good, delivery->lot, delivery->arrived);
    }
  }
  std::vector<Line> others;
  for (Line& line : list.lines) {  // More than was sent.
    if (!line.amount) continue;
    *line.amount -= std::min(*line.amount, beside_trip(world, key, line));
    if (line.amount->is_zero()) continue;
    const auto first = std::ranges::find_if(trip, [&](const DeliveryName& name) {
      const Delivery* one = find(world, name);
      return one != nullptr && name.good == line.good && lots_agree(one->lot, line.lot) &&
             one->arrived_at_site == base.place.site;
    });
    if (first == trip.end()) {
      others.push_back(line);
      continue;
    }
    report.good = line.good;
    const Delivery* delivery = find(world, *first);
    arrive_more(world, key, report, *first, std::max(delivery->sent, delivery->arrived) + *line.amount);
  }
  come_listed(world, key, report, others, {});
  if (listed == nullptr) {
    tell_status(world, key, base);
  } else {
    tell_status_of(world, key, base, *listed);
  }
}

void depart_again(World& world, const std::string& key, const Report& base, const What* listed) {
  Box& box = world.cells.box(key);
  Listed list(world, listed);
  const auto tell_sent = [&](const DeliveryName& name, Amount amount) {
    Delivery* delivery = find(world, name);
    Report report = base;
    report.good = name.good;
    report.lot = delivery->lot;
    const Amount untold = std::max(zero, amount - told_by(*delivery, Side::departures, report));
    const Amount more = tell(*delivery, Side::departures, report, untold);
    tell_owner(world, *delivery);
    if (more <= zero) return;
    for (const Taken& part : send_more(world, report, *delivery, more)) {
      box.load[name.good][{part.slot.lot, part.slot.status}] += part.amount;
      box.packed[name.good][part.slot.lot] += part.amount;
    }
  };
  std::vector<DeliveryName> from_here;
  for (const DeliveryName& name : box.trip)
    if (const Delivery* delivery = find(world, name);
        delivery != nullptr && delivery->from == base.place.site)
      from_here.push_back(name);
  for (const DeliveryName& name : from_here) {
    const Delivery* delivery = find(world, name);
    const bool is_listed = list.tells(name.good);
    tell_sent(name, is_listed ? list.take(name.good, delivery->lot, delivery->sent) : delivery->sent);
  }
  for (const Line& line : list.lines) {  // More than the first report told.
    if (!line.amount || line.amount->is_zero()) continue;
    const auto first = std::ranges::find_if(from_here, [&](const DeliveryName& name) {
      return name.good == line.good && lots_agree(find(world, name)->lot, line.lot);
    });
    if (first != from_here.end()) tell_sent(*first, find(world, *first)->sent + *line.amount);
  }
}

}  // namespace stocktrail::books
