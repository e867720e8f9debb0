#include "ledger/epcis/json/open_part.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>

namespace stocktrail::epcis {
namespace {

std::vector<Condition> conditions_of(const std::string& list) {
  const auto document = json::Document::parse(R"({"type":"ObjectEvent","sensorElementList":)" + list + "}");
  return document ? open_part(document->root()).conditions : std::vector<Condition>();
}

TEST(Conditions, RangeIsExactAndKeepsTheReportedText) {
  const auto measures = conditions_of(
      R"([{"sensorMetadata":{"time":"2026-07-24T02:00:00Z"},"sensorReport":[
        {"type":"Temperature","value":4.10,"uom":"CEL"},{"type":"gs1:Temperature","minValue":-0.5,"maxValue":6.20,"uom":"CEL"}]},
       {"sensorReport":[{"type":"https://gs1.org/voc/RelativeHumidity","value":55,"uom":"P1"}]}])");
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
  const auto measures = conditions_of(
      R"([{"sensorReport":[{"type":"Temperature","value":12,"uom":"CEL","exception":"gs1:ALARM_CONDITION"}]}])");
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
    EXPECT_TRUE(conditions_of(list).empty()) << list;
    const auto document = json::Document::parse(list);
    ASSERT_TRUE(document);
    EXPECT_FALSE(is_public_conditions(document->root())) << list;
  }
}

TEST(Conditions, AUnitThatNobodyKnowsHidesTheListWhole) {
  constexpr std::array known{std::pair("CEL", "\u00B0C"), std::pair("FAH", "\u00B0F"), std::pair("KEL", "K"),
                             std::pair("P1", "%")};
  for (const auto& [uom, sign] : known) {
    const std::string list =
        R"([{"sensorReport":[{"type":"Temperature","value":4,"uom":")" + std::string(uom) + "\"}]}]";
    const auto document = json::Document::parse(list);
    ASSERT_TRUE(document);
    EXPECT_TRUE(is_shown_conditions(document->root())) << list;
    EXPECT_EQ(sign_of_unit(conditions_of(list).at(0).uom), sign);
  }
  for (const char* uom : {"\u00B0C \u2713 the recall is over", "cel", "KGM", "\u2713", " "}) {
    const std::string list = R"([{"sensorReport":[{"type":"Temperature","value":3,"uom":"CEL"},)"
                             R"({"type":"Temperature","sDev":1,"uom":")" +
                             std::string(uom) + "\"}]}]";
    const auto document = json::Document::parse(list);
    ASSERT_TRUE(document);
    EXPECT_FALSE(is_shown_conditions(document->root())) << list;
    EXPECT_FALSE(sign_of_unit(uom)) << uom;
  }
}

TEST(OpenPart, TellsWhichMembersHoldNothingElse) {
  const auto document = json::Document::parse(
      R"({"readPoint":{"id":"urn:x:1"},"bizLocation":{"id":"urn:x:1","example:shelf":"A7"}})");
  ASSERT_TRUE(document);
  const OpenPart open = open_part(document->root());
  EXPECT_TRUE(open.has_plain_read_point);
  EXPECT_FALSE(open.has_plain_biz_location);
  EXPECT_FALSE(open.has_plain_declaration);
  EXPECT_FALSE(open.is_cut);  // That is for the statement to tell.
}

}  // namespace
}  // namespace stocktrail::epcis
