// api/http/metrics.h: what the server counts, in the Prometheus text format (0.0.4). The home of
// prometheus-cpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "api/http/process_use.h"

namespace stocktrail::api {

/// Figures that others keep and that are read when somebody asks.
struct Gauges {
  std::uint64_t tree_size = 0, commits = 0, statements = 0, repeats = 0, refused = 0, events = 0;
  std::uint64_t queue_statements = 0, queue_bytes = 0, last_commit_micros = 0, worker_tasks_waiting = 0;
  std::uint64_t connections_open = 0, connections_total = 0, connections_refused = 0, timeouts = 0,
                malformed = 0, faults = 0;
  bool read_only = false;
  std::uint64_t rebuild_entries = 0, rebuild_entries_done = 0;
  std::uint64_t started_at_seconds = 0, disk_free_bytes = 0, database_bytes = 0, database_log_bytes = 0;
  std::uint64_t streams_open = 0;
  ProcessUse process = {};
};

/// Thread safe.
class Metrics {
 public:
  /// The program that counts: both stand in stocktrail_build_info.
  Metrics(const std::string& version, const std::string& commit);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  /// `method` and `route` are names that live as long as the program: they are kept.
  void answered(std::string_view method, std::string_view route, int status, std::chrono::nanoseconds took);
  void statement_refused(std::string_view code);  // The name of an ErrorCode.
  void events_repeated(std::size_t count);        // That were recorded before, as their sender was told.
  void token_refused();
  void check_failed();

  std::string text(const Gauges& gauges) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace stocktrail::api
