// Consumer pages over a real ledger, by socket: cached, compressed, validated, in the reader's language.
#include <gmock/gmock.h>

#include "api/http/url.h"
#include "api/journey/consumer_pages.h"
#include "tests/support/api_fixture.h"
#include "tests/support/gunzip.h"

namespace stocktrail::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class PagesTest : public ApiFixture {
 protected:
  PagesTest() {
    api_.reset();
    pages_ = &consumer_pages_;
    start();
    admit(1);
    make_lot("2026-07-22T06:45:00.000Z");
  }
  ~PagesTest() override { api_.reset(); }

  void make_lot(std::string_view time) {
    const RawResponse made =
        post_statement(signed_events(1, {lot_event("commissioning", "ADD", lot(1, "L7"), 120, 11, time)}));
    ASSERT_EQ(made.status, 201) << made.body;
  }
  RawResponse page(const std::string& headers, const std::string& method = "GET") const {
    return request({.method = method, .target = path, .extra_headers = headers});
  }

  const std::string code = lot(1, "L7").substr(std::string("https://id.gs1.org").size());
  const std::string path = "/p" + code;

 private:
  api::ConsumerPages consumer_pages_{system_clock()};
};

TEST_F(PagesTest, AreCompressedForThoseWhoTakeIt) {
  const RawResponse plain = page("");
  ASSERT_EQ(plain.status, 200);
  EXPECT_EQ(plain.header("content-encoding"), "");
  EXPECT_THAT(plain.header("vary"), HasSubstr("Accept-Encoding"));
  EXPECT_THAT(plain.header("vary"), HasSubstr("Accept-Language"));
  for (int i = 0; i < 2; ++i) {  // Made, then from the cache.
    const RawResponse packed = page("Accept-Encoding: gzip, br\r\n");
    EXPECT_EQ(packed.header("content-encoding"), "gzip");
    EXPECT_EQ(packed.header("vary"), plain.header("vary"));
    EXPECT_LT(packed.body.size(), plain.body.size() / 2);
    EXPECT_EQ(gunzip(packed.body), plain.body);
    const RawResponse head = page("Accept-Encoding: gzip, br\r\n", "HEAD");
    EXPECT_EQ(head.header("content-length"), std::to_string(packed.body.size()));
    EXPECT_EQ(head.header("etag"), packed.header("etag"));
    EXPECT_EQ(head.header("content-encoding"), "gzip");
  }
  EXPECT_EQ(page("Accept-Encoding: gzip;q=0, *\r\n").body, plain.body);
}

TEST_F(PagesTest, OfUnknownCodesAreCompressedToo) {
  const RawResponse packed =
      request({.target = "/p" + code + "X", .extra_headers = "Accept-Encoding: gzip\r\n"});
  EXPECT_EQ(packed.status, 404);
  EXPECT_EQ(packed.header("content-encoding"), "gzip");
  EXPECT_THAT(gunzip(packed.body).value_or(""), HasSubstr("No record of this code"));
}

TEST_F(PagesTest, AreValidatedWhateverTheirCoding) {
  const std::string strong = page("").header("etag");
  const std::string weak = page("Accept-Encoding: gzip\r\n").header("etag");
  ASSERT_EQ(weak, "W/" + strong);
  for (const std::string& accept : {std::string(), std::string("Accept-Encoding: gzip\r\n")}) {
    for (const std::string& tag : {strong, weak, "\"other\", " + weak, std::string("*")}) {
      const RawResponse unchanged = page(accept + "If-None-Match: " + tag + "\r\n");
      EXPECT_EQ(unchanged.status, 304) << tag;
      EXPECT_EQ(unchanged.body, "");
      EXPECT_EQ(unchanged.header("etag"), accept.empty() ? strong : weak);
      EXPECT_EQ(unchanged.header("content-encoding"), "");
      EXPECT_THAT(unchanged.header("vary"), HasSubstr("Accept-Encoding"));
      EXPECT_FALSE(unchanged.header("cache-control").empty());
    }
    EXPECT_EQ(page(accept + "If-None-Match: \"other\"\r\n").status, 200);
  }
  EXPECT_NE(page("Accept-Language: zh\r\n").header("etag"), strong);
}

TEST_F(PagesTest, ChangeWhenTheLogGrows) {
  const std::string before = page("Accept-Encoding: gzip\r\n").header("etag");
  make_lot("2026-08-01T06:45:00.000Z");
  EXPECT_EQ(page("Accept-Encoding: gzip\r\nIf-None-Match: " + before + "\r\n").status, 200);
}

TEST_F(PagesTest, OnlyPublicAnswersAreCompressed) {
  const std::string asks = "Accept-Encoding: gzip, identity;q=0\r\n";  // Whatever its size.
  const RawResponse open = request({.target = "/openapi.json", .extra_headers = asks});
  EXPECT_EQ(open.header("content-encoding"), "gzip");
  EXPECT_THAT(gunzip(open.body).value_or(""), HasSubstr("\"3.1.0\""));
  const std::string token = token_for(1, "party");
  for (const std::string& target : {path, std::string("/openapi.json")}) {
    const RawResponse closed = request({.target = target, .token = token, .extra_headers = asks});
    EXPECT_EQ(closed.status, 200) << target;
    EXPECT_EQ(closed.header("content-encoding"), "") << target;
  }
  const RawResponse receipt =
      request({.method = "POST",
               .target = "/statements",
               .content_type = "application/sd-jwt",
               .body = signed_events(
                   1, {lot_event("inspecting", "OBSERVE", lot(1, "L7"), 1, 11, "2026-07-23T06:45:00.000Z")}),
               .extra_headers = asks});
  EXPECT_EQ(receipt.status, 201) << receipt.body;
  EXPECT_EQ(receipt.header("content-encoding"), "");
}

TEST_F(PagesTest, KeepTheLanguageThatALinkChose) {
  EXPECT_EQ(get(code + "?lang=zh").header("location"), path + "?lang=zh");
  EXPECT_EQ(get(code + "?linkType=gs1:pip&lang=zh&17=271231").header("location"),
            path + "?lang=zh&17=271231");
  EXPECT_EQ(get(code + "?linkType=gs1:pip").header("location"), path);
  EXPECT_THAT(get(code + "?linkType=gs1:traceability&lang=zh").header("location"), Not(HasSubstr("lang")))
      << "it has no language";
  const RawResponse chosen =
      request({.target = path + "?lang=zh", .extra_headers = "Accept-Language: en\r\n"});
  EXPECT_EQ(chosen.header("content-language"), "zh-Hans");
  EXPECT_THAT(chosen.body, HasSubstr("href=\"/p/?lang=zh-Hans\""));
  EXPECT_THAT(chosen.body, HasSubstr("href=\"?lang=en\""));
  EXPECT_EQ(chosen.header("set-cookie"), "");
}

TEST_F(PagesTest, BeginWithTypingACode) {
  const RawResponse start = get("/p/?lang=zh");
  EXPECT_EQ(start.status, 200);
  EXPECT_THAT(start.body, HasSubstr("<form"));
  const RawResponse found = get("/p/?code=" + api::percent_encode(lot(1, "L7")) + "&lang=zh");
  EXPECT_EQ(found.status, 303);
  EXPECT_EQ(found.header("location"), path + "?lang=zh-Hans");
  EXPECT_EQ(get("/p/?code=%20" + std::string(gtin(1).substr(gtin(1).size() - 14))).header("location"),
            "/p/01/" + gtin(1).substr(gtin(1).size() - 14) + "?lang=en");
  for (const char* typed : {"no%20code", "did:a:b", "//evil.example", "https:%2F%2Fevil.example%2F"}) {
    const RawResponse wrong = get("/p/?code=" + std::string(typed));
    EXPECT_EQ(wrong.status, 303) << typed;
    EXPECT_THAT(wrong.header("location"), ::testing::StartsWith("/p/")) << typed;
    EXPECT_EQ(get(wrong.header("location")).status, 400) << typed;
  }
}

TEST_F(PagesTest, SpeakOneLanguage) {
  const std::string claim =
      R"({"id":")" + party(1) + R"(","name":"Dairy","names":{"zh":"乳业"},)" + R"("places":[{"id":")" +
      place(11) + R"(","name":"Works","names":{"zh":"工厂"},)" +
      R"("address":{"locality":"Zug","localities":{"zh":"楚格"},"country":"CH"},)" + R"("public":true}]})";
  ASSERT_EQ(post_statement(signed_body("party", 1, claim)).status, 201);
  const std::string en = page("Accept-Language: en\r\n").body, zh = page("Accept-Language: zh\r\n").body;
  for (const char* text : {"Dairy", "Works \u00b7 Zug \u00b7 Switzerland"}) {
    EXPECT_THAT(en, HasSubstr(text));
    EXPECT_THAT(zh, Not(HasSubstr(text)));
  }
  EXPECT_THAT(zh, HasSubstr("\u4e73\u4e1a"));
  EXPECT_THAT(zh, HasSubstr("\u5de5\u5382 \u00b7 \u695a\u683c \u00b7 \u745e\u58eb"));
}

TEST_F(PagesTest, ShowWhatWasTakenBackAndWhatIsRightInstead) {
  const std::string wrong_id = R"(,"eventID":"urn:x:wrong")", right_id = R"(,"eventID":"urn:x:right")";
  const std::string declaration =
      R"(,"errorDeclaration":{"declarationTime":"2026-07-25T08:00:00Z","reason":"incorrect_data",)"
      R"("correctiveEventIDs":["urn:x:right"]})";
  const auto stored = [&](int quantity, const std::string& more) {
    return lot_event("storing", "OBSERVE", lot(1, "L7"), quantity, 11, "2026-07-24T06:45:00.000Z", more);
  };
  for (const std::string& event :
       {stored(7, wrong_id), stored(7, wrong_id + declaration), stored(8, right_id)}) {
    const RawResponse made = post_statement(signed_events(1, {event}));
    ASSERT_EQ(made.status, 201) << made.body;
  }
  const std::string html = page("").body;
  const auto wrong =
      html.find("to be an error on 25 July 2026. Its data were wrong. The corrected record is");
  const auto right = html.find("Corrects an earlier record");
  ASSERT_NE(wrong, std::string::npos) << html;
  ASSERT_NE(right, std::string::npos);
  EXPECT_LT(wrong, right);
  // The proof file proves both, and the declaration.
  const RawResponse proof = get("/proof?id=" + api::percent_encode(lot(1, "L7")));
  const auto bundle = parse_bundle(proof.body);
  ASSERT_TRUE(bundle.has_value()) << proof.body;
  const auto verified = verify_bundle(*bundle, ledger_->verifier());
  ASSERT_TRUE(verified.has_value()) << verified.error().detail;
  std::string proven;
  for (const auto& statement : verified->statements)
    for (const json::Value event : statement.statement.events()) proven += event.raw();
  for (const char* text : {"urn:x:wrong", "urn:x:right", "incorrect_data"})
    EXPECT_THAT(proven, HasSubstr(text));
}

TEST_F(PagesTest, CountNoDaysWithoutARecordWhereOneWasThatLooksLikeAnother) {
  const auto inspected = [&](const char* day) {
    const RawResponse made =
        post_statement(signed_events(1, {lot_event("inspecting", "OBSERVE", lot(1, "L7"), 120, 11,
                                                   "2026-07-" + std::string(day) + "T06:45:00.000Z")}));
    ASSERT_EQ(made.status, 201) << made.body;
  };
  inspected("23");
  inspected("26");
  ASSERT_EQ(post_statement(signed_events(1, {lot_event("storing", "OBSERVE", lot(1, "L7"), 120, 11,
                                                       "2026-07-28T06:45:00.000Z")}))
                .status,
            201);
  EXPECT_THAT(page("").body, Not(HasSubstr("days without a public record")));
  ASSERT_EQ(post_statement(signed_events(1, {lot_event("shipping", "OBSERVE", lot(1, "L7"), 120, 11,
                                                       "2026-08-02T06:45:00.000Z")}))
                .status,
            201);
  EXPECT_THAT(page("").body, HasSubstr("5 days without a public record"));
}

TEST_F(PagesTest, HaveProofsThatTellWhatRevokedAKeySince) {
  const auto warnings = [&] {
    const auto bundle = parse_bundle(get("/proof?id=" + api::percent_encode(lot(1, "L7"))).body);
    const auto verified = verify_bundle(*bundle, ledger_->verifier());
    EXPECT_TRUE(verified.has_value()) << verified.error().detail;
    return std::ranges::count_if(verified->statements,
                                 [](const VerifiedStatement& s) { return s.key_revoked_by.has_value(); });
  };
  EXPECT_EQ(warnings(), 0);
  StatementDraft draft;
  draft.kind = "key";
  draft.body = R"({"party":")" + party(1) + R"(","revoke":[{"kid":")" +
               thumbprint(key_of_party(1).public_key()) +
               R"(","at":"2026-01-01T00:00:00Z","reason":"stolen"}]})";
  auto candidate = ledger_->sign_for(ledger_->operator_id(), std::move(draft));
  ASSERT_TRUE(candidate.has_value()) << candidate.error().detail;
  ASSERT_TRUE(ledger_->append_and_wait(std::move(*candidate)).has_value());
  EXPECT_GE(warnings(), 1) << "what a stolen key signed is in doubt, and the file says so";
}

TEST_F(PagesTest, AndProofsNeverNameAPrivatePlace) {
  const std::string secret = R"(,"places":[{"id":")" + place(29) + R"(","name":"Hidden vault"}])";
  const std::string keys = R"(,"keys":[)" + jwk(2) + "]}";
  const std::string id = R"({"id":")" + party(2) + R"(","name":"Party 2")";
  const RawResponse refused = post_json("/parties", id + secret + keys, operator_token_);
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(member(refused.body, "where"), "$.party.places[0]");
  EXPECT_THAT(member(refused.body, "detail"), HasSubstr("let the party state it"));
  ASSERT_EQ(post_json("/parties", id + keys, operator_token_).status, 201);
  ASSERT_EQ(post_json("/parties", id + secret + "}", operator_token_).status, 201);
  const RawResponse made = post_statement(
      signed_events(2, {lot_event("commissioning", "ADD", lot(2, "V"), 5, 29, "2026-07-22T06:45:00.000Z")}));
  ASSERT_EQ(made.status, 201) << made.body;
  for (const std::string& target : {"/proof?id=" + api::percent_encode(lot(2, "V")),
                                    "/p" + lot(2, "V").substr(std::string("https://id.gs1.org").size())}) {
    const RawResponse shown = get(target);
    EXPECT_EQ(shown.status, 200);
    EXPECT_THAT(shown.body, Not(HasSubstr("Hidden vault"))) << target;
    EXPECT_THAT(shown.body, Not(HasSubstr(place(29)))) << target;
  }
}

}  // namespace
}  // namespace stocktrail::test
