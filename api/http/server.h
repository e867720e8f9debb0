// api/http/server.h: the HTTP/1.1 engine: sockets, TLS, limits and deadlines. It knows no route: a Service
// answers.
//
// One coroutine a connection, on one of a few threads, each with a loop of its own. A connection reads one
// request, waits for its answer, writes it and reads the next, so pipelined requests are answered in order.
// Whoever is too slow, too large or malformed is answered where that is possible, and closed.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/http/http.h"
#include "crypto/result.h"

namespace stocktrail::api {

/// Every limit of the engine; docs/http-api.md, "Limits", lists them with their defaults.
struct ServerLimits {
  std::size_t connections_max = 1'024;
  std::size_t header_bytes_max = 16 * 1024;
  std::size_t target_bytes_max = 8 * 1024;
  std::size_t body_bytes_max = 9 * 1024 * 1024;                // A statement of 8 MiB and some.
  std::size_t anonymous_body_bytes_max = 2 * 1024 * 1024;      // Of a request without a token.
  std::size_t bodies_bytes_max = 256 * 1024 * 1024;            // Of all requests in work; more is 503.
  std::size_t anonymous_bodies_bytes_max = 128 * 1024 * 1024;  // Of these, without a token.
  std::size_t address_bodies_bytes_max = 32 * 1024 * 1024;  // Without a token from one client; more is 429.
  std::size_t token_bodies_bytes_max = 64 * 1024 * 1024;    // With one token; more is 429.
  std::size_t address_connections_max = 256;                // Of one client; a proxy has no such limit.
  std::chrono::milliseconds handshake_deadline{10'000};
  std::chrono::milliseconds idle_deadline{60'000};    // From an answer to the next request's first byte.
  std::chrono::milliseconds header_deadline{10'000};  // From the first byte to the end of the header.
  std::chrono::milliseconds body_deadline{60'000};
  std::chrono::milliseconds handler_deadline{30'000};  // Then 503: the outcome is not known to the client.
  std::chrono::milliseconds unwanted_deadline{2'000};  // For a read whose client has gone, or after stop().
  std::chrono::milliseconds write_deadline{60'000};
  std::chrono::milliseconds stop_deadline{20'000};  // For what was accepted, once stop() was called.
};

struct TlsFiles {
  std::filesystem::path certificate_chain;  // PEM, leaf first.
  std::filesystem::path private_key;        // PEM.
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;  // 0: any free one; port() tells.
  unsigned threads = 2;
  std::optional<TlsFiles> tls = {};  // TLS 1.2 or newer.
  /// Addresses of reverse proxies: what the last entry of their X-Forwarded-For says is the client.
  std::vector<std::string> proxies = {};
  ServerLimits limits = {};
};

class Server {
 public:
  /// Listens and serves from now on. `service` must outlive the server.
  static Result<std::unique_ptr<Server>> start(const ServerOptions& options, Service& service);
  ~Server();  // stop().
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;

  /// Stops accepting, lets every request that has begun finish, then closes; reads that are not done at
  /// `unwanted_deadline` are ended, and what is not done at `stop_deadline` is cut. Returns when all threads
  /// have ended. Not to be called from one of them.
  void stop();

  struct Counters {
    /// `faults`: connections that ended because a library failed.
    std::uint64_t connections_open, connections_total, connections_refused, timeouts, malformed, faults;
  };
  Counters counters() const;

 private:
  struct Engine;
  explicit Server(std::unique_ptr<Engine> engine);
  std::unique_ptr<Engine> engine_;
};

}  // namespace stocktrail::api
