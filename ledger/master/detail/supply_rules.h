// ledger/master/detail/supply_rules.h: what `suppliedFrom` of a party's places must be. Private to
// ledger/master.
#pragma once

#include "ledger/master/object_reader.h"

namespace stocktrail::master {

/// The member "suppliedFrom" of a place: sites, none twice; nullopt: not given.
std::optional<std::vector<gs1::Key>> read_supplied_from(ObjectReader& reader, const gs1::Key& place);

/// The places as they are then: what a statement leaves out of them stays as it was. nullptr: they are new.
std::vector<Place> with_suppliers(std::vector<Place> stated, const Party* before);

/// A place that is supplied from itself, by whatever way among these; nullptr: there is none. `places` are
/// sorted by id.
const Place* supplied_from_itself(const std::vector<Place>& places);

}  // namespace stocktrail::master
