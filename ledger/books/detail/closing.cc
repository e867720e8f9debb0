// A receiver says that no more comes of a delivery.
#include "ledger/books/detail/lorry.h"
#include "ledger/books/detail/moves.h"
#include "ledger/books/detail/rights.h"

namespace stocktrail::books {

void close_rest(World& world, const Report& arrival, const std::vector<Candidate>& told) {
  for (const Candidate& candidate : all_told(arrival, told)) {
    Delivery& one = candidate.delivery();
    if (lots_agree(one.lot, arrival.lot) && may_close(world, one, arrival.place.site))
      close(world, one, arrival.good, one.open(), AccountKind::lost, arrival.place.site);
  }
}

void close_uncome(World& world, const Report& arrival) {
  const auto open = on_the_way(world, arrival);
  for (const Candidate& candidate : open) {
    const bool shares = share(candidate.delivery().documents, arrival.documents);
    if (&candidate != &open.front() && !shares) return;
    close_rest(world, arrival, {candidate});
  }
}

void close_rest(World& world, const Report& arrival, const DeliveryName& name) {
  if (!arrival.mismatch || arrival.kind != Kind::accepting) return;
  Delivery* delivery = find(world, name);
  if (delivery == nullptr) return;
  const std::string& site = delivery->arrived_at_site;
  if (site == arrival.place.site || (site.empty() && may_close(world, *delivery, arrival.place.site)))
    close(world, *delivery, name.good, delivery->open(), AccountKind::lost, arrival.place.site);
}

}  // namespace stocktrail::books
