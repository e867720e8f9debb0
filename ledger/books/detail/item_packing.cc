// Records of items: what is told of them, where they come, how they are made and packed.
#include "ledger/books/detail/boxes.h"
#include "ledger/books/detail/clocks.h"
#include "ledger/books/detail/items.h"
#include "ledger/books/detail/rights.h"

namespace stocktrail::books {
namespace {

const Amount one = Amount::pieces(1);

}  // namespace

Item& know(World& world, const ItemName& name) {
  Item& item = world.cells.item(name.key);
  if (item.good.product.empty()) item.good = name.good;
  if (item.lot.empty()) item.lot = name.lot;
  return item;
}

void out_of_box(World& world, const std::string& key) {
  Item& item = world.cells.item(key);
  if (item.box.empty()) return;
  world.cells.box(item.box).items.erase(key);
  if (item.is_box) {
    world.cells.box(item.box).boxes.erase(key);
    world.cells.box(key).parent.clear();
  }
  item.box.clear();
}

void come_to(World& world, const std::string& key, const Place& place, Status status) {
  Item& item = world.cells.item(key);
  if (item.is_box) arrive_box(world, key, place, nullptr);
  out_of_box(world, key);
  item.where = Whereabouts::at_site;
  item.place = place;
  item.status = status;
  item.last = world.fact->event;
  item.last_at = world.now;
  world.cells.book(place.site, item.good).lots[item.lot].named += one;
}

void load_items(World& world, const std::string& box, const Place& place,
                const std::vector<ItemName>& items) {
  for (const ItemName& name : items) {
    Item& item = know(world, name);
    if (item.box == box) continue;
    if (item.is_box && !may_hold(world, box, name.key)) {
      note(world, DiscrepancyKind::too_much, place.site, {}, {}, {}, name.key);
      continue;
    }
    receive_first(world, name.key, place);
    out_of_box(world, name.key);
    if (item.where == Whereabouts::unknown && item.made_by == EventKey()) item.unmade_at.insert(place.site);
    if (item.where != Whereabouts::at_site || item.place.site != place.site)
      come_to(world, name.key, place, item.status);
    item.box = box;
    if (item.is_box) {
      world.cells.box(name.key).parent = box;
      world.cells.box(box).boxes.insert(name.key);
    }
    world.cells.box(box).items.insert(name.key);
    world.cells.box(box).goods.insert(item.good);
    world.cells.box(box).packed[item.good][item.lot] += one;
    Shelf(world, place.site, item.good).box_up(box, {item.lot, item.status}, one);
  }
}

void unload_items(World& world, const std::string& box, const Place& place,
                  const std::vector<ItemName>& items) {
  for (const ItemName& name : items) {
    Item& item = know(world, name);
    if (item.box != box) continue;
    out_of_box(world, name.key);
    item.where = Whereabouts::at_site;
    item.place = place;
    if (item.is_box) world.cells.box(name.key).place = place;
    Shelf(world, place.site, item.good).unbox(box, item.lot, one);
  }
}

bool was_used(const Item& item) {
  return item.where == Whereabouts::ended && item.end == AccountKind::consumed;
}

void come_apart(World& world, const std::string& key, const Place& place) {
  const Item& item = world.cells.item(key);
  const Status status = world.fact->status.value_or(Status::sellable);
  Shelf(world, place.site, item.good)
      .put({item.lot, status, place.part}, one, outside(AccountKind::consumed, place.site));
  come_to(world, key, place, status);
}

namespace {

/// It was used here before, and is made unless it names a piece of what was told by quantity.
void make_late(World& world, const std::string& key, const Place& place, bool had_lot) {
  const Item& item = world.cells.item(key);
  const Held held = holder_of(world, item);
  const Amount still_here =
      held.where == Whereabouts::at_site && held.place.site == place.site ? one : Amount();
  Shelf shelf(world, place.site, item.good);
  LotHere& here = shelf.book().lots[item.lot];
  if (!had_lot && !still_here.is_zero()) {  // It was named without its lot.
    Amount& named = shelf.book().lots[{}].named;
    named -= std::min(named, one);
    here.named += one;
  }
  Amount others = here.named - std::min(here.named, still_here);
  if (!had_lot) others = std::max(others, here.named_made);
  const Amount drawn = had_lot ? one - still_here : Amount();
  if (!item.lot.empty() && shelf.balance(item.lot) + drawn - others >= one) return;
  shelf.put({item.lot, world.fact->status.value_or(Status::sellable), place.part}, one,
            outside(AccountKind::made, place.site));
  shelf.book().lots[item.lot].named_made += one;
}

/// Who speaks for the product says now what a piece is of which only strangers told, at places of others:
/// they made it, or saw it more than a day before. What they told is of another piece.
bool is_anothers(World& world, const Item& item) {
  const std::string& product = item.good.product;
  const auto speaks = [&](const Fact& fact) { return fact.standing_to(product) >= Standing::reporter; };
  if (item.where == Whereabouts::unknown || !speaks(*world.fact)) return false;
  if (!is_of_others(world, holder_of(world, item))) return false;
  if (item.made_by == EventKey()) return to_i64(world.now) - to_i64(item.last_at) > day;
  const Fact* maker = world.cells.fact(item.made_by);
  return maker != nullptr && !speaks(*maker);
}

/// Its record begins; the piece that others told of stays without a serial.
void begin_anew(World& world, const ItemName& name, const Place& place) {
  Item& item = world.cells.item(name.key);
  if (item.made_by == EventKey())
    note_against(world, DiscrepancyKind::two_places, place.site, {item.place.site, item.last}, item.good,
                 item.lot, one, name.key);
  else
    note(world, DiscrepancyKind::made_twice, place.site, item.good, item.lot, one, name.key, item.made_by);
  if (item.is_box) empty_box(world, name.key);
  go_on(world, item, {});
  leave_site(world, item);
  out_of_box(world, name.key);
  Item anew;
  anew.good = item.good;
  anew.recalls = std::move(item.recalls);
  anew.waiting = std::move(item.waiting);
  item = std::move(anew);
}

}  // namespace

/// Serials of a lot that is told by quantity here name its pieces; only the excess is made.
void make_items(World& world, const What& what) {
  const Place& place = world.fact->after;
  for (const ItemName& name : what.items) {
    if (is_anothers(world, world.cells.item(name.key))) begin_anew(world, name, place);
    const bool had_lot = !world.cells.item(name.key).lot.empty();
    Item& item = know(world, name);
    if (world.fact->deed == Deed::transform && was_used(item)) {
      come_apart(world, name.key, place);
      continue;
    }
    if (item.made_by != EventKey()) {
      note(world, DiscrepancyKind::made_twice, place.site, item.good, item.lot, one, name.key, item.made_by);
      continue;
    }
    item.made_by = world.fact->event;
    if (item.where != Whereabouts::unknown) {  // It has been seen, and is counted.
      if (item.unmade_at.erase(place.site) > 0) make_late(world, name.key, place, had_lot);
      if (!had_lot && item.where == Whereabouts::at_site)
        Shelf(world, item.place.site, item.good).be_of({}, item.lot, one, Shelf::Word::told);
      continue;
    }
    Shelf shelf(world, place.site, item.good);
    LotHere& here = shelf.book().lots[item.lot];
    const Status status = world.fact->status.value_or(Status::sellable);
    if (item.lot.empty() || shelf.available(item.lot, sellable_first) - here.named < one) {
      shelf.put({item.lot, status, place.part}, one, outside(AccountKind::made, place.site));
      shelf.book().lots[item.lot].named_made += one;
    }
    come_to(world, name.key, place, status);
  }
}

}  // namespace stocktrail::books
