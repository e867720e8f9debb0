// The memory for bodies and the connections: whoever has no token shares a part of them with others like him,
// and no address has more than its own part.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

#include "api/http/server.h"
#include "tests/support/raw_http.h"

namespace stocktrail::api {
namespace {

using namespace std::chrono_literals;
using test::RawConnection;
using test::RawResponse;
using ::testing::HasSubstr;

constexpr const char* first = "127.0.0.1";
constexpr const char* second = "127.0.0.2";
constexpr const char* third = "127.0.0.3";

/// Knows a sender by an X-Token header.
class Service final : public api::Service {
 public:
  void serve(Request request, Responder respond) override {
    respond(Response::text(request.client + " " + std::to_string(request.body.size())));
  }
  Sender sender_of(const Request& header) const override {
    const std::string_view token = header.header("X-Token");
    if (token.empty()) return {.account = header.client};
    return {.account = std::string(token), .is_known = true};
  }
  Response refuse(Problem problem, const Request*) override {
    Response response = Response::of(problem);
    response.body = problem.detail;
    return response;
  }
};

class BudgetsTest : public ::testing::Test {
 protected:
  void start(const std::function<void(ServerOptions&)>& change = [](ServerOptions&) {}) {
    ServerOptions options{.port = 0};
    options.limits.body_bytes_max = 100'000;
    options.limits.anonymous_body_bytes_max = 50'000;
    options.limits.bodies_bytes_max = 320'000;
    options.limits.anonymous_bodies_bytes_max = 160'000;
    options.limits.address_bodies_bytes_max = 80'000;
    options.limits.token_bodies_bytes_max = 200'000;
    change(options);
    auto started = Server::start(options, service_);
    ST_CHECK(started.has_value());
    server_ = std::move(*started);
  }
  static std::string header(std::size_t length, const std::string& more = {}) {
    return "POST /a HTTP/1.1\r\nHost: a\r\n" + more + "Content-Length: " + std::to_string(length) +
           "\r\n\r\n";
  }
  /// Begins a body of `bytes` and keeps the last one back, so that the budget stays taken.
  RawConnection& hold(std::size_t bytes, const char* from, const std::string& more = {}) {
    RawConnection& connection = held_.emplace_back(server_->port(), 10'000, from);
    EXPECT_TRUE(connection.send(header(bytes, more) + std::string(bytes - 1, 'x')));
    std::this_thread::sleep_for(100ms);  // Until the server has read it.
    return connection;
  }
  RawResponse post(std::size_t bytes, const char* from, const std::string& more = {}) const {
    RawConnection connection(server_->port(), 10'000, from);
    connection.send(header(bytes, more) + std::string(bytes, 'x'));
    return connection.receive();
  }

  Service service_;
  std::unique_ptr<Server> server_;
  std::deque<RawConnection> held_;
};

TEST_F(BudgetsTest, AnAddressHoldsItsPartOnly) {
  start();
  RawConnection& slow = hold(50'000, first);
  const RawResponse refused = post(40'000, first);
  EXPECT_EQ(refused.status, 429) << "address_bodies_bytes_max";
  EXPECT_EQ(refused.header("retry-after"), "1");
  EXPECT_EQ(post(30'000, first).status, 200);
  EXPECT_EQ(post(40'000, second).status, 200);
  EXPECT_TRUE(slow.send("x"));
  EXPECT_EQ(slow.receive().status, 200);
  EXPECT_EQ(post(40'000, first).status, 200) << "what was taken is given back";
}

TEST_F(BudgetsTest, HalfIsKeptForTokens) {
  start();
  hold(50'000, first);
  hold(50'000, second);
  hold(50'000, third);
  EXPECT_EQ(post(20'000, "127.0.0.4").status, 503) << "anonymous_bodies_bytes_max";
  EXPECT_EQ(post(100'000, first, "X-Token: one\r\n").status, 200) << "whatever its address sent without it";
  hold(100'000, first, "X-Token: one\r\n");
  EXPECT_EQ(post(100'000, first, "X-Token: one\r\n").status, 503) << "bodies_bytes_max";
}

TEST_F(BudgetsTest, ATokenHoldsItsPartOnly) {
  start([](ServerOptions& options) { options.limits.token_bodies_bytes_max = 120'000; });
  hold(100'000, first, "X-Token: one\r\n");
  EXPECT_EQ(post(50'000, first, "X-Token: one\r\n").status, 429) << "token_bodies_bytes_max";
  EXPECT_EQ(post(50'000, first, "X-Token: two\r\n").status, 200);
}

TEST_F(BudgetsTest, ABodyWithoutATokenIsBoundedLower) {
  start();
  EXPECT_EQ(post(50'000, first).status, 200);
  const RawResponse refused = post(50'001, first);
  EXPECT_EQ(refused.status, 413) << "anonymous_body_bytes_max";
  EXPECT_THAT(post(100'001, first).body, HasSubstr("larger than 100000 bytes"))
      << "body_bytes_max, whoever sends";
  EXPECT_THAT(refused.body, HasSubstr("with a token, up to 100000"));
  EXPECT_EQ(post(100'000, first, "X-Token: one\r\n").status, 200);
  EXPECT_EQ(post(100'001, first, "X-Token: one\r\n").status, 413);
  RawConnection chunked(server_->port());
  chunked.send("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nc351\r\n" +
               std::string(50'001, 'x') + "\r\n0\r\n\r\n");
  EXPECT_EQ(chunked.receive().status, 413);
}

TEST_F(BudgetsTest, AnAddressHasItsPartOfTheConnections) {
  start([](ServerOptions& options) { options.limits.address_connections_max = 2; });
  RawConnection one(server_->port()), two(server_->port());
  ASSERT_TRUE(one.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n") && two.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_EQ(one.receive().status, 200);
  EXPECT_EQ(two.receive().status, 200);
  EXPECT_TRUE(RawConnection(server_->port()).is_closed_by_server());
  RawConnection elsewhere(server_->port(), 10'000, second);
  ASSERT_TRUE(elsewhere.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_EQ(elsewhere.receive().body, "127.0.0.2 0");
  EXPECT_EQ(server_->counters().connections_refused, 1U);
}

TEST_F(BudgetsTest, AProxyTellsTheClient) {
  start([](ServerOptions& options) {
    options.proxies = {first};
    options.limits.address_connections_max = 1;
  });
  const std::string one = "X-Forwarded-For: 10.0.0.1, 203.0.113.1\r\n",
                    two = "X-Forwarded-For: 203.0.113.2\r\n";
  EXPECT_EQ(post(10, first, one).body, "203.0.113.1 10");
  EXPECT_EQ(post(10, first, "X-Forwarded-For: nobody\r\n").body, "127.0.0.1 10");
  EXPECT_EQ(post(10, second, one).body, "127.0.0.2 10") << "only the proxy's word counts";
  hold(50'000, first, one);
  EXPECT_EQ(post(40'000, first, one).status, 429);
  EXPECT_EQ(post(40'000, first, two).status, 200);
}

TEST_F(BudgetsTest, AProxyIsNamedByItsAddress) {
  ServerOptions options{.port = 0};
  options.proxies = {"proxy.example"};
  const auto started = Server::start(options, service_);
  ASSERT_FALSE(started.has_value());
  EXPECT_THAT(started.error().detail, HasSubstr("proxy.example"));
}

}  // namespace
}  // namespace stocktrail::api
