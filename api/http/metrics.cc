#include "api/http/metrics.h"
#include "crypto/mutex.h"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <map>
#include <tuple>

namespace stocktrail::api {
namespace {

struct Figure {
  std::string_view name, type, help;
  std::uint64_t Gauges::* value;
};

constexpr std::array figures{
    Figure{"stocktrail_tree_size", "gauge", "Entries in the log", &Gauges::tree_size},
    Figure{"stocktrail_commits_total", "counter", "Synced commits since the start", &Gauges::commits},
    Figure{"stocktrail_statements_total", "counter", "Statements stored since the start",
           &Gauges::statements},
    Figure{"stocktrail_statement_repeats_total", "counter", "Statements that were there before",
           &Gauges::repeats},
    Figure{"stocktrail_statements_refused_by_writer_total", "counter",
           "Refused by the stateful half of admission", &Gauges::refused},
    Figure{"stocktrail_events_total", "counter", "Events stored since the start", &Gauges::events},
    Figure{"stocktrail_queue_statements", "gauge", "Statements that wait for the writer",
           &Gauges::queue_statements},
    Figure{"stocktrail_queue_bytes", "gauge", "Bytes that wait for the writer", &Gauges::queue_bytes},
    Figure{"stocktrail_last_commit_microseconds", "gauge", "Duration of the newest commit",
           &Gauges::last_commit_micros},
    Figure{"stocktrail_worker_tasks_waiting", "gauge", "Requests that wait for a worker",
           &Gauges::worker_tasks_waiting},
    Figure{"stocktrail_connections_open", "gauge", "Open connections", &Gauges::connections_open},
    Figure{"stocktrail_connections_total", "counter", "Connections accepted", &Gauges::connections_total},
    Figure{"stocktrail_connections_refused_total", "counter", "Closed at once because of connections_max",
           &Gauges::connections_refused},
    Figure{"stocktrail_streams_open", "gauge", "Streams of changes that are open", &Gauges::streams_open},
    Figure{"stocktrail_timeouts_total", "counter", "Deadlines that passed", &Gauges::timeouts},
    Figure{"stocktrail_malformed_total", "counter", "Requests refused by the HTTP engine",
           &Gauges::malformed},
    Figure{"stocktrail_connection_faults_total", "counter", "Connections that ended by a fault of the server",
           &Gauges::faults},
    Figure{"stocktrail_rebuild_entries", "gauge",
           "Entries that a rebuild of tables has to fold; 0 without one", &Gauges::rebuild_entries},
    Figure{"stocktrail_rebuild_entries_done", "gauge", "Entries that it has folded",
           &Gauges::rebuild_entries_done},
    Figure{"stocktrail_disk_free_bytes", "gauge", "Free bytes on the disk of the data directory",
           &Gauges::disk_free_bytes},
    Figure{"stocktrail_database_bytes", "gauge", "Bytes of all files of the database",
           &Gauges::database_bytes},
    Figure{"stocktrail_database_log_bytes", "gauge", "Bytes of the write-ahead log",
           &Gauges::database_log_bytes},
    Figure{"process_start_time_seconds", "gauge", "Start of the process, in seconds since 1970",
           &Gauges::started_at_seconds}};

struct ProcessFigure {
  std::string_view name, help;
  std::uint64_t ProcessUse::* value;
};

constexpr std::array process_figures{
    ProcessFigure{"process_resident_memory_bytes", "Memory in use", &ProcessUse::resident_bytes},
    ProcessFigure{"process_open_fds", "Open files and connections", &ProcessUse::open_files},
    ProcessFigure{"process_max_fds", "How many of them may be open", &ProcessUse::open_files_allowed},
    ProcessFigure{"process_threads", "Threads", &ProcessUse::threads}};

void append_figure(std::string& out, std::string_view name, std::string_view type, std::string_view help,
                   std::string_view value) {
  out.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
  out.append(name).append(" ").append(type).append("\n");
  out.append(name).append(value.starts_with('{') ? "" : " ").append(value).append("\n");
}

std::string seconds_text(std::uint64_t micros) {
  const std::string fraction = std::to_string(micros % 1'000'000 + 1'000'000);
  return std::to_string(micros / 1'000'000) + "." + fraction.substr(1);
}

const prometheus::Histogram::BucketBoundaries bounds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01,
                                                     0.025,  0.05,    0.1,    0.25,  0.5,    1,     5};

}  // namespace

struct Metrics::State {
  std::string build_info;  // The labels of stocktrail_build_info.
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter()
                                                          .Name("stocktrail_http_requests_total")
                                                          .Help("Answered requests by route and status")
                                                          .Register(registry);
  prometheus::Family<prometheus::Histogram>& seconds =
      prometheus::BuildHistogram()
          .Name("stocktrail_http_request_seconds")
          .Help("From the end of the request to the answer, by route")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& refused = prometheus::BuildCounter()
                                                         .Name("stocktrail_statements_refused_total")
                                                         .Help("Statements that were not admitted, by reason")
                                                         .Register(registry);
  prometheus::Counter& bad_tokens = prometheus::BuildCounter()
                                        .Name("stocktrail_tokens_refused_total")
                                        .Help("Requests with an unknown, expired or revoked token")
                                        .Register(registry)
                                        .Add({});
  prometheus::Counter& event_repeats = prometheus::BuildCounter()
                                           .Name("stocktrail_event_repeats_total")
                                           .Help("Events that were recorded before, as their sender was told")
                                           .Register(registry)
                                           .Add({});
  prometheus::Counter& failed_checks = prometheus::BuildCounter()
                                           .Name("stocktrail_failed_checks_total")
                                           .Help("Answers that a failed check of the program cost")
                                           .Register(registry)
                                           .Add({});

  struct Series {
    prometheus::Counter* requests;
    prometheus::Histogram* seconds;
  };
  /// Looked up here, because the library makes and hashes the labels for each look.
  Series series_of(std::string_view method, std::string_view route, int status) {
    const MutexLock lock(mutex);
    const auto [at, is_new] = series.try_emplace({method, route, status});
    if (is_new) {
      const std::string m(method), r(route);
      at->second = {&requests.Add({{"method", m}, {"route", r}, {"status", std::to_string(status)}}),
                    &seconds.Add({{"route", r}}, bounds)};
    }
    return at->second;
  }

  Mutex mutex;
  std::map<std::tuple<std::string_view, std::string_view, int>, Series> series ST_GUARDED_BY(mutex);
};

Metrics::Metrics(const std::string& version, const std::string& commit) : state_(std::make_unique<State>()) {
  state_->build_info = "{version=\"" + version + "\",commit=\"" + commit + "\"} 1";
}
Metrics::~Metrics() = default;

void Metrics::answered(std::string_view method, std::string_view route, int status,
                       std::chrono::nanoseconds took) {
  const State::Series series = state_->series_of(method, route, status);
  series.requests->Increment();
  series.seconds->Observe(std::chrono::duration<double>(took).count());
}

void Metrics::statement_refused(std::string_view code) {
  state_->refused.Add({{"code", std::string(code)}}).Increment();
}

void Metrics::events_repeated(std::size_t count) {
  state_->event_repeats.Increment(static_cast<double>(count));
}

void Metrics::check_failed() {
  state_->failed_checks.Increment();
}

void Metrics::token_refused() {
  state_->bad_tokens.Increment();
}

std::string Metrics::text(const Gauges& gauges) const {
  std::string out = prometheus::TextSerializer().Serialize(state_->registry.Collect());
  for (const Figure& figure : figures)
    append_figure(out, figure.name, figure.type, figure.help, std::to_string(gauges.*figure.value));
  for (const ProcessFigure& figure : process_figures)
    append_figure(out, figure.name, "gauge", figure.help, std::to_string(gauges.process.*figure.value));
  append_figure(out, "process_cpu_seconds_total", "counter", "Processor time, user and system",
                seconds_text(gauges.process.cpu_micros));
  append_figure(out, "stocktrail_read_only", "gauge", "1 if appends are refused",
                gauges.read_only ? "1" : "0");
  append_figure(out, "stocktrail_build_info", "gauge", "The program", state_->build_info);
  return out;
}

}  // namespace stocktrail::api
