// api/api.h: what a program needs to serve a ledger over HTTP: options in, one object that runs and stops.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/http/server.h"
#include "api/http/worker_pool.h"
#include "ledger/ledger.h"

namespace stocktrail::api {

class Pages;  // pages.h

/// Limits of what tells changes, in pages and in answers that go on.
struct StreamLimits {
  std::size_t streams_max = 256;        // Of all clients; more is 503.
  std::size_t sender_streams_max = 16;  // With one token; more is 429.
  std::chrono::milliseconds stream_heartbeat{15'000};
  std::uint64_t swept_goods_max = 10'000;  // That a page of stock changes looks at.
};

struct ApiOptions {
  ServerOptions server;
  std::filesystem::path directory;  // Of the ledger: tokens, operator.token and blobs live beside its tables.
  /// Scheme and authority that links and QR codes carry, e.g. "https://trace.example"; empty: as the
  /// request's Host says.
  std::string public_url;
  unsigned workers = 2;        // Threads that take statements in: check signatures, decode, sign.
  unsigned readers = 2;        // Threads that answer what takes long to read: traces, proofs, pages.
  WorkerLimits worker_limits;  // Of each of the two pools; more is 503, or 429 for one sender's.
  StreamLimits stream_limits = {};
  std::uint64_t party_files_bytes_max = 1ull << 30;  // Of the files that one party brings; more is 413.
  bool makes_operator_token = false;        // At the start, also where one is good: the operator lost it.
  std::filesystem::path backups_directory;  // Where the operator has copies of the data made; empty: nowhere.
  std::string version, commit;              // Of the program, for /metrics.
  /// An address of its own for /metrics, without TLS, which is then not served elsewhere.
  struct MetricsAddress {
    std::string address;
    std::uint16_t port = 0;  // 0: any free one; metrics_port() tells.
  };
  std::optional<MetricsAddress> metrics = {};
};

/// One answered request, for the access log. No address, no path and no query: what a consumer scanned is
/// nobody's business, so only the route's pattern is told.
struct AccessRecord {
  std::string_view method;
  std::string_view route;  // "/01/{gtin...}"; "-" if none matched.
  int status = 0;
  std::string_view cause;  // What the answer does not tell of its problem, being for the operator only.
  std::int64_t micros = 0;
  std::size_t bytes_in = 0, bytes_out = 0;
};

/// Where the access log goes. Called from all I/O threads at once; must not block.
class AccessLog {
 public:
  virtual ~AccessLog() = default;
  virtual void answered(const AccessRecord& record) = 0;
  /// A check failed in the program while it answered `route`: for the operator, with its place in the source.
  virtual void failed(std::string_view route, std::string_view check) = 0;
  /// Something that the operator should know, as a line.
  virtual void noted(std::string_view line) = 0;
};

class Api {
 public:
  /// Listens and serves. Everything passed in must outlive the Api. Where no token of an operator is good
  /// makes one, in `<directory>/operator.token`, readable by its owner only. `pages` may be null: then a
  /// scanned code leads to the JSON of its trace instead of a page.
  static Result<std::unique_ptr<Api>> start(const ApiOptions& options, Ledger& ledger, Clock& clock,
                                            Randomness& randomness, AccessLog& log, const Pages* pages);
  virtual ~Api() = default;  // stop().

  virtual std::uint16_t port() const = 0;
  virtual std::uint16_t metrics_port() const = 0;  // 0 without ApiOptions::metrics.
  /// Stops accepting, finishes what was accepted (ServerLimits::stop_deadline; long reads are ended before,
  /// at unwanted_deadline), and returns. For another thread than those of the server, e.g. one that waits for
  /// SIGTERM.
  virtual void stop() = 0;
};

}  // namespace stocktrail::api
