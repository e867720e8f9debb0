#include "tests/bench/chains/runs.h"

#include <algorithm>
#include <utility>

namespace stocktrail::chains {
Event Runs::object(std::string_view step, std::string_view disposition, unsigned place) const {
  Event event;
  event.action = Action::observe;
  event.step = step;
  event.disposition = disposition;
  event.by = World::company_of_place(place);
  event.read_at = event.located = place;
  return event;
}

Event Runs::aggregation(Action action, const Thing& parent, unsigned place) const {
  Event event = object(action == Action::add ? "packing" : "unpacking", "in_progress", place);
  event.type = Type::aggregation;
  event.action = action;
  event.parent = parent;
  return event;
}

void Runs::pack(const Thing& container, std::vector<Thing> epcs, std::vector<Quantity> quantities,
                unsigned place, Micros at) {
  Event event = aggregation(Action::add, container, place);
  event.epcs = std::move(epcs);
  event.quantities = std::move(quantities);
  teller_.tell(std::move(event), at);
}

void Runs::unpack(const Thing& container, unsigned place, Micros at) {
  teller_.tell(aggregation(Action::remove, container, place), at);
}

Runs::Material Runs::deliver(unsigned plant, Micros at, unsigned uses) {
  const auto product = static_cast<unsigned>(random_.below(raw_products));
  const unsigned farm = World::company_of_product(product);  // It has one place, of the same number.
  Material material{next_lot(product), later(at, hours(5, 8)), uses};
  const Quantity goods{material.lot, random_.between(20, 80) * 100};
  Event harvest = object("commissioning", "active", farm);
  harvest.action = Action::add;
  harvest.quantities = {goods};
  harvest.lot = material.lot;
  harvest.movements = {{outside(Account::Kind::made), on_hand(farm), goods}};
  teller_.tell(std::move(harvest), at);
  const Micros sent = later(at, hours(1, 3));
  Event shipping = object("shipping", "in_transit", farm);
  shipping.located.reset();
  shipping.quantities = {goods};
  shipping.sent_from = farm;
  shipping.sent_to = farms + plant;
  shipping.document = ++documents_;
  shipping.movements = {{on_hand(farm), in_transit(farms + plant), goods}};
  Event receiving = shipping;
  teller_.tell(std::move(shipping), sent);
  receiving.by = first_plant + plant;
  receiving.step = "receiving";
  receiving.disposition = "in_progress";
  receiving.read_at = receiving.located = farms + plant;
  receiving.movements = {{in_transit(farms + plant), on_hand(farms + plant), goods}};
  teller_.tell(std::move(receiving), material.here_from);
  material.seen = {at, sent, material.here_from};
  return material;
}

Thing Runs::deliver_in_bulk(unsigned plant, Micros at) {
  return deliver(plant, at, 0).lot;
}

std::size_t Runs::choose(unsigned plant, const std::vector<Quantity>& taken, Micros at) {
  std::vector<Material>& stock = materials_[plant];
  const auto here = std::ranges::find_if(stock, [&](const Material& material) {
    return material.here_from < at &&
           std::ranges::none_of(taken, [&](const Quantity& one) { return one.of == material.lot; });
  });
  if (here != stock.end() && !random_.in_thousand(250)) return static_cast<std::size_t>(here - stock.begin());
  stock.push_back(deliver(plant, later(at, -10 * hour), static_cast<unsigned>(random_.between(2, 5))));
  return stock.size() - 1;
}

Runs::Made Runs::make(unsigned plant, const Thing& lot, std::uint64_t amount, std::vector<Thing> items,
                      Micros at, const Thing& bulk) {
  const unsigned place = farms + plant;
  Event making = object("commissioning", "active", place);
  making.type = Type::transformation;
  making.action = Action::none;
  making.lot = lot;
  Made made{lot, amount};
  made.inputs = random_.in_thousand(600) ? 2 : static_cast<unsigned>(random_.between(1, 4));
  if (bulk.kind != Thing::Kind::none) making.quantities.push_back({bulk, random_.between(50, 150)});
  for (unsigned n = 0; n < made.inputs; ++n) {
    const std::size_t chosen = choose(plant, making.quantities, at);
    Material& used = materials_[plant][chosen];
    making.quantities.push_back({used.lot, random_.between(50, 500)});
    made.events += used.seen.size();
    made.is_simple = made.is_simple && used.is_simple;
    used.seen.push_back(at);
    if (--used.uses_left == 0)
      materials_[plant].erase(materials_[plant].begin() + static_cast<std::ptrdiff_t>(chosen));
  }
  for (const Quantity& input : making.quantities)
    making.movements.push_back({on_hand(place), outside(Account::Kind::consumed), input});
  if (items.empty()) making.made_quantities = {{lot, amount}};
  making.made_epcs = std::move(items);
  making.movements.push_back({outside(Account::Kind::made), on_hand(place), {lot, amount}});
  const std::uint64_t before = teller_.told();
  teller_.tell(std::move(making), at);
  if (random_.in_thousand(300)) {
    Event inspecting = object("inspecting", "conformant", place);
    inspecting.quantities = {{lot, amount}};
    inspecting.is_measured = random_.in_thousand(500);
    teller_.tell(std::move(inspecting), later(at, hours(0, 1)));
  }
  made.events += teller_.told() - before;
  return made;
}

Micros Runs::move(const Way& way, Micros at) {
  const bool is_from_plant = way.from < first_centre;
  const unsigned centre = is_from_plant ? way.to : way.from;
  const Micros arrived = later(at, hours(2, 9));
  Event shipping = object("shipping", "in_transit", way.from);
  shipping.located.reset();
  shipping.epcs = way.containers;
  shipping.sent_from = way.from;
  shipping.sent_to = way.to;
  shipping.document = ++documents_;
  shipping.is_measured = random_.in_thousand(30);
  shipping.movements = {{on_hand(way.from), in_transit(way.to), way.goods}};
  if (is_from_plant && random_.in_thousand(200)) {
    // The carrier tells the same movement, by its own clock.
    Event leaving = shipping;
    leaving.by = World::company_of_place(centre);
    leaving.step = "departing";
    leaving.movements.clear();
    teller_.tell(std::move(leaving), later(at, 10 * minute));
  }
  teller_.tell(std::move(shipping), at);
  receive(way, arrived);
  return arrived;
}

void Runs::receive(const Way& way, Micros at) {
  Event receiving = object("receiving", "in_progress", way.to);
  receiving.sent_from = way.from;
  receiving.sent_to = way.to;
  receiving.document = documents_;
  // Most scan the labels; some count.
  if (random_.in_thousand(80) && !World::has_items(way.goods.of.of)) {
    receiving.quantities = {way.goods};
  } else {
    receiving.epcs = way.containers;
  }
  receiving.movements = {{in_transit(way.to), on_hand(way.to), way.goods}};
  if (way.to >= first_shop && random_.in_thousand(30)) {
    // So does the carrier, for the shop.
    Event handed_over = receiving;
    handed_over.by = World::company_of_place(way.from);
    handed_over.movements.clear();
    teller_.tell(std::move(handed_over), later(at, -5 * minute));
  }
  if (random_.in_thousand(100)) {
    Event accepting = receiving;
    accepting.step = "accepting";
    accepting.movements.clear();
    teller_.tell(std::move(accepting), later(at, hours(0, 2)));
  }
  teller_.tell(std::move(receiving), at);
}

void Runs::sell(const Thing& lot, std::uint64_t amount, unsigned shop, Micros at) {
  const std::uint64_t sales = std::min<std::uint64_t>(amount, random_.between(1, 3));
  for (std::uint64_t n = 0; n < sales; ++n) {
    const Quantity goods{lot, amount / sales};
    Event sale = object("retail_selling", "retail_sold", shop);
    sale.quantities = {goods};
    sale.movements = {{on_hand(shop), outside(Account::Kind::sold), goods}};
    at = later(at, hours(2, 12));
    if (random_.in_thousand(15)) come_back(sale, later(at, hours(4, 20)));
    teller_.tell_by_hand(std::move(sale), at);
  }
  if (!random_.in_thousand(40)) return;
  Event waste = object("destroying", "destroyed", shop);
  waste.quantities = {{lot, 1}};
  waste.movements = {{on_hand(shop), outside(Account::Kind::destroyed), {lot, 1}}};
  teller_.tell(std::move(waste), later(at, hours(1, 5)));
}

void Runs::come_back(const Event& sale, Micros at) {
  Event back = sale;
  back.step = "receiving";
  back.disposition = "returned";
  for (Quantity& one : back.quantities) one.amount = 1;
  for (Movement& movement : back.movements) {
    std::swap(movement.from, movement.to);
    movement.goods.amount = 1;
  }
  Event look = back;
  teller_.tell(std::move(back), at);
  look.step = "inspecting";
  look.disposition = "damaged";
  look.movements.clear();
  teller_.tell(std::move(look), later(at, hour));
}

void Runs::recall(const Thing& lot, Micros at) {
  Event holding = object("holding", "recalled", World::company_of_product(lot.of));
  holding.quantities = {{lot, 1}};
  teller_.tell(std::move(holding), at);
}

}  // namespace stocktrail::chains
