// api/access/conditions.h: storage conditions on the way (temperature, humidity) are public, because the
// food's safety hangs on them; devices, positions and everything else that sensors tell are not
// (docs/decisions/0005-public-conditions.md).
#pragma once

#include <string_view>
#include <vector>

#include "api/page/model.h"
#include "crypto/json.h"

namespace stocktrail::api {

/// True if a sensorElementList holds nothing but conditions and their times: then the whole field may be
/// disclosed.
bool is_public_conditions(const json::Value& sensor_element_list);

/// The ranges that such a list of an event reports, one for each kind and unit; empty if it is not public.
std::vector<PageMeasure> public_conditions(std::string_view event_text);

}  // namespace stocktrail::api
