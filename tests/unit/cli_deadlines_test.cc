// How long the command line waits for a server: each of these ends, which without its deadline would not.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <vector>

#include "tools/cli/http_client.h"

namespace stocktrail::cli {
namespace {

using namespace std::chrono_literals;

/// Listens and never accepts: the system answers for it until its list of connections is full, and then
/// swallows what comes.
class DeafServer {
 public:
  DeafServer() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address_);
    EXPECT_EQ(::bind(listener_, as_address(), length), 0);
    EXPECT_EQ(::listen(listener_, 0), 0);
    EXPECT_EQ(::getsockname(listener_, as_address(), &length), 0);
  }
  ~DeafServer() {
    for (const int client : clients_) ::close(client);
    ::close(listener_);
  }
  DeafServer(const DeafServer&) = delete;
  DeafServer& operator=(const DeafServer&) = delete;

  void fill() {
    constexpr int more_than_it_takes = 8;
    for (int i = 0; i < more_than_it_takes; ++i) {
      clients_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
      ::connect(clients_.back(), as_address(), sizeof(address_));
    }
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(ntohs(address_.sin_port)); }

 private:
  sockaddr* as_address() { return reinterpret_cast<sockaddr*>(&address_); }

  sockaddr_in address_{};
  int listener_;
  std::vector<int> clients_;
};

TEST(Deadlines, AServerThatSaysNothingIsGivenUp) {
  const DeafServer server;
  auto client = HttpClient::make({.server = server.url(), .token = {}, .ca_file = {}});
  ASSERT_TRUE(client);
  (*client)->wait_at_most(connect_deadline, 200ms);
  const auto answer = (*client)->get("/healthz");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
  EXPECT_NE(answer.error().detail.find("Is stocktraild running"), std::string::npos);
  EXPECT_GT(answer_deadline, connect_deadline);
}

TEST(Deadlines, ANetworkThatSwallowsWhatIsSentIsGivenUp) {
  DeafServer server;
  server.fill();
  auto client = HttpClient::make({.server = server.url(), .token = {}, .ca_file = {}});
  ASSERT_TRUE(client);
  (*client)->wait_at_most(200ms, answer_deadline);
  const auto answer = (*client)->get("/healthz");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace stocktrail::cli
