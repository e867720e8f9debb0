// Content codings and validators without a socket: what a client's header asks for, and what goes out.
#include <gtest/gtest.h>

#include "api/http/http_coding.h"
#include "api/page/weighted_list.h"
#include "tests/support/gunzip.h"

namespace stocktrail::api {
namespace {

TEST(WeightedList, ReadsWeightsStrictly) {
  const auto items = weighted_list(" gzip ;q=0.5, ,br;level=3; Q=0.125,x;q=1.5,y;q=0.1234,z;q=,*;q=1.000");
  ASSERT_EQ(items.size(), 6U);
  const std::pair<std::string_view, int> expected[] = {{"gzip", 500}, {"br", 125}, {"x", 0},
                                                       {"y", 0},      {"z", 0},    {"*", 1'000}};
  for (std::size_t i = 0; i < items.size(); ++i) {
    EXPECT_EQ(items[i].name, expected[i].first);
    EXPECT_EQ(items[i].weight, expected[i].second) << items[i].name;
  }
  EXPECT_TRUE(weighted_list(" , ,").empty());
}

TEST(AcceptedCodings, FollowTheHeader) {
  const std::pair<std::string_view, Coding> cases[] = {{"", Coding::identity},
                                                       {"gzip", Coding::gzip},
                                                       {"gzip, deflate, br, zstd", Coding::gzip},
                                                       {"X-GZIP", Coding::gzip},
                                                       {"deflate, br", Coding::identity},
                                                       {"gzip;q=0", Coding::identity},
                                                       {"gzip;q=0.001", Coding::gzip},
                                                       {"gzip;q=0.5, identity", Coding::identity},
                                                       {"gzip;q=0.5, identity;q=0.5", Coding::gzip},
                                                       {"*", Coding::gzip},
                                                       {"*;q=0", Coding::identity},
                                                       {"gzip;q=0, *", Coding::identity},
                                                       {"identity;q=0, *;q=0.1", Coding::gzip},
                                                       {"gzip;q=nonsense", Coding::identity}};
  for (const auto& [header, coding] : cases)
    EXPECT_EQ(AcceptedCodings::parse(header).best(), coding) << header;
  EXPECT_EQ(AcceptedCodings::parse("gzip, identity;q=0").identity, 0);
  EXPECT_EQ(AcceptedCodings::parse("*;q=0").identity, 0);
  EXPECT_GT(AcceptedCodings::parse("gzip").identity, 0);
}

TEST(Gzip, GivesTheSameBytesBack) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "line " + std::to_string(i * 7919) + "\n";
  for (const std::string& bytes : {std::string(), std::string("x"), text, std::string(70'000, '\0')}) {
    EXPECT_EQ(test::gunzip(gzip(bytes)), bytes);
    EXPECT_EQ(gzip(bytes), gzip(bytes));
  }
  EXPECT_LT(gzip(text).size(), text.size() / 3);
  EXPECT_EQ(test::gunzip(gzip(text).substr(0, 1'000)), std::nullopt);
}

Response answer(std::size_t bytes, std::string type) {
  Response response = Response::bytes(std::string(bytes, 'a'), std::move(type));
  response.set("ETag", "\"tag\"");
  return response;
}

TEST(SettleCoding, CompressesTextOfSomeSize) {
  const AcceptedCodings takes = AcceptedCodings::parse("gzip");
  const std::tuple<std::size_t, std::string, Coding> cases[] = {
      {gzip_bytes_min, "text/html; charset=utf-8", Coding::gzip},
      {gzip_bytes_min - 1, "text/html", Coding::identity},
      {gzip_bytes_max, "application/json", Coding::gzip},
      {gzip_bytes_max + 1, "application/json", Coding::identity},
      {5'000, "application/linkset+json", Coding::gzip},
      {5'000, "image/svg+xml", Coding::gzip},
      {5'000, "image/png", Coding::identity},
      {5'000, "application/octet-stream", Coding::identity},
      {5'000, "", Coding::identity}};
  for (const auto& [bytes, type, coding] : cases) {
    Response response = answer(bytes, type);
    EXPECT_EQ(settle_coding(response, takes), coding) << bytes << " " << type;
    EXPECT_EQ(response.header("Content-Encoding"), coding == Coding::gzip ? "gzip" : "") << type;
    EXPECT_EQ(response.header("Vary"), coding == Coding::gzip ? "Accept-Encoding" : "") << type;
    EXPECT_EQ(response.header("ETag"), coding == Coding::gzip ? "W/\"tag\"" : "\"tag\"") << type;
  }
}

TEST(SettleCoding, TellsCachesThatItDependsOnTheClient) {
  Response plain = answer(5'000, "text/plain");
  plain.set("Vary", "Accept-Language");
  EXPECT_EQ(settle_coding(plain, AcceptedCodings::parse("br")), Coding::identity);
  EXPECT_EQ(plain.header("Vary"), "Accept-Language, Accept-Encoding");
  EXPECT_EQ(plain.header("ETag"), "\"tag\"");
  EXPECT_EQ(plain.header("Content-Encoding"), "");
}

TEST(SettleCoding, ObeysAClientThatRefusesIdentity) {
  Response small = answer(10, "text/plain");
  EXPECT_EQ(settle_coding(small, AcceptedCodings::parse("gzip, identity;q=0")), Coding::gzip);
  Response neither = answer(5'000, "text/plain");
  EXPECT_EQ(settle_coding(neither, AcceptedCodings::parse("*;q=0")), Coding::identity);
  Response nothing = Response::empty(204);
  EXPECT_EQ(settle_coding(nothing, AcceptedCodings::parse("gzip, identity;q=0")), Coding::identity);
}

TEST(SettleCoding, LeavesABodyThatIsEncoded) {
  Response encoded = answer(300, "text/html");
  encoded.is_encoded = true;
  EXPECT_EQ(settle_coding(encoded, AcceptedCodings::parse("gzip")), Coding::gzip);
  EXPECT_EQ(encoded.header("Content-Encoding"), "gzip");
  EXPECT_EQ(encoded.header("ETag"), "W/\"tag\"");
}

TEST(NamesEtag, ComparesWeakly) {
  for (const std::string_view header : {"\"a\"", "W/\"a\"", "\"b\", W/\"a\"", "\"b,c\",\"a\"", "*", " * "}) {
    EXPECT_TRUE(names_etag(header, "\"a\"")) << header;
    EXPECT_TRUE(names_etag(header, "W/\"a\"")) << header;
  }
  for (const std::string_view header : {"", " ", "a", "\"b\"", "\"a", "\"x\"a\"", "\"ba\""})
    EXPECT_FALSE(names_etag(header, "\"a\"")) << header;
  EXPECT_FALSE(names_etag("*", ""));
}

}  // namespace
}  // namespace stocktrail::api
