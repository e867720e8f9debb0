// GS1 Digital Links: where a scanned code leads, and for whom.
#include <gmock/gmock.h>

#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using ::testing::HasSubstr;

class LinksTest : public ApiFixture {
 protected:
  const std::string batch = lot(1, "L7");
};

TEST_F(LinksTest, ALinksetIsForThoseWhoWantIt) {
  const std::string path = batch.substr(std::string("https://id.gs1.org").size());
  const auto asked = [&](const std::string& accept) {
    return request({.target = path, .extra_headers = "Accept: " + accept + "\r\n"});
  };
  for (const char* accept : {"application/linkset+json", "Application/Linkset+JSON;q=0.5",
                             "text/html, application/linkset+json"}) {
    const RawResponse linkset = asked(accept);
    EXPECT_EQ(linkset.status, 200) << accept;
    EXPECT_EQ(linkset.header("content-type"), "application/linkset+json") << accept;
    EXPECT_THAT(linkset.header("vary"), HasSubstr("Accept,")) << accept;
  }
  for (const char* accept : {"application/linkset+json;q=0", "application/linkset+json;q=0.5, text/html",
                             "*/*", "application/linkset+jsonp"}) {
    const RawResponse redirect = asked(accept);
    EXPECT_EQ(redirect.status, 307) << accept;
    EXPECT_THAT(redirect.header("vary"), HasSubstr("Accept,")) << accept;
  }
}

TEST_F(LinksTest, DigitalLinksLeadOn) {
  const std::string path = batch.substr(std::string("https://id.gs1.org").size());
  const RawResponse redirect = get(path);
  EXPECT_EQ(redirect.status, 307);
  EXPECT_THAT(redirect.header("location"), HasSubstr("/trace?id="));  // No pages in this server.
  EXPECT_THAT(redirect.header("link"), HasSubstr("linkset"));
  const RawResponse linkset = get(path + "?linkType=all");
  EXPECT_EQ(linkset.header("content-type"), "application/linkset+json");
  EXPECT_THAT(linkset.body, HasSubstr("http://trace.example" + path));
  EXPECT_EQ(get(path + "?linkType=gs1:certificationInfo").header("location").substr(0, 14), "/certificates?");
  EXPECT_EQ(get(path + "?linkType=gs1:nonsense").status, 404);
  const RawResponse wrong = get("/01/09521141012346/10/L7");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(member(wrong.body, "detail"), HasSubstr("check digit"));
  EXPECT_THAT(get("/.well-known/gs1resolver").body, HasSubstr("\"8018\""));
}

}  // namespace
}  // namespace stocktrail::test
