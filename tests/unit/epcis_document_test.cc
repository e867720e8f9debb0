#include "ledger/epcis/json/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/epcis_events.h"

namespace stocktrail::epcis {
namespace {

using test::lot_event;
using test::object_event;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view gs1 = R"("https://ref.gs1.org/standards/epcis/epcis-context.jsonld")";

std::string document_with(std::string_view context, std::string_view events, std::string_view more = {}) {
  return R"({"@context":)" + std::string(context) + R"(,"type":"EPCISDocument","schemaVersion":"2.0",)" +
         R"("creationDate":"2026-07-22T10:30:00Z")" + std::string(more) + R"(,"epcisBody":{"eventList":)" +
         std::string(events) + "}}";
}

std::vector<std::string> places_of(std::string_view text) {
  const auto document = parse_capture_document(text);
  std::vector<std::string> places;
  if (document) return places;
  for (const Error& fault : document.error().faults) places.push_back(fault.where);
  return places;
}

TEST(EpcisDocument, KeepsEachEventsTextAndTheContextItNeeds) {
  const std::string first = lot_event(R"("ext:a" : 1)");
  const std::string second = "{ " + lot_event().substr(1);
  const std::string context = "[" + std::string(gs1) + R"(, {"ext":"https://ns.example.com/"}])";
  const auto document = parse_capture_document(document_with(context, "[" + first + " , " + second + "]"));
  ASSERT_TRUE(document) << document.error().faults[0].detail;
  EXPECT_EQ(document->context, context);
  ASSERT_EQ(document->events.size(), 2U);
  EXPECT_EQ(document->events[0].text, first);
  EXPECT_EQ(document->events[1].text, second);
}

TEST(EpcisDocument, NeedsNoContextForStandardNames) {
  const auto document = parse_capture_document(document_with(gs1, "[" + lot_event() + "]"));
  ASSERT_TRUE(document);
  EXPECT_EQ(document->context, "");
}

TEST(EpcisDocument, TakesASingleEvent) {
  const std::string event =
      lot_event(R"("@context":[)" + std::string(gs1) + R"(,{"ext":"urn:ex:"}],"ext:a":1)");
  const auto document = parse_capture_document(event);
  ASSERT_TRUE(document) << document.error().faults[0].detail;
  EXPECT_EQ(document->context, "");
  ASSERT_EQ(document->events.size(), 1U);
  EXPECT_EQ(document->events[0].text, event);
  EXPECT_THAT(places_of(lot_event()), ElementsAre("$"));  // Without a context nobody knows what it is.
}

TEST(EpcisDocument, TakesANameTwiceUnlessItMeansTwoThings) {
  const std::string ext = R"({"ext":"https://ns.example.com/"})";
  const auto list = [](const std::string& more) { return "[" + std::string(gs1) + "," + more + "]"; };
  const std::string event = "[" + lot_event(R"("ext:a":1)") + "]";
  for (const std::string& same :
       {ext + "," + ext, ext + R"(,{"ext":{"@id":"https://ns.example.com/"}})", ext + "," + std::string(gs1),
        ext + R"(,{"cbv":"https://ref.gs1.org/cbv/"})"})
    EXPECT_TRUE(parse_capture_document(document_with(list(same), event))) << same;
  const std::string other = R"({"ext":"https://ns.example.org/"})", where = "['@context'][2]['ext']";
  const auto refused = parse_capture_document(document_with(list(ext + "," + other), event));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().faults[0].where, "$" + where);
  EXPECT_THAT(refused.error().faults[0].detail,
              ::testing::AllOf(HasSubstr("https://ns.example.com/"), HasSubstr("https://ns.example.org/")));
  const auto of_event = [&](const std::string& own) {
    return "[" + lot_event(R"("@context":)" + own + R"(,"ext:a":1)") + "]";
  };
  EXPECT_THAT(places_of(document_with(gs1, of_event(list(ext + "," + other)))),
              ElementsAre("$.epcisBody.eventList[0]" + where));
  EXPECT_THAT(places_of(lot_event(R"("@context":)" + list(ext + "," + other) + R"(,"ext:a":1)")),
              ElementsAre("$" + where));
  EXPECT_TRUE(parse_capture_document(document_with(list(ext), of_event(other)))) << "the inner one counts";
  EXPECT_THAT(places_of(document_with(list(R"({"ext":"urn:a:","ext":"urn:a:"})"), event)).size(), 1U);
}

TEST(EpcisDocument, OfAnAnswerSaysWhatToSend) {
  const auto document =
      parse_capture_document(R"({"@context":")" + std::string(gs1).substr(1, gs1.size() - 2) +
                             R"(","type":"EPCISQueryDocument","epcisBody":{}})");
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().faults[0].where, "$.type");
  EXPECT_THAT(document.error().faults[0].detail,
              ::testing::HasSubstr("send its events in an \"EPCISDocument\""));
}

TEST(EpcisDocument, TellsTheFaultsOfAllEventsAndKeepsNone) {
  const std::string bad_action = object_event(R"("action":"MAKE","epcList":["urn:ex:y"])");
  const auto document = parse_capture_document(document_with(
      gs1, "[" + lot_event() + "," + bad_action + "," + lot_event() + R"(,7,{"type":"Event"}])"));
  ASSERT_FALSE(document);
  std::vector<std::string> places;
  for (const Error& fault : document.error().faults) places.push_back(fault.where);
  EXPECT_THAT(places, ElementsAre("$.epcisBody.eventList[1].action", "$.epcisBody.eventList[3]",
                                  "$.epcisBody.eventList[4].type"));
}

TEST(EpcisDocument, TellsSeveralFaultsOfOneEvent) {
  const std::string bad =
      R"({"type":"ObjectEvent","eventTime":"yesterday","action":"MAKE","bizStep":"shiping","colour":"red",)"
      R"("epcList":["urn:ex:y",7,"x"],"quantityList":[{"quantity":1},{"epcClass":"urn:ex:z","quantity":-1}],)"
      R"("sourceList":[{"type":"place","source":"urn:ex:y"}]})";
  const auto places = places_of(document_with(gs1, "[" + bad + R"(,{"type":"Event"}])"));
  const std::string first = "$.epcisBody.eventList[0]", second = "$.epcisBody.eventList[1]";
  EXPECT_THAT(places,
              ElementsAre(first + ".eventTime", second + ".type", first + ".action", first + ".bizStep",
                          first + ".colour", first + ".epcList[1]", first + ".epcList[2]",
                          first + ".quantityList[0]", first + ".quantityList[1].quantity",
                          first + ".sourceList[0].type", first));  // No eventTimeZoneOffset.
}

// However many faults the first events have, each later one is told of.
TEST(EpcisDocument, KeepsAPlaceForTheFirstFaultOfEachEvent) {
  std::string epcs, events;
  for (int i = 0; i < 50; ++i) epcs += (i > 0 ? "," : "") + std::to_string(i);
  for (int i = 0; i < 99; ++i) events += object_event(R"("action":"ADD","epcList":[)" + epcs + "]") + ",";
  const auto places = places_of(document_with(gs1, "[" + events + R"({"type":"Event"}])"));
  ASSERT_EQ(places.size(), document_faults_max);
  EXPECT_EQ(places[0], "$.epcisBody.eventList[0].epcList[0]");
  EXPECT_EQ(places[99], "$.epcisBody.eventList[99].type");
  const auto of_one = places_of(document_with(gs1, "[" + events.substr(0, events.find("},") + 1) + "]"));
  EXPECT_EQ(of_one.size(), event_faults_max);
}

TEST(EpcisDocument, RefusesABrokenEnvelope) {
  const std::string events = "[" + lot_event() + "]";
  EXPECT_THAT(places_of("{"), ::testing::SizeIs(1));
  EXPECT_THAT(places_of("[]"), ElementsAre("$"));
  EXPECT_THAT(places_of("{}"), ElementsAre("$"));
  EXPECT_THAT(places_of(R"({"@context":)" + std::string(gs1) + "}"), ElementsAre("$"));
  EXPECT_THAT(places_of(R"({"@context":)" + std::string(gs1) + R"(,"type":"EPCISDocuments"})"),
              ElementsAre("$.type"));
  EXPECT_THAT(places_of(document_with("[]", events)), ElementsAre("$['@context']"));
  EXPECT_THAT(places_of(document_with(R"(["https://example.com/c"])", events)),
              ElementsAre("$['@context'][0]"));
  EXPECT_THAT(places_of(document_with(gs1, "[]")), ElementsAre("$.epcisBody.eventList"));
  EXPECT_THAT(places_of(document_with(gs1, "{}")), ElementsAre("$.epcisBody.eventList"));
  EXPECT_THAT(places_of(document_with(gs1, events, R"(,"sendr":"x")")), ElementsAre("$.sendr"));
  EXPECT_THAT(places_of(document_with(gs1, events, R"(,"sender":"x","id":"urn:ex:y")")), ElementsAre());
  EXPECT_THAT(places_of(R"({"@context":)" + std::string(gs1) +
                        R"(,"type":"EPCISDocument","schemaVersion":"1.2","epcisBody":[]})"),
              ElementsAre("$.schemaVersion", "$", "$.epcisBody"));
  EXPECT_THAT(
      places_of(R"({"@context":)" + std::string(gs1) + R"(,"type":"EPCISDocument","creationDate":"today"})"),
      ElementsAre("$", "$.creationDate", "$"));
}

TEST(EpcisDocument, HashesWhatRepositoriesAnswer) {
  const std::string query = R"({"@context":[)" + std::string(gs1) + R"(,{"r":"https://r.example/"}],
    "type":"EPCISQueryDocument","schemaVersion":"2.0","creationDate":"2026-07-22T10:30:00Z","epcisBody":{"queryResults":
    {"queryName":"q","r:ignoreFields":["r:hash"],"resultsBody":{"eventList":[)" +
                            lot_event() + "," + lot_event(R"("r:hash":"x")") + "," +
                            lot_event(R"("r:other":"x")") + "]}}}}";
  const Result<std::vector<EventHash>> hashes = hash_document(query);
  ASSERT_TRUE(hashes) << hashes.error().where << ": " << hashes.error().detail;
  ASSERT_EQ(hashes->size(), 3U);
  EXPECT_EQ((*hashes)[0].id, (*hashes)[1].id);
  EXPECT_NE((*hashes)[0].id, (*hashes)[2].id);
  EXPECT_EQ((*hashes)[0].id,
            parse_capture_document(document_with(gs1, "[" + lot_event() + "]"))->events[0].event.id);
  for (const std::string_view text : {"{", "[]", "{}", R"({"@context":[],"epcisBody":7})"}) {
    EXPECT_FALSE(hash_document(text)) << text;
  }
}

TEST(EpcisDocument, AnswersHashAsTheyWereStated) {
  const std::string stated =
      R"({"@context":[)" + std::string(gs1) +
      R"(,{"r":"https://r.example/"}],"type":"EPCISQueryDocument","schemaVersion":"2.0",)"
      R"("creationDate":"2026-07-22T10:30:00Z","epcisBody":{"queryResults":{"queryName":"q",)"
      R"("resultsBody":{"eventList":[)" +
      lot_event(R"("r:note":{"stocktrail":1.50})") + "]}}}}";
  std::string answer = stated;
  answer.replace(answer.find(R"(,{"r":)"), 1, R"(,{"stocktrail":"urn:stocktrail:epcis:"},)");
  answer.insert(answer.find(R"("r:note")"),
                R"("stocktrail:issuer":"https://a.example","stocktrail:document":{"type":"x"},)");
  EXPECT_FALSE(hash_document(answer));
  const auto cleaned = without_answer_members(answer);
  ASSERT_TRUE(cleaned);
  EXPECT_NE(cleaned->find(R"({"stocktrail":1.50})"), std::string::npos) << "a word of the issuer's own";
  const auto hashes = hash_document(*cleaned), expected = hash_document(stated);
  ASSERT_TRUE(hashes && expected) << hashes.error().detail;
  EXPECT_EQ(hashes->at(0).id, expected->at(0).id);
  EXPECT_FALSE(without_answer_members("{"));
}

}  // namespace
}  // namespace stocktrail::epcis
