#include "tools/cli/sourcing.h"

#include <algorithm>
#include <initializer_list>

#include "ledger/epcis/decimal.h"
#include "tools/cli/claims.h"

namespace stocktrail::cli {
namespace {

/// "PLACE=1,2" in a place and its numbers, of which there are as many as names, or fewer.
Result<void> write_place(json::Writer& w, const std::string& text, std::string_view option,
                         std::initializer_list<std::string_view> names) {
  const std::size_t middle = text.rfind('=');
  if (middle == std::string::npos)
    return fail(ErrorCode::invalid_argument, "\"" + text + "\" must be written as PLACE=NUMBER",
                std::string(option));
  const auto place = id_of(text.substr(0, middle), gs1::Meaning::place, option);
  if (!place) return std::unexpected(place.error());
  w.begin_object().field("place", *place);
  std::string_view rest = std::string_view(text).substr(middle + 1);
  bool is_risk = false;
  for (const std::string_view name : names) {
    const std::string_view number = rest.substr(0, rest.find(','));
    if (const auto checked = Decimal::parse(number); !checked)
      return fail(ErrorCode::invalid_argument, checked.error().detail, std::string(option));
    if (name == "stock") w.key("risk").begin_object();
    is_risk = is_risk || name == "stock";
    w.key(name).raw(number);
    rest.remove_prefix(std::min(rest.size(), number.size() + 1));
    if (rest.empty()) break;
  }
  if (is_risk) w.end_object();
  w.end_object();
  return {};
}

}  // namespace

Result<void> write_sourcing(json::Writer& w, const SourcingOptions& options) {
  if (!options.sourcing.empty()) w.field("sourcing", options.sourcing);
  if (const std::size_t comma = options.near.find(','); comma != std::string::npos) {
    const std::string north = options.near.substr(0, comma), east = options.near.substr(comma + 1);
    for (const std::string& degrees : {north, east})
      if (const auto number = Decimal::parse(degrees); !number)
        return fail(ErrorCode::invalid_argument, number.error().detail, "--near");
    w.key("near").begin_object().key("latitude").raw(north).key("longitude").raw(east).end_object();
  } else if (!options.near.empty()) {
    const auto place = id_of(options.near, gs1::Meaning::place, "--near");
    if (!place) return std::unexpected(place.error());
    w.key("near").begin_object().field("place", *place).end_object();
  }
  if (!options.distances.empty()) {
    w.key("distances").begin_array();
    for (const std::string& one : options.distances)
      if (auto written = write_place(w, one, "--distance", {"distance"}); !written) return written;
    w.end_array();
  }
  if (!options.costs.empty()) {
    w.key("costs").begin_array();
    for (const std::string& one : options.costs)
      if (auto written = write_place(w, one, "--cost", {"parcel", "unit", "stock", "price"}); !written)
        return written;
    w.end_array();
  }
  return {};
}

std::vector<settings::Option> sourcing_options(SourcingOptions& options) {
  return {{"--sourcing",
           &options.sourcing,
           "Which places are used: the first of them first, as few as can be, the nearest, the cheapest",
           settings::Need::optional,
           {"in_order", "fewest_places", "nearest", "cheapest"}},
          {"--near", &options.near, "Of nearest: LATITUDE,LONGITUDE, or a place that has them (GLN)"},
          {"--distance", &options.distances, "Of nearest, in place of --near: PLACE=NUMBER for each"},
          {"--cost", &options.costs,
           "Of cheapest: PLACE=PARCEL,UNIT or PLACE=PARCEL,UNIT,STOCK,PRICE for each: each of the last STOCK "
           "units of a shelf costs PRICE more"}};
}

}  // namespace stocktrail::cli
