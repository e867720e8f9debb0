// ledger/promises/departures.h: events that say that promised goods have left. A sale or a shipment that
// names the document of a reservation fulfils it: a function of the events as they are recorded, never of the
// books.
#pragma once

#include <string>
#include <vector>

#include "ledger/books/fact.h"
#include "ledger/promises/promises.h"

namespace stocktrail::promises {

inline constexpr std::size_t document_reservations_max = 100;  // That name one document and hold something.

/// Whether some reservation that holds something names one of these.
bool is_awaited(const std::vector<epcis::BizTransaction>& documents, const TableReader& tables);

/// Goods that one event says have left a site.
struct Departure {
  EventRef ref{};
  std::string teller;  // Issuer and kind of report: what one tells adds up, of several the greatest counts.
  std::vector<std::string> documents;
  std::string site;
  std::vector<books::Line> lines;  // Each with an amount.
};
/// nullopt: the event is neither a sale nor a shipment, or tells no quantity or place.
std::optional<Departure> departure_of(const epcis::Event& event, const books::Fact& fact, EventRef ref);

void fold(const Departure& departure, Micros recorded_at, TableWriter& tables);
/// An event that was folded, or not, was declared an error: what it fulfilled is firm again.
void take_back(EventRef ref, TableWriter& tables);

}  // namespace stocktrail::promises
