// The HTTP engine against clients that behave, and clients that do not.
#include "api/http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "tests/support/raw_http.h"

namespace stocktrail::api {
namespace {

using namespace std::chrono_literals;
using test::RawConnection;
using test::RawResponse;

/// Answers with what it was asked; "/later" from another thread, "/never" not before the test ends, "/drop"
/// by forgetting the responder.
class EchoService final : public Service {
 public:
  ~EchoService() override {
    for (std::thread& thread : threads_) thread.join();
  }
  void serve(Request request, Responder respond) override {
    const std::string path(request.path());
    if (path == "/never") {
      const std::scoped_lock lock(mutex_);
      kept_.push_back(std::move(respond));
      return;
    }
    if (path == "/drop") return;
    if (path == "/later") {
      const std::scoped_lock lock(mutex_);
      threads_.emplace_back([r = std::move(respond)]() mutable {
        std::this_thread::sleep_for(100ms);
        r(Response::text("later"));
      });
      return;
    }
    if (path == "/headers") {
      std::string names;
      for (const Header& header : request.headers) names += header.name + ' ';
      return respond(Response::text(names));
    }
    Response response = Response::text(std::string(name_of(request.method)) + " " + request.target + " " +
                                       std::to_string(request.body.size()));
    if (path == "/evil") response.set("X-Echo", "a\r\nInjected: yes");
    respond(std::move(response));
  }
  Response refuse(Problem problem) override {
    Response response = Response::text(problem.code);
    response.status = problem.status;
    return response;
  }

 private:
  std::mutex mutex_;
  std::vector<Responder> kept_;
  std::vector<std::thread> threads_;
};

ServerOptions quick_options() {
  ServerOptions options{.port = 0};
  options.limits.header_deadline = 300ms;
  options.limits.body_deadline = 300ms;
  options.limits.idle_deadline = 600ms;
  options.limits.handler_deadline = 500ms;
  options.limits.stop_deadline = 3s;
  options.limits.header_bytes_max = 4'096;
  options.limits.target_bytes_max = 1'024;
  options.limits.body_bytes_max = options.limits.anonymous_body_bytes_max = 100'000;
  options.limits.bodies_bytes_max = options.limits.anonymous_bodies_bytes_max = 250'000;
  options.limits.connections_max = 8;
  return options;
}

class ServerTest : public ::testing::Test {
 protected:
  explicit ServerTest(ServerOptions options = quick_options()) {
    auto started = Server::start(options, service_);
    ST_CHECK(started.has_value());
    server_ = std::move(*started);
  }
  RawResponse send(const std::string& bytes) {
    RawConnection connection(server_->port());
    connection.send(bytes);
    return connection.receive();
  }

  EchoService service_;
  std::unique_ptr<Server> server_;
};

TEST_F(ServerTest, AnswersAndKeepsTheConnection) {
  RawConnection connection(server_->port());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(connection.send("GET /a?b=1 HTTP/1.1\r\nHost: a\r\n\r\n"));
    const RawResponse response = connection.receive();
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "GET /a?b=1 0");
    EXPECT_FALSE(response.header("date").empty());
    EXPECT_EQ(response.header("server"), "");
  }
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrder) {
  RawConnection connection(server_->port());
  std::string all;
  for (int i = 0; i < 20; ++i) {
    all += "GET /" + std::string(i % 3 == 0 ? "later" : std::to_string(i)) + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }
  ASSERT_TRUE(connection.send(all));
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(connection.receive().body, i % 3 == 0 ? "later" : "GET /" + std::to_string(i) + " 0") << i;
  }
}

// Old clients send one after a body (RFC 9112, 2.2).
TEST_F(ServerTest, AnEmptyLineBeforeARequestMeansNothing) {
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

TEST_F(ServerTest, AnAsteriskIsForOptionsOnly) {
  EXPECT_EQ(send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").body, "OPTIONS * 0");
  for (const char* method : {"GET", "HEAD", "POST", "DELETE"})
    EXPECT_EQ(send(std::string(method) + " * HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").status, 400)
        << method;
  EXPECT_EQ(send("OPTIONS *x HTTP/1.1\r\nHost: a\r\n\r\n").status, 400);
}

TEST_F(ServerTest, HeadHasTheLengthAndNoBody) {
  RawConnection connection(server_->port());
  ASSERT_TRUE(connection.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n"));
  const RawResponse head = connection.receive(RawConnection::Body::no);
  EXPECT_EQ(head.header("content-length"), "9");
  EXPECT_EQ(connection.receive().body, "GET /b 0");
}

TEST_F(ServerTest, ReadsBodiesByLengthAndByChunks) {
  const std::string body(70'000, 'x');
  EXPECT_EQ(send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n" + body).body,
            "POST /a 70000");
  EXPECT_EQ(send("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                 "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n")
                .body,
            "POST /a 11");
}

TEST_F(ServerTest, TellsAWaitingClientToContinue) {
  RawConnection connection(server_->port());
  ASSERT_TRUE(
      connection.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"));
  std::this_thread::sleep_for(50ms);
  ASSERT_TRUE(connection.send("abc"));
  EXPECT_EQ(connection.receive().body, "POST /a 3");
  EXPECT_EQ(send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: miracles\r\n\r\n").status, 417);
}

TEST_F(ServerTest, TakesAHostAsRfc9112HasIt) {
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

TEST_F(ServerTest, RefusesWhatIsTooLarge) {
  EXPECT_EQ(send("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(5'000, 'x') + "\r\n\r\n").status, 431);
  EXPECT_EQ(send("GET /" + std::string(2'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n").status, 414);
  EXPECT_EQ(send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100001\r\n\r\n").status, 413);
  std::string chunks = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 110; ++i) chunks += "400\r\n" + std::string(1'024, 'x') + "\r\n";
  EXPECT_EQ(send(chunks).status, 413);
}

TEST_F(ServerTest, RefusesTooManyBodiesAtOnce) {
  RawConnection one(server_->port()), two(server_->port());
  const std::string whole =
      "POST /never HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x');
  ASSERT_TRUE(one.send(whole) && two.send(whole));
  std::this_thread::sleep_for(100ms);
  EXPECT_EQ(send(whole).status, 503);  // 300,000 bytes would be in work, and 250,000 may be.
}

TEST_F(ServerTest, APromisedBodyCostsNobodyElseAnything) {
  std::vector<std::unique_ptr<RawConnection>> silent;
  for (const std::string_view length : {"Content-Length: 100000", "Transfer-Encoding: chunked"}) {
    for (int i = 0; i < 3; ++i) {
      silent.push_back(std::make_unique<RawConnection>(server_->port()));
      silent.back()->send("POST /a HTTP/1.1\r\nHost: a\r\n" + std::string(length) + "\r\n\r\n");
    }
  }
  std::this_thread::sleep_for(50ms);
  EXPECT_EQ(send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc").body, "POST /a 3");
}

TEST_F(ServerTest, TrailersAreBoundedAndAreNoHeaders) {
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

TEST_F(ServerTest, RefusesWhatIsNotHttp) {
  for (const std::string_view bytes :
       {"NONSENSE\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc",
        "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", "GET a HTTP/1.1\r\nHost: a\r\n\r\n",
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

TEST_F(ServerTest, ClosesAfterARefusalSoThatNothingIsReadAsARequest) {
  RawConnection connection(server_->port());
  connection.send(
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: "
      "a\r\n\r\n");
  EXPECT_EQ(connection.receive().status, 413);
  EXPECT_EQ(connection.receive().status, 0);
}

TEST_F(ServerTest, TellsSlowClientsAndCloses) {
  RawConnection header(server_->port()), body(server_->port()), idle(server_->port());
  header.send("GET / HTTP/1.1\r\n");
  body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  const auto begin = std::chrono::steady_clock::now();
  // A byte now and then does not buy more time.
  for (int i = 0; i < 12 && header.send("X"); ++i) std::this_thread::sleep_for(50ms);
  for (RawConnection* slow : {&header, &body}) {
    const RawResponse told = slow->receive();
    EXPECT_EQ(told.status, 408);
    EXPECT_EQ(told.header("connection"), "close");
    EXPECT_TRUE(slow->is_closed_by_server());
  }
  EXPECT_EQ(idle.receive().status, 0) << "where nothing was asked, nothing is answered";
  EXPECT_TRUE(idle.is_closed_by_server());
  EXPECT_EQ(server_->counters().timeouts, 2U);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 8s);
}

TEST_F(ServerTest, TakesARequestThatComesInPieces) {
  RawConnection connection(server_->port());
  const std::string request = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabcdef";
  for (std::size_t i = 0; i < request.size(); i += 8) {
    ASSERT_TRUE(connection.send(request.substr(i, 8)));
    std::this_thread::sleep_for(5ms);
  }
  EXPECT_EQ(connection.receive().body, "POST /a 6");
  std::this_thread::sleep_for(350ms);  // The deadlines of that request are over, and touch no other.
  ASSERT_TRUE(connection.send("GET /b HTTP/1.1\r\nHost: a\r\n\r\n"));
  EXPECT_EQ(connection.receive().body, "GET /b 0");
}

TEST_F(ServerTest, AnswersAClientThatHasStoppedSending) {
  RawConnection connection(server_->port());
  connection.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
  connection.finish_sending();
  EXPECT_EQ(connection.receive().body, "later");
  RawConnection cut(server_->port());
  cut.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  cut.finish_sending();
  EXPECT_EQ(cut.receive().status, 400);
}

TEST_F(ServerTest, TellsWhenAHandlerIsTooSlowOrForgets) {
  for (const auto& [method, told] : {std::pair{"GET", "unavailable"},
                                     {"POST", "outcome_unknown"},
                                     {"PUT", "outcome_unknown"},
                                     {"DELETE", "outcome_unknown"}}) {
    const RawResponse late =
        send(std::string(method) + " /never HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(late.status, 503) << method;
    EXPECT_EQ(late.body, told) << "a write may still be stored";
  }
  EXPECT_EQ(send("GET /drop HTTP/1.1\r\nHost: a\r\n\r\n").status, 503);
  EXPECT_GE(server_->counters().timeouts, 1U);
}

TEST_F(ServerTest, NoValueEndsItsLine) {
  const RawResponse response = send("GET /evil HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(response.header("x-echo"), "a??Injected: yes");
  EXPECT_EQ(response.header("injected"), "");
}

TEST_F(ServerTest, UnderstandsOldClients) {
  EXPECT_EQ(send("GET /b HTTP/1.0\r\n\r\n").header("connection"), "close");
}

TEST_F(ServerTest, RefusesConnectionsBeyondTheLimit) {
  std::vector<std::unique_ptr<RawConnection>> connections;
  for (int i = 0; i < 8; ++i) {
    connections.push_back(std::make_unique<RawConnection>(server_->port()));
    connections.back()->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_EQ(connections.back()->receive().status, 200) << i;
  }
  RawConnection ninth(server_->port());
  EXPECT_TRUE(ninth.is_closed_by_server());
  EXPECT_GE(server_->counters().connections_refused, 1U);
}

TEST_F(ServerTest, StopFinishesWhatWasAccepted) {
  RawConnection busy(server_->port()), idle(server_->port());
  busy.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
  std::this_thread::sleep_for(30ms);
  const std::uint16_t port = server_->port();
  const auto begin = std::chrono::steady_clock::now();
  auto stopped = std::async(std::launch::async, [this] { server_->stop(); });
  const RawResponse response = busy.receive();
  EXPECT_EQ(response.body, "later");
  EXPECT_EQ(response.header("connection"), "close");
  EXPECT_TRUE(idle.is_closed_by_server());
  stopped.get();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
  EXPECT_FALSE(RawConnection(port).connected());
}

TEST_F(ServerTest, StopCutsWhatIsNotDoneInTime) {
  RawConnection stuck(server_->port());
  stuck.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n");
  std::this_thread::sleep_for(30ms);
  const auto begin = std::chrono::steady_clock::now();
  server_->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 4s);
}

TEST(ServerStart, SaysWhyItCannotListen) {
  EchoService service;
  const auto bad = Server::start({.address = "not an address", .port = 0}, service);
  ASSERT_FALSE(bad.has_value());
  EXPECT_NE(bad.error().detail.find("not an IP address"), std::string::npos);
  const auto first = Server::start({.port = 0}, service);
  ASSERT_TRUE(first.has_value());
  const auto taken = Server::start({.port = (*first)->port()}, service);
  ASSERT_FALSE(taken.has_value());
  EXPECT_NE(taken.error().detail.find("port " + std::to_string((*first)->port())), std::string::npos);
  const auto tls =
      Server::start({.port = 0, .tls = TlsFiles{"/nonexistent.pem", "/nonexistent.key"}}, service);
  ASSERT_FALSE(tls.has_value());
  EXPECT_EQ(tls.error().where, "tls-certificate");
}

}  // namespace
}  // namespace stocktrail::api
