#include "ledger/epcis/json/open_part.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "ledger/epcis/decimal.h"

namespace stocktrail::epcis {
namespace {

constexpr std::array public_kinds = {std::string_view("Temperature"), std::string_view("RelativeHumidity"),
                                     std::string_view("AbsoluteHumidity")};
constexpr std::array public_metadata = {std::string_view("time"), std::string_view("startTime"),
                                        std::string_view("endTime")};
constexpr std::array public_report = {
    std::string_view("type"),     std::string_view("value"),     std::string_view("minValue"),
    std::string_view("maxValue"), std::string_view("meanValue"), std::string_view("sDev"),
    std::string_view("uom"),      std::string_view("time"),      std::string_view("exception")};

/// "Temperature" of "gs1:Temperature" or https://gs1.org/voc/Temperature.
std::string_view bare(std::string_view word) {
  const auto cut = word.find_last_of(":/");
  return cut == std::string_view::npos ? word : word.substr(cut + 1);
}

template <std::size_t N>
bool only_members(const json::Value& object, const std::array<std::string_view, N>& allowed) {
  if (!object.is(json::Kind::object)) return false;
  for (const auto& member : object.members())
    if (std::ranges::find(allowed, member.name) == allowed.end()) return false;
  return true;
}

std::optional<std::string_view> text_of(const json::Value& object, std::string_view name) {
  const auto value = object.find(name);
  if (!value || !value->is(json::Kind::string)) return std::nullopt;
  return value->string();
}

bool is_public_report(const json::Value& report) {
  if (!only_members(report, public_report)) return false;
  const auto type = text_of(report, "type");
  return type && std::ranges::find(public_kinds, bare(*type)) != public_kinds.end();
}

bool is_public_element(const json::Value& element) {
  constexpr std::array parts = {std::string_view("sensorMetadata"), std::string_view("sensorReport"),
                                std::string_view("type")};
  if (!only_members(element, parts)) return false;
  if (const auto metadata = element.find("sensorMetadata");
      metadata && !only_members(*metadata, public_metadata))
    return false;
  const auto reports = element.find("sensorReport");
  if (!reports || !reports->is(json::Kind::array)) return false;
  for (const auto& report : reports->elements())
    if (!is_public_report(report)) return false;
  return true;
}

struct Unit {
  std::string_view code, sign;
};
/// Units of UN/ECE Recommendation 20, what a temperature or a humidity is told in.
constexpr std::array units{
    Unit{"CEL", "\u00B0C"},   Unit{"FAH", "\u00B0F"},    Unit{"P1", "%"},  Unit{"A93", "g/m\u00B3"},
    Unit{"GP", "mg/m\u00B3"}, Unit{"KMQ", "kg/m\u00B3"}, Unit{"KEL", "K"}, Unit{"", ""}};

/// As a condition is kept. What is kept never changes, so units that are known since have their codes there,
/// and those that are not have what was written: sign_of_unit() tells them apart.
std::string kept_unit(std::string_view uom) {
  for (const Unit& unit : std::span(units).first<4>())
    if (uom == unit.code) return std::string(unit.sign);
  return std::string(uom);
}

/// Of an element that is_public_element() passed.
auto reports_of(const json::Value& element) {
  const auto reports = element.find("sensorReport");
  ST_CHECK(reports);
  return reports->elements();
}

bool has_known_units(const json::Value& element) {
  return std::ranges::all_of(reports_of(element), [](const json::Value& report) {
    const auto uom = report.find("uom");
    return !uom || (uom->is(json::Kind::string) && sign_of_unit(uom->string()));
  });
}

/// A range while it grows: the texts as reported and their exact values.
struct Range {
  Condition condition;
  std::optional<Amount> least, most;

  void take(std::string_view number, RulesVersion rules) {
    const auto decimal = Decimal::parse(number_by(rules, number));
    if (!decimal) return;
    const Amount amount(*decimal);
    if (!least || amount < *least) {
      least = amount;
      condition.min = number;
    }
    if (!most || amount > *most) {
      most = amount;
      condition.max = number;
    }
  }
};

void take_report(const json::Value& report, RulesVersion rules, std::vector<Range>& ranges) {
  const auto type = text_of(report, "type");
  ST_CHECK(type);
  const std::string kind(bare(*type));
  const std::string unit = kept_unit(text_of(report, "uom").value_or(""));
  auto range = std::ranges::find_if(
      ranges, [&](const Range& r) { return r.condition.kind == kind && r.condition.uom == unit; });
  if (range == ranges.end()) range = ranges.insert(ranges.end(), Range{{kind, "", "", unit, false}, {}, {}});
  for (const std::string_view name : {"value", "minValue", "maxValue", "meanValue"})
    if (const auto value = report.find(name); value && value->is(json::Kind::number))
      range->take(value->number(), rules);
  const auto exception = text_of(report, "exception");
  if (exception && bare(*exception) == "ALARM_CONDITION") range->condition.alarm = true;
}

}  // namespace

bool is_public_conditions(const json::Value& list) {
  if (!list.is(json::Kind::array)) return false;
  for (const auto& element : list.elements())
    if (!is_public_element(element)) return false;
  return true;
}

bool is_shown_conditions(const json::Value& list) {
  return is_public_conditions(list) && std::ranges::all_of(list.elements(), has_known_units);
}

std::optional<std::string_view> sign_of_unit(std::string_view uom) {
  const auto* found =
      std::ranges::find_if(units, [&](const Unit& unit) { return uom == unit.code || uom == unit.sign; });
  return found == units.end() ? std::nullopt : std::optional(found->sign);
}

std::vector<Condition> public_conditions(const json::Value& list, RulesVersion rules) {
  if (!is_public_conditions(list)) return {};
  std::vector<Range> ranges;
  for (const auto& element : list.elements())
    for (const auto& report : reports_of(element)) take_report(report, rules, ranges);
  std::vector<Condition> conditions;
  for (auto& range : ranges)
    if (range.least) conditions.push_back(std::move(range.condition));
  return conditions;
}

namespace {

// What EPCIS puts into the public members that are objects; the rest is extensions.
struct StandardMembers {
  std::string_view name;
  std::array<std::string_view, 3> members;
};
constexpr std::array standard_members{
    StandardMembers{"readPoint", {"id"}}, StandardMembers{"bizLocation", {"id"}},
    StandardMembers{"persistentDisposition", {"set", "unset"}},
    StandardMembers{"errorDeclaration", {"declarationTime", "reason", "correctiveEventIDs"}}};

bool has_plain(const json::Value& event, std::string_view name) {
  const auto value = event.find(name);
  return value && is_plain({name, *value});
}

}  // namespace

bool is_plain(const json::Member& member) {
  const auto standard = std::ranges::find(standard_members, member.name, &StandardMembers::name);
  return standard == standard_members.end() || only_members(member.value, standard->members);
}

OpenPart open_part(const json::Value& event, RulesVersion rules) {
  OpenPart open;
  open.has_plain_read_point = has_plain(event, "readPoint");
  open.has_plain_biz_location = has_plain(event, "bizLocation");
  open.has_plain_declaration = has_plain(event, "errorDeclaration");
  if (const auto list = event.find("sensorElementList")) open.conditions = public_conditions(*list, rules);
  return open;
}

}  // namespace stocktrail::epcis
