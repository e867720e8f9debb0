// Where items come, and from where.
#include "ledger/books/detail/boxes.h"
#include "ledger/books/detail/clocks.h"
#include "ledger/books/detail/items.h"
#include "ledger/books/detail/owning.h"

namespace stocktrail::books {
namespace {

const Amount one = Amount::pieces(1);

/// Where an item that comes back was sold: where its record ended, or has it still, if such goods were sold
/// there by quantity.
std::string seller_of(World& world, const Item& item, const std::string& site) {
  const Held spot = holder_of(world, item);
  const bool by_number = item.where == Whereabouts::ended && item.end == AccountKind::sold;
  const bool by_quantity =
      spot.where == Whereabouts::at_site && world.cells.book(spot.place.site, item.good).sold >= one;
  return by_number || by_quantity ? spot.place.site : site;
}

/// The site where the trip of an item came by quantity, if it cannot be this trip that ends here: then the
/// item went on from there. Empty: it is on that trip.
std::string came_before(World& world, const Item& item, const std::string& site) {
  const Delivery* trip = find(world, item.trip);
  if (trip == nullptr || trip->arrived.is_zero() || trip->arrived_at_site == site) return {};
  if (trip->open() >= one) return {};  // It may have gone astray.
  return trip->to.empty() || is_end(site, trip->to, world.directory) ? std::string() : trip->arrived_at_site;
}

/// How the items of an arrival come that are on no way that is known.
struct Comes {
  bool back = false;                   // From who bought it, at `record.site`.
  std::optional<AccountKind> ended{};  // Used up, destroyed or lost there, as was told.
  OnRecord record{};
  auto operator<=>(const Comes&) const = default;
};

/// `seen_at`: the site that has it by its record.
Comes comes_of(World& world, const Report& report, const Item& item,
               const std::optional<std::string>& seen_at) {
  const bool is_over = item.where == Whereabouts::ended;
  if (is_over && item.end != AccountKind::sold) return {.ended = item.end, .record = {item.place.site, {}}};
  if (is_over || report.returned)
    return {.back = true, .record = {seller_of(world, item, report.place.site), {}}};
  if (!seen_at || Shelf(world, *seen_at, item.good).possible(item.lot) < one) return {};
  return {.record = {*seen_at, item.last}};
}

/// It had ended; who bought it may bring it back.
void note_over(World& world, const Report& report, const Item& item, const std::string& key) {
  if (item.where != Whereabouts::ended || (report.returned && item.end == AccountKind::sold)) return;
  note(world, DiscrepancyKind::seen_after_end, report.place.site, item.good, item.lot, one, key, item.last);
}

/// The delivery that brought an item, alone or in a box that it is still in; null: not known.
Delivery* trip_of(World& world, const Item& item) {
  if (item.box.empty()) return item.trip.event == EventKey() ? nullptr : find(world, item.trip);
  for (const DeliveryName& name : world.cells.box(root_of(world, item.box)).trip) {
    Delivery* trip = find(world, name);
    if (trip != nullptr && name.good == item.good && lots_agree(trip->lot, item.lot)) return trip;
  }
  return nullptr;
}

/// Items that are here by another report: how many of their delivery this teller has seen, and their status.
void tell_again(World& world, const Report& report, const std::vector<std::string>& keys) {
  if (report.returned || world.fact->deed != Deed::arrive) return;
  for (const std::string& key : keys) {
    Delivery* trip = trip_of(world, world.cells.item(key));
    if (trip != nullptr && trip->arrived_at_site == report.place.site &&
        told_by(*trip, Side::arrivals, report) < trip->arrived) {
      tell(*trip, Side::arrivals, report, one);
      confirm_owner(world, *trip, report.good, report.lot, one);
    }
  }
  const auto told = told_status(report);
  for (const std::string& key : keys) {
    const bool is_new = told && (*told != Status::sellable || world.cells.item(key).status == Status::held);
    if (is_new) restate_item(world, key, report.place, *told);
  }
}

/// Items whose delivery is known.
void arrive_from(World& world, const Report& report, const DeliveryName& name,
                 const std::vector<std::string>& keys) {
  const Status status = report.returned ? Status::held : report.status.value_or(Status::sellable);
  const Delivery* trip = find(world, name);
  const bool is_rest = trip != nullptr && told_by_box(*trip, report);  // Of a box that came without them.
  const auto count = Amount::pieces(static_cast<std::int64_t>(keys.size()));
  const DeliveryName came = arrive_named(world, is_rest ? telling_box(report) : report, name, count);
  if (!name.to.empty() && !is_end(report.place.site, name.to, world.directory))
    if (Delivery* astray = find(world, came)) astray->strayed += count;
  for (const std::string& key : keys) {
    world.cells.item(key).trip = came;
    come_to(world, key, report.place, status);
  }
}

}  // namespace

/// Items whose delivery is known arrive from it; the others like goods of their lot.
void arrive_items(World& world, const Report& report) {
  std::map<DeliveryName, std::vector<std::string>> by_trip;
  std::vector<std::string> here;
  std::map<Comes, std::vector<std::string>> others;
  std::set<std::string> again;
  for (const std::string& key : report.items) {
    const ToldBefore before = arrived_before(world, key, report);
    if (!before.is) continue;
    tell(*before.of, Side::arrivals, report, one);
    again.insert(key);
  }
  for (const std::string& key : report.items) {
    if (again.contains(key)) continue;
    if (!report.returned && world.fact->deed == Deed::arrive) leave_early(world, key, report.place.site);
    Item& item = world.cells.item(key);
    const Held spot = holder_of(world, item);
    const std::string came =
        item.where == Whereabouts::on_the_way ? came_before(world, item, report.place.site) : std::string();
    const std::string& was_at = came.empty() ? spot.place.site : came;
    if (spot.where == Whereabouts::at_site && spot.place.site == report.place.site) {
      here.push_back(key);
      if (report.place.part.empty() || spot.place.part == report.place.part) continue;
      Shelf(world, report.place.site, item.good).put_away(item.lot, one, spot.place.part, report.place.part);
      item.place = report.place;
    } else if (item.where == Whereabouts::on_the_way && item.box.empty() && came.empty()) {
      by_trip[item.trip].push_back(key);
    } else {
      note_over(world, report, item, key);
      const bool is_seen = spot.where == Whereabouts::at_site || !came.empty();
      others[comes_of(world, report, item, is_seen ? std::optional(was_at) : std::nullopt)].push_back(key);
    }
  }
  tell_again(world, report, here);
  const Status status = report.returned ? Status::held : report.status.value_or(Status::sellable);
  for (const auto& [name, keys] : by_trip) arrive_from(world, report, name, keys);
  std::uint32_t number = report.line;
  for (const auto& [comes, keys] : others) {
    Report group = report;
    group.amount = Amount::pieces(static_cast<std::int64_t>(keys.size()));
    group.line = number;
    number += 100'000;
    if (comes.ended) {
      be_here_again(world, group, *group.amount, status, outside(*comes.ended, comes.record.site));
    } else if (comes.back) {
      take_back(world, group, comes.record.site);
    } else {
      arrive(world, group, comes.record);
    }
    for (const std::string& key : keys) {
      leave_site(world, world.cells.item(key));
      go_on(world, world.cells.item(key), report.place.site);
      come_to(world, key, report.place, status);
    }
  }
  if (!report.returned)
    for (const std::string& key : report.items)
      if (!again.contains(key)) close_rest(world, report, DeliveryName(world.cells.item(key).trip));
}

}  // namespace stocktrail::books
