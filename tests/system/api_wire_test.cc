// What the HTTP engine takes for a request, and what it makes of its first line and its header.
#include <gmock/gmock.h>

#include "tests/support/echo_server.h"

namespace stocktrail::api {
namespace {

using test::RawConnection;
using test::RawResponse;

class WireTest : public test::ServerTest {};

// Old clients send one after a body (RFC 9112, 2.2).
TEST_F(WireTest, AnEmptyLineBeforeARequestMeansNothing) {
  const std::string plain = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
  EXPECT_EQ(send("\r\n" + plain).body, "GET /a 0");
  EXPECT_EQ(send("\r\n\r\n" + plain).body, "GET /a 0");
  EXPECT_EQ(send("\n" + plain).status, 400);
  EXPECT_EQ(send("\r" + plain).status, 400);
  EXPECT_EQ(send("\r\n GET /a HTTP/1.1\r\nHost: a\r\n\r\n").status, 400);
  RawConnection connection(server_->port());
  ASSERT_TRUE(
      connection.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx\r\n" + plain + "\r\n"));
  EXPECT_EQ(connection.receive().body, "POST /a 1");
  EXPECT_EQ(connection.receive().body, "GET /a 0");
  for (const char byte : "\r\n" + plain) ASSERT_TRUE(connection.send(std::string(1, byte)));
  EXPECT_EQ(connection.receive().body, "GET /a 0");
}

TEST_F(WireTest, AnAsteriskIsForOptionsOnly) {
  EXPECT_EQ(send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").body, "OPTIONS * 0");
  for (const char* method : {"GET", "POST", "DELETE"})
    EXPECT_EQ(send(std::string(method) + " * HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").status, 400)
        << method;
  RawConnection connection(server_->port());
  connection.send("HEAD * HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(connection.receive(RawConnection::Body::no).status, 400);
  EXPECT_EQ(connection.receive().status, 0) << "a refusal of HEAD has no body";
  EXPECT_EQ(send("OPTIONS *x HTTP/1.1\r\nHost: a\r\n\r\n").status, 400);
}

// RFC 9112, 3.2.2: a server has to take it, and believe it more than Host.
TEST_F(WireTest, TakesATargetInAbsoluteForm) {
  const auto body = [this](const std::string& method, const std::string& target) {
    return send(method + " " + target + " HTTP/1.1\r\nHost: b\r\n\r\n").body;
  };
  EXPECT_EQ(body("GET", "http://a/x?y=1"), "GET /x?y=1 0");
  EXPECT_EQ(body("GET", "HTTPS://a:8080/x"), "GET /x 0");
  EXPECT_EQ(body("GET", "http://a"), "GET / 0");
  EXPECT_EQ(body("GET", "http://[::1]:80?y"), "GET /?y 0");
  EXPECT_EQ(body("OPTIONS", "http://a"), "OPTIONS * 0");
  EXPECT_EQ(body("GET", "http://a:80/values"), "Host=a:80|");
}

// RFC 9110, 5.3: several lines of one name are one list.
TEST_F(WireTest, LinesOfOneNameAreOneHeader) {
  const std::string request = "GET /values HTTP/1.1\r\nHost: a\r\nAccept: x\r\nX-B: 1\r\naccept: y;q=0.5\r\n";
  EXPECT_EQ(send(request + "ACCEPT: z\r\n\r\n").body, "Host=a|Accept=x, y;q=0.5, z|X-B=1|");
  const std::string expecting =
      "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nExpect: 100-continue\r\n";
  EXPECT_EQ(send(expecting + "Expect: miracles\r\n\r\n").status, 417);
}

TEST_F(WireTest, TakesAHostAsRfc9112HasIt) {
  const auto status = [this](const std::string& host) {
    return send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status;
  };
  for (const char* host : {"a", "trace.example", "trace.example:8080", "127.0.0.1:80", "[::1]",
                           "[2001:db8::1]:443", "a:", "a%20b", "x_y~z"})
    EXPECT_EQ(status(host), 200) << host;
  for (const char* host : {"", "a b", "a/b", "user@a", "a:b", "a:123456", "a:1:2", "[::1", "[a]",
                           "[127.0.0.1]", "[::1]x", "a%2", "a\\b", "\"a\"", "<a>", "a,b c", "h\xc3\xb6st"})
    EXPECT_EQ(status(host), 400) << host;
  EXPECT_EQ(send("GET / HTTP/1.0\r\n\r\n").status, 200) << "HTTP/1.0 knows no Host";
  EXPECT_EQ(send("GET / HTTP/1.0\r\nHost: a b\r\n\r\n").status, 400);
}

TEST_F(WireTest, TrailersAreBoundedAndAreNoHeaders) {
  const std::string chunked = "POST /headers HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
  EXPECT_EQ(send(chunked + "Authorization: Bearer st_late\r\n\r\n").body, "Host Transfer-Encoding ");
  for (const std::size_t size : {70'000U, 1'000'000U})
    EXPECT_EQ(send(chunked + "X: " + std::string(size, 'a') + "\r\n\r\n").status, 431) << size;
  std::string many = chunked;
  for (int i = 0; i < 20'000; ++i) many += "X: y\r\n";
  EXPECT_EQ(send(many + "\r\n").status, 431);
  EXPECT_EQ(send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n").status, 200) << "the server is still there";
  EXPECT_EQ(server_->counters().faults, 0U);
}

TEST_F(WireTest, RefusesWhatIsNotHttp) {
  for (const std::string_view bytes :
       {"NONSENSE\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc",
        "GET a HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http:///a HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http://user@a/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http:/a HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http://a/ HTTP/1.1\r\n\r\n",
        "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX-Folded: one\r\n two\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX-Folded: one\r\n\ttwo\r\n\r\n",
        "GET / HTTP/1.1\r\nHost:\r\n a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
    EXPECT_EQ(send(std::string(bytes)).status, 400) << bytes;
  }
  for (const std::string_view codings :
       {"gzip", "identity", "xchunked", "", "chunked, chunked", "chunked, identity", "gzip, chunked",
        "chunked\r\nTransfer-Encoding: chunked"}) {
    RawConnection connection(server_->port());
    connection.send("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: " + std::string(codings) +
                    "\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(connection.receive().status, 400) << codings;
    EXPECT_EQ(connection.receive().status, 0) << codings;
  }
  EXPECT_EQ(send("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n").status, 400);
  EXPECT_THAT(send("GET / HTTP/2.0\r\nHost: a\r\n\r\n").status, ::testing::AnyOf(400, 505));
}

TEST_F(WireTest, NoValueEndsItsLine) {
  const RawResponse response = send("GET /evil HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(response.header("x-echo"), "a??Injected: yes");
  EXPECT_EQ(response.header("injected"), "");
}

}  // namespace
}  // namespace stocktrail::api
