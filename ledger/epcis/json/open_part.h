// ledger/epcis/json/open_part.h: what of an event's own text anyone may see, apart from the fields of the
// event model. Storage conditions on the way (temperature, humidity) are public, because the food's safety
// hangs on them; devices, positions and everything else that sensors tell are not
// (docs/decisions/0005-public-conditions.md).
#pragma once

#include <optional>
#include <string_view>

#include "crypto/json.h"
#include "ledger/epcis/event.h"
#include "ledger/epcis/rules.h"

namespace stocktrail::epcis {

/// True if a sensorElementList holds nothing but conditions and their times.
bool is_public_conditions(const json::Value& sensor_element_list);
/// True if the units are known as well: a unit is free text, in which an issuer could say anything to
/// everybody. Then the whole field may be disclosed.
bool is_shown_conditions(const json::Value& sensor_element_list);
/// The sign that readers know ("°C") of a unit as an event or a Condition has it; nullopt if it is not one
/// that temperature or humidity is told in.
std::optional<std::string_view> sign_of_unit(std::string_view uom);
/// The ranges that such a list reports, one for each kind and unit; empty if it is not public.
std::vector<Condition> public_conditions(const json::Value& sensor_element_list,
                                         RulesVersion rules = rules_version);

/// False for a place, disposition or declaration that holds more than EPCIS puts there.
bool is_plain(const json::Member& member);

/// All of an OpenPart but `is_cut`, which the statement tells. `event` is valid.
OpenPart open_part(const json::Value& event, RulesVersion rules = rules_version);

}  // namespace stocktrail::epcis
