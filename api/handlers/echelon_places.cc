#include "api/handlers/echelon_places.h"

#include <algorithm>
#include <set>

#include "api/handlers/stock_query.h"
#include "ledger/master/supply.h"

namespace stocktrail::api {

Result<EchelonPlaces> echelon_places(const Call& call, const std::string& site) {
  const TableReader& tables = call.view->tables();
  EchelonPlaces places;
  std::set<std::string> seen{site};
  std::vector<std::string> next{site};
  while (!next.empty()) {
    if (seen.size() > echelon_places_max)
      return fail(ErrorCode::too_large,
                  "more than " + std::to_string(echelon_places_max) +
                      " places are supplied from it: ask for one of them",
                  "place");
    const std::string supplier = std::move(next.back());
    next.pop_back();
    const bool is_own = may_ask(call, supplier);
    if (is_own) places.counted.push_back(supplier);
    const auto key = gs1::parse_key(supplier);
    if (!key) continue;
    master::each_supplied(*key, tables, [&](const gs1::Key& place) {
      const bool may_know = is_own || may_ask(call, place.text());
      if (may_know && seen.insert(place.text()).second) next.push_back(place.text());
      return seen.size() <= echelon_places_max;
    });
  }
  for (const std::string& place : seen) {
    if (may_ask(call, place)) continue;
    const auto key = gs1::parse_key(place);
    const auto owner = key ? master::place(*key, tables) : std::nullopt;
    if (owner && owner->place.is_public)
      places.left_out.push_back(place);
    else
      ++places.others_left_out;
  }
  std::ranges::sort(places.counted);
  return places;
}

}  // namespace stocktrail::api
