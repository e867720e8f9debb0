// What is answered before any handler: by the route table, and by the engine.
#include <gmock/gmock.h>

#include "api/handlers/handlers.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using ::testing::HasSubstr;

class RefusalsTest : public ApiFixture {};

TEST_F(RefusalsTest, EveryAnswerHasTheSecurityHeaders) {
  for (const char* target : {"/healthz", "/nothing", "/statements/0", "/log/checkpoint", "/tokens"}) {
    const RawResponse response = get(target);
    EXPECT_EQ(response.header("x-content-type-options"), "nosniff") << target;
    EXPECT_THAT(response.header("content-security-policy"), HasSubstr("default-src 'none'")) << target;
    EXPECT_FALSE(response.header("cache-control").empty()) << target;
  }
}

TEST_F(RefusalsTest, ProblemsAndMethods) {
  const RawResponse nothing = get("/nothing");
  EXPECT_EQ(nothing.status, 404);
  EXPECT_EQ(nothing.header("content-type"), "application/problem+json");
  EXPECT_EQ(member(nothing.body, "type"), "urn:stocktrail:problem:not_found");
  const RawResponse wrong = request({.method = "DELETE", .target = "/statements"});
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.header("allow"), "POST, OPTIONS");
  const RawResponse options = request({.method = "OPTIONS", .target = "/epcis/capture"});
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options.header("gs1-epcis-capture-limit"), std::to_string(api::capture_events_max));
  EXPECT_EQ(options.header("gs1-epcis-capture-file-size-limit"), std::to_string(api::capture_bytes_max));
  EXPECT_EQ(options.header("access-control-allow-origin"), "") << "other sites cannot use it";
  const RawResponse events = request({.method = "OPTIONS", .target = "/epcis/events/x"});
  EXPECT_EQ(events.header("access-control-allow-origin"), "*");
  EXPECT_EQ(events.header("access-control-allow-methods"), "GET, HEAD, OPTIONS");
  EXPECT_THAT(events.header("access-control-allow-headers"), HasSubstr("GS1-EPCIS-Version"));
  const RawResponse parties = request({.method = "OPTIONS", .target = "/parties"});
  EXPECT_EQ(parties.header("allow"), "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(parties.header("access-control-allow-methods"), "GET, HEAD, OPTIONS") << "what anyone may do";
  EXPECT_THAT(get("/parties").header("access-control-expose-headers"), HasSubstr("Retry-After"));
  const RawResponse of_server = request({.method = "OPTIONS", .target = "*"});
  EXPECT_EQ(of_server.status, 204);
  EXPECT_EQ(of_server.header("allow"), "GET, HEAD, POST, PUT, DELETE, OPTIONS");
  EXPECT_EQ(get("/statements/x").status, 400);
  EXPECT_EQ(get("/statements/007").status, 400);
  EXPECT_EQ(get("/parties/%zz").status, 400);
  EXPECT_EQ(get("/parties?limit=0").status, 400);
  EXPECT_EQ(get("/trace?id=%").status, 400);
  EXPECT_EQ(request({.method = "HEAD", .target = "/healthz"}).status, 200);
}

TEST_F(RefusalsTest, WhatARouteDoesNotTakeIsRefused) {
  EXPECT_EQ(get("/parties?limit=1").status, 200);
  const RawResponse unknown = get("/parties?limit=1&limt=2");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_EQ(member(unknown.body, "where"), "limt");
  EXPECT_EQ(get("/parties?limit=1&limit=2").status, 400);
  EXPECT_EQ(get("/tokens?x=1").status, 401) << "who may not ask learns nothing of it";
  const RawResponse link = get("/01/09521141012345?linkType=gs1:traceability&lang=de&limit=5");
  EXPECT_EQ(link.header("location"), "/trace?id=https%3A%2F%2Fid.gs1.org%2F01%2F09521141012345&limit=5");
  EXPECT_EQ(get("/p/01/09521141012345?utm_source=print").status, 307) << "a printed link is no program's";
  const RawResponse typed = request({.method = "POST",
                                     .target = "/tokens",
                                     .token = operator_token_,
                                     .content_type = "text/plain",
                                     .body = "{}"});
  EXPECT_EQ(typed.status, 415);
  EXPECT_EQ(typed.header("accept"), "application/json");
}

TEST_F(RefusalsTest, ErrorsOfEpcisAreItsOwnAlsoBeforeTheHandler) {
  const auto type = [](const RawResponse& response) { return member(response.body, "type"); };
  EXPECT_EQ(type(get("/epcis/nothing")), "epcisException:NoSuchResourceException");
  EXPECT_EQ(type(get("/epcis/capture/0")), "epcisException:SecurityException");
  EXPECT_EQ(type(get("/epcis/events/x?y=1")), "epcisException:ValidationException");
  EXPECT_EQ(type(get("/epcis/events/" + std::string(9'000, 'x'))), "epcisException:URITooLongException");
  const RawResponse large = request({.method = "POST",
                                     .target = "/epcis/capture",
                                     .content_type = "application/ld+json",
                                     .extra_headers = "Content-Length: 100000000\r\n"});
  EXPECT_EQ(large.status, 413);
  EXPECT_EQ(type(large), "epcisException:CaptureLimitExceededException");
  EXPECT_EQ(large.header("gs1-epcis-version"), "2.0.0");
}

}  // namespace
}  // namespace stocktrail::test
