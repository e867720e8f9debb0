// The capture documents of openepcis/openepcis-test-resources (Apache-2.0): every valid one is accepted with
// all its identifiers, every invalid one is refused with a message at the right place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <set>

#include "ledger/epcis/event_view.h"
#include "ledger/epcis/json/document.h"
#include "ledger/epcis/json/event_reader.h"
#include "tests/support/test_data.h"

namespace stocktrail::epcis {
namespace {

using test::read_file;
using test::test_data;

constexpr std::string_view capture = "epcis/2.0/EPCIS/JSON/Capture";

std::string told(const DocumentFaults& faults) {
  std::string text;
  for (const Error& fault : faults.faults) text += fault.where + ": " + fault.detail + "\n";
  return text;
}

// Every string of the fields that name things, places and parties, straight from the JSON, in canonical
// spelling.
void collect(const json::Value& value, std::string_view field, std::set<std::string>& out) {
  static const std::set<std::string_view> lists = {"epcList",  "childEPCs", "inputEPCList", "outputEPCList",
                                                   "parentID", "epcClass",  "source",       "destination"};
  static const std::set<std::string_view> walked = {
      "quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList",
      "sourceList",   "destinationList",   "readPoint",         "bizLocation"};
  if (value.is(json::Kind::array)) {
    for (const json::Value& element : value.elements()) collect(element, field, out);
  } else if (value.is(json::Kind::object)) {
    for (const json::Member& member : value.members()) {
      const bool is_place_id = member.name == "id" && (field == "readPoint" || field == "bizLocation");
      if (lists.contains(member.name) || walked.contains(member.name) || is_place_id) {
        collect(member.value, is_place_id ? "parentID" : member.name, out);
      }
    }
  } else if (value.is(json::Kind::string) && lists.contains(field)) {
    const Result<gs1::Key> key = gs1::parse_key(value.string());
    ASSERT_TRUE(key) << value.string();
    out.insert(key->text());
  }
}

TEST(EpcisCapture, AcceptsEveryValidDocument) {
  ST_NEEDS(test::test_data(capture));
  std::size_t documents = 0, events = 0;
  for (const std::string_view folder : {"Documents", "Events"}) {
    for (const auto& path : test::files_in(test_data(capture) / folder, ".json")) {
      SCOPED_TRACE(path.filename());
      const auto document = parse_capture_document(read_file(path));
      if (!document) {
        ADD_FAILURE() << told(document.error());
        continue;
      }
      ++documents;
      EXPECT_FALSE(document->events.empty());
      for (const DocumentEvent& entry : document->events) {
        ++events;
        EXPECT_FALSE(entry.event.id.empty());
        const Result<json::Document> text = json::Document::parse(entry.text);
        ASSERT_TRUE(text);
        std::set<std::string> expected, found;
        collect(text->root(), "", expected);
        for_each_identifier(entry.event,
                            [&found](IdentifierRole, const gs1::Key& key) { found.insert(key.text()); });
        EXPECT_EQ(found, expected);
        EXPECT_TRUE(place_of(entry.event) != nullptr || !text->root().find("readPoint"));
        EXPECT_EQ(text->root().find("sensorElementList").has_value(), entry.event.has_sensor_data);

        // What a statement would carry is enough to read the event again.
        Context context;
        std::optional<json::Document> declared;
        if (!document->context.empty()) {
          declared = *json::Document::parse(document->context);
          const Result<Context> extended = context.extended(declared->root(), "$");
          ASSERT_TRUE(extended);
          context = *extended;
        }
        const Result<Event> again = parse_event(text->root(), context, "$");
        ASSERT_TRUE(again) << again.error().where << ": " << again.error().detail;
        EXPECT_EQ(again->id, entry.event.id);
      }
    }
  }
  EXPECT_EQ(documents, 43U);
  EXPECT_GE(events, 70U);
}

TEST(EpcisCapture, ReadsQueryDocumentsToo) {
  ST_NEEDS(test::test_data("epcis/2.0/EPCIS/JSON/Query"));
  std::size_t documents = 0;
  for (const auto& path : test::files_in(test_data("epcis/2.0/EPCIS/JSON/Query"), ".json")) {
    SCOPED_TRACE(path.filename());
    const Result<std::vector<EventHash>> hashes = hash_document(read_file(path));
    ASSERT_TRUE(hashes) << hashes.error().where << ": " << hashes.error().detail;
    EXPECT_FALSE(hashes->empty());
    ++documents;
  }
  EXPECT_EQ(documents, 9U);
}

TEST(EpcisCapture, RefusesEveryInvalidDocumentAtItsPlace) {
  ST_NEEDS(test::test_data(capture));
  const std::string list = "$.epcisBody.eventList";
  const std::map<std::string, std::vector<std::string>> places = {
      {"Combination_of_events_with_missing_mandatory_fields", {list + "[0]", list + "[1]", list + "[1]"}},
      {"Combination_of_multiple_invalid_fields",
       {list + "[0].bizStep", list + "[1].disposition", list + "[2].sourceList[0].type",
        list + "[3].ilmd.materialType", list + "[4].eventTime", list + "[4].action"}},
      {"Combination_of_non_standard_bizStep_and_disposition",
       {list + "[0].bizStep", list + "[1].disposition"}},
      {"EPCISDocument_without_context", {"$"}},
      {"ObjectEvent_with_ilmd_field_without_namespace", {list + "[0].ilmd.materialType"}},
      {"ObjectEvent_with_invalid_action", {list + "[0].action"}},
      {"ObjectEvent_with_invalid_certificationInfo",
       {list + "[0].certificationInfo[0]", list + "[0].certificationInfo[1]"}},
      {"ObjectEvent_with_invalid_eventTime_format", {list + "[0].eventTime"}},
      {"ObjectEvent_with_non_standard_bizStep", {list + "[0].bizStep"}},
      {"ObjectEvent_with_non_standard_bizStep_in_second_event", {list + "[1].bizStep"}},
      {"ObjectEvent_with_non_standard_disposition", {list + "[0].disposition"}},
      {"ObjectEvent_with_quantity_as_text", {list + "[0].quantityList[0].quantity"}},
      {"ObjectEvent_with_unknown_field_in_quantityList", {list + "[0].quantityList[0].weight"}},
      {"ObjectEvent_without_action_and_eventTime", {list + "[0]", list + "[0]", list + "[0]"}},
      {"ObjectEvent_without_identifier_list", {list + "[0]"}},
  };
  std::size_t documents = 0;
  for (const auto& path : test::files_in(test_data(capture) / "Invalid", ".json")) {
    SCOPED_TRACE(path.filename());
    const auto document = parse_capture_document(read_file(path));
    ASSERT_FALSE(document) << "was accepted";
    std::cout << path.stem().string() << "\n" << told(document.error());
    std::vector<std::string> where;
    for (const Error& fault : document.error().faults) {
      where.push_back(fault.where);
      EXPECT_GE(fault.detail.size(), 40U) << fault.detail;
    }
    const auto expected = places.find(path.stem().string());
    ASSERT_NE(expected, places.end()) << "a file that this test does not know";
    EXPECT_EQ(where, expected->second);
    ++documents;
  }
  EXPECT_EQ(documents, places.size());
}

}  // namespace
}  // namespace stocktrail::epcis
