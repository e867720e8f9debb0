// One event of an issuer counts once: what receipts, captures and capture jobs say of events that were
// recorded before, that contradict what was, and that were declared errors before they came.
#include <gmock/gmock.h>

#include "api/handlers/capture_job.h"
#include "api/handlers/handlers.h"
#include "api/http/url.h"
#include "ledger/epcis/json/document.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using api::CaptureJob;
using api::percent_encode;
using ::testing::HasSubstr;
using ::testing::Not;

class IdentityApiTest : public ApiFixture {
 protected:
  IdentityApiTest() {
    admit(1);
    const std::string policy = R"({"id":"hold","type":"custodial","party":")" + party(1) + "\"}";
    EXPECT_EQ(post_json("/policies", policy, operator_token_).status, 201);
    token = token_for(1, "party");
  }
  ~IdentityApiTest() override { api_.reset(); }

  static std::string making(std::string_view id, int pieces, const std::string& more = {}) {
    return lot_event("commissioning", "ADD", lot(1, "L7"), pieces, 11, "2026-07-22T06:45:00.000Z",
                     R"(,"eventID":"urn:x:)" + std::string(id) + "\"" + more);
  }
  static std::string declared(std::string_view id, int pieces) {
    return making(id, pieces, R"(,"errorDeclaration":{"declarationTime":"2026-07-24T00:00:00Z"})");
  }
  /// In a document that is like no other.
  RawResponse capture(const std::vector<std::string>& events) {
    std::string list;
    for (const std::string& event : events) list += (list.empty() ? "" : ",") + event;
    return capture_text(
        R"({"@context":["https://ref.gs1.org/standards/epcis/epcis-context.jsonld"],"type":"EPCISDocument",)"
        R"("schemaVersion":"2.0","creationDate":"2026-07-22T06:45:00.)" +
        std::to_string(100 + ++documents) + R"(Z","epcisBody":{"eventList":[)" + list + "]}}");
  }
  RawResponse capture_text(const std::string& body) const {
    return request({.method = "POST",
                    .target = "/epcis/capture",
                    .token = token,
                    .content_type = "application/ld+json",
                    .body = body});
  }
  std::string job_of(const RawResponse& answer) const {
    EXPECT_EQ(answer.status, 202) << answer.body;
    const RawResponse job = get(answer.header("location"), token);
    EXPECT_EQ(job.status, 200) << job.body;
    return job.body;
  }
  std::string positions() const {
    return get("/inventory/positions?place=" + percent_encode(place(11)), token).body;
  }
  std::uint64_t entries() const { return to_u64(ledger_->view()->checkpoint().size); }
  static std::string repeats(std::string_view id, std::uint64_t statement, unsigned event) {
    return R"({"eventID":"urn:x:)" + std::string(id) + R"(","repeats":{"statement":)" +
           std::to_string(statement) + R"(,"event":)" + std::to_string(event) + "}}";
  }

  std::string token;
  int documents = 0;
};

TEST_F(IdentityApiTest, ACaptureRecordsWhatIsNewAndListsBoth) {
  const std::string first = job_of(capture({making("a", 10), making("b", 5)}));
  const std::uint64_t index = entries() - 1;
  EXPECT_THAT(first, HasSubstr(R"("stocktrail:events":[{"eventID":"urn:x:a"},{"eventID":"urn:x:b"}])"));
  const RawResponse again = capture({making("a", 10), making("c", 1), making("b", 5), making("c", 1)});
  EXPECT_EQ(entries(), index + 2);
  const std::string job = job_of(again);
  EXPECT_THAT(job, HasSubstr(R"("stocktrail:events":[{"eventID":"urn:x:c"},)" + repeats("a", index, 0) + "," +
                             repeats("b", index, 1) + "]"));
  EXPECT_THAT(positions(), HasSubstr("\"quantity\":16,"));
  EXPECT_THAT(get("/metrics").body, HasSubstr("stocktrail_event_repeats_total 3"));
  EXPECT_EQ(get(again.header("location"), token_for(1, "planner")).status, 403);
}

TEST_F(IdentityApiTest, WhatCanBeToldBetterIsAHint) {
  const auto event = [](std::string_view id, std::string_view step, std::string_view time,
                        const std::string& more = {}) {
    return lot_event(step, "OBSERVE", lot(1, "L7"), 1, 11, time,
                     R"(,"eventID":"urn:x:)" + std::string(id) + "\"" + more);
  };
  const std::string document = R"(,"bizTransactionList":[{"type":"desadv","bizTransaction":"urn:d:1"}])";
  const std::string_view noon = "2026-07-22T12:00:00.000Z", midnight = "2026-07-22T00:00:00.000Z";
  const std::string job = job_of(
      capture({event("sent", "shipping", noon), event("sent-well", "shipping", noon, document),
               event("come", "receiving", noon), event("sold", "retail_selling", noon),
               event("counted", "stock_taking", midnight), event("counted-well", "stock_taking", noon)}));
  for (const std::string_view hinted : {"sent", "come", "counted"})
    EXPECT_THAT(job, HasSubstr(R"({"eventID":"urn:x:)" + std::string(hinted) + R"(","hint":")")) << job;
  for (const std::string_view fine : {"sent-well", "sold", "counted-well"})
    EXPECT_THAT(job, HasSubstr(R"({"eventID":"urn:x:)" + std::string(fine) + "\"}")) << job;
  EXPECT_THAT(job, HasSubstr("despatch advice"));
}

TEST_F(IdentityApiTest, ACaptureOfRepeatsAloneRecordsNothingAndSucceeds) {
  job_of(capture({making("a", 10), making("b", 5)}));
  const std::uint64_t size = entries();
  const RawResponse again = capture({making("b", 5), making("a", 10)});
  EXPECT_EQ(entries(), size);
  EXPECT_EQ(again.header("location"), "/epcis/capture/~" + std::to_string(size - 1) + ".0-1");
  const std::string job = job_of(again);
  EXPECT_THAT(job, HasSubstr(R"("success":true)"));
  EXPECT_THAT(job, HasSubstr(repeats("a", size - 1, 0) + "," + repeats("b", size - 1, 1)));
  EXPECT_THAT(job, Not(HasSubstr("\"statement\":\"")));
  admit(2);
  EXPECT_EQ(get(again.header("location"), token_for(2, "party")).status, 404);
  EXPECT_EQ(get("/epcis/capture/~1.0", token).status, 404);
  EXPECT_EQ(get("/epcis/capture/x", token).status, 400);
}

TEST_F(IdentityApiTest, TheSameDocumentAgainHasTheSameJob) {
  job_of(capture({making("a", 10)}));
  --documents;
  const RawResponse other = capture({making("a", 10), making("b", 1)});
  const std::uint64_t size = entries();
  --documents;
  const RawResponse again = capture({making("a", 10), making("b", 1)});
  EXPECT_EQ(again.header("location"), other.header("location"));
  EXPECT_EQ(entries(), size);
}

TEST_F(IdentityApiTest, OtherContentUnderAnIdIs409WithItsPlaceAndTheFirstEvent) {
  job_of(capture({making("a", 10)}));
  const std::uint64_t size = entries();
  const RawResponse refused = capture({making("b", 1), making("a", 11)});
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr(R"("where":"$.epcisBody.eventList[1].eventID")"));
  EXPECT_THAT(refused.body, HasSubstr("urn:x:a"));
  EXPECT_THAT(refused.body, HasSubstr("entry " + std::to_string(size - 1) + ", event 0"));
  EXPECT_EQ(capture({making("d", 1), making("d", 2)}).status, 409);
  const RawResponse signed_one = post_statement(signed_events(1, {making("b", 1), making("a", 11)}));
  EXPECT_EQ(signed_one.status, 409);
  EXPECT_THAT(signed_one.body, HasSubstr(R"("where":"$.events[1].eventID")"));
  EXPECT_EQ(entries(), size);
}

TEST_F(IdentityApiTest, AReceiptSaysWhichEventsWereRecordedBefore) {
  const RawResponse first = post_statement(signed_events(1, {making("a", 10)}));
  const std::uint64_t index = entries() - 1;
  EXPECT_THAT(first.body, HasSubstr(R"("events":[{"eventID":"urn:x:a"}])"));
  const RawResponse mixed = post_statement(signed_events(1, {making("a", 10), making("b", 5)}));
  EXPECT_EQ(mixed.status, 201);
  EXPECT_THAT(mixed.body, HasSubstr("\"events\":[" + repeats("a", index, 0) + R"(,{"eventID":"urn:x:b"}])"));
  const RawResponse receipt = get(mixed.header("location") + "/receipt", token);
  EXPECT_THAT(receipt.body, HasSubstr(repeats("a", index, 0)));
  const std::string all = signed_events(1, {making("a", 10)});
  const RawResponse only = post_statement(all);
  EXPECT_EQ(only.status, 201) << "It is a statement of its own.";
  EXPECT_THAT(only.body, HasSubstr(repeats("a", index, 0)));
  EXPECT_EQ(post_statement(all).status, 200);
  EXPECT_THAT(positions(), HasSubstr("\"quantity\":15,"));
}

TEST_F(IdentityApiTest, ADeclarationMayComeFirstAndIsSaid) {
  EXPECT_THAT(job_of(capture({declared("a", 10)})), HasSubstr("nothing with this id is recorded yet"));
  const std::uint64_t declaration = entries() - 1;
  const std::string job = job_of(capture({making("a", 10), making("b", 5)}));
  EXPECT_THAT(job, HasSubstr(R"({"eventID":"urn:x:a","declaredError":{"statement":)" +
                             std::to_string(declaration) + R"(,"event":0}})"));
  EXPECT_THAT(positions(), HasSubstr("\"quantity\":5,"));
  EXPECT_THAT(positions(), Not(HasSubstr("\"quantity\":15,")));
  EXPECT_THAT(get("/trace?id=" + percent_encode(lot(1, "L7")), token).body,
              HasSubstr(R"("declaredError":true)"));
  EXPECT_THAT(
      job_of(capture({declared("b", 5)})),
      HasSubstr(R"("declaresError":[{"statement":)" + std::to_string(declaration + 1) + R"(,"event":1}])"));
  EXPECT_THAT(job_of(capture({declared("b", 5)})), HasSubstr(repeats("b", declaration + 2, 0)));
}

TEST(CaptureJobs, AnIdIsReadBackAndNothingElseIs) {
  const CaptureJob job{LeafIndex{45}, {event_ref(7, 0), event_ref(7, 1), event_ref(7, 3), event_ref(9, 511)}};
  EXPECT_EQ(job.id(), "45~7.0-1~7.3~9.511");
  const auto back = CaptureJob::parse(job.id());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->statement, job.statement);
  EXPECT_EQ(back->repeated, job.repeated);
  EXPECT_EQ(CaptureJob::parse("12")->repeated.size(), 0U);
  EXPECT_EQ(CaptureJob::parse("~7.0-511")->repeated.size(), 512U);
  for (const char* bad :
       {"", "~", "x", "1x", "01", "45~", "45~7", "45~7.", "45~7.1-0", "45~7.512", "45~7.0~7.0", "45~7.0~7.1",
        "45~9.1~7.1", "45~7.0-0", "~7.0-511~8.0", "-1", "45 ", "99999999999999999999"})
    EXPECT_FALSE(CaptureJob::parse(bad)) << bad;
}

/// The id by which others know an event that was given none is nobody's to give.
TEST_F(IdentityApiTest, NoEventIsGivenTheIdThatTheServerGives) {
  const std::string nameless =
      lot_event("commissioning", "ADD", lot(1, "L7"), 10, 11, "2026-07-22T06:45:00.000Z");
  job_of(capture({nameless}));
  const std::string trace = get("/trace?id=" + percent_encode(lot(1, "L7"))).body;
  const std::size_t at = trace.find("urn:stocktrail:event:");
  const std::string id = trace.substr(at, trace.find('"', at) - at);
  ASSERT_EQ(get("/epcis/events/" + id).status, 200) << trace;
  const std::uint64_t size = entries();
  const auto named = [&](const std::string& given, const std::string& more = {}) {
    return nameless.substr(0, nameless.size() - 1) + R"(,"eventID":")" + given + "\"" + more + "}";
  };
  const std::string declaration = R"(,"errorDeclaration":{"declarationTime":"2026-07-24T00:00:00Z"})";
  for (const std::string& event : {named(id), named("URN:Stocktrail:EVENT:0.0.00"), named(id, declaration),
                                   named("st:1.0.0", R"(,"@context":{"st":"urn:stocktrail:event:"})")}) {
    const RawResponse refused = capture({making("a", 1), event});
    EXPECT_EQ(refused.status, 400) << event;
    EXPECT_THAT(refused.body, HasSubstr("$.epcisBody.eventList[1].eventID")) << event;
    const RawResponse signed_too = post_statement(signed_events(1, {making("a", 1), event}));
    EXPECT_EQ(signed_too.status, 400) << event;
    EXPECT_THAT(signed_too.body, HasSubstr("$.events[1].eventID")) << event;
  }
  EXPECT_EQ(entries(), size) << "nothing of them was stored";
  EXPECT_THAT(job_of(capture({nameless})), HasSubstr("repeats"));
  EXPECT_THAT(job_of(capture({nameless.substr(0, nameless.size() - 1) + declaration + "}"})),
              HasSubstr(R"("declaresError":[{)"));
  job_of(capture({named("urn:stocktrail:events:1")}));
}

TEST_F(IdentityApiTest, ADocumentHasOneLimitWhateverItSaysBesideItsEvents) {
  std::vector<std::string> events;
  for (std::size_t i = 0; i < api::capture_events_max; ++i) events.push_back(making(std::to_string(i), 1));
  const auto document = [&](const std::string& more) {
    std::string list;
    for (const std::string& event : events) list += (list.empty() ? "" : ",") + event;
    return R"({"@context":["https://ref.gs1.org/standards/epcis/epcis-context.jsonld"],"type":"EPCISDocument",)"
           R"("schemaVersion":"2.0","creationDate":"2026-07-22T06:45:00Z",)" +
           more + R"("epcisBody":{"eventList":[)" + list + "]}}";
  };
  const std::string with_more = R"("sender":"https://sender.example/",)";
  job_of(capture_text(document({})));
  events.back() = making("x", 1);
  job_of(capture_text(document(with_more)));
  events.push_back(making("y", 1));
  for (const std::string& more : {std::string(), with_more}) {
    const RawResponse refused = capture_text(document(more));
    EXPECT_EQ(refused.status, 413);
    EXPECT_THAT(refused.body, HasSubstr("at most " + std::to_string(api::capture_events_max)));
  }
  events.assign(epcis::document_events_max + 1, "{}");
  EXPECT_EQ(capture_text(document({})).status, 413) << "also where nobody counts further";
}

}  // namespace
}  // namespace stocktrail::test
