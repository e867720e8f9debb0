// GS1 Digital Links: where a scanned code leads, and for whom.
#include <gmock/gmock.h>

#include "api/http/url.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class LinksTest : public ApiFixture {
 protected:
  static std::string path_of(const std::string& id) {
    return id.substr(std::string("https://id.gs1.org").size());
  }
  const std::string batch = lot(1, "L7");
};

TEST_F(LinksTest, ALinksetIsForThoseWhoWantIt) {
  const std::string path = path_of(batch);
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
  const std::string path = path_of(batch);
  const RawResponse redirect = get(path);
  EXPECT_EQ(redirect.status, 307);
  EXPECT_THAT(redirect.header("location"), HasSubstr("/trace?id="));  // No pages in this server.
  EXPECT_THAT(redirect.header("link"), HasSubstr("linkset"));
  const RawResponse linkset = get(path + "?linkType=all");
  EXPECT_EQ(linkset.header("content-type"), "application/linkset+json");
  EXPECT_THAT(linkset.body, HasSubstr("http://trace.example" + path));
  EXPECT_THAT(get(path + "?linkType=gs1:certificationInfo").header("location"), StartsWith("/certificates?"));
  EXPECT_EQ(get(path + "?linkType=gs1:nonsense").status, 404);
  const RawResponse wrong = get("/01/09521141012346/10/L7");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(member(wrong.body, "detail"), HasSubstr("check digit"));
  EXPECT_THAT(get("/.well-known/gs1resolver").body, HasSubstr("\"8018\""));
}

/// What GS1's test suite of the Resolver Standard 1.2 looks at.
TEST_F(LinksTest, ALinksetIsAsGs1WantsIt) {
  const std::string base = "http://trace.example", path = path_of(item(1, "S1")), lot_path = path_of(batch);
  const RawResponse answer = get(lot_path + "/21/S1?linkType=linkset");
  EXPECT_THAT(answer.header("link"),
              AllOf(HasSubstr("<https://ref.gs1.org/standards/resolver/linkset-context>"),
                    HasSubstr(R"(rel="http://www.w3.org/ns/json-ld#context")"),
                    HasSubstr(R"(type="application/ld+json")")));
  const json::Document linkset = parsed(answer.body);
  std::vector<std::string> anchors;
  for (const json::Value context : linkset.root().find("linkset")->elements()) {
    anchors.emplace_back(context.find("anchor")->string());
    const json::Value links = *context.find("https://ref.gs1.org/voc/defaultLink");
    ASSERT_EQ(links.size(), 1U);
    for (const json::Value link : links.elements())
      EXPECT_TRUE(link.size() == 2 && link.find("title") && link.find("href"))
          << "a default link has no more";
  }
  EXPECT_THAT(anchors,
              ::testing::ElementsAre(base + lot_path + "/21/S1", base + lot_path, base + path_of(gtin(1))));
  for (const std::string type :
       {"https://ref.gs1.org/voc/", "https://gs1.org/voc/", "https://www.gs1.org/voc/", "gs1:", "gs1%3A", ""})
    EXPECT_THAT(get(path + "?linkType=" + type + "certificationInfo").header("location"),
                StartsWith("/certificates?subject="))
        << type;
  const RawResponse json =
      request({.target = path, .extra_headers = "Accept: application/json, text/html;q=0.5\r\n"});
  EXPECT_EQ(json.status, 200);
  EXPECT_EQ(json.header("content-type"), "application/json");
  EXPECT_EQ(request({.target = path + "?linkType=gs1:traceability",
                     .extra_headers = "Accept: application/json\r\n"})
                .status,
            307);
  const std::string described = get("/.well-known/gs1resolver").body;
  EXPECT_THAT(
      described,
      AllOf(HasSubstr(R"("supportedLinkType":[{"namespace":"https://ref.gs1.org/voc/","prefix":"gs1:"}])"),
            HasSubstr(R"("resolverRoot":"http://trace.example")"),
            HasSubstr(R"("jsonLdContextLocation":"https://ref.gs1.org/)")));
  const RawResponse options = request({.method = "OPTIONS", .target = path});
  for (const char* method : {"GET", "HEAD", "OPTIONS"})
    EXPECT_THAT(options.header("access-control-allow-methods"), HasSubstr(method));
}

TEST_F(LinksTest, ARedirectLeadsWhereTheLinksetSays) {
  options_.public_url = "https://public.example";
  api_.reset();
  start();
  const std::string led = get(path_of(batch)).header("location");
  EXPECT_THAT(led, StartsWith("https://public.example/trace?id="));
  EXPECT_THAT(get(path_of(batch) + "?linkType=linkset").body,
              HasSubstr("\"https://public.example" + path_of(batch)));
}

/// Of a lot "A/B" and an event "urn:x:a/b": an encoded slash parts nothing, and no other path is the same.
TEST_F(LinksTest, AnEncodedSlashIsOfItsSegment) {
  admit(1);
  const std::string id = lot(1, "A%2FB");
  const RawResponse made = post_statement(signed_events(
      1,
      {lot_event("commissioning", "ADD", id, 5, 11, "2026-07-22T06:45:00Z", R"(,"eventID":"urn:x:a/b")")}));
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string path = path_of(id), number = gtin(1).substr(gtin(1).size() - 14);
  for (const std::string& target : {path, "/01/" + number + "/10/A%2fB", "/01/" + number + "/10/%41%2F%42",
                                    "/gtin/" + number + "/lot/A%2FB", path + "/"}) {
    const RawResponse redirect = get(target);
    EXPECT_EQ(redirect.status, 307) << target;
    const std::string journey = "/trace?id=" + api::percent_encode(id);
    EXPECT_EQ(redirect.header("location"), journey) << target;
    EXPECT_EQ(get("/p" + target).header("location"), journey) << target;
    EXPECT_THAT(get(target + "?linkType=linkset").body, HasSubstr("http://trace.example" + path + "\""))
        << target;
  }
  EXPECT_THAT(get("/trace?id=" + api::percent_encode(id)).body, HasSubstr("commissioning"));
  EXPECT_THAT(get("/epcis/events/urn:x:a%2Fb").body, HasSubstr("commissioning"));
  EXPECT_EQ(get("/01/" + number + "/10/A/B").status, 400);
  EXPECT_EQ(get("/epcis/events/urn:x:a/b").status, 404);
  for (const char* wrong : {"A%2", "A%2G", "A%00", "A%FF"}) {
    EXPECT_EQ(get("/01/" + number + "/10/" + wrong).status, 400) << wrong;
    EXPECT_EQ(get("/epcis/events/" + std::string(wrong)).status, 400) << wrong;
  }
}

}  // namespace
}  // namespace stocktrail::test
