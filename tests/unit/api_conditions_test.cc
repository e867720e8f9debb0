#include "api/access/conditions.h"

#include <gtest/gtest.h>

#include <string>

namespace stocktrail::api {
namespace {

std::string event_with(const std::string& list) {
  return R"({"type":"ObjectEvent","sensorElementList":)" + list + "}";
}

TEST(Conditions, RangeIsExactAndKeepsTheReportedText) {
  const auto measures = public_conditions(event_with(
      R"([{"sensorMetadata":{"time":"2026-07-24T02:00:00Z"},"sensorReport":[
        {"type":"Temperature","value":4.10,"uom":"CEL"},{"type":"gs1:Temperature","minValue":-0.5,"maxValue":6.20,"uom":"CEL"}]},
       {"sensorReport":[{"type":"https://gs1.org/voc/RelativeHumidity","value":55,"uom":"P1"}]}])"));
  ASSERT_EQ(measures.size(), 2U);
  EXPECT_EQ(measures[0].kind, "Temperature");
  EXPECT_EQ(measures[0].min, "-0.5");
  EXPECT_EQ(measures[0].max, "6.20");
  EXPECT_EQ(measures[0].uom,
            "\xC2\xB0"
            "C");
  EXPECT_FALSE(measures[0].alarm);
  EXPECT_EQ(measures[1].min, measures[1].max);
  EXPECT_EQ(measures[1].uom, "%");
}

TEST(Conditions, AlarmIsTold) {
  const auto measures = public_conditions(event_with(
      R"([{"sensorReport":[{"type":"Temperature","value":12,"uom":"CEL","exception":"gs1:ALARM_CONDITION"}]}])"));
  ASSERT_EQ(measures.size(), 1U);
  EXPECT_TRUE(measures[0].alarm);
}

TEST(Conditions, AnythingElseInTheListHidesItWhole) {
  for (
      const char* list : {
          R"([{"sensorMetadata":{"deviceID":"urn:d:1"},"sensorReport":[{"type":"Temperature","value":4,"uom":"CEL"}]}])",
          R"([{"sensorReport":[{"type":"Temperature","value":4,"uom":"CEL"},{"type":"Angle","value":8.5,"uom":"DD"}]}])",
          R"([{"sensorReport":[{"type":"Temperature","value":4,"uom":"CEL","deviceID":"urn:d:1"}]}])",
          R"([{"sensorReport":[{"type":"Temperature","value":4,"uom":"CEL","ext:driver":"A. B."}]}])",
          R"([{"sensorReport":[{"value":4,"uom":"CEL"}]}])",
          R"([{"sensorReport":{}}])",
          R"(["Temperature"])",
          R"({"Temperature":4})",
      }) {
    EXPECT_TRUE(public_conditions(event_with(list)).empty()) << list;
    const auto document = json::Document::parse(list);
    ASSERT_TRUE(document);
    EXPECT_FALSE(is_public_conditions(document->root())) << list;
  }
}

TEST(Conditions, HostileTextIsNoConditions) {
  EXPECT_TRUE(public_conditions("").empty());
  EXPECT_TRUE(public_conditions("{\"sensorElementList\":").empty());
  EXPECT_TRUE(public_conditions("[]").empty());
  EXPECT_TRUE(public_conditions("{}").empty());
}

}  // namespace
}  // namespace stocktrail::api
