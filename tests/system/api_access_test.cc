// Who is let in over a real server: tokens, grants, and what the access log keeps. Roles: api_roles_test.cc.
#include <gmock/gmock.h>

#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using AccessTest = ApiFixture;

TEST_F(AccessTest, TokensLiveAsLongAsTheyMay) {
  admit(1);
  EXPECT_EQ(
      post_json("/tokens", R"({"role":"party","party":"https://nobody.example/"})", operator_token_).status,
      403);
  EXPECT_EQ(post_json("/tokens", R"({"role":"auditor","party":")" + party(1) + "\"}", operator_token_).status,
            403);
  EXPECT_EQ(post_json("/tokens", R"({"role":"king","party":")" + party(1) + "\"}", operator_token_).status,
            400);
  EXPECT_EQ(post_json("/tokens", "[]", operator_token_).status, 400);
  EXPECT_EQ(get("/healthz", "st_wrong").status, 401);
  const std::string grant =
      R"({"id":"grant-1","type":"grant","party":")" + party(1) + R"(","role":"auditor")";
  ASSERT_EQ(post_json("/policies", grant + "}", operator_token_).status, 201);
  const std::string auditor = token_for(1, "auditor");
  EXPECT_EQ(get("/inventory/discrepancies", auditor).status, 200);
  ASSERT_EQ(post_json("/policies", grant + R"(,"revoked":true})", operator_token_).status, 201);
  EXPECT_EQ(get("/inventory/discrepancies", auditor).status, 403) << "the grant has ended";

  const RawResponse made =
      post_json("/tokens", R"({"role":"party","party":")" + party(1) + "\"}", operator_token_);
  const std::string token = member(made.body, "token");
  EXPECT_THAT(get("/tokens", operator_token_).body, Not(HasSubstr(token)));
  EXPECT_EQ(get("/healthz", token).status, 200);
  EXPECT_EQ(request({.method = "DELETE", .target = made.header("location"), .token = operator_token_}).status,
            200);
  EXPECT_EQ(get("/healthz", token).status, 401);
}

TEST_F(AccessTest, TheSchemeOfATokenHasNoCase) {
  for (const char* scheme : {"Bearer ", "bearer ", "BEARER  "}) {
    EXPECT_EQ(request({.target = "/tokens",
                       .extra_headers = "Authorization: " + (scheme + operator_token_) + "\r\n"})
                  .status,
              200)
        << scheme;
  }
  for (const char* scheme : {"Bearer", "Basic ", "Bearers ", ""}) {
    EXPECT_EQ(request({.target = "/tokens",
                       .extra_headers = "Authorization: " + (scheme + operator_token_) + "\r\n"})
                  .status,
              401)
        << scheme;
  }
}

TEST_F(AccessTest, TheAccessLogHoldsNoIdentifiers) {
  get("/01/09521141012346/10/SECRETLOT");
  get("/trace?id=SECRETQUERY");
  for (const std::string& line : log_.lines()) EXPECT_THAT(line, Not(HasSubstr("SECRET")));
  EXPECT_THAT(log_.lines(), ::testing::Contains("GET /01/{key...} 400"));
}

TEST_F(AccessTest, TokensAndContentsOutliveARestart) {
  admit(1);
  const std::string token = token_for(1, "party");
  const std::string wire = signed_events(
      1, {lot_event("commissioning", "ADD", lot(1, "L7"), 120, 11, "2026-07-22T06:45:00.000Z")});
  const RawResponse stored = post_statement(wire);
  ASSERT_EQ(stored.status, 201) << stored.body;
  api_->stop();
  api_.reset();
  start();
  EXPECT_EQ(get("/healthz", token).status, 200);
  EXPECT_EQ(get(stored.header("location"), token).body, wire);
}

}  // namespace
}  // namespace stocktrail::test
