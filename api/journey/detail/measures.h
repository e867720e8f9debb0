// api/journey/detail/measures.h: temperature and humidity of one event, as the page tells them.
#pragma once

#include <vector>

#include "api/page/model.h"
#include "ledger/epcis/event.h"

namespace stocktrail::api {

/// All or none, as the list that says so is shown (epcis::is_shown_conditions()).
std::vector<PageMeasure> measures_of(const std::vector<epcis::Condition>& conditions);

}  // namespace stocktrail::api
