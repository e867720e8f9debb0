// tests/bench/chains_bench.cc: a ledger filled with realistic chains, and asked. run_chains.sh runs all of
// it, with PostgreSQL beside it.
//
//   chains_bench record FILE EVENTS [single|hundred] [seed]    signs a history
//   chains_bench load FILE DIRECTORY [--json]                  takes it in: events/s as the log grows, memory
//   chains_bench read FILE DIRECTORY [rounds] [kind] [--json]  asks, in process and over HTTP
//   chains_bench audit DIRECTORY [--json]
//   chains_bench sql FILE EVENTS FOLDER [single|hundred] [seed]
#include "tests/bench/chains_bench.h"
#include "ledger/engine/audit.h"

#include <sys/resource.h>

#include <atomic>
#include <charconv>
#include <cstring>
#include <mutex>
#include <thread>

#include "crypto/json_writer.h"
#include "tests/bench/chains/admit.h"
#include "tests/bench/chains/tape.h"

namespace stocktrail::chains {
namespace {

constexpr unsigned workers = 2;
constexpr unsigned intervals = 20;

double seconds_since(std::chrono::steady_clock::time_point begun) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

/// What came in, and what it cost, up to one moment.
struct Mark {
  std::uint64_t events = 0;
  double seconds = 0, cpu_seconds = 0;
  std::size_t memory_bytes = 0;
};

class Loader {
 public:
  Loader(const std::filesystem::path& tape, Ledger& ledger, ChainClock& clock, std::uint64_t events)
      : tape_(tape),
        ledger_(ledger),
        appending_(ledger),
        clock_(clock),
        interval_(std::max<std::uint64_t>(1, events / intervals)) {}

  std::vector<Mark> run() {
    begun_ = std::chrono::steady_clock::now();
    cpu_begun_ = process_cpu_seconds();
    {
      std::vector<std::jthread> threads;
      for (unsigned i = 0; i < workers; ++i) threads.emplace_back([this] { work(); });
    }
    appending_.finish();
    mark();
    return marks_;
  }

 private:
  std::optional<SignedStatement> take() {
    const std::scoped_lock lock(mutex_);
    auto statement = tape_.next();
    if (statement) clock_.reach(statement->sent_at);
    return statement;
  }

  void work() {
    while (auto statement = take()) {
      auto candidate = ledger_.examine(statement->wire);
      ST_CHECK(candidate.has_value());
      appending_.append(std::move(*candidate), [this, events = statement->events](const Receipt& receipt) {
        if (!receipt.repeated) events_ += events;
        if (events_ / interval_ > marks_.size()) mark();
      });
    }
  }

  /// On the writer's thread, or when it is done.
  void mark() {
    marks_.push_back(
        {events_, seconds_since(begun_), process_cpu_seconds() - cpu_begun_, peak_memory_bytes()});
  }

  Tape tape_;
  Ledger& ledger_;
  Appending appending_;
  ChainClock& clock_;
  const std::uint64_t interval_;
  std::mutex mutex_;
  std::uint64_t events_ = 0;  // Of the writer's thread, as are the marks.
  std::vector<Mark> marks_;
  std::chrono::steady_clock::time_point begun_;
  double cpu_begun_ = 0;
};

std::uint64_t events_of(const std::filesystem::path& tape) {
  Tape all(tape);
  std::uint64_t events = 0;
  while (const auto statement = all.next()) events += statement->is_repeat ? 0 : statement->events;
  return events;
}

std::uint64_t bytes_of(const std::filesystem::path& folder) {
  std::uint64_t bytes = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder))
    if (file.is_regular_file()) bytes += file.file_size();
  return bytes;
}

void print_marks(const std::vector<Mark>& marks, std::uint64_t disk_bytes) {
  std::printf("%12s %12s %14s %12s\n", "events", "events/s", "us CPU/event", "peak MB");
  Mark before;
  for (const Mark& mark : marks) {
    const auto events = static_cast<double>(mark.events - before.events);
    if (events == 0) continue;
    std::printf("%12llu %12.0f %14.1f %12zu\n", static_cast<unsigned long long>(mark.events),
                events / (mark.seconds - before.seconds),
                (mark.cpu_seconds - before.cpu_seconds) * 1e6 / events, mark.memory_bytes >> 20);
    before = mark;
  }
  const auto events = static_cast<double>(before.events);
  std::printf(
      "all: %.0f events/s, %.1f us of wall clock and %.1f us of CPU an event, %.0f bytes an event on disk\n",
      events / before.seconds, before.seconds * 1e6 / events, before.cpu_seconds * 1e6 / events,
      static_cast<double>(disk_bytes) / events);
}

void print_json(const std::vector<Mark>& marks, std::uint64_t disk_bytes) {
  json::Writer w;
  w.begin_object().key("load").begin_array();
  for (const Mark& mark : marks) {
    w.begin_object().key("events").number(mark.events);
    w.key("millis").number(static_cast<std::int64_t>(mark.seconds * 1e3));
    w.key("cpu_millis").number(static_cast<std::int64_t>(mark.cpu_seconds * 1e3));
    w.key("peak_bytes").number(std::uint64_t{mark.memory_bytes}).end_object();
  }
  w.end_array().key("disk_bytes").number(disk_bytes).end_object();
  std::printf("%s\n", w.text().c_str());
}

}  // namespace

std::size_t peak_memory_bytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::size_t>(usage.ru_maxrss) << 10;
}

double process_cpu_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

void load(const std::filesystem::path& tape, const std::filesystem::path& data, Output output) {
  ChainClock clock;
  LedgerOptions options;
  options.directory = data;
  options.guard_directory = data.string() + ".guard";
  options.origin = "bench.example/log";
  auto ledger = Ledger::open(options, clock, system_randomness());
  ST_CHECK(ledger.has_value());
  admit_all(World(), **ledger, clock);
  const std::vector<Mark> marks = Loader(tape, **ledger, clock, events_of(tape)).run();
  ledger->reset();
  if (output == Output::table) print_marks(marks, bytes_of(data));
  if (output == Output::json) print_json(marks, bytes_of(data));
}

void audit(const std::filesystem::path& data, Output output) {
  const auto begun = std::chrono::steady_clock::now();
  const double cpu_begun = process_cpu_seconds();
  const auto report = audit_directory(data, [](std::uint64_t, std::uint64_t) {});
  ST_CHECK(report.has_value());
  for (const Error& doubt : report->doubts) std::fprintf(stderr, "doubt: %s\n", doubt.detail.c_str());
  ST_CHECK(report->doubts.empty());
  const auto events = static_cast<double>(report->events);
  const double micros = seconds_since(begun) * 1e6 / events,
               cpu_micros = (process_cpu_seconds() - cpu_begun) * 1e6 / events;
  if (output == Output::table) {
    std::printf("audit: %.1f us of wall clock and %.1f us of CPU an event, peak %zu MB\n", micros, cpu_micros,
                peak_memory_bytes() >> 20);
  } else {
    std::printf("{\"audit\":{\"micros\":%.1f,\"cpu_micros\":%.1f,\"peak_bytes\":%zu}}\n", micros, cpu_micros,
                peak_memory_bytes());
  }
}

namespace {

std::uint64_t number(const char* text) {
  std::uint64_t value = 0;
  ST_CHECK(std::from_chars(text, text + std::strlen(text), value).ec == std::errc());
  return value;
}

int usage() {
  std::fputs("usage: chains_bench record|load|read|audit|sql ...; its source says more\n", stderr);
  return 2;
}

int run(std::vector<const char*> words) {
  const bool as_json = !words.empty() && std::strcmp(words.back(), "--json") == 0;
  if (as_json) words.pop_back();
  const Output output = as_json ? Output::json : Output::table;
  const std::string_view verb = words.empty() ? "" : words[0];
  const auto options = [&](std::size_t from) {
    ChainsOptions made{.events = number(words[2])};
    const bool is_single = words.size() > from && std::strcmp(words[from], "single") == 0;
    made.grouping = is_single ? Grouping::single : Grouping::hundred;
    if (words.size() > from + 1) made.seed = number(words[from + 1]);
    return made;
  };
  if (verb == "record" && words.size() >= 3) {
    record(options(3), words[1]);
  } else if (verb == "load" && words.size() == 3) {
    load(words[1], words[2], output);
  } else if (verb == "read" && words.size() >= 3) {
    read(words[1], words[2], words.size() > 3 ? number(words[3]) : 1'000, words.size() > 4 ? words[4] : "",
         output);
  } else if (verb == "audit" && words.size() == 2) {
    audit(words[1], output);
  } else if (verb == "sql" && words.size() >= 4) {
    write_sql(options(4), words[1], words[3]);
  } else {
    return usage();
  }
  return 0;
}

}  // namespace
}  // namespace stocktrail::chains

int main(int argc, char** argv) {
  return stocktrail::chains::run({argv + 1, argv + argc});
}
