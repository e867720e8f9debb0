// What /epcis takes and gives, beside the outcome of each document (epcis_cases_test.cc): contexts, issuers,
// headers of documents, codings and media types.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "api/http/http_coding.h"
#include "api/http/url.h"
#include "tests/support/epcis_world.h"

namespace stocktrail::test {
namespace {

using ::testing::HasSubstr;

class EpcisAnswers : public EpcisWorld {};

/// One event of an answer, alone: its text.
std::string event_in(const std::string& answer, std::size_t number) {
  const json::Document document = parsed(answer);
  const auto list =
      document.root().find("epcisBody")->find("queryResults")->find("resultsBody")->find("eventList");
  std::size_t at = 0;
  for (const json::Value& event : list->elements())
    if (at++ == number) return std::string(event.raw());
  ADD_FAILURE() << "no event " << number << " in " << answer;
  return "{}";
}

constexpr std::string_view answered_id = "urn:uuid:0a1c0000-0000-4000-8000-0000000001d3";

/// An event of its maker, which is public.
std::string document_with(const std::string& own_context, const std::string& more) {
  return R"({"@context":["https://ref.gs1.org/standards/epcis/epcis-context.jsonld",)" + own_context +
         R"(],"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-07-22T04:45:00Z",)"
         R"("epcisBody":{"eventList":[{"type":"ObjectEvent","eventTime":"2026-07-22T04:45:00Z",)"
         R"("eventTimeZoneOffset":"+00:00","action":"ADD","bizStep":"commissioning","eventID":")" +
         std::string(answered_id) + "\"," + more + "}]}}";
}

// Two parties give one eventID, and one prefix, two meanings.
TEST_F(EpcisAnswers, EachEventOfAnAnswerHasItsOwnContextAndIssuer) {
  const RawResponse first = post_json(
      "/epcis/capture",
      document_with(R"({"x":"https://a.example/ns/"})", R"("epcList":["urn:example:1"],"x:grade":"A")"),
      owner_token_);
  ASSERT_EQ(first.status, 202) << first.body;
  const RawResponse second = post_json(
      "/epcis/capture",
      document_with(
          R"({"x":"https://b.example/ns/"})",
          R"("@context":{"y":"https://c.example/"},"epcList":["urn:example:1"],"x:grade":"B","y:z":1)"),
      stranger_token_);
  ASSERT_EQ(second.status, 202) << second.body;
  const RawResponse answer = get("/epcis/events/" + std::string(answered_id), auditor_token_);
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(member(answer.body, "@context"), R"(["https://ref.gs1.org/standards/epcis/epcis-context.jsonld",)"
                                             R"({"stocktrail":"urn:stocktrail:epcis:"}])");
  const std::string of_owner = event_in(answer.body, 0), of_stranger = event_in(answer.body, 1);
  EXPECT_EQ(member(of_owner, "@context"), R"([{"x":"https://a.example/ns/"}])");
  EXPECT_EQ(member(of_owner, "x:grade"), "A");
  EXPECT_EQ(member(of_owner, "stocktrail:issuer"), party(owner));
  EXPECT_EQ(member(of_stranger, "@context"), R"([{"x":"https://b.example/ns/"},{"y":"https://c.example/"}])");
  EXPECT_EQ(member(of_stranger, "x:grade"), "B");
  EXPECT_EQ(member(of_stranger, "stocktrail:issuer"), party(stranger));
  EXPECT_THAT(answer.body, ::testing::Not(HasSubstr("stocktrail:partial")));

  const RawResponse in_public = get("/epcis/events/" + std::string(answered_id));
  EXPECT_EQ(member(event_in(in_public.body, 0), "stocktrail:partial"), "true");
  EXPECT_THAT(in_public.body, ::testing::Not(HasSubstr("grade")));
}

TEST_F(EpcisAnswers, TheRecordTimeOfAnAnswerIsOurs) {
  const RawResponse captured =
      post_json("/epcis/capture",
                document_with("{}", R"("recordTime":"2020-01-01T00:00:00Z","epcList":["urn:example:1"])"),
                owner_token_);
  ASSERT_EQ(captured.status, 202) << captured.body;
  for (const std::string& token : {auditor_token_, owner_token_, std::string()}) {
    const std::string event = event_in(get("/epcis/events/" + std::string(answered_id), token).body, 0);
    EXPECT_THAT(member(event, "recordTime"), ::testing::StartsWith("202"));
    EXPECT_NE(member(event, "recordTime"), "2020-01-01T00:00:00Z");
  }
  EXPECT_THAT(get("/trace?id=urn:example:1", auditor_token_).body, ::testing::Not(HasSubstr("2020-01-01")));
}

TEST_F(EpcisAnswers, TheHeaderOfADocumentIsSignedKeptAndGivenBack) {
  // An event of its maker, which is public.
  std::string document = document_with("{}", R"("epcList":["https://id.gs1.org/01/09521141012345/21/S1"])");
  document.pop_back();
  document += R"(,"sender":"urn:epc:id:pgln:9521009.00001","receiver":"urn:epc:id:pgln:9521009.00002",)"
              R"("instanceIdentifier":"DOC-77","epcisHeader":{"epcisMasterData":{"vocabularyList":[{)"
              R"("type":"urn:epcglobal:epcis:vtype:EPCClass","vocabularyElementList":[{)"
              R"("id":"urn:epc:idpat:sgtin:9521141.001234.*","attributes":[{)"
              R"("id":"urn:epcglobal:cbv:mda#additionalTradeItemIdentification","attribute":"M-7"}]}]}]}}})";
  const RawResponse captured = post_json("/epcis/capture", document, owner_token_);
  ASSERT_EQ(captured.status, 202) << captured.body;
  const std::string capture = captured.header("location");
  const std::string index = capture.substr(std::string("/epcis/capture/").size());

  const RawResponse wire = get("/statements/" + index, owner_token_);
  const auto statement = Statement::parse(wire.body);
  ASSERT_TRUE(statement) << statement.error().detail;
  ASSERT_EQ(statement->events().size(), 2U);
  const std::string header(statement->events().back().raw());
  EXPECT_EQ(member(header, "type"), "EPCISDocument");
  EXPECT_EQ(member(header, "sender"), "urn:epc:id:pgln:9521009.00001");
  EXPECT_EQ(member(header, "receiver"), "urn:epc:id:pgln:9521009.00002");
  EXPECT_EQ(member(header, "instanceIdentifier"), "DOC-77");
  EXPECT_THAT(member(header, "epcisHeader"), HasSubstr("additionalTradeItemIdentification"));
  EXPECT_EQ(member(header, "epcisBody"), "");

  EXPECT_EQ(member(get(capture, owner_token_).body, "stocktrail:document"), header);
  const std::string event = "/epcis/events/" + std::string(answered_id);
  EXPECT_EQ(member(event_in(get(event, auditor_token_).body, 0), "stocktrail:document"), header);
  // Who the customer is stays with those who see the whole statement.
  const std::string code = "?id=" + api::percent_encode("https://id.gs1.org/01/09521141012345/21/S1");
  for (const std::string& token : {stranger_token_, std::string()}) {
    for (const std::string& target : {event, "/statements/" + index + code}) {
      const RawResponse shown = get(target, token);
      EXPECT_EQ(shown.status, 200) << target;
      EXPECT_THAT(shown.body, ::testing::Not(HasSubstr("pgln"))) << target;
      EXPECT_THAT(shown.body, ::testing::Not(HasSubstr("DOC-77"))) << target;
    }
    const RawResponse redacted = get("/statements/" + index + code, token);
    const auto part = Statement::parse(redacted.body);
    ASSERT_TRUE(part) << part.error().detail;
    EXPECT_EQ(part->events().size(), 1U);
  }
}

TEST_F(EpcisAnswers, BodiesAreUnpackedOrRefusedWithTheRightStatus) {
  const std::string document = document_with("{}", R"("epcList":["urn:example:1"])");
  const auto capture = [&](const std::string& body, const std::string& headers) {
    return request({.method = "POST",
                    .target = "/epcis/capture",
                    .token = owner_token_,
                    .content_type = "application/json",
                    .body = body,
                    .extra_headers = headers});
  };
  const RawResponse plain = capture(document, "");
  ASSERT_EQ(plain.status, 202) << plain.body;
  const std::string gzipped = "Content-Encoding: gzip\r\n";
  const RawResponse packed = capture(api::gzip(document), gzipped);
  EXPECT_EQ(packed.status, 202) << packed.body;
  EXPECT_EQ(packed.header("location"), plain.header("location"));  // The same document.
  const RawResponse marked = capture("\xEF\xBB\xBF" + document, "");
  EXPECT_EQ(marked.header("location"), plain.header("location"));
  EXPECT_EQ(capture(document, gzipped).status, 400);
  const RawResponse bomb = capture(api::gzip(std::string(10 * 1024 * 1024, ' ')), gzipped);
  EXPECT_EQ(bomb.status, 413);
  EXPECT_EQ(member(bomb.body, "where"), "Content-Encoding");
  const RawResponse other = capture(document, "Content-Encoding: br\r\n");
  EXPECT_EQ(other.status, 415);
  EXPECT_EQ(other.header("accept-encoding"), "gzip");
  const std::string wire =
      signed_events(owner, {lot_event("commissioning", "ADD", lot(1, "GZ"), 5, 11, "2026-07-22T08:00:00Z")});
  const RawResponse statement = request({.method = "POST",
                                         .target = "/statements",
                                         .content_type = "application/vnd.stocktrail.statement+json",
                                         .body = api::gzip(wire),
                                         .extra_headers = gzipped});
  EXPECT_EQ(statement.status, 201) << statement.body;
  // What a stranger's body may be it may be unpacked, too.
  const auto packed_statement = [&](std::size_t bytes, const std::string& token) {
    return request({.method = "POST",
                    .target = "/statements",
                    .token = token,
                    .content_type = "application/vnd.stocktrail.statement+json",
                    .body = api::gzip(std::string(bytes, ' ')),
                    .extra_headers = gzipped});
  };
  constexpr std::size_t anonymous_body_bytes_max = 2 * 1024 * 1024;
  EXPECT_EQ(packed_statement(anonymous_body_bytes_max, "").status, 400);
  const RawResponse large = packed_statement(anonymous_body_bytes_max + 1, "");
  EXPECT_EQ(large.status, 413);
  EXPECT_THAT(large.body, ::testing::HasSubstr("with a token, more is taken"));
  EXPECT_EQ(packed_statement(anonymous_body_bytes_max + 1, owner_token_).status, 400);
}

TEST_F(EpcisAnswers, AnswersAreWhatTheClientAcceptsOr406) {
  ASSERT_EQ(
      post_json("/epcis/capture", document_with("{}", R"("epcList":["urn:example:1"])"), owner_token_).status,
      202);
  const auto ask_for = [&](const std::string& target, const std::string& headers) {
    return request({.method = "GET", .target = target, .token = auditor_token_, .extra_headers = headers});
  };
  const std::string event = "/epcis/events/" + std::string(answered_id);
  EXPECT_EQ(ask_for(event, "").header("content-type"), "application/ld+json");
  EXPECT_EQ(ask_for(event, "Accept: application/json\r\n").header("content-type"), "application/json");
  EXPECT_EQ(ask_for(event, "Accept: application/*\r\n").header("content-type"), "application/ld+json");
  const RawResponse xml = ask_for(event, "Accept: application/xml\r\n");
  EXPECT_EQ(xml.status, 406);
  EXPECT_EQ(member(xml.body, "where"), "Accept");
  EXPECT_EQ(ask_for("/trace?id=urn:example:1", "Accept: application/xml\r\n").status, 406);
  EXPECT_EQ(ask_for("/trace?id=urn:example:1", "Accept: text/html, */*;q=0.1\r\n").status, 200);
  for (const char* version : {"GS1-EPCIS-Min: 2.1.0\r\n", "GS1-EPCIS-Max: 1.2\r\n",
                              "GS1-CBV-Version: 1.0\r\n", "GS1-EPC-Format: Always_EPC_URN\r\n"})
    EXPECT_EQ(ask_for(event, version).status, 406) << version;
  for (const char* version : {"GS1-EPCIS-Min: 1.2\r\nGS1-EPCIS-Max: 2.0\r\n", "GS1-EPCIS-Version: 2.0.0\r\n",
                              "GS1-EPC-Format: No_Preference\r\n"})
    EXPECT_EQ(ask_for(event, version).status, 200) << version;
}

TEST_F(EpcisAnswers, AHeaderIsCheckedAsItComes) {
  const std::string event = lot_event("commissioning", "ADD", lot(1, "L1"), 5, 11, "2026-07-22T08:00:00Z");
  const auto refused_with = [&](std::vector<std::string> events) {
    const RawResponse answer = post_statement(signed_events(owner, std::move(events)));
    return answer.status == 400 ? member(answer.body, "where") + ": " + member(answer.body, "detail")
                                : std::to_string(answer.status);
  };
  const std::string start =
      R"({"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-07-22T08:00:00Z")";
  EXPECT_EQ(refused_with({event, start + R"(,"sender":"urn:example:a"})"}), "201");
  EXPECT_THAT(refused_with({event, start + R"(,"sender":7})"}),
              HasSubstr("$.events[1].sender: expected a string"));
  EXPECT_THAT(refused_with({event, start + R"(,"epcisBody":{}})"}),
              HasSubstr("no part of a document's header"));
  EXPECT_THAT(refused_with({event, R"({"type":"EPCISDocument"})"}),
              HasSubstr("\"schemaVersion\" is missing"));
  EXPECT_THAT(refused_with({start + "}", event}), HasSubstr("$.events[0].type"));
  EXPECT_THAT(refused_with({start + "}"}), HasSubstr("$.events[0].type"));
}

// An item and a place that are written with a prefix are that item and that place for everybody.
TEST_F(EpcisAnswers, WhatIsWrittenWithAPrefixIsFoundAndShown) {
  const RawResponse captured = post_json(
      "/epcis/capture",
      document_with(
          R"({"dl":"https://id.gs1.org/"})",
          R"("epcList":["dl:01/09521141012345/21/CURIE9"],"readPoint":{"id":"dl:414/9521009000026"})"),
      owner_token_);
  ASSERT_EQ(captured.status, 202) << captured.body;
  const std::string item = "https://id.gs1.org/01/09521141012345/21/CURIE9";
  for (const std::string& token : {auditor_token_, std::string()}) {
    const RawResponse trace = get("/trace?id=" + api::percent_encode(item), token);
    EXPECT_EQ(trace.status, 200);
    EXPECT_THAT(trace.body, HasSubstr("dl:01/09521141012345/21/CURIE9"));
    EXPECT_THAT(trace.body, HasSubstr(R"("@context":[{"dl":"https://id.gs1.org/"}])"));
  }
}

// A place that is written with a prefix is the place of its owner: it passes no policy as something unknown.
TEST_F(EpcisAnswers, APrefixHidesNoPlaceOfOthers) {
  const std::string epcs = R"("epcList":["https://id.gs1.org/01/09521141012345/21/S5"],)";
  const auto answer = [&](const std::string& context, const std::string& member_of_place,
                          const std::string& token) {
    return post_json("/epcis/capture", document_with(context, epcs + member_of_place), token);
  };
  const std::vector<std::pair<std::string, std::string>> spellings = {
      {R"({"dl":"https://id.gs1.org/"})", "dl:414/9521009000026"},
      {R"({"gs":"https://id.gs1.org/","pl":"gs:414/"})", "pl:9521009000026"},
      {R"({"here":"https://id.gs1.org/414/9521009000026"})", "https://id.gs1.org/414/9521009000026"},
      {"{}", "urn:epc:id:sgln:9521009.00002.0"}};
  for (const auto& [context, spelling] : spellings) {
    for (const std::string name : {"readPoint", "bizLocation"}) {
      SCOPED_TRACE(name + " " + spelling);
      const std::string place_member = "\"" + name + R"(":{"id":")" + spelling + "\"}";
      const RawResponse barred = answer(context, place_member, stranger_token_);
      EXPECT_EQ(barred.status, 403) << barred.body;
      EXPECT_EQ(member(barred.body, "where"), "$.epcisBody.eventList[0]." + name + ".id");
    }
  }
  for (const auto& [context, spelling] : spellings)
    EXPECT_NE(answer(context, R"("readPoint":{"id":")" + spelling + "\"}", owner_token_).status, 403)
        << spelling;
}

// What was once taken as something else, each with the place of the fault and what to write.
TEST_F(EpcisAnswers, NearMissesAreRefusedAndTermsOfTermsAreRead) {
  const auto fault = [&](const std::string& context, const std::string& more) {
    std::string document = document_with(context, more);
    const RawResponse answer = post_json("/epcis/capture", document, owner_token_);
    return answer.status == 400 ? member(answer.body, "where") + ": " + member(answer.body, "detail")
                                : std::to_string(answer.status);
  };
  EXPECT_THAT(fault("{}", R"("epcList":["urn:epc:tag:sgtin-96:1.9521141.001234.7"])"),
              HasSubstr("epcList[0]: "));
  EXPECT_THAT(fault("{}", R"("epcList":["urn:epc:raw:96.x30"])"), HasSubstr("epcList[0]: "));
  EXPECT_THAT(fault("{}", R"("epcList":["sgtin:9521141.001234.7"])"), HasSubstr("urn:epc:id:sgtin:"));
  EXPECT_THAT(
      fault("{}", R"("epcList":["urn:example:1"],"disposition":"urn:epcglobal:cbv:disp:in_transitt")"),
      HasSubstr("disposition: "));
  EXPECT_THAT(fault(R"({"epcList":"https://a.example/list"})", R"("epcList":["urn:example:1"])"),
              HasSubstr("is a term of EPCIS 2.0"));
  EXPECT_EQ(
      fault(R"({"ex":"https://a.example/","name":"ex:f"})", R"("epcList":["urn:example:1"],"name":"x")"),
      "202");
  const RawResponse typed =
      post_json("/epcis/capture",
                document_with(R"({"ex":"https://a.example/","when":{"@id":"ex:when","@type":"xsd:date"}})",
                              R"("epcList":["urn:example:2"],"when":"2026-07-22")"),
                stranger_token_);
  EXPECT_EQ(typed.status, 202) << typed.body;
}

}  // namespace
}  // namespace stocktrail::test
