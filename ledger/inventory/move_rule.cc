#include <array>

#include "ledger/inventory/movements.h"

namespace stocktrail::inventory {
namespace {

bool is_home(const Account& way, const Account& place) {
  return !way.from.empty() && books::place_of(place.place).site == books::place_of(way.from).site;
}

/// Between goods at a place and goods on their way.
MoveRule of_delivery(const Account& way, const Account& place, bool came_to_place) {
  if (!came_to_place) return MoveRule::sent;
  return is_home(way, place) ? MoveRule::called_home : MoveRule::received;
}

MoveRule of_stock(const Account& one, const Account& other, bool came) {
  if (one.kind != other.kind)
    return one.kind == AccountKind::in_transit ? of_delivery(one, other, !came)
                                               : of_delivery(other, one, came);
  if (one.kind == AccountKind::in_transit)
    return one.place == other.place && one.from == other.from ? MoveRule::restated : MoveRule::passed_on;
  if (one.place == other.place) return MoveRule::restated;
  if (books::place_of(one.place).site == books::place_of(other.place).site) return MoveRule::moved_inside;
  return came ? MoveRule::received : MoveRule::sent;  // An arrival took its departure along.
}

}  // namespace

std::string_view name_of(MoveRule rule) {
  constexpr auto names = std::to_array<std::string_view>(
      {"made", "transformed", "sent", "received", "called_home", "passed_on", "moved_inside", "restated",
       "sold", "brought_back", "destroyed", "lost", "found", "not_reported", "counted", "opening",
       "other_lot", "several"});
  static_assert(names.size() == static_cast<std::size_t>(last_of(MoveRule())) + 1);
  return names.at(static_cast<std::size_t>(rule));
}

MoveRule rule_of(const Movement& line) {
  if (!line.counter) return MoveRule::several;
  const bool came = line.amount > Amount();
  switch (line.counter->kind) {
    case AccountKind::on_hand:
    case AccountKind::in_transit:
      return of_stock(line.account, *line.counter, came);
    case AccountKind::made:
      return MoveRule::made;
    case AccountKind::sold:
      return came ? MoveRule::brought_back : MoveRule::sold;
    case AccountKind::consumed:
      return MoveRule::transformed;
    case AccountKind::destroyed:
      return came ? MoveRule::found : MoveRule::destroyed;
    case AccountKind::lost:
      return came ? MoveRule::found : MoveRule::lost;
    case AccountKind::unknown:
      return MoveRule::not_reported;
    case AccountKind::counted:
      return MoveRule::counted;
    case AccountKind::opening:
      return MoveRule::opening;
    case AccountKind::relotted:
      return MoveRule::other_lot;
  }
  ST_CHECK(false);
}

}  // namespace stocktrail::inventory
