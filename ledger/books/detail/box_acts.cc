// What events do to boxes as a whole, and packing.
#include <algorithm>

#include "ledger/books/detail/boxes.h"
#include "ledger/books/detail/clocks.h"
#include "ledger/books/detail/items.h"

namespace stocktrail::books {
namespace {

/// A box whose contents have all arrived by quantity is where they are.
void follow_contents(World& world, const std::string& key) {
  const std::string root = root_of(world, key);
  const Box& box = world.cells.box(root);
  if (box.where != Whereabouts::on_the_way) return;
  Place place;
  for (const DeliveryName& name : box.trip) {
    const Delivery* delivery = find(world, name);
    if (delivery == nullptr) continue;  // Settled, so long ago is it.
    const std::string& site = delivery->arrived_at_site;
    if (!delivery->open().is_zero() || site.empty() || (!place.empty() && place.site != site)) return;
    place = {site, delivery->arrived_at_part};
  }
  if (place.empty()) place = world.fact->before;
  if (!place.empty() && !box.trip.empty()) arrive_box(world, root, place, nullptr);
}

AccountKind ending(Deed deed) {
  return deed == Deed::sell                                 ? AccountKind::sold
         : deed == Deed::consume || deed == Deed::transform ? AccountKind::consumed
         : deed == Deed::lose                               ? AccountKind::lost
                                                            : AccountKind::destroyed;
}

/// All lines of the box and of those in it, at the site where it is.
template <typename Visit>
void for_each_line(World& world, const std::string& key, const std::string& site, const Visit& visit,
                   std::size_t depth = 0) {
  const Box box = world.cells.box(key);
  for (const Good& good : box.goods) {
    const auto& boxes = world.cells.book(site, good).boxes;
    const auto hold = boxes.find(key);
    if (hold == boxes.end()) continue;
    for (const auto& [line, amount] : std::map<LotStatus, Amount>(hold->second.lines))
      visit(key, good, line, amount);
  }
  if (depth >= box_depth_max) return;
  for (const std::string& inner : box.boxes) for_each_line(world, inner, site, visit, depth + 1);
}

void end_items_in(World& world, const std::string& key, AccountKind kind) {
  for (const std::string& inner : tree_of(world, key))
    for (const std::string& item : std::set<std::string>(world.cells.box(inner).items))
      end_item(world, item, kind);
}

}  // namespace

void end_contents(World& world, const std::string& key, AccountKind kind) {
  follow_contents(world, key);
  const Box root = world.cells.box(root_of(world, key));
  if (root.where == Whereabouts::on_the_way) {
    for (const DeliveryName& name : world.cells.box(key).trip)
      if (Delivery* delivery = find(world, name))
        close(world, *delivery, name.good, delivery->open(), kind, root.from);
    end_items_in(world, key, kind);
    empty_box(world, key);
    return;
  }
  if (root.where != Whereabouts::at_site) return;
  const std::string& site = root.place.site;
  if (kind == AccountKind::destroyed)
    for (const std::string& inner : tree_of(world, key)) hold_unfit(world, inner, site);
  for_each_line(
      world, key, site, [&](const std::string& box, const Good& good, const LotStatus& line, Amount amount) {
        Shelf shelf(world, site, good);
        const auto order = order_for(line.status, sellable_first);
        shelf.take({.lot = line.lot, .amount = amount, .order = order, .part = root.place.part, .box = &box},
                   outside(kind, site));
        if (kind == AccountKind::sold) count_sold(world, site, good, line.lot, amount, {});
      });
  for (const std::string& inner : tree_of(world, key))
    for (const std::string& item : world.cells.box(inner).items) world.cells.item(item).place = root.place;
  end_items_in(world, key, kind);
  empty_box(world, key);
}

namespace {

void restate_contents(World& world, const std::string& key) {
  follow_contents(world, key);
  const Box root = world.cells.box(root_of(world, key));
  if (root.where != Whereabouts::at_site) return;
  const std::vector<Status>& unset = world.fact->unset;
  restate_all(world, key, root.place, world.fact->status.value_or(Status::sellable),
              unset.empty() ? StatusOrder(sellable_first) : unset);
}

}  // namespace

void bring_box_home(World& world, const std::string& key) {
  Box& box = world.cells.box(key);
  if (box.where != Whereabouts::on_the_way) return;
  const Place home = world.fact->before.empty() ? place_of(box.from) : world.fact->before;
  std::map<DeliveryName, Delivery> before;
  for (const DeliveryName& name : box.trip)
    if (const Delivery* delivery = find(world, name)) before.emplace(name, *delivery);
  arrive_box(world, key, home, nullptr);
  std::erase_if(box.astray, [&](const DeliveryName& name) { return before.contains(name); });
  for (const auto& [name, then] : before) {
    Delivery* delivery = find(world, name);
    if (delivery == nullptr) continue;
    delivery->strayed = {};
    delivery->sent = then.sent - (then.open() - delivery->open());
    delivery->arrivals = then.arrivals;
    delivery->arrived = then.arrived;
    delivery->arrived_at_site = then.arrived_at_site;
  }
}

namespace {

bool is_here(World& world, const std::string& key) {
  const Box& box = world.cells.box(key);
  return world.fact->before.empty() ||
         (box.where == Whereabouts::at_site && box.place.site == world.fact->before.site);
}

/// An arrival with a date only waits as long as a departure of its instant may still come.
bool box_has_turn(World& world, const std::string& key) {
  const Fact& fact = *world.fact;
  if (!fact.date_only) return true;
  Box& box = world.cells.box(key);
  if (world.round > 0 && !box.waiting.contains(fact.event)) return false;
  const bool comes = box.where == Whereabouts::on_the_way && is_end(fact.after.site, box.to, world.directory);
  const bool waits = may_wait(world) && !comes && !box.turns.waiting.empty();
  if (waits) {
    box.waiting.insert(fact.event);
  } else {
    box.waiting.erase(fact.event);
  }
  return !waits;
}

/// Departures with a date only wait as long as the box may still come.
void depart_in_turn(World& world, const std::string& key, const What* listed) {
  const Leaver leaver{world.fact->event};
  Turns& turns = world.cells.box(key).turns;
  if (!turns.begin(leaver, world.round)) return;
  if (may_wait(world) && !is_here(world, key)) {
    turns.waiting.insert(leaver);
  } else {
    depart_box(world, key, listed);
  }
}

/// The receiver says that no more comes of what the box carried, or of the lots that are listed beside it.
void close_trip(World& world, const std::string& key) {
  const Fact& fact = *world.fact;
  Report report;
  report.kind = fact.kind;
  report.mismatch = fact.mismatch;
  report.place = fact.after;
  const bool is_listed = fact.what.boxes.size() == 1 && !(fact.what.lines.empty() && fact.what.items.empty());
  const auto names = [&](const Good& good, const std::string& lot) {
    return std::ranges::any_of(
               fact.what.lines,
               [&](const Line& line) { return line.good == good && lots_agree(line.lot, lot); }) ||
           std::ranges::any_of(fact.what.items, [&](const ItemName& item) {
             return item.good == good && lots_agree(world.cells.item(item.key).lot, lot);
           });
  };
  for (const DeliveryName& name : std::vector<DeliveryName>(world.cells.box(key).trip)) {
    const Delivery* delivery = find(world, name);
    if (delivery != nullptr && (!is_listed || names(name.good, delivery->lot)))
      close_rest(world, report, name);
  }
}

void act_on_box(World& world, const std::string& key, const What* listed) {
  const Fact& fact = *world.fact;
  switch (fact.deed) {
    case Deed::depart:
      if (fact.retail_sold) return end_contents(world, key, AccountKind::sold);
      return depart_in_turn(world, key, listed);
    case Deed::arrive:
      if (fact.after.empty() || !box_has_turn(world, key)) return;
      arrive_box(world, key, fact.after, listed);
      close_trip(world, key);
      return;
    case Deed::come_home:
      bring_box_home(world, key);
      return;
    case Deed::sell:
    case Deed::consume:
    case Deed::transform:
    case Deed::destroy:
    case Deed::lose:
      if (fact.label_only) {
        empty_box(world, key);
      } else {
        end_contents(world, key, ending(fact.deed));
      }
      return;
    case Deed::restate:
      restate_contents(world, key);
      return;
    default:
      return;
  }
}

/// Those that are not in another of them: what is in a box goes with it.
std::vector<std::string> outermost(World& world, const std::vector<std::string>& boxes) {
  std::vector<std::string> outer;
  for (const std::string& key : boxes) {
    std::string above = world.cells.box(key).parent;
    for (std::size_t depth = 0; depth < box_depth_max && !above.empty(); ++depth) {
      if (std::ranges::find(boxes, above) != boxes.end()) break;
      above = world.cells.box(above).parent;
    }
    if (above.empty()) outer.push_back(key);
  }
  return outer;
}

}  // namespace

void restate_all(World& world, const std::string& key, const Place& place, Status status, StatusOrder from) {
  const auto moves = [&](Status one) { return one != status && std::ranges::find(from, one) != from.end(); };
  for_each_line(world, key, place.site,
                [&](const std::string& box, const Good& good, const LotStatus& line, Amount amount) {
                  if (!moves(line.status)) return;
                  const Status only[] = {line.status};
                  Shelf shelf(world, place.site, good);
                  const Amount moved =
                      shelf.restate({.lot = line.lot, .amount = amount, .order = only}, status);
                  shelf.book().hold(box, {line.lot, status}, moved, world.now);
                  shelf.book().hold(box, line, -moved, world.now);
                });
  for (const std::string& inner : tree_of(world, key))
    for (const std::string& name : std::set(world.cells.box(inner).items))
      if (Item& item = world.cells.item(name); moves(item.status)) item.status = status;
}

void tell_status(World& world, const std::string& key, const Report& arrival) {
  const auto told = told_status(arrival);
  if (!told || world.fact->deed != Deed::arrive) return;
  restate_all(world, key, arrival.place, *told,
              *told == Status::sellable ? StatusOrder(held_only) : sellable_first);
}

std::set<std::pair<std::string, std::string>> lots_in(World& world, const std::string& key) {
  follow_contents(world, key);
  std::set<std::pair<std::string, std::string>> lots;
  const Box root = world.cells.box(root_of(world, key));
  for_each_line(world, key, root.place.site,
                [&](const std::string& /*box*/, const Good& good, const LotStatus& line, Amount /*amount*/) {
                  lots.emplace(good.product, line.lot);
                });
  return lots;
}

Amount amount_in(World& world, const std::vector<std::string>& boxes, const Line& line) {
  Amount sum;
  const auto add = [&](const std::map<LotStatus, Amount>& lines) {
    for (const auto& [held, amount] : lines)
      if (lots_agree(held.lot, line.lot)) sum += amount;
  };
  for (const std::string& key : boxes) {
    const Box& root = world.cells.box(root_of(world, key));
    if (const auto load = world.cells.box(key).load.find(line.good); load != world.cells.box(key).load.end())
      add(load->second);
    const auto& holds = world.cells.book(root.place.site, line.good).boxes;
    if (const auto hold = holds.find(key); hold != holds.end()) add(hold->second.lines);
  }
  return sum;
}

void announce_boxes(World& world) {
  const Fact& fact = *world.fact;
  const auto announce = [&](const std::string& key) {
    Report departure;
    departure.event = fact.event;
    departure.at = fact.at;
    world.cells.announced(key).add(departure, world.now);
  };
  if (fact.packing != Packing::none) return announce(fact.parent);
  std::ranges::for_each(fact.what.boxes, announce);
}

void act_on_boxes(World& world) {
  const Fact& fact = *world.fact;
  if (world.round > 0 && fact.deed != Deed::depart && fact.deed != Deed::arrive && !takes_in_turn(fact))
    return;
  if (fact.packing != Packing::none) {
    if (!fact.parent.empty() && fact.deed != Deed::nothing) act_on_box(world, fact.parent, nullptr);
    if (fact.deed != Deed::nothing && (fact.packing == Packing::unload || fact.packing == Packing::empty))
      take_out(world, fact.parent);
    return;
  }
  for (const std::string& key : outermost(world, fact.what.boxes)) {
    What listed;
    if (fact.what.boxes.size() == 1) listed = contents_listed(world, key, fact.what);
    act_on_box(world, key, listed.lines.empty() && listed.items.empty() ? nullptr : &listed);
  }
}

}  // namespace stocktrail::books
