// What is in boxes.
#include "ledger/books/detail/boxes.h"

namespace stocktrail::books {

std::vector<std::string> tree_of(World& world, const std::string& root) {
  std::vector<std::string> tree{root};
  for (std::size_t i = 0; i < tree.size(); ++i) {
    for (const std::string& inner : world.cells.box(tree[i]).boxes) {
      if (tree.size() == boxes_moved_max) {
        note(world, DiscrepancyKind::too_much, world.cells.box(root).place.site, {}, {}, {}, root);
        return tree;
      }
      tree.push_back(inner);
    }
  }
  return tree;
}

void forget_load(Box& box) {
  box.goods.clear();
  box.load.clear();
  box.packed.clear();
  box.trip.clear();
  box.astray.clear();
}

void load_line(World& world, const std::string& key, const std::string& site, const Line& line) {
  if (!line.amount) {
    note(world, DiscrepancyKind::quantity_not_told, site, line.good, line.lot, {}, key);
    return;
  }
  Box& box = world.cells.box(key);
  box.goods.insert(line.good);
  box.packed[line.good][line.lot] += *line.amount;
  Shelf(world, site, line.good)
      .box_up(key, {line.lot, world.fact->status.value_or(Status::sellable)}, *line.amount);
}

void set_contents(World& world, const std::string& key, const std::string& site, const What& listed) {
  for (const Line& line : listed.lines) {
    if (!line.amount) continue;
    Shelf shelf(world, site, line.good);
    Amount in_it;
    for (const std::string& inner : tree_of(world, key)) {
      const auto hold = shelf.book().boxes.find(inner);
      if (hold == shelf.book().boxes.end()) continue;
      for (const auto& [held, amount] : hold->second.lines)
        if (lots_agree(held.lot, line.lot)) in_it += amount;
    }
    if (in_it > *line.amount) {
      shelf.unbox(key, line.lot, in_it - *line.amount);
    } else if (in_it < *line.amount) {
      Line more = line;
      more.amount = *line.amount - in_it;
      load_line(world, key, site, more);
    }
  }
}

void empty_box(World& world, const std::string& key) {
  Box& box = world.cells.box(key);
  const Place place = world.cells.box(root_of(world, key)).place;
  for (const Good& good : box.goods) world.cells.book(place.site, good).release(key);
  for (const std::string& item : box.items) {
    world.cells.item(item).box.clear();
    world.cells.item(item).place = place;
  }
  for (const std::string& inner : box.boxes) {
    Box& one = world.cells.box(inner);
    one.parent.clear();
    one.where = Whereabouts::at_site;
    one.place = place;
  }
  box.items.clear();
  box.boxes.clear();
  forget_load(box);
}

}  // namespace stocktrail::books
