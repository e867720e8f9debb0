#include "api/journey/detail/measures.h"

#include "ledger/epcis/json/open_part.h"

namespace stocktrail::api {

std::vector<PageMeasure> measures_of(const std::vector<epcis::Condition>& conditions) {
  std::vector<PageMeasure> measures;
  for (const auto& [kind, min, max, uom, alarm] : conditions) {
    const auto sign = epcis::sign_of_unit(uom);
    if (!sign) return {};
    measures.push_back({kind, min, max, std::string(*sign), alarm});
  }
  return measures;
}

}  // namespace stocktrail::api
