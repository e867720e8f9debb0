// ledger/epcis/json/detail/event_rules.h: what the fields of an event must be together (EPCIS 2.0, 7.4).
// Internal to the module.
#pragma once

#include "ledger/epcis/event.h"
#include "ledger/epcis/json/detail/reading.h"

namespace stocktrail::epcis {

/// True if no field is missing that every event of this type has. What was given and is bad is not missing.
bool check_presence(Reading& reading, const json::Value& value, const Path& path, const Event& event);

/// True if the event has what its type and action need. Every field has been read and is good on its own.
bool check_rules(Reading& reading, const json::Value& value, const Path& path, const Event& event);

}  // namespace stocktrail::epcis
