// ledger/promises/departures.h: events that say that promised goods have left. A sale or a shipment that
// names the document of a reservation fulfils it, and a `void_shipping` that names it takes a shipment back:
// a function of the events as they are recorded, never of the books.
//
// What events tell of a document is kept whole, also what is beyond the promises: so that it does not matter
// whether a report or the correction of another is recorded first.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ledger/books/fact.h"
#include "ledger/promises/promises.h"

namespace stocktrail::promises {

inline constexpr std::size_t document_reservations_max = 100;  // Of a party, that an event may fulfil.

/// Whether some reservation that holds something, or has left by an event, names one of these.
bool is_awaited(const std::vector<epcis::BizTransaction>& documents, const TableReader& tables);

/// Goods that one event says have left a site, or have not.
struct Departure {
  /// Sales and shipments of one document are of different goods; a shipment as `retail_sold` is a sale.
  enum class Way : std::uint8_t { sold = 0, sent = 1, voided = 2 };
  friend constexpr Way last_of(Way) { return Way::voided; }

  EventRef ref{};
  Way way{};
  std::string teller;  // Issuer and kind of report: what one tells adds up, of several the greatest counts.
  std::vector<std::string> documents;
  std::string site;                // Empty: not told, of what was voided only.
  std::vector<books::Line> lines;  // Without an amount: all, of what was voided only.
  std::vector<books::ItemName> items;
};
/// nullopt: the event is none of these, or tells no goods or place.
std::optional<Departure> departure_of(const epcis::Event& event, const books::Fact& fact, EventRef ref);

/// May the issuer of the event report at this site?
using MayReport = std::function<bool(const std::string& site)>;
void fold(const Departure& departure, Micros recorded_at, const MayReport& may_report, TableWriter& tables);
/// An event that was folded, or not, was declared an error: what it fulfilled is as it was before.
void take_back(EventRef ref, Micros recorded_at, TableWriter& tables);

}  // namespace stocktrail::promises
