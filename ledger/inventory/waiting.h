// ledger/inventory/waiting.h: what the books have still to work out. A late event may change what all later
// rows of its goods found, and a statement may be very much work by itself. A record works through a share of
// these; the others wait in the tables, in the order of the books, for the records after it and for go_on().
// Until they end, what is read is as complete as waiting() says; after them it is what the set of events
// gives, as always.
#pragma once

#include <optional>

#include "ledger/inventory/inventory.h"

namespace stocktrail::inventory {

/// How much is worked out anew by one record, beside what it tells itself, and by one go_on(): rows of usual
/// size, some 20 us each.
inline constexpr std::size_t share_of_record = 500, share_of_going_on = 1'000;
/// How much of what a record tells itself is worked out at once, in the same measure. The largest of usual
/// statements is less; what is left of one that moves great boxes, or draws on very many lots, hundreds of
/// times waits, too.
inline constexpr std::size_t own_share_of_record = 10'000;

struct Waiting {
  std::uint64_t rows = 0;   // That are known by now: each may find that more have to follow.
  Micros complete_until{};  // Before this event time nothing waits.
};
/// nullopt: nothing waits.
std::optional<Waiting> waiting(const TableReader& tables);
/// The day, in UTC, before which the books are complete: whose late events they work on is nobody's business,
/// and so is their time. nullopt: they are.
std::optional<Micros> complete_until(const TableReader& tables);
/// The same without the time, by one look-up.
bool is_behind(const TableReader& tables);

/// Works on, as if the last record, `record`, had done it.
void go_on(std::uint64_t record, const books::Directory& directory, const FactOf& fact_of,
           TableWriter& tables);

}  // namespace stocktrail::inventory
