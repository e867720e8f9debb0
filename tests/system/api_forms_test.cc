// In which form statements go out, and where metrics are.
#include <gmock/gmock.h>

#include "api/http/url.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using api::percent_encode;
using ::testing::HasSubstr;

class FormsTest : public ApiFixture {
 protected:
  RawResponse get_as(const std::string& target, const std::string& accept,
                     const std::string& token = {}) const {
    return request({.target = target,
                    .token = token,
                    .extra_headers = accept.empty() ? std::string{} : "Accept: " + accept + "\r\n"});
  }

  static constexpr std::string_view sd_jwt = "application/sd-jwt";
  static constexpr std::string_view seeded = "application/vnd.stocktrail.statement+json";
};

TEST_F(FormsTest, AStatementIsGivenInTheFormThatIsAskedFor) {
  admit(1);
  const std::string wire =
      signed_events(1, {lot_event("commissioning", "ADD", lot(1, "L7"), 5, 11, "2026-07-22T06:45:00.000Z")});
  const std::string path = post_statement(wire).header("location"), owner = token_for(1, "party");
  for (const char* accept : {"", "*/*", "application/vnd.stocktrail.statement+json", "application/*",
                             "application/sd-jwt;q=0.5, */*"}) {
    const RawResponse came = get_as(path, accept, owner);
    EXPECT_EQ(came.header("content-type"), seeded) << accept;
    EXPECT_EQ(came.body, wire) << accept;
    EXPECT_THAT(came.header("vary"), HasSubstr("Accept"));
  }
  for (const char* accept : {"application/sd-jwt", "application/sd-jwt, */*;q=0.1",
                             "application/vnd.stocktrail.statement+json;q=0, */*"}) {
    const RawResponse asked = get_as(path, accept, owner);
    EXPECT_EQ(asked.header("content-type"), sd_jwt) << accept;
    EXPECT_EQ(asked.body, disclose_all(*Statement::parse(wire))) << accept;
  }
  EXPECT_EQ(get_as(path, "text/html", owner).status, 406);
  const std::string in_hand = path + "?id=" + percent_encode(lot(1, "L7"));
  for (const char* accept : {"", "application/sd-jwt"}) {
    const RawResponse part = get_as(in_hand, accept);
    EXPECT_EQ(part.status, 200);
    EXPECT_EQ(part.header("content-type"), sd_jwt);
    EXPECT_TRUE(Statement::parse(part.body).has_value());
  }
  EXPECT_EQ(get_as(in_hand, std::string(seeded)).status, 406);
  EXPECT_EQ(get_as("/statements/0", "application/sd-jwt").header("content-type"), sd_jwt);
}

TEST_F(FormsTest, MetricsMayHaveAnAddressOfTheirOwn) {
  EXPECT_EQ(get("/metrics").status, 200);
  EXPECT_EQ(api_->metrics_port(), 0);
  api_.reset();
  options_.metrics = {"127.0.0.1", 0};
  start();
  EXPECT_EQ(get("/metrics").status, 404);
  const RawResponse apart = ask(api_->metrics_port(), {.target = "/metrics"});
  EXPECT_EQ(apart.status, 200);
  EXPECT_THAT(apart.body, HasSubstr("stocktrail_"));
  for (const char* target : {"/parties", "/statements/0", "/", "/healthz"})
    EXPECT_EQ(ask(api_->metrics_port(), {.target = target}).status, 404) << target;
  EXPECT_EQ(ask(api_->metrics_port(), {.method = "POST", .target = "/metrics"}).status, 404);
}

}  // namespace
}  // namespace stocktrail::test
