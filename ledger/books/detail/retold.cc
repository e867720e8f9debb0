// Which arrivals tell again what was told, and which tell of what is on its way.
#include <algorithm>

#include "ledger/books/detail/lanes.h"

namespace stocktrail::books {
namespace {

/// Its document is that of a delivery on its way, and of nothing that was received.
bool names_open(World& world, const Report& arrival, std::int64_t age_max) {
  const auto shares = [&](const Candidate& one) {
    return share(one.delivery().documents, arrival.documents);
  };
  return !arrival.documents.empty() && std::ranges::any_of(on_the_way(world, arrival), shares) &&
         std::ranges::none_of(arrived_untold(world, arrival, age_max), shares);
}

/// A report of just what is on its way, and of nothing that was received: by accepting, or by putting away
/// more than all that came before and was not told. What this teller told by box, or what moved inside the
/// site, it tells again only whole, if anything is on its way.
bool is_of_open(World& world, const Report& arrival) {
  const auto open = on_the_way(world, arrival);
  if (open.empty()) return false;
  const bool equal = open.front().amount == arrival.amount;
  Amount untold;
  for (const Candidate& candidate : arrived_untold(world, arrival, accepting_after_max)) {
    const Delivery& one = candidate.delivery();
    const bool by_box = told_by_box(one, arrival);
    if (candidate.amount == arrival.amount && !(by_box && equal)) return false;
    if (!by_box && one.from != arrival.place.site) untold += candidate.amount;
  }
  if (untold.is_zero() || !equal) return untold.is_zero();
  return arrival.kind == Kind::accepting ? untold != *arrival.amount : untold < *arrival.amount;
}

bool receives_again(World& world, const Report& arrival) {
  const auto open = on_the_way(world, arrival);
  // A delivery that was sent to nobody named is no better reason.
  const bool equal_open =
      !open.empty() && open.front().amount == arrival.amount && !open.front().delivery().to.empty();
  Amount told_by_others;
  for (const Candidate& candidate : arrived_untold(world, arrival, retelling_after_max)) {
    const Delivery& one = candidate.delivery();
    const bool by_others = std::ranges::any_of(one.arrivals, [&](const Told& told) {
      return told.issuer == arrival.issuer ? told.kind != arrival.kind : !equal_open;
    });
    const bool inside = one.from == arrival.place.site && !equal_open;
    if (!by_others && !inside) continue;
    told_by_others += candidate.amount;
    if (candidate.amount == arrival.amount) return true;
  }
  return told_by_others == arrival.amount;
}

}  // namespace

bool tells_again(World& world, const Report& arrival) {
  const bool receives = arrival.kind == Kind::receiving;
  if (names_open(world, arrival, receives ? retelling_after_max : accepting_after_max)) return false;
  return receives ? receives_again(world, arrival) : !is_of_open(world, arrival);
}

}  // namespace stocktrail::books
