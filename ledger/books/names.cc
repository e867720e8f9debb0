#include <array>
#include <map>

#include "ledger/books/things.h"

namespace stocktrail::books {

namespace {

/// The last change of each source tells whether that one stands. It counts for what its issuer made.
const BlockChange* standing(const std::vector<BlockChange>& changes, const LotCard& lot, Status status,
                            std::optional<Micros> as_of, std::optional<Micros> known = {}) {
  std::map<std::uint64_t, const BlockChange*> by_source;
  for (const BlockChange& change : changes)
    if (change.status == status && (!as_of || change.at <= *as_of) && (!known || change.known_at <= *known) &&
        (change.entitled || lot.makers.contains(change.issuer)))
      by_source[change.source] = change.stands ? &change : nullptr;
  for (const auto& [source, change] : by_source)
    if (change != nullptr) return change;
  return nullptr;
}

}  // namespace

const LotCard::Change* blocked(const LotCard& lot, const LotCard& product, Status status,
                               std::optional<Micros> as_of) {
  const LotCard::Change* own = standing(lot.blocks, lot, status, as_of);
  return own != nullptr ? own : standing(product.blocks, lot, status, as_of);
}

const BlockChange* blocked_as_known(const LotCard& lot, Status status, Micros then) {
  return standing(lot.blocks, lot, status, then, then);
}

const BlockChange* recalled(const Item& item, const LotCard& lot, std::optional<Micros> as_of) {
  return standing(item.recalls, lot, Status::recalled, as_of);
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
