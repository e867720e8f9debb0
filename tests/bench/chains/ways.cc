// The ways of what was made: in pallets and crates to shops, or item by item.
#include <algorithm>
#include <utility>

#include "tests/bench/chains/runs.h"

namespace stocktrail::chains {

void Runs::begin(unsigned plant, unsigned run, Micros at) {
  teller_.begin_run(run);
  samples_.clear();
  if (random_.in_thousand(60)) make_material(plant, later(at, -hour));
  const std::uint64_t kind = random_.below(1'000);
  if (kind >= small_per_mille && kind < small_per_mille + items_per_mille) return make_items(plant, at);
  unsigned product = raw_products;
  do {
    product = raw_products + plant + plants * static_cast<unsigned>(random_.below(made_products / plants));
  } while (World::has_items(product));
  const Thing lot = next_lot(product);
  if (kind < small_per_mille) {
    const unsigned crates = random_.in_thousand(650) ? 1 : 2;
    distribute(make(plant, lot, random_.between(60, 400), {}, at), 1, crates, at);
  } else if (kind < small_per_mille + items_per_mille + medium_per_mille) {
    const auto crates = static_cast<unsigned>(random_.between(6, 10));
    distribute(make(plant, lot, random_.between(800, 2'000), {}, at), 2, crates, at);
  } else {
    distribute(make(plant, lot, random_.between(4'000, 8'000), {}, at), pallets_of_large, crates_of_large,
               at);
  }
  if (random_.in_thousand(3)) recall(lot, later(at, 2 * day));
}

void Runs::begin_with(const Thing& bulk, unsigned plant, unsigned run, Micros at) {
  teller_.begin_run(run);
  samples_.clear();
  unsigned product = raw_products + plant;
  while (World::has_items(product)) product += plants;
  const Thing lot = next_lot(product);
  distribute(make(plant, lot, 4'500, {}, at, bulk), pallets_of_large, crates_of_large, at);
}

// Something that is made to be used here.
void Runs::make_material(unsigned plant, Micros at) {
  const unsigned product = raw_products + plant + plants;
  const Made made = make(plant, next_lot(product), random_.between(500, 900), {}, at);
  materials_[plant].insert(materials_[plant].begin(), Material{made.lot, at, 4, {at}, false});
}

void Runs::distribute(const Made& made, unsigned pallets, unsigned crates, Micros at) {
  const std::uint64_t before = teller_.told();
  const unsigned plant = World::company_of_product(made.lot.of);  // Its place has the same number.
  const std::uint64_t amount = made.amount / crates;
  unsigned shop = 0;
  for (unsigned n = 0; n < pallets; ++n) {
    const unsigned here = crates / pallets + (n < crates % pallets ? 1 : 0);
    const Quantity goods{made.lot, amount * here};
    const Thing pallet = next_container(plant);
    pack(pallet, {}, {goods}, plant, later(at, hours(1, 2)));
    const unsigned centre = any_centre();
    const Micros arrived = move({plant, centre, {pallet}, goods}, later(at, hours(3, 5)));
    if (random_.in_thousand(300)) {
      Event storing = object("storing", "in_progress", centre);
      storing.epcs = {pallet};
      teller_.tell(std::move(storing), later(arrived, 20 * minute));
    }
    unpack(pallet, centre, later(arrived, hour));
    for (unsigned sent = 0; sent < here;) {
      const unsigned together = std::min(here - sent, static_cast<unsigned>(random_.between(1, 3)));
      sent += together;
      shop = any_shop();
      deliver_crates({centre, shop, {}, {made.lot, amount}}, std::vector(together, amount),
                     later(arrived, hours(2, 8)));
    }
  }
  if (crates > 1 || !made.is_simple || made.inputs != 2) return;
  samples_.push_back({made.lot, teller_.told() - before + made.events, shop});
}

void Runs::deliver_crates(const Way& way, const std::vector<std::uint64_t>& amounts, Micros at) {
  Way loaded = way;
  loaded.goods.amount = 0;
  for (const std::uint64_t amount : amounts) {
    loaded.containers.push_back(next_container(World::company_of_place(way.from)));
    loaded.goods.amount += amount;
    pack(loaded.containers.back(), {}, {{way.goods.of, amount}}, way.from, at);
  }
  const Micros arrived = move(loaded, later(at, hours(1, 3)));
  for (const Thing& crate : loaded.containers) unpack(crate, way.to, later(arrived, hours(0, 2)));
  if (random_.in_thousand(300)) {
    Event stocking = object("stocking", "sellable_accessible", way.to);
    stocking.quantities = {loaded.goods};
    teller_.tell(std::move(stocking), later(arrived, 3 * hour));
  }
  sell(way.goods.of, loaded.goods.amount, way.to, later(arrived, 3 * hour));
}

void Runs::make_items(unsigned plant, Micros at) {
  constexpr unsigned case_items = 12;
  unsigned product = raw_products + plant;
  while (!World::has_items(product)) product += plants;
  const Thing lot = next_lot(product);
  const unsigned place = farms + plant, cases = static_cast<unsigned>(random_.between(2, 6));
  std::vector<Thing> items;
  for (unsigned n = 0; n < cases * case_items; ++n)
    items.push_back({Thing::Kind::item, static_cast<std::uint16_t>(product), ++items_});
  const Made made = make(plant, lot, items.size(), items, at);
  std::uint64_t common = made.events;
  std::vector<Thing> packed;
  for (unsigned n = 0; n < cases; ++n) {
    packed.push_back(next_container(place));
    pack(packed.back(), {items.begin() + n * case_items, items.begin() + (n + 1) * case_items}, {}, place,
         later(at, hours(1, 2)));
  }
  std::uint64_t told = teller_.told();
  const Thing pallet = next_container(place);
  pack(pallet, packed, {}, place, later(at, hours(2, 3)));
  const unsigned centre = any_centre();
  const Micros arrived = move({place, centre, {pallet}, {lot, made.amount}}, later(at, hours(4, 5)));
  unpack(pallet, centre, later(arrived, hour));
  common += teller_.told() - told;
  for (unsigned n = 0; n < cases;) {
    const unsigned together = std::min(cases - n, static_cast<unsigned>(random_.between(1, 3)));
    const unsigned shop = any_shop();
    told = teller_.told();
    const Way way{centre,
                  shop,
                  {packed.begin() + n, packed.begin() + n + together},
                  {lot, std::uint64_t{together} * case_items}};
    const Micros in_shop = move(way, later(arrived, hours(2, 8)));
    const std::uint64_t way_events = teller_.told() - told;
    for (const Thing& one : way.containers) unpack(one, shop, later(in_shop, hours(0, 2)));
    sell_items({items.begin() + n * case_items, items.begin() + (n + together) * case_items}, lot, shop,
               later(in_shop, 2 * hour));
    // Packed into its case, unpacked, sold.
    if (made.is_simple && made.inputs == 2 && samples_.empty())
      samples_.push_back({items[n * case_items], common + way_events + 3, shop});
    n += together;
  }
}

void Runs::sell_items(const std::vector<Thing>& items, const Thing& lot, unsigned shop, Micros at) {
  for (std::size_t n = 0; n < items.size();) {
    const auto together = std::min<std::size_t>(items.size() - n, random_.between(1, 4));
    Event sale = object("retail_selling", "retail_sold", shop);
    sale.epcs.assign(items.begin() + static_cast<std::ptrdiff_t>(n),
                     items.begin() + static_cast<std::ptrdiff_t>(n + together));
    sale.movements = {{on_hand(shop), outside(Account::Kind::sold), {lot, together}}};
    const Micros sold_at = later(at, random_.waiting(12 * hour));
    if (together == 1 && random_.in_thousand(15)) come_back(sale, later(sold_at, hours(4, 20)));
    teller_.tell(std::move(sale), sold_at);
    n += together;
  }
}

}  // namespace stocktrail::chains
