#include "tools/settings/server_url.h"

#include <gtest/gtest.h>

namespace stocktrail::settings {
namespace {

TEST(ServerUrl, OneServerHasOneSpelling) {
  for (const char* text :
       {"http://host:8080", "HTTP://HOST:8080", "http://Host:8080/", "http://host:08080//"}) {
    const auto server = normal_server(text);
    ASSERT_TRUE(server) << text;
    EXPECT_EQ(*server, "http://host:8080");
    EXPECT_EQ(host_of(*server), "host:8080");
  }
  EXPECT_EQ(normal_server("https://host:443").value(), "https://host");
  EXPECT_EQ(normal_server("http://host:80/").value(), "http://host");
  EXPECT_EQ(normal_server("https://host:80").value(), "https://host:80");
  EXPECT_EQ(normal_server("http://[::1]:8080").value(), "http://[::1]:8080");
  EXPECT_EQ(normal_server("http://[FE80::1]").value(), "http://[fe80::1]");
}

TEST(ServerUrl, OthersAreRefused) {
  for (const char* text :
       {"", "x", "host:8080", "ftp://host", "http://", "http:///", "http://:80",
        "http://host:", "http://host:0", "http://host:65536", "http://host:80x", "http://host/path",
        "http://host?x", "http://me@host", "http://a b", "http://::1", "http://[]"}) {
    const auto server = normal_server(text);
    ASSERT_FALSE(server) << text;
    EXPECT_EQ(server.error().code, ErrorCode::invalid_argument);
  }
}

}  // namespace
}  // namespace stocktrail::settings
