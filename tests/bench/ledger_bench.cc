// tests/bench/ledger_bench.cc: the ledger in process: statements signed beforehand, examined by two threads,
// appended, durable and fully indexed when they count. Yardstick V: how many one-event statements a second
// the same two threads verify (libsodium) when they do nothing else. Both are measured in turns, because what
// else runs on the host moves them by a third within seconds. Then each stage alone.
//
//   ledger_bench [statements of one event] [statements of 100 events] [--json]
#include <time.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <latch>
#include <span>
#include <thread>

#include "ledger/engine/batch.h"
#include "ledger/engine/fold.h"
#include "ledger/engine/gate.h"
#include "ledger/store/store.h"
#include "tests/bench/yardstick.h"
#include "tests/support/ledger_world.h"

namespace stocktrail::test {
namespace {

constexpr unsigned workers = 2;
constexpr std::size_t yardstick_statements = 4'000;
constexpr unsigned lots = 1'000;
constexpr std::size_t rounds = 8;              // Of the whole runs.
constexpr std::size_t waiting_max = 1'024;     // Statements on their way, as an HTTP server bounds them.
constexpr std::size_t commit_statements = 64;  // Of the stages; the whole runs group as they come.

double seconds_of(const auto& work) {
  const auto begun = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

/// Processor time of this thread, which other programs on the machine disturb less; waiting for the disk is
/// not in it.
double cpu_seconds_of(const auto& work) {
  const auto now = [] {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
  };
  const double begun = now();
  work();
  return now() - begun;
}

/// Runs `work(i)` for every i below `count` on the workers. Each takes what comes next, as a server's workers
/// do, so that none waits for one whose core was taken away.
void on_workers(std::size_t count, const auto& work) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> threads;
  for (unsigned t = 0; t < workers; ++t) {
    threads.emplace_back([&] {
      for (std::size_t i = next++; i < count; i = next++) work(i);
    });
  }
}

std::string event_json(const Supplier& supplier, std::size_t number) {
  return R"({"type":"ObjectEvent","action":"ADD","bizStep":"commissioning","disposition":"active",)"
         R"("eventTime":"2026-07-22T06:45:00.000+02:00","eventTimeZoneOffset":"+02:00","eventID":"urn:uuid:bench-)" +
         std::to_string(number) + R"(","readPoint":{"id":")" + supplier.place +
         R"("},"bizLocation":{"id":")" + supplier.place + R"("},"quantityList":[{"epcClass":")" +
         lot(static_cast<unsigned>(number % 50), "L") + std::to_string(number % lots) +
         R"(","quantity":12}]})";
}

std::vector<std::string> sign_all(const Supplier& supplier, std::size_t statements, std::size_t events) {
  std::vector<std::string> wires(statements);
  on_workers(statements, [&](std::size_t i) {
    std::vector<std::string> bodies;
    for (std::size_t e = 0; e < events; ++e)
      bodies.push_back(event_json(supplier, (i * events + e) * 2 + (events > 1)));
    wires[i] = sign_events(supplier, i * 2 + (events > 1), std::move(bodies));
  });
  return wires;
}

std::vector<Statement> parse_all(const std::vector<std::string>& wires) {
  std::vector<Statement> statements;
  for (const std::string& wire : wires) statements.push_back(*Statement::parse(wire));
  return statements;
}

double process_cpu_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

struct Yardstick {
  double per_second = 0;
  double cpu_seconds = 0;  // Of one verification.
};

Yardstick verifications(std::span<const SignedBytes> statements, const PublicKey& key) {
  std::atomic<std::size_t> good = 0;
  const double cpu_before = process_cpu_seconds();
  const double took = seconds_of(
      [&] { on_workers(statements.size(), [&](std::size_t i) { good += statements[i].is_by(key); }); });
  ST_CHECK(good == statements.size());
  const auto count = static_cast<double>(statements.size());
  return {count / took, (process_cpu_seconds() - cpu_before) / count};
}

struct Whole {
  double statements_per_second = 0;
  double cpu_seconds = 0;  // Of one statement, in this process with its background threads.
  std::uint64_t commits = 0;
};

Whole append_all(Ledger& ledger, std::span<const std::string> wires) {
  std::latch done(static_cast<std::ptrdiff_t>(wires.size()));
  const auto before = ledger.counters().commits;
  const double cpu_before = process_cpu_seconds();
  std::atomic<std::size_t> waiting = 0;
  const double took = seconds_of([&] {
    on_workers(wires.size(), [&](std::size_t i) {
      auto candidate = ledger.examine(wires[i]);
      ST_CHECK(candidate.has_value());
      // Bounded, as the HTTP server is: a worker waits while the queue is long.
      while (waiting > waiting_max) std::this_thread::sleep_for(std::chrono::microseconds(200));
      ++waiting;
      ledger.append(std::move(*candidate), [&](Result<Receipt> receipt) {
        ST_CHECK(receipt.has_value() && !receipt->repeated);
        --waiting;
        done.count_down();
      });
    });
    done.wait();
  });
  const auto count = static_cast<double>(wires.size());
  return {count / took, (process_cpu_seconds() - cpu_before) / count, ledger.counters().commits - before};
}

struct Stage {
  const char* name;
  double micros_per_event;
};

/// Each stage of the same statements alone, on one thread. `tables` is a copy of the log's state to fold on.
std::vector<Stage> stages(const std::vector<std::string>& wires, std::size_t events, LedgerWorld& world,
                          const Supplier& supplier, const std::filesystem::path& scratch) {
  const double scale = 1e6 / static_cast<double>(wires.size() * events);
  std::vector<Stage> out;
  std::vector<Statement> statements;
  std::vector<Candidate> candidates;
  out.push_back({"parse and check digests", scale * cpu_seconds_of([&] { statements = parse_all(wires); })});
  out.push_back({"verify the signature", scale * cpu_seconds_of([&] {
                                           for (const Statement& one : statements)
                                             ST_CHECK(verify(one, supplier.key.public_key()));
                                         })});
  out.push_back({"check the events", scale * cpu_seconds_of([&] {
                                       for (const Statement& one : statements)
                                         candidates.push_back(*read_contents(one));
                                     })});
  auto store = *Store::open({.directory = scratch});
  TreeEdge edge;
  Gate gate;
  RecentValues recent;
  {
    Batch batch(store->snapshot(), recent);
    fold_beginning("test.example/log", world.ledger->verifier().key(), batch);
    const auto view = world.ledger->view();
    for (std::uint64_t i = 0; i < 2; ++i) {  // The operator and the supplier.
      const auto candidate = *read_contents(*view->statement(LeafIndex{i}));
      fold(candidate, LeafIndex{i}, {.recorded_at = Micros{static_cast<std::int64_t>(i)}}, edge, batch);
    }
    ST_CHECK(store->commit(batch, Durability::synced).has_value());
  }
  double admit = 0, folding = 0, committing = 0;
  const Micros now = system_clock().now();
  for (std::size_t i = 0; i < candidates.size();) {
    Batch batch(store->snapshot(), recent);
    for (std::size_t n = 0; n < commit_statements && i < candidates.size(); ++n, ++i) {
      candidates[i].signed_by = supplier.key.public_key();
      const LeafIndex index{to_u64(edge.size())};
      admit += cpu_seconds_of([&] { ST_CHECK(gate.admit(candidates[i], index, now, batch).has_value()); });
      folding += cpu_seconds_of([&] {
        Record record{.recorded_at = now, .statement_digest = candidates[i].digest};
        system_randomness().fill(record.blind);
        record.entry = entry_of(record.blind, record.statement_digest);
        fold(candidates[i], index, record, edge, batch);
      });
    }
    committing += cpu_seconds_of([&] { ST_CHECK(store->commit(batch, Durability::synced).has_value()); });
    batch.write_to(recent);
  }
  out.push_back({"writer: admit", scale * admit});
  out.push_back({"writer: fold", scale * folding});
  out.push_back({"writer: commit, synced, 64 statements", scale * committing});
  return out;
}

std::size_t number(const char* text) {
  std::size_t value = 0;
  ST_CHECK(std::from_chars(text, text + std::strlen(text), value).ec == std::errc());
  return value;
}

struct Round {
  Yardstick v{};  // The mean of before and after.
  Whole whole{};
};

struct Case {
  const char* name;
  std::size_t statements, events;
  double target;
  std::vector<Round> rounds{};
  std::vector<Stage> stages{};

  double events_per_second(const Round& round) const {
    return round.whole.statements_per_second * static_cast<double>(events);
  }
  double ratio(const Round& round) const { return events_per_second(round) / round.v.per_second; }
  /// The ratio of the processor time of a verification to that of an event: what a host that takes no time
  /// away, and a pipeline that never waits, would give.
  double cpu_ratio(const Round& round) const {
    return round.v.cpu_seconds * static_cast<double>(events) / round.whole.cpu_seconds;
  }
  /// The one in the middle by its ratio.
  const Round& median() const { return rounds[rounds.size() / 2]; }
};

void measure(Case& one, Ledger& ledger, std::span<const std::string> wires,
             std::span<const SignedBytes> yardstick, const PublicKey& key) {
  Yardstick before = verifications(yardstick, key);
  for (std::size_t i = 0; i < rounds; ++i) {
    const std::size_t begin = wires.size() * i / rounds, end = wires.size() * (i + 1) / rounds;
    const Whole whole = append_all(ledger, wires.subspan(begin, end - begin));
    const Yardstick after = verifications(yardstick, key);
    one.rounds.push_back(
        {{(before.per_second + after.per_second) / 2, (before.cpu_seconds + after.cpu_seconds) / 2}, whole});
    before = after;
  }
  std::ranges::sort(one.rounds, {}, [&](const Round& round) { return one.ratio(round); });
}

void print_table(const Case& one) {
  const Round& median = one.median();
  std::printf("%s: %.2f V events/s (%.2f to %.2f in %zu rounds), target %.1f\n", one.name, one.ratio(median),
              one.ratio(one.rounds.front()), one.ratio(one.rounds.back()), one.rounds.size(), one.target);
  std::printf(
      "  the median round: V = %.0f statements/s, %.0f events/s, %llu commits; %.2f by processor time "
      "(%.1f us to verify, %.1f us an event)\n",
      median.v.per_second, one.events_per_second(median),
      static_cast<unsigned long long>(median.whole.commits), one.cpu_ratio(median),
      median.v.cpu_seconds * 1e6, median.whole.cpu_seconds * 1e6 / static_cast<double>(one.events));
  for (const Stage& stage : one.stages)
    std::printf("  %8.2f us of CPU an event  %s\n", stage.micros_per_event, stage.name);
}

void print_json(const std::vector<Case>& cases) {
  json::Writer w;
  w.begin_array();
  for (const Case& one : cases) {
    w.begin_object()
        .field("case", one.name)
        .key("ratio_percent")
        .number(static_cast<std::int64_t>(one.ratio(one.median()) * 100));
    w.key("ratio_percent_least").number(static_cast<std::int64_t>(one.ratio(one.rounds.front()) * 100));
    w.key("ratio_percent_most").number(static_cast<std::int64_t>(one.ratio(one.rounds.back()) * 100));
    w.key("target_percent").number(static_cast<std::int64_t>(one.target * 100));
    w.key("ratio_percent_cpu").number(static_cast<std::int64_t>(one.cpu_ratio(one.median()) * 100));
    w.key("v").number(static_cast<std::int64_t>(one.median().v.per_second));
    w.key("events_per_second").number(static_cast<std::int64_t>(one.events_per_second(one.median())));
    w.key("commits").number(one.median().whole.commits).key("stage_nanos").begin_object();
    for (const Stage& stage : one.stages) {
      w.key(stage.name).number(static_cast<std::int64_t>(stage.micros_per_event * 1'000));
    }
    w.end_object().end_object();
  }
  w.end_array();
  std::printf("%s\n", w.text().c_str());
}

enum class Output { table, json };

int run(std::size_t singles, std::size_t hundreds, Output output) {
  const Supplier supplier = make_supplier(1);
  std::vector<Case> cases = {{"one event a statement", singles, 1, 0.6},
                             {"100 events a statement", hundreds, 100, 1.5}};
  const auto yardstick = signed_bytes(sign_all(supplier, yardstick_statements, 1), yardstick_statements);
  for (Case& one : cases) {
    TemporaryDirectory directory;
    LedgerWorld world(directory / "data");
    world.options.cache_bytes_max = LedgerOptions().cache_bytes_max;
    auto opened = Ledger::open(world.options, system_clock(), system_randomness());
    ST_CHECK(opened.has_value());
    world.ledger = std::move(*opened);
    ST_CHECK(world.admit(supplier).has_value());
    const auto wires = sign_all(supplier, one.statements, one.events);
    measure(one, *world.ledger, wires, yardstick, supplier.key.public_key());
    const std::vector<std::string> some(wires.begin(),
                                        wires.begin() + static_cast<std::ptrdiff_t>(wires.size() / 4));
    one.stages = stages(some, one.events, world, supplier, directory / "stages");
    if (output == Output::table) print_table(one);
  }
  if (output == Output::json) print_json(cases);
  return 0;
}

}  // namespace
}  // namespace stocktrail::test

int main(int argc, char** argv) {
  const bool as_json = argc > 1 && std::strcmp(argv[argc - 1], "--json") == 0;
  if (as_json) --argc;
  return stocktrail::test::run(argc > 1 ? stocktrail::test::number(argv[1]) : 80'000,
                               argc > 2 ? stocktrail::test::number(argv[2]) : 1'600,
                               as_json ? stocktrail::test::Output::json : stocktrail::test::Output::table);
}
