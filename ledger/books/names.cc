#include <array>

#include "ledger/books/things.h"

namespace stocktrail::books {

const LotCard::Change* blocked(const LotCard& lot, const LotCard& product, Status status,
                               std::optional<Micros> as_of) {
  const auto last = [&](const LotCard& card, const auto& counts) {
    const LotCard::Change* found = nullptr;
    for (const LotCard::Change& change : card.blocks)
      if (change.status == status && (!as_of || change.at <= *as_of) && counts(change))
        found = change.stands ? &change : nullptr;
    return found;
  };
  const auto by_maker = [&](const LotCard::Change& change) { return lot.makers.contains(change.issuer); };
  const LotCard::Change* own = last(lot, by_maker);
  return own != nullptr ? own : last(product, by_maker);
}

std::string_view name_of(AccountKind kind) {
  constexpr auto names =
      std::to_array<std::string_view>({"on_hand", "in_transit", "made", "sold", "consumed", "destroyed",
                                       "lost", "unknown", "counted", "opening", "relotted"});
  return names[static_cast<std::size_t>(kind)];
}

std::string_view name_of(DiscrepancyKind kind) {
  constexpr auto names = std::to_array<std::string_view>({"not_received",
                                                          "more_than_sent",
                                                          "unexpected_arrival",
                                                          "departure_not_told",
                                                          "reports_differ",
                                                          "not_there",
                                                          "more_returned_than_sold",
                                                          "two_places",
                                                          "made_twice",
                                                          "told_twice",
                                                          "lot_differs",
                                                          "clock_differs",
                                                          "count_differs",
                                                          "sold_recalled",
                                                          "sold_expired",
                                                          "seen_after_end",
                                                          "status_found_nothing",
                                                          "quantity_not_told",
                                                          "too_much",
                                                          "not_entitled",
                                                          "from_future",
                                                          "arrived_elsewhere"});
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace stocktrail::books
