// ledger/inventory/detail/told_events.h: Table::told: which events the books have, and which rows they are.
//
//   ref (8 bytes)                              how it was told, below
//   'r', record (9 bytes)                      books::Fact::reports_for of its events, where that is a list
//   'c', content (9 bytes)                     the events that say this: identity, issuer and ref of each
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "ledger/inventory/detail/history.h"
#include "ledger/inventory/inventory.h"

namespace stocktrail::inventory {

class Worklist;  // worklist.h

struct ToldEvent {
  books::EventKey event;
  Micros at{};
  Packed<8> issuer{};
  std::string place;  // Where the goods are after it.
  enum class Rights : std::uint8_t { all = 0, own = 1, listed = 2 } rights = Rights::all;
  friend constexpr Rights last_of(Rights) { return Rights::listed; }
  std::map<std::string, books::Standing> standings;  // As of the fact.
  std::vector<RowKey> rows;                          // None if it posts nothing,
  std::optional<books::Discrepancy> barred;          // for this reason.
};

/// The event as it is told by one record; `why` it posts nothing, if so.
ToldEvent told_event(const Recorded& recorded);

std::optional<EventRef> ref_of(const books::EventKey& event, const TableReader& tables);
std::optional<ToldEvent> find_told(EventRef ref, const TableReader& tables);

/// books::Fact::reports_for, as it was told.
std::vector<std::string> reports_for(const ToldEvent& told, EventRef ref, const std::string& issuer,
                                     const TableReader& tables);

/// Puts an event into the table; false if the books have it already.
bool tell(const ToldEvent& told, const Recorded& recorded, Worklist& worklist, TableWriter& tables);
/// Takes it out; nullopt if they do not have it from there.
std::optional<ToldEvent> forget(EventRef ref, Worklist& worklist, TableWriter& tables);

/// Table::directory: 'K', site, and the rows of the counts there, which are found by their time.
std::string counts_prefix(std::string_view site);

}  // namespace stocktrail::inventory
