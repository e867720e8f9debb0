#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/http/accept.h"
#include "api/http/http_coding.h"
#include "api/http/request_body.h"

namespace stocktrail::api {
namespace {

using ::testing::HasSubstr;

TEST(Accept, TheClosestRangeDecides) {
  EXPECT_EQ(wanted("", "application/json"), 1'000);
  EXPECT_EQ(wanted("*/*", "application/json"), 1'000);
  EXPECT_EQ(wanted("application/json", "application/json"), 1'000);
  EXPECT_EQ(wanted("Application/JSON;charset=utf-8", "application/json"), 1'000);
  EXPECT_EQ(wanted("application/*;q=0.5, text/html", "application/json"), 500);
  EXPECT_EQ(wanted("application/*;q=0.5, application/json;q=0", "application/json"), 0);
  EXPECT_EQ(wanted("*/*;q=0.1, application/*", "application/json"), 1'000);
  EXPECT_EQ(wanted("application/xml", "application/json"), 0);
  EXPECT_EQ(wanted("text/html, application/xml", "application/json"), 0);
  EXPECT_EQ(wanted("gibberish", "application/json"), 1'000);
  EXPECT_TRUE(accepts_any("application/json", "application/ld+json application/json"));
  EXPECT_FALSE(accepts_any("application/xml", "application/ld+json application/json"));
  EXPECT_TRUE(accepts_any("application/xml", "*/*"));
}

TEST(Gunzip, GivesBackWhatWasPacked) {
  for (const std::size_t size : {0U, 1U, 1'000U, 300'000U}) {
    const std::string bytes(size, 'x');
    EXPECT_EQ(*gunzip(gzip(bytes), size), bytes);
  }
}

TEST(Gunzip, StopsAtTheLimitAndRefusesWhatIsNone) {
  const std::string packed = gzip(std::string(64 * 1024 * 1024, '0'));
  EXPECT_LT(packed.size(), 100'000U);
  EXPECT_EQ(gunzip(packed, 1'000'000).error().code, ErrorCode::too_large);
  const std::string small = gzip("abc");
  EXPECT_EQ(gunzip(small, 2).error().code, ErrorCode::too_large);
  for (const std::string& bad : {std::string(), std::string("abc"), small.substr(0, small.size() - 1),
                                 small + "x", small + small.substr(0, small.size() - 1)})
    EXPECT_EQ(gunzip(bad, 1'000).error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(gunzip(small + gzip("") + gzip("def"), 6), "abcdef") << "members in a row (RFC 1952, 2.2)";
  EXPECT_EQ(gunzip(small + small, 5).error().code, ErrorCode::too_large);
}

Request request_of(std::string coding, std::string body, std::string type = "application/json") {
  Request request{.method = Method::post, .target = "/", .headers = {}, .body = std::move(body)};
  request.headers.push_back({"Content-Type", std::move(type)});
  if (!coding.empty()) request.headers.push_back({"Content-Encoding", std::move(coding)});
  return request;
}

TEST(RequestBody, IsUnpackedWithinItsLimit) {
  for (const std::string coding : {"gzip", "GZIP", "x-gzip"}) {
    Request request = request_of(coding, gzip("{}"));
    EXPECT_TRUE(is_packed(request));
    EXPECT_FALSE(unpack_body(request, 100));
    EXPECT_EQ(request.body, "{}");
  }
  Request plain = request_of("identity", "{}");
  EXPECT_FALSE(is_packed(plain));
  EXPECT_FALSE(unpack_body(plain, 1));
  Request large = request_of("gzip", gzip(std::string(101, ' ')));
  EXPECT_EQ(unpack_body(large, 100)->status, 413);
  Request none = request_of("gzip", "{}");
  EXPECT_EQ(unpack_body(none, 100)->status, 400);
  for (const std::string coding : {"br", "deflate", "gzip, gzip", "zstd"}) {
    Request other = request_of(coding, "{}");
    EXPECT_EQ(unpack_body(other, 100)->status, 415);
  }
}

TEST(RequestBody, LosesTheByteOrderMarkOfJsonOnly) {
  const std::string marked = "\xEF\xBB\xBF{}";
  Request json = request_of("", marked, "application/ld+json; charset=utf-8");
  EXPECT_FALSE(unpack_body(json, 100));
  EXPECT_EQ(json.body, "{}");
  Request packed = request_of("gzip", gzip(marked));
  EXPECT_FALSE(unpack_body(packed, 100));
  EXPECT_EQ(packed.body, "{}");
  Request signed_bytes = request_of("", marked, "application/vnd.stocktrail.statement+json");
  EXPECT_FALSE(unpack_body(signed_bytes, 100));
  EXPECT_EQ(signed_bytes.body, marked);
}

}  // namespace
}  // namespace stocktrail::api
