// Boxes in boxes that go by themselves, and what came without its box.
#include <algorithm>

#include "ledger/books/detail/boxes.h"

namespace stocktrail::books {
namespace {

const Amount zero;

/// Boxes in this one, however deep, that are not named although others beside them are; what is in them goes
/// with them.
std::vector<std::string> not_named(World& world, const std::string& key) {
  const Fact& fact = *world.fact;
  const std::vector<std::string>& named = fact.what.boxes;
  const bool moves = fact.deed == Deed::depart || fact.deed == Deed::arrive;
  if (!moves || fact.packing != Packing::none || named.size() < 2) return {};
  if (std::ranges::find(named, key) == named.end()) return {};
  std::set<std::string> paths;  // To those that are named.
  for (const std::string& one : named) {
    std::string above = one;
    for (std::size_t depth = 0; depth <= box_depth_max && !above.empty(); ++depth) {
      paths.insert(above);
      above = world.cells.box(above).parent;
    }
  }
  std::vector<std::string> left_out, open{key};
  for (std::size_t i = 0; i < open.size(); ++i) {
    const std::set<std::string>& inner = world.cells.box(open[i]).boxes;
    const auto is_named = [&](const std::string& one) { return paths.contains(one); };
    if (std::ranges::none_of(inner, is_named)) continue;
    for (const std::string& one : inner) (is_named(one) ? open : left_out).push_back(one);
  }
  return left_out;
}

/// What a box carries that came out of another on the way: deliveries of its own.
std::vector<DeliveryName> split_off(World& world, const std::string& inner, Box& outer, const What& carried) {
  std::vector<DeliveryName> own;
  for (const Line& line : carried.lines) {
    ST_CHECK(line.amount);
    Amount left = *line.amount;
    for (const DeliveryName& name : std::vector<DeliveryName>(outer.trip)) {
      Delivery* delivery = find(world, name);
      if (delivery == nullptr || name.good != line.good || !lots_agree(delivery->lot, line.lot)) continue;
      const Amount part = std::min(left, delivery->open());
      if (part <= zero) continue;
      left -= part;
      DeliveryName of_it = name;
      if (part == delivery->sent) {
        std::erase(outer.trip, name);
      } else {
        Lane& lane = world.cells.lane(name.good, name.to);
        const auto index = static_cast<std::size_t>(delivery - lane.deliveries.data());
        delivery = &split({&lane, index, {}}, part).delivery();
        of_it.line = delivery->line;
      }
      delivery->box = inner;
      own.push_back(of_it);
    }
  }
  return own;
}

}  // namespace

Place came_by_quantity(World& world, const Box& box) {
  Place came;
  if (box.where != Whereabouts::on_the_way) return came;
  for (const DeliveryName& name : box.trip) {
    const Delivery* one = find(world, name);
    const bool has_come = one != nullptr && one->open().is_zero() && !one->arrived_at_site.empty();
    if (!has_come || (!came.empty() && came.site != one->arrived_at_site)) return {};
    came = {one->arrived_at_site, one->arrived_at_part};
  }
  return came;
}

bool left_by_quantity(World& world, const std::string& key, const Report& base) {
  Box& box = world.cells.box(key);
  const std::string from = box.place.site;
  bool joined = false;
  for (const auto& [good, lots] : box.packed) {
    for (const auto& [lot, amount] : lots) {
      Report report = base;
      report.good = good;
      report.lot = lot;
      report.amount = amount;
      report.line = 2'000'000 + static_cast<std::uint32_t>(box.trip.size());
      const auto open = on_the_way(world, report);
      if (open.empty() || open.front().amount != amount || open.front().delivery().from != from) continue;
      arrive(world, report, {});
      world.cells.book(from, good).release(key);
      world.cells.book(base.place.site, good).hold(key, {lot, Status::sellable}, amount, world.now);
      joined = true;
    }
  }
  return joined;
}

What come_out(World& world, const std::string& key) {
  Box& box = world.cells.box(key);
  const Box& outer = world.cells.box(root_of(world, key));
  What carried;
  for (const std::string& inner : tree_of(world, key))
    for (const auto& [good, lines] : world.cells.box(inner).load)
      for (const auto& [line, amount] : lines) carried.lines.push_back({good, line.lot, amount});
  box.trip = carried.lines.empty() ? std::vector<DeliveryName>() : outer.trip;
  box.where = Whereabouts::on_the_way;
  box.from = outer.from;
  box.to = outer.to;
  box.left_at = outer.left_at;
  box.last = outer.last;
  world.cells.box(box.parent).boxes.erase(key);
  box.parent.clear();
  return carried;
}

void come_off(World& world, const std::string& key) {
  Box& box = world.cells.box(key);
  if (box.parent.empty()) return;
  const Box& root = world.cells.box(root_of(world, key));
  if (root.where == Whereabouts::on_the_way) {
    come_out(world, key);
    return;
  }
  world.cells.box(box.parent).boxes.erase(key);
  box.parent.clear();
  box.where = Whereabouts::at_site;
  box.place = root.place;
}

void stay_on_the_way(World& world, const std::string& inner) {
  Box& outer = world.cells.box(root_of(world, inner));
  const What carried = come_out(world, inner);
  world.cells.box(inner).trip = split_off(world, inner, outer, carried);
}

std::vector<DeliveryName> leave_behind(World& world, const std::string& key) {
  Box& outer = world.cells.box(key);
  std::vector<DeliveryName> theirs;
  for (const std::string& inner : not_named(world, key)) {
    Box& box = world.cells.box(inner);
    if (outer.where == Whereabouts::on_the_way) {
      stay_on_the_way(world, inner);
      theirs.insert(theirs.end(), box.trip.begin(), box.trip.end());
    } else {
      come_off(world, inner);
    }
  }
  return theirs;
}

std::optional<What> contents_named(World& world, const std::string& key) {
  const std::vector<std::string> left_out = not_named(world, key);
  if (left_out.empty()) return std::nullopt;
  What named;
  std::vector<std::string> open{key};
  for (std::size_t i = 0; i < open.size(); ++i) {
    const Box& box = world.cells.box(open[i]);
    for (const auto& [good, lots] : box.packed)
      for (const auto& [lot, amount] : lots) named.lines.push_back({good, lot, amount});
    for (const std::string& inner : box.boxes)
      if (std::ranges::find(left_out, inner) == left_out.end()) open.push_back(inner);
  }
  return named;
}

}  // namespace stocktrail::books
