// The HTTP engine against clients that behave, and clients that do not.
#include "api/http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "tests/support/echo_server.h"

namespace stocktrail::api {
namespace {

using namespace std::chrono_literals;
using test::EchoService;
using test::quick_options;
using test::RawConnection;
using test::RawResponse;
using test::ServerTest;

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

TEST_F(ServerTest, AnAnswerThatNobodyReadsIsCut) {
  RawConnection reads(server_->port(), 10'000), does_not(server_->port(), 10'000);
  const std::string ask = "GET /large HTTP/1.1\r\nHost: a\r\n\r\n";
  ASSERT_TRUE(does_not.send(ask));
  ASSERT_TRUE(reads.send(ask));
  EXPECT_EQ(reads.receive().body.size(), EchoService::large_bytes);
  std::this_thread::sleep_for(2'500ms);
  EXPECT_EQ(server_->counters().timeouts, 1U) << "write_deadline";
  EXPECT_EQ(does_not.receive().status, 0) << "the rest never comes";
  EXPECT_TRUE(does_not.is_closed_by_server());
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

class UnwantedTest : public ServerTest {
 protected:
  static ServerOptions options() {
    ServerOptions options = quick_options();
    options.limits.handler_deadline = 60s;
    options.limits.stop_deadline = 60s;
    options.limits.unwanted_deadline = 100ms;
    return options;
  }
  UnwantedTest() : ServerTest(options()) {}
  static void wait_for(const std::atomic<int>& count, int wanted) {
    const auto end = std::chrono::steady_clock::now() + 30s;
    while (count < wanted && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(5ms);
    ASSERT_EQ(count, wanted);
  }
  static constexpr std::string_view asks = "GET /unwanted HTTP/1.1\r\nHost: a\r\n\r\n";
};

TEST_F(UnwantedTest, EndsWhatAClientAskedForThatHasGone) {
  {
    RawConnection connection(server_->port());
    ASSERT_TRUE(connection.send(std::string(asks)));
    wait_for(service_.begun, 1);
    std::this_thread::sleep_for(300ms);
    EXPECT_EQ(service_.ended, 0) << "somebody waits";
  }
  wait_for(service_.ended, 1);
  RawConnection half(server_->port());
  ASSERT_TRUE(half.send(std::string(asks)));
  half.finish_sending();
  EXPECT_EQ(half.receive().body, "ended") << "it is told, if it still listens";
}

TEST_F(UnwantedTest, EndsReadsSoonOnceItStops) {
  RawConnection connection(server_->port());
  ASSERT_TRUE(connection.send(std::string(asks)));
  wait_for(service_.begun, 1);
  server_->stop();
  EXPECT_EQ(connection.receive().body, "ended");
}

TEST_F(ServerTest, EndsWhatItAnsweredThatItTookTooLong) {
  EXPECT_EQ(send("GET /unwanted HTTP/1.1\r\nHost: a\r\n\r\n").status, 503);
  const auto end = std::chrono::steady_clock::now() + 30s;
  while (service_.ended == 0 && std::chrono::steady_clock::now() < end) std::this_thread::sleep_for(5ms);
  EXPECT_EQ(service_.ended, 1);
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

TEST_F(ServerTest, ClosesAfterARefusalSoThatNothingIsReadAsARequest) {
  RawConnection connection(server_->port());
  connection.send(
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: "
      "a\r\n\r\n");
  EXPECT_EQ(connection.receive().status, 413);
  EXPECT_EQ(connection.receive().status, 0);
}

// So that the refusal reaches a client that sends before it reads.
TEST_F(ServerTest, AfterARefusalSomeMoreIsReadAndNotAll) {
  constexpr std::size_t linger_bytes_max = 1024 * 1024, far_more = 64 * linger_bytes_max;
  const std::string refused = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n";
  RawConnection little(server_->port());
  ASSERT_TRUE(little.send(refused + std::string(linger_bytes_max / 2, 'x')));
  EXPECT_EQ(little.receive().status, 413);
  RawConnection much(server_->port());
  ASSERT_TRUE(much.send(refused));
  const std::string chunk(linger_bytes_max, 'x');
  std::size_t sent = 0;
  while (sent < far_more && much.send(chunk)) sent += chunk.size();
  EXPECT_LT(sent, far_more);
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

// A client that goes on sending, slowly, holds its connection for linger_deadline and no longer: the loop
// ends.
TEST_F(ServerTest, AfterARefusalASlowClientIsLetGo) {
  RawConnection slow(server_->port());
  ASSERT_TRUE(slow.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n"));
  EXPECT_EQ(slow.receive().status, 413);
  while (slow.send("x")) std::this_thread::sleep_for(20ms);
  EXPECT_TRUE(slow.is_closed_by_server());
}

}  // namespace
}  // namespace stocktrail::api
