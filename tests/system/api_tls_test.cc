// The same engine over TLS: it answers, keeps the connection, and speaks nothing older than TLS 1.2.
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <cstdlib>

#include "api/http/server.h"
#include "tests/support/raw_http.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/test_data.h"

namespace stocktrail::api {
namespace {

class GreetingService final : public Service {
 public:
  void serve(Request request, Responder respond) override {
    respond(Response::text("hello " + request.target));
  }
  Response refuse(Problem problem, const Request*) override { return Response::empty(problem.status); }
};

/// One TLS connection; `text` is all that the server sent until it closed or the answer was whole.
class TlsClient {
 public:
  TlsClient(std::uint16_t port, int newest_version) : context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_security_level(context_, 0);  // So that an old version is refused by the server, not here.
    SSL_CTX_set_max_proto_version(context_, newest_version);
    ssl_ = SSL_new(context_);
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    SSL_set_fd(ssl_, socket_);
    connected_ = connected_ && SSL_connect(ssl_) == 1;
  }
  ~TlsClient() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
    ::close(socket_);
  }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  bool connected() const { return connected_; }
  std::string ask(const std::string& request, const std::string& last_bytes) {
    SSL_write(ssl_, request.data(), static_cast<int>(request.size()));
    std::string text;
    char chunk[4'096];
    while (!text.ends_with(last_bytes)) {
      const int got = SSL_read(ssl_, chunk, sizeof chunk);
      if (got <= 0) break;
      text.append(chunk, static_cast<std::size_t>(got));
    }
    return text;
  }

 private:
  SSL_CTX* context_;
  SSL* ssl_;
  int socket_;
  bool connected_ = false;
};

class TlsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string key = directory_ / "key.pem", certificate = directory_ / "certificate.pem";
    const std::string make =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "
        "/CN=localhost -keyout " +
        key + " -out " + certificate + " 2>/dev/null";
    if (std::system(make.c_str()) != 0) {
      ST_LACKS("the program openssl, to make a certificate with");
    }
    ServerOptions options{.port = 0, .tls = TlsFiles{certificate, key}};
    options.limits.header_deadline = std::chrono::milliseconds(500);
    options.limits.handshake_deadline = std::chrono::milliseconds(1'000);
    auto started = Server::start(options, service_);
    ASSERT_TRUE(started.has_value()) << started.error().detail;
    server_ = std::move(*started);
  }

  TemporaryDirectory directory_;
  GreetingService service_;
  std::unique_ptr<Server> server_;
};

TEST_F(TlsTest, AnswersAndKeepsTheConnection) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    TlsClient client(server_->port(), version);
    ASSERT_TRUE(client.connected()) << version;
    for (const std::string path : {"/a", "/b"}) {
      const std::string text =
          client.ask("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n", "hello " + path);
      EXPECT_TRUE(text.starts_with("HTTP/1.1 200 OK\r\n") && text.ends_with("hello " + path)) << text;
    }
  }
}

TEST_F(TlsTest, TellsSlowClients) {
  TlsClient client(server_->port(), TLS1_3_VERSION);
  ASSERT_TRUE(client.connected());
  const std::string text = client.ask("GET / HTTP/1.1\r\nHost:", "\r\n\r\n");
  EXPECT_TRUE(text.starts_with("HTTP/1.1 408 ")) << text;
  EXPECT_EQ(server_->counters().timeouts, 1U);
}

TEST_F(TlsTest, ClosesWhereTheHandshakeDoesNotEnd) {
  const auto begun = std::chrono::steady_clock::now();
  test::RawConnection silent(server_->port()), slow(server_->port());
  EXPECT_TRUE(slow.send("\x16\x03\x01\x02"));  // The first bytes of a ClientHello.
  EXPECT_TRUE(slow.is_closed_by_server());
  EXPECT_TRUE(silent.is_closed_by_server());
  EXPECT_GE(std::chrono::steady_clock::now() - begun, std::chrono::milliseconds(900)) << "handshake_deadline";
}

TEST_F(TlsTest, RefusesOldVersionsAndPlainText) {
  EXPECT_FALSE(TlsClient(server_->port(), TLS1_1_VERSION).connected());
  test::RawConnection plain(server_->port());
  plain.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(plain.is_closed_by_server(), true);
  EXPECT_GE(server_->counters().malformed, 2U);
}

}  // namespace
}  // namespace stocktrail::api
