// tests/bench/http_bench.cc: end-to-end load over HTTP: one event of realistic chains a statement, signed
// beforehand, durable and fully indexed before each answer; server and client on the same cores. The
// yardstick V is how many of the same statements those cores verify in a second when they do nothing else
// (libsodium, two threads). Both are measured in turns, because what else runs on the host moves them by a
// third within seconds; the median round counts.
//
//   http_bench [statements] [connections]
#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <ctime>
#include <iostream>
#include <span>
#include <thread>
#include <vector>

#include "api/api.h"
#include "tests/bench/chains/admit.h"
#include "tests/bench/chains/signed.h"
#include "tests/bench/yardstick.h"
#include "tests/support/temporary_directory.h"

namespace {

using namespace stocktrail;
using namespace stocktrail::chains;
using Seconds = std::chrono::duration<double>;

constexpr std::size_t statements_preset = 40'000;
constexpr std::size_t connections_preset = 64;
constexpr std::size_t rounds = 8;
constexpr std::size_t yardstick_statements = 4'000;

class NoLog final : public api::AccessLog {
 public:
  void failed(std::string_view, std::string_view) override {}
  void noted(std::string_view) override {}
  void answered(const api::AccessRecord&) override {}
};

/// Events of a history of chains, one a statement.
std::vector<SignedStatement> signed_statements(std::size_t count) {
  Chains chains({.events = count, .grouping = Grouping::single});
  auto all = sign_next(chains, count);
  std::erase_if(all, [](const SignedStatement& one) { return one.is_repeat; });
  return all;
}

/// V: verifications a second of these very statements by two threads that do nothing else.
double verifications(const std::vector<test::SignedBytes>& statements) {
  std::atomic<std::size_t> good = 0;
  const auto check = [&](std::size_t from) {
    for (std::size_t i = from; i < statements.size(); i += 2) good += statements[i].is_good() ? 1U : 0U;
  };
  const auto begun = std::chrono::steady_clock::now();
  std::thread half(check, 0);
  check(1);
  half.join();
  const Seconds took = std::chrono::steady_clock::now() - begun;
  ST_CHECK(good == statements.size());
  return static_cast<double>(statements.size()) / took.count();
}

/// One connection of the client: sends a request, waits for the whole answer, sends the next.
struct Connection {
  int socket = -1;
  std::string received;
  bool busy = false;
};

class Client {
 public:
  Client(std::uint16_t port, std::size_t connections, std::span<const SignedStatement> wires,
         ChainClock& clock)
      : wires_(wires), clock_(clock) {
    epoll_ = ::epoll_create1(0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connections_.resize(connections);
    for (std::size_t i = 0; i < connections; ++i) {
      connections_[i].socket = ::socket(AF_INET, SOCK_STREAM, 0);
      ST_CHECK(::connect(connections_[i].socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
      epoll_event wanted{.events = EPOLLIN, .data = {.u64 = i}};
      ST_CHECK(::epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_[i].socket, &wanted) == 0);
    }
  }
  ~Client() {
    for (const Connection& connection : connections_) ::close(connection.socket);
    ::close(epoll_);
  }

  /// Posts every statement once; all must be answered with 201.
  void run() {
    for (Connection& connection : connections_) send_next(connection);
    epoll_event ready[64];
    while (answered_ < wires_.size()) {
      const int count = ::epoll_wait(epoll_, ready, 64, 10'000);
      ST_CHECK(count > 0);
      for (int i = 0; i < count; ++i) receive(connections_[ready[i].data.u64]);
    }
  }

 private:
  void send_next(Connection& connection) {
    if (next_ == wires_.size()) return;
    const SignedStatement& statement = wires_[next_++];
    const std::string& body = statement.wire;
    clock_.reach(statement.sent_at);
    std::string request =
        "POST /statements HTTP/1.1\r\nHost: bench\r\nContent-Type: "
        "application/vnd.stocktrail.statement+json\r\n"
        "Content-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body;
    ST_CHECK(::send(connection.socket, request.data(), request.size(), 0) ==
             static_cast<ssize_t>(request.size()));
  }

  void receive(Connection& connection) {
    char bytes[16 * 1024];
    const ssize_t got = ::recv(connection.socket, bytes, sizeof bytes, 0);
    ST_CHECK(got > 0);
    connection.received.append(bytes, static_cast<std::size_t>(got));
    const auto end = connection.received.find("\r\n\r\n");
    if (end == std::string::npos) return;
    const auto at = connection.received.find("Content-Length: ");
    std::size_t length = 0;
    std::from_chars(connection.received.data() + at + 16, connection.received.data() + end, length);
    if (connection.received.size() < end + 4 + length) return;
    if (!connection.received.starts_with("HTTP/1.1 201")) {
      std::cerr << connection.received << '\n';
      std::exit(1);
    }
    connection.received.clear();
    ++answered_;
    send_next(connection);
  }

  std::span<const SignedStatement> wires_;
  ChainClock& clock_;
  std::vector<Connection> connections_;
  int epoll_ = -1;
  std::size_t next_ = 0, answered_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const std::size_t count = argc > 1 ? std::stoul(argv[1]) : statements_preset;
  const std::size_t connections = argc > 2 ? std::stoul(argv[2]) : connections_preset;
  const TemporaryDirectory directory;
  LedgerOptions log_options;
  log_options.directory = directory / "data";
  log_options.guard_directory = directory / "guard";
  log_options.origin = "bench.example/log";
  ChainClock clock;
  auto ledger = Ledger::open(log_options, clock, system_randomness());
  ST_CHECK(ledger.has_value());
  admit_all(World(), **ledger, clock);
  const std::vector<SignedStatement> wires = signed_statements(count);
  const auto yardstick = test::signed_bytes(wires, yardstick_statements);

  api::ApiOptions options;
  options.server.port = 0;
  options.directory = directory / "data";
  // All connections come from one address and stand for many senders, whose shares are not what is measured.
  options.server.limits.address_connections_max = options.server.limits.connections_max;
  options.worker_limits.sender_queue_tasks_max = options.worker_limits.worker_queue_tasks_max;
  options.worker_limits.anonymous_queue_tasks_max = options.worker_limits.worker_queue_tasks_max;
  NoLog log;
  auto api = api::Api::start(options, **ledger, clock, system_randomness(), log, nullptr);
  ST_CHECK(api.has_value());
  struct Round {
    double v, rate, cores_busy;
    double ratio() const { return rate / v; }
  };
  std::vector<Round> done;
  double before = verifications(yardstick);
  for (std::size_t i = 0; i < rounds; ++i) {
    const std::size_t begin = wires.size() * i / rounds, end = wires.size() * (i + 1) / rounds;
    Client client((*api)->port(), connections, std::span(wires).subspan(begin, end - begin), clock);
    const auto begun = std::chrono::steady_clock::now();
    const std::clock_t cpu_before = std::clock();  // Of all threads.
    client.run();
    const Seconds took = std::chrono::steady_clock::now() - begun;
    const double cpu_seconds = static_cast<double>(std::clock() - cpu_before) / CLOCKS_PER_SEC;
    const double after = verifications(yardstick);
    done.push_back(
        {(before + after) / 2, static_cast<double>(end - begin) / took.count(), cpu_seconds / took.count()});
    before = after;
  }
  const auto counters = (*ledger)->counters();
  (*api)->stop();
  std::ranges::sort(done, {}, &Round::ratio);
  const Round& median = done[done.size() / 2];
  std::size_t bytes = 0;
  for (const SignedStatement& one : wires) bytes += one.wire.size();
  std::cout << "{\"statements\":" << wires.size() << ",\"connections\":" << connections
            << ",\"bytes_each\":" << bytes / wires.size() << ",\"rounds\":" << rounds
            << ",\"verifications_per_second\":" << static_cast<std::uint64_t>(median.v)
            << ",\"statements_per_second\":" << static_cast<std::uint64_t>(median.rate)
            << ",\"cores_busy\":" << median.cores_busy << ",\"commits\":" << counters.commits
            << ",\"ratio\":" << median.ratio() << ",\"ratio_least\":" << done.front().ratio()
            << ",\"ratio_most\":" << done.back().ratio() << "}\n";
}
