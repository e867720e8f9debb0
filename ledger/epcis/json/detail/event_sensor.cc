// Sensor data (EPCIS 2.0, 7.3.7): checked here, kept in the event's own text.
#include <algorithm>
#include <array>

#include "crypto/ascii.h"
#include "ledger/epcis/json/detail/event_parts.h"

namespace stocktrail::epcis {
namespace {

enum class Kind : std::uint8_t { uri, time, number, string, boolean, hex, property, component, exception };

struct Field {
  std::string_view name;
  Kind kind;
};

constexpr std::array metadata_fields = {
    Field{"time", Kind::time},
    Field{"startTime", Kind::time},
    Field{"endTime", Kind::time},
    Field{"deviceID", Kind::uri},
    Field{"deviceMetadata", Kind::uri},
    Field{"rawData", Kind::uri},
    Field{"dataProcessingMethod", Kind::uri},
    Field{"bizRules", Kind::uri},
};

constexpr std::array report_fields = {
    Field{"type", Kind::property},
    Field{"value", Kind::number},
    Field{"uom", Kind::string},
    Field{"minValue", Kind::number},
    Field{"maxValue", Kind::number},
    Field{"meanValue", Kind::number},
    Field{"sDev", Kind::number},
    Field{"percRank", Kind::number},
    Field{"percValue", Kind::number},
    Field{"time", Kind::time},
    Field{"component", Kind::component},
    Field{"exception", Kind::exception},
    Field{"stringValue", Kind::string},
    Field{"booleanValue", Kind::boolean},
    Field{"hexBinaryValue", Kind::hex},
    Field{"uriValue", Kind::uri},
    Field{"deviceID", Kind::uri},
    Field{"deviceMetadata", Kind::uri},
    Field{"rawData", Kind::uri},
    Field{"dataProcessingMethod", Kind::uri},
    Field{"bizRules", Kind::uri},
    Field{"microorganism", Kind::uri},
    Field{"chemicalSubstance", Kind::uri},
    Field{"coordinateReferenceSystem", Kind::uri},
};

template <std::size_t n>
constexpr std::array<std::string_view, n> names_in(const std::array<Field, n>& fields) {
  std::array<std::string_view, n> names;
  for (std::size_t i = 0; i < n; ++i) names[i] = fields[i].name;
  return names;
}

constexpr auto metadata_names = names_in(metadata_fields);
constexpr auto report_names = names_in(report_fields);
constexpr std::array<std::string_view, 2> element_names = {"sensorMetadata", "sensorReport"};

bool check_boolean(Reading& reading, const json::Value& value, const Path& path) {
  if (value.is(json::Kind::boolean)) return true;
  return reading.fail(path, "expected true or false, found " + shown(value) + "; write it without quotes.");
}

bool check_hex(Reading& reading, const json::Value& value, const Path& path) {
  std::string_view text;
  if (!read_string(reading, value, path, text)) return false;
  if (std::ranges::all_of(text, is_hex_digit)) return true;
  return reading.fail(path,
                      "expected hexadecimal digits, found " + shown(text) + R"(; write them like "f0f0f0".)");
}

bool check_value(Reading& reading, Kind kind, const json::Value& value, const Path& path) {
  std::string_view text;
  std::string uri;
  Timestamp time;
  Word word;
  switch (kind) {
    case Kind::uri:
      return read_uri(reading, value, path, uri);
    case Kind::time:
      return read_time(reading, value, path, time);
    case Kind::number:
      return read_number(reading, value, path, text);
    case Kind::string:
      return read_string(reading, value, path, text);
    case Kind::boolean:
      return check_boolean(reading, value, path);
    case Kind::hex:
      return check_hex(reading, value, path);
    case Kind::property:
      return read_word(reading, Vocabulary::sensor_property_type, value, path, word);
    case Kind::component:
      return read_word(reading, Vocabulary::component, value, path, word);
    case Kind::exception:
      return read_word(reading, Vocabulary::sensor_alert_type, value, path, word);
  }
  ST_CHECK(false);
}

bool check_fields(Reading& reading, const json::Value& object, const Path& path,
                  std::span<const Field> fields, std::span<const std::string_view> names) {
  for (const json::Member& member : object.members()) {
    const Path here = path.member(member.name);
    const auto field = std::ranges::find(fields, member.name, &Field::name);
    const bool is_good = field != fields.end() ? check_value(reading, field->kind, member.value, here)
                                               : read_extension(reading, member, here, names);
    if (!is_good) return false;
  }
  return true;
}

bool check_reports(Reading& reading, const json::Value& value, const Path& path) {
  if (!expect_list(reading, value, path, sensor_reports_max)) return false;
  if (value.size() == 0) return reading.fail(path, "the list is empty; give at least one report.");
  return read_elements(reading, value, path, [&](const json::Value& report, const Path& here, std::size_t) {
    if (!expect_object(reading, report, here, R"({"type": "Temperature", "value": 4.5, "uom": "CEL"})"))
      return false;
    if (!check_fields(reading, report, here, report_fields, report_names)) return false;
    return report.find("type") || report.find("exception") ||
           reading.fail(here, R"("type" is missing; say what was measured, such as "Temperature".)");
  });
}

bool check_metadata(Reading& reading, const json::Value& value, const Path& path) {
  return expect_object(reading, value, path, R"({"time": "2026-07-22T06:45:00+02:00"})") &&
         check_fields(reading, value, path, metadata_fields, metadata_names);
}

}  // namespace

bool check_sensor_elements(Reading& reading, const json::Value& value, const Path& path) {
  if (!expect_list(reading, value, path, sensor_elements_max)) return false;
  std::size_t index = 0;
  for (const json::Value& element : value.elements()) {
    const Path here = path.element(index++);
    if (!expect_object(reading, element, here,
                       R"({"sensorReport": [{"type": "Temperature", "value": 4.5}]})")) {
      return false;
    }
    bool has_reports = false;
    for (const json::Member& member : element.members()) {
      const Path at = here.member(member.name);
      bool is_good = true;
      if (member.name == "sensorMetadata") {
        is_good = check_metadata(reading, member.value, at);
      } else if (member.name == "sensorReport") {
        has_reports = true;
        is_good = check_reports(reading, member.value, at);
      } else {
        is_good = read_extension(reading, member, at, element_names);
      }
      if (!is_good) return false;
    }
    if (!has_reports) {
      return reading.fail(here, R"("sensorReport" is missing; give a list of reports, such as )"
                                R"([{"type": "Temperature", "value": 4.5, "uom": "CEL"}].)");
    }
  }
  return true;
}

}  // namespace stocktrail::epcis
