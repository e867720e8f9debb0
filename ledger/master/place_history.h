// ledger/master/place_history.h: whose a place was. What a party may do and read at a place is judged by
// whose it was when that was recorded (docs/inventory.md, section 10), so master data keeps each change of
// it.
#pragma once

#include "ledger/master/master.h"

namespace stocktrail::master {

/// Whose place it was, or that of which it is a part, when this was recorded; nullopt: unowned.
std::optional<std::string> party_at(const gs1::Key& place, std::uint64_t record, const TableReader& tables);

/// May the party read what others reported at the place in this record? If the place was its own then; or is
/// now, and it reads from there on (PlaceOwner::reads_from).
bool reads_place(std::string_view party, const gs1::Key& place, std::uint64_t record,
                 const TableReader& tables);

}  // namespace stocktrail::master
