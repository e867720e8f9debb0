// api/handlers/owned_stock.h: whose stock it is, and what of its own an owner may see at places of others
// (docs/decisions/0015-owner-of-stock.md).
#pragma once

#include <optional>
#include <string>

#include "api/handlers/call.h"
#include "ledger/inventory/inventory.h"

namespace stocktrail::api {

/// Whose a place is, or was when the log had `known` entries; empty: nobody's, or not for this reader, to
/// whom the place is of others, and not public.
std::string party_shown(const Principal& reader, const std::string& place,
                        const std::optional<std::uint64_t>& known, const TableReader& tables);

/// Goods that are told to be of `owner`, at or between places of others: the account under which this reader
/// gets them, nullopt if it does not. Auditors get all. The owner gets what is its own by the word of who has
/// the place (`by`), and without the name of a place that is neither public nor one to which it sent such
/// goods itself.
std::optional<inventory::Account> owned_elsewhere(const Principal& reader, const std::string& owner,
                                                  const inventory::Account& account,
                                                  const inventory::Good& good, const std::string& by,
                                                  const TableReader& tables);

}  // namespace stocktrail::api
