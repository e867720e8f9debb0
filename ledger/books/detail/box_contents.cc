// What is in boxes.
#include <algorithm>

#include "ledger/books/detail/boxes.h"
#include "ledger/books/detail/items.h"

namespace stocktrail::books {

std::string root_of(World& world, const std::string& key) {
  std::string root = key;
  for (std::size_t depth = 0; depth < box_depth_max; ++depth) {
    const std::string& parent = world.cells.box(root).parent;
    if (parent.empty()) break;
    root = parent;
  }
  return root;
}

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
  box.packings.clear();
  box.unpackings.clear();
  box.trip.clear();
  box.astray.clear();
  box.left_empty.clear();
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

Amount loose_in(World& world, const std::string& site, const Good& good, const LotStatus& line) {
  Shelf shelf(world, site, good);
  const Status only[] = {line.status};
  Amount rest = shelf.available(line.lot, only);
  for (const auto& [box, hold] : shelf.book().boxes)
    for (const auto& [held, amount] : hold.lines)
      if (held.status == line.status && lots_agree(held.lot, line.lot)) rest -= amount;
  return rest;
}

void hold_unfit(World& world, const std::string& key, const std::string& site) {
  const Box& box = world.cells.box(key);
  std::map<std::pair<Good, std::string>, Amount> known;  // Items: their records tell the status.
  for (const std::string& name : box.items) {
    const Item& item = world.cells.item(name);
    if (item.status == Status::sellable) known[{item.good, item.lot}] += Amount::pieces(1);
  }
  for (const Good& good : box.goods) {
    Book& book = world.cells.book(site, good);
    const auto hold = book.boxes.find(key);
    if (hold == book.boxes.end()) continue;
    for (const auto& [line, held] : std::map<LotStatus, Amount>(hold->second.lines)) {
      if (line.status != Status::sellable) continue;
      Amount left = held - known[{good, line.lot}];
      for (const Status status : sellable_last) {
        if (status == Status::sellable || left <= Amount()) break;
        const Amount part = std::min(left, loose_in(world, site, good, {line.lot, status}));
        if (part <= Amount()) continue;
        book.hold(key, {line.lot, status}, part, world.now);
        book.hold(key, line, -part, world.now);
        left -= part;
      }
    }
  }
}

namespace {

/// Goods of which items are listed: those in the box that are not.
void take_out_unlisted(World& world, const std::string& key, const What& listed, const auto& take_out) {
  std::set<std::string> named;
  std::set<Good> goods;
  for (const ItemName& item : listed.items) {
    named.insert(item.key);
    goods.insert(item.good);
  }
  if (named.empty()) return;
  for (const std::string& inner : tree_of(world, key))
    for (const std::string& item : std::set(world.cells.box(inner).items))
      if (!named.contains(item) && goods.contains(world.cells.item(item).good)) take_out(inner, item);
}

}  // namespace

What contents_listed(World& world, const std::string& key, What listed) {
  What others = listed;
  leave_out_contents(world, {key}, others);
  const Box& box = world.cells.box(key);
  const bool is_full = !(box.goods.empty() && box.boxes.empty() && box.items.empty() && box.load.empty());
  if (is_full && others.items.size() == listed.items.size()) listed.items.clear();
  return listed;
}

void keep_on_the_way(World& world, const std::string& key, const What& listed) {
  const std::vector<DeliveryName> trip = world.cells.box(key).trip;
  take_out_unlisted(world, key, listed, [&](const std::string&, const std::string& name) {
    const Item item = world.cells.item(name);
    for (const DeliveryName& one : trip) {
      const Delivery* delivery = find(world, one);
      if (one.good != item.good || delivery == nullptr || !lots_agree(delivery->lot, item.lot)) continue;
      if (item.is_box) stay_on_the_way(world, name);
      out_of_box(world, name);
      Item& left = world.cells.item(name);
      left.where = Whereabouts::on_the_way;
      left.trip = one;
      return;
    }
  });
}

std::vector<Line> lines_of(World& world, const What& listed) {
  std::vector<Line> lines = listed.lines;
  std::map<std::pair<Good, std::string>, Amount> pieces;
  for (const ItemName& name : listed.items) {
    const Item& item = know(world, name);
    pieces[{item.good, item.lot}] += Amount::pieces(1);
  }
  for (const auto& [what, count] : pieces) {
    const auto same = std::ranges::find_if(lines, [&](const Line& line) {
      return line.good == what.first && lots_agree(line.lot, what.second);
    });
    if (same == lines.end()) {
      lines.push_back({what.first, what.second, count});
    } else if (same->amount) {  // The serials of these pieces.
      same->amount = std::max(*same->amount, count);
    }
  }
  return lines;
}

void set_contents(World& world, const std::string& key, const std::string& site, const What& listed) {
  take_out_unlisted(world, key, listed, [&](const std::string& inner, const std::string& name) {
    const Item item = world.cells.item(name);
    unload_items(world, inner, world.cells.box(key).place, {{name, item.good, item.lot}});
  });
  for (const ItemName& name : listed.items) {
    What alone{{}, {name}, {}};
    leave_out_contents(world, {key}, alone);
    const Held held = holder_of(world, know(world, name));
    const bool is_here =
        held.where == Whereabouts::unknown || (held.where == Whereabouts::at_site && held.place.site == site);
    if (is_here && !alone.items.empty()) load_items(world, key, world.cells.box(key).place, alone.items);
  }
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

void load_into(World& world, const std::string& key, const Place& place) {
  Box& box = world.cells.box(key);
  const std::string outer = root_of(world, key);
  const Box& root = world.cells.box(outer);
  const bool comes = root.where == Whereabouts::on_the_way && is_end(place.site, root.to, world.directory);
  if (comes) arrive_box(world, outer, place, nullptr);
  if (root.where != Whereabouts::at_site || root.place.site != place.site) come_off(world, key);
  if (box.where == Whereabouts::at_site && box.place.site != place.site) empty_box(world, key);
  if (box.where == Whereabouts::on_the_way) {  // What it carried is on the way without it.
    for (const std::string& item : box.items) world.cells.item(item).box.clear();
    box.items.clear();
    for (const std::string& inner : std::set(box.boxes)) stay_on_the_way(world, inner);
    forget_load(box);
  }
  const bool is_empty = box.goods.empty() && box.boxes.empty() && box.items.empty();
  if (is_empty || box.where != Whereabouts::at_site) {
    forget_load(box);
    box.loaded_at = place.site;
  }
  box.where = Whereabouts::at_site;
  box.last = world.fact->event;
  if (box.place.site != place.site) box.place = place;
}

}  // namespace stocktrail::books
