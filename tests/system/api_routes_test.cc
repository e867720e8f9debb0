// The whole surface over a real ledger, by socket: what each resource answers, and to whom.
#include <gmock/gmock.h>

#include "api/handlers/handlers.h"
#include "api/http/url.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using api::percent_encode;
using ::testing::HasSubstr;
using ::testing::Not;

class ApiTest : public ApiFixture {
 protected:
  const std::string batch = lot(1, "L7");

  /// Party 1 makes 120 pieces of the lot at its plant; gives the receipt.
  std::string make_batch() {
    const RawResponse made = post_statement(
        signed_events(1, {lot_event("commissioning", "ADD", batch, 120, 11, "2026-07-22T06:45:00.000Z",
                                    R"(,"eventID":"urn:x:made")")}));
    EXPECT_EQ(made.status, 201) << made.body;
    return made.body;
  }
};

TEST_F(ApiTest, Operation) {
  EXPECT_EQ(get("/healthz").body, R"({"status":"ok"})");
  EXPECT_EQ(member(get("/readyz").body, "status"), "ready");
  EXPECT_EQ(member(get("/openapi.json").body, "openapi"), "3.1.0");
  const std::string metrics = get("/metrics").body;
  EXPECT_THAT(metrics, HasSubstr("stocktrail_tree_size 1\n"));
  EXPECT_THAT(metrics,
              HasSubstr(R"(stocktrail_http_requests_total{method="GET",route="/healthz",status="200"} 1)"));
  EXPECT_EQ(get("/").status, 307);
}

TEST_F(ApiTest, StatementsAreStoredOnceAndProven) {
  admit(1);
  const std::string wire =
      signed_events(1, {lot_event("commissioning", "ADD", batch, 5, 11, "2026-07-22T06:45:00.000Z")});
  const RawResponse first = post_statement(wire);
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(first.header("location"), "/statements/" + member(first.body, "index"));
  const auto proof = parse_tlog_proof(member(first.body, "proof"));
  ASSERT_TRUE(proof.has_value());
  const std::string entry = *hex_decode(member(first.body, "entry"));
  EXPECT_TRUE(verify_tlog_proof(*proof, as_bytes(entry), ledger_->verifier()).has_value());
  EXPECT_FALSE(verify_tlog_proof(*proof, as_bytes(entry.substr(1) + "x"), ledger_->verifier()).has_value());

  const RawResponse again = post_statement(wire);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(member(again.body, "index"), member(first.body, "index"));
  EXPECT_EQ(member(again.body, "blind"), member(first.body, "blind"));
  EXPECT_EQ(get("/statements/" + member(first.body, "index") + "/proof").status, 200);
}

TEST_F(ApiTest, StatementsThatCannotBeAdmittedAreRefused) {
  admit(1);
  std::string wire =
      signed_events(1, {lot_event("commissioning", "ADD", batch, 5, 11, "2026-07-22T06:45:00.000Z")});
  EXPECT_EQ(
      request({.method = "POST", .target = "/statements", .content_type = "text/plain", .body = wire}).status,
      415);
  EXPECT_EQ(post_statement("{}").status, 400);
  EXPECT_EQ(post_statement("nonsense").status, 400);
  const std::string stranger =
      signed_events(9, {lot_event("commissioning", "ADD", batch, 5, 11, "2026-07-22T06:45:00.000Z")});
  EXPECT_EQ(post_statement(stranger).status, 403);
  const std::string invalid = signed_events(1, {R"({"type":"ObjectEvent","action":"ADD"})"});
  const RawResponse refused = post_statement(invalid);
  EXPECT_EQ(refused.status, 400);
  EXPECT_FALSE(member(refused.body, "where").empty()) << refused.body;
  EXPECT_THAT(get("/metrics").body, HasSubstr("stocktrail_statements_refused_total"));
}

TEST_F(ApiTest, EachReaderSeesHisPartOfAStatement) {
  admit(1);
  admit(2);
  ASSERT_EQ(
      post_statement(signed_body("product", 1, R"({"id":")" + gtin(1) + R"(","name":"Powder"})")).status,
      201);
  const std::string wire = signed_events(
      1, {lot_event("shipping", "OBSERVE", batch, 120, 11, "2026-07-22T06:45:00.000Z",
                    R"(,"destinationList":[{"type":"location","destination":")" + place(21) + R"("}])"),
          lot_event("commissioning", "ADD", lot(2, "M8"), 77, 12, "2026-07-22T06:45:00.000Z")});
  const RawResponse receipt = post_statement(wire);
  ASSERT_EQ(receipt.status, 201) << receipt.body;
  const std::string path = "/statements/" + member(receipt.body, "index");

  EXPECT_EQ(get(path).status, 404);
  EXPECT_EQ(get(path, token_for(1, "party")).body, wire);
  const RawResponse named = get(path, token_for(2, "party"));
  EXPECT_EQ(named.status, 200);
  const auto shown = Statement::parse(named.body);
  ASSERT_TRUE(shown.has_value());
  ASSERT_EQ(shown->events().size(), 1U);
  EXPECT_THAT(std::string(shown->events()[0].raw()), HasSubstr("120"));
  EXPECT_TRUE(verify(*shown, key_of_party(1).public_key()));

  const RawResponse in_hand = get(path + "?id=" + percent_encode(batch));
  ASSERT_EQ(in_hand.status, 200);
  const auto redacted = Statement::parse(in_hand.body);
  ASSERT_TRUE(redacted.has_value());
  EXPECT_TRUE(verify(*redacted, key_of_party(1).public_key()));
  ASSERT_EQ(redacted->events().size(), 1U);
  const std::string event(redacted->events()[0].raw());
  EXPECT_THAT(event, HasSubstr("shipping"));
  EXPECT_THAT(event, HasSubstr(batch));
  EXPECT_THAT(event, Not(HasSubstr("quantity\"")));
  EXPECT_THAT(event, Not(HasSubstr("destination")));
  EXPECT_EQ(get(path + "?id=" + percent_encode(lot(3, "X"))).status, 404);
  EXPECT_EQ(get(path + "/receipt", token_for(2, "party")).status, 404);
  EXPECT_EQ(member(get(path + "/receipt", token_for(1, "party")).body, "blind"),
            member(receipt.body, "blind"));
}

TEST_F(ApiTest, TheLogIsStaticAndCacheable) {
  admit(1);
  const RawResponse checkpoint = get("/log/checkpoint");
  EXPECT_TRUE(open_checkpoint(checkpoint.body, ledger_->verifier()).has_value());
  EXPECT_EQ(get("/log/vkey").body, ledger_->verifier().text() + "\n");
  EXPECT_THAT(get("/log/policy").body, HasSubstr(ledger_->verifier().text()));
  RawRequest conditional{.method = "GET", .target = "/log/checkpoint"};
  conditional.extra_headers = "If-None-Match: " + checkpoint.header("etag") + "\r\n";
  EXPECT_EQ(request(conditional).status, 304);
  EXPECT_EQ(get("/log/tile/0/000.p/3").body.size(), 96U);
  EXPECT_EQ(get("/log/tile/entries/000.p/3").body.size(), 3 * 34U);
  for (const char* missing : {"/log/tile/0/000", "/log/tile/9/000", "/log/tile/0/001", "/log/tile/entries/0",
                              "/log/tile/00/000.p/3"}) {
    EXPECT_EQ(get(missing).status, 404) << missing;
  }
}

TEST_F(ApiTest, CaptureSignsForAPartyThatAllowedIt) {
  admit(1);
  const std::string token = token_for(1, "party");
  const std::string document =
      R"({"@context":["https://ref.gs1.org/standards/epcis/epcis-context.jsonld"],"type":"EPCISDocument","schemaVersion":"2.0",)"
      R"("creationDate":"2026-07-22T06:45:00.000Z","epcisBody":{"eventList":[)" +
      lot_event("commissioning", "ADD", batch, 5, 11, "2026-07-22T06:45:00.000Z",
                R"(,"eventID":"urn:x:captured")") +
      "]}}";
  const RawRequest capture{.method = "POST",
                           .target = "/epcis/capture",
                           .token = token,
                           .content_type = "application/ld+json",
                           .body = document};
  EXPECT_EQ(request(capture).status, 403);  // No policy, no key.
  const RawResponse policy = post_json(
      "/policies", R"({"id":"custody-1","type":"custodial","party":")" + party(1) + "\"}", operator_token_);
  ASSERT_EQ(policy.status, 201) << policy.body;
  const RawResponse accepted = request(capture);
  ASSERT_EQ(accepted.status, 202) << accepted.body;
  EXPECT_EQ(accepted.header("gs1-epcis-version"), "2.0.0");
  const RawResponse again = request(capture);
  EXPECT_EQ(again.status, 202);
  EXPECT_EQ(again.header("location"), accepted.header("location"));
  const RawResponse job = get(accepted.header("location"), token);
  EXPECT_EQ(member(job.body, "success"), "true") << job.body;
  EXPECT_EQ(get(accepted.header("location"), token_for(1, "planner")).status, 403);

  const RawResponse event = get("/epcis/events/" + percent_encode("urn:x:captured"), token);
  EXPECT_EQ(member(event.body, "type"), "EPCISQueryDocument");
  EXPECT_THAT(event.body, HasSubstr("recordTime"));
  EXPECT_THAT(event.body, HasSubstr("\"quantity\":5"));
  const RawResponse anonymous = get("/epcis/events/" + percent_encode("urn:x:captured"));
  EXPECT_EQ(anonymous.status, 200);
  EXPECT_THAT(anonymous.body, Not(HasSubstr("quantity")));
  EXPECT_EQ(get("/epcis/events/urn:x:none").status, 404);
  RawRequest large = capture;
  large.body += std::string(api::capture_bytes_max + 1 - document.size(), ' ');
  EXPECT_EQ(request(large).status, 413);
  large.body.pop_back();
  large.extra_headers = "Accept: application/ld+json\r\n";
  EXPECT_EQ(request(large).status, 202) << "an answer without contents is acceptable to everyone";
}

// Both requests pass the look for an earlier capture before either is stored, in most rounds.
TEST_F(ApiTest, OneDocumentCapturedTwiceAtOnceIsOneCapture) {
  admit(1);
  const std::string token = token_for(1, "party");
  const RawResponse policy = post_json(
      "/policies", R"({"id":"custody-1","type":"custodial","party":")" + party(1) + "\"}", operator_token_);
  ASSERT_EQ(policy.status, 201) << policy.body;
  for (int round = 0; round < 10; ++round) {
    const RawRequest capture{
        .method = "POST",
        .target = "/epcis/capture",
        .token = token,
        .content_type = "application/json",
        .body = lot_event("commissioning", "ADD", lot(1, "R" + std::to_string(round)), 5, 11,
                          "2026-07-22T06:45:00.000Z",
                          R"(,"@context":["https://ref.gs1.org/standards/epcis/epcis-context.jsonld"])")};
    RawConnection one(api_->port()), two(api_->port());
    ASSERT_TRUE(one.send(request_text(capture)) && two.send(request_text(capture)));
    const RawResponse first = one.receive(), second = two.receive();
    EXPECT_EQ(first.status, 202) << first.body;
    EXPECT_EQ(second.status, 202) << second.body;
    EXPECT_EQ(first.header("location"), second.header("location"));
  }
}

TEST_F(ApiTest, CaptureTellsAllFaultsAndStoresNothing) {
  admit(1);
  RawRequest capture{.method = "POST",
                     .target = "/epcis/capture",
                     .token = token_for(1, "party"),
                     .content_type = "application/json"};
  const std::string size = get("/log/checkpoint").body;
  capture.body =
      R"({"@context":["https://ref.gs1.org/standards/epcis/epcis-context.jsonld"],"type":"EPCISDocument","schemaVersion":"2.0",)"
      R"("creationDate":"2026-07-22T06:45:00.000Z","epcisBody":{"eventList":[{"type":"ObjectEvent"},{"type":"NoEvent"}]}})";
  const RawResponse refused = request(capture);
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(member(refused.body, "type"), "epcisException:ValidationException");
  EXPECT_THAT(member(refused.body, "faults"), HasSubstr("eventList[1]"));
  capture.extra_headers = "GS1-Capture-Error-Behaviour: proceed\r\n";
  EXPECT_EQ(request(capture).status, 400);
  capture.content_type = "application/xml";
  EXPECT_EQ(request(capture).status, 415);
  EXPECT_EQ(get("/log/checkpoint").body, size);
}

TEST_F(ApiTest, TraceAndProofOfAJourney) {
  admit(1);
  make_batch();
  const std::string query = "?id=" + percent_encode(batch);
  const RawResponse anonymous = get("/trace" + query);
  ASSERT_EQ(anonymous.status, 200) << anonymous.body;
  EXPECT_THAT(anonymous.body, HasSubstr("commissioning"));
  EXPECT_THAT(anonymous.body, Not(HasSubstr("\"quantity\"")));
  EXPECT_THAT(get("/trace" + query, token_for(1, "party")).body, HasSubstr("\"quantity\":120"));
  EXPECT_EQ(get("/trace" + query + "&direction=forwards").status, 403);
  EXPECT_EQ(get("/trace" + query + "&direction=forwards", token_for(1, "party")).status, 200);
  EXPECT_EQ(get("/trace" + query + "&direction=sideways").status, 400);
  EXPECT_EQ(get("/trace?id=" + percent_encode(place(11))).status, 403);
  EXPECT_EQ(get("/trace").status, 400);

  const RawResponse proof = get("/proof" + query);
  ASSERT_EQ(proof.status, 200) << proof.body;
  const auto bundle = parse_bundle(proof.body);
  ASSERT_TRUE(bundle.has_value()) << bundle.error().detail;
  const auto verified = verify_bundle(*bundle, ledger_->verifier());
  ASSERT_TRUE(verified.has_value()) << verified.error().detail;
  EXPECT_EQ(verified->statements.back().issuer_name, "Party 1");
  ASSERT_EQ(verified->statements.back().statement.events().size(), 1U);
  EXPECT_THAT(std::string(verified->statements.back().statement.events()[0].raw()),
              Not(HasSubstr("\"quantity\"")));
  EXPECT_EQ(get("/proof?id=" + percent_encode(lot(5, "X"))).status, 404);
}

TEST_F(ApiTest, PositionsBelongToTheirParty) {
  admit(1);
  admit(2);
  make_batch();
  const std::string at_plant = "/inventory/positions?place=" + percent_encode(place(11));
  EXPECT_EQ(get(at_plant).status, 401);
  EXPECT_EQ(get(at_plant, token_for(2, "party")).status, 403);
  const std::string planner = token_for(1, "planner");
  EXPECT_THAT(get(at_plant, planner).body, HasSubstr("\"quantity\":120"));
  const std::string of_product = "/inventory/positions?product=" + percent_encode(gtin(1));
  EXPECT_THAT(get(of_product, planner).body, HasSubstr("\"quantity\":120"));
  EXPECT_THAT(get(of_product, token_for(2, "planner")).body, HasSubstr("\"positions\":[]"));
  EXPECT_THAT(get(at_plant + "&asOf=2026-07-21T00:00:00Z", planner).body, HasSubstr("\"positions\":[]"));
  EXPECT_EQ(get("/inventory/positions", planner).body, get(of_product, planner).body) << "all of one's own";
  EXPECT_EQ(member(get("/inventory/positions?place=1234", planner).body, "detail"),
            "a number of 4 digits is not a GLN (13 digits)");
  EXPECT_EQ(get(at_plant + "&limit=100000", planner).status, 400);
  EXPECT_EQ(get(at_plant + "&asOf=yesterday", planner).status, 400);
  EXPECT_THAT(get("/inventory/postings?event=urn:x:made", token_for(1, "party")).body, HasSubstr("-120"));
  EXPECT_EQ(get("/inventory/postings?event=urn:x:made", token_for(2, "party")).status, 404);
  EXPECT_EQ(get("/inventory/discrepancies?place=" + percent_encode(place(11)), planner).status, 200);
}

TEST_F(ApiTest, PositionsOfALotInEachSpelling) {
  admit(1);
  make_batch();
  ASSERT_EQ(post_statement(signed_events(1, {lot_event("commissioning", "ADD", lot(1, "L8"), 30, 11,
                                                       "2026-07-22T06:45:00.000Z")}))
                .status,
            201);
  const std::string planner = token_for(1, "planner");
  const auto shown = [&](const std::string& product, const std::string& more = {}) {
    return get("/inventory/positions?product=" + percent_encode(product) + more, planner);
  };
  const std::string digits = gtin(1).substr(gtin(1).rfind('/') + 1);
  for (const std::string& spelling :
       {batch, "(01)" + digits + "(10)L7", "/01/" + digits + "/10/L7",
        "urn:epc:class:lgtin:" + digits.substr(1, 7) + "." + digits[0] + digits.substr(8, 5) + ".L7"}) {
    for (const std::string more : {"", "&lot=L7"}) {
      const std::string body = shown(spelling, more).body;
      EXPECT_THAT(body, HasSubstr("\"quantity\":120")) << spelling << more;
      EXPECT_THAT(body, Not(HasSubstr("\"quantity\":30"))) << spelling << more;
    }
    const RawResponse contradiction = shown(spelling, "&lot=L8");
    EXPECT_EQ(contradiction.status, 400);
    EXPECT_EQ(member(contradiction.body, "where"), "lot");
  }
  EXPECT_THAT(shown(gtin(1), "&lot=L8").body, HasSubstr("\"quantity\":30"));
  EXPECT_THAT(shown(gtin(1), "&lot=none").body, HasSubstr("\"positions\":[]"));
  EXPECT_EQ(shown(batch + "/21/S1").status, 400) << "an empty list would say that there is none";
}

TEST_F(ApiTest, MasterDataAndFiles) {
  admit(1);
  const std::string picture = "\x89PNG not really";
  const std::string hash = hex_encode(sha256(picture));
  const std::string token = token_for(1, "party");
  const RawRequest put{.method = "PUT",
                       .target = "/blobs/" + hash,
                       .token = token,
                       .content_type = "image/png",
                       .body = picture};
  EXPECT_EQ(request(put).status, 201);
  EXPECT_EQ(request(put).status, 200);
  RawRequest wrong = put;
  wrong.body += "x";
  EXPECT_EQ(request(wrong).status, 400);
  EXPECT_EQ(get("/blobs/" + hash).status, 404);  // Nothing public names it yet.

  const std::string claim =
      R"({"id":"cert-1","kind":"certification","title":"Organic","issuer":"Body","number":"N-1","subjects":[")" +
      gtin(1) + R"("],"validFrom":"2026-01-01","file":{"sha256":")" + hash +
      R"(","mediaType":"image/png","bytes":)" + std::to_string(picture.size()) + R"(,"name":"organic.png"})";
  ASSERT_EQ(post_statement(signed_body("certificate", 1, claim + "}")).status, 201);
  const RawResponse blob = get("/blobs/" + hash);
  EXPECT_EQ(blob.body, picture);
  EXPECT_EQ(blob.header("content-type"), "image/png");
  EXPECT_THAT(blob.header("content-security-policy"), HasSubstr("sandbox"));
  EXPECT_THAT(get("/certificates?subject=" + percent_encode(gtin(1))).body, HasSubstr("cert-1"));
  ASSERT_EQ(post_statement(signed_body("certificate", 1, claim + R"(,"public":false})")).status, 201);
  EXPECT_EQ(get("/blobs/" + hash).status, 404);
  EXPECT_EQ(get("/blobs/" + hash, token).status, 200);
  EXPECT_EQ(get("/certificates/cert-1").status, 404);
  EXPECT_EQ(get("/certificates/cert-1", token).status, 200);

  ASSERT_EQ(
      post_statement(signed_body("product", 1, R"({"id":")" + gtin(1) + R"(","name":"Milk powder"})")).status,
      201);
  EXPECT_EQ(member(get("/products/" + percent_encode(gtin(1))).body, "name"), "Milk powder");
  EXPECT_EQ(get("/products/09521141012346").status, 400);
  const std::string own = "/parties/" + percent_encode(party(1));
  EXPECT_THAT(get(own).body, Not(HasSubstr("Secret store")));
  EXPECT_THAT(get(own, token).body, HasSubstr("Secret store"));
  const RawResponse page = get("/parties?limit=1");
  EXPECT_FALSE(member(page.body, "next").empty());
  EXPECT_EQ(get("/parties/https:%2F%2Fnobody.example%2F").status, 404);
}

}  // namespace
}  // namespace stocktrail::test
