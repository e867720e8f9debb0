// tests/bench/ledger_bench.cc: the ledger in process: statements signed beforehand, examined by two threads,
// appended, durable and fully indexed when they count. Yardstick V: how many one-event statements a second
// the same two threads verify (libsodium) when they do nothing else, measured before and after each run. Then
// each stage alone.
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
#include <thread>

#include "ledger/log/batch.h"
#include "ledger/log/fold.h"
#include "ledger/log/gate.h"
#include "ledger/log/store.h"
#include "tests/support/ledger_world.h"

namespace stocktrail::test {
namespace {

constexpr unsigned workers = 2;
constexpr unsigned lots = 1'000;
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

/// Runs `work(i)` for every i below `count` on the workers.
void on_workers(std::size_t count, const auto& work) {
  std::vector<std::jthread> threads;
  for (unsigned t = 0; t < workers; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = t; i < count; i += workers) work(i);
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

std::vector<Statement> parse_some(const std::vector<std::string>& wires, std::size_t count) {
  std::vector<Statement> statements;
  for (std::size_t i = 0; i < std::min(count, wires.size()); ++i)
    statements.push_back(*Statement::parse(wires[i]));
  return statements;
}

double verifications(const std::vector<Statement>& statements, const PublicKey& key) {
  std::atomic<std::size_t> good = 0;
  const double took = seconds_of(
      [&] { on_workers(statements.size(), [&](std::size_t i) { good += verify(statements[i], key); }); });
  ST_CHECK(good == statements.size());
  return static_cast<double>(statements.size()) / took;
}

struct Whole {
  double statements_per_second = 0;
  std::uint64_t commits = 0;
};

Whole append_all(Ledger& ledger, const std::vector<std::string>& wires) {
  std::latch done(static_cast<std::ptrdiff_t>(wires.size()));
  const auto before = ledger.counters().commits;
  const double took = seconds_of([&] {
    on_workers(wires.size(), [&](std::size_t i) {
      auto candidate = ledger.examine(wires[i]);
      ST_CHECK(candidate.has_value());
      // Bounded, as the HTTP server is: a worker waits while the queue is long.
      while (ledger.counters().queue_statements > 512)
        std::this_thread::sleep_for(std::chrono::microseconds(200));
      ledger.append(std::move(*candidate), [&](Result<Receipt> receipt) {
        ST_CHECK(receipt.has_value() && !receipt->repeated);
        done.count_down();
      });
    });
    done.wait();
  });
  return {static_cast<double>(wires.size()) / took, ledger.counters().commits - before};
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
  out.push_back({"parse and check digests",
                 scale * cpu_seconds_of([&] { statements = parse_some(wires, wires.size()); })});
  out.push_back({"verify the signature", scale * cpu_seconds_of([&] {
                                           for (const Statement& one : statements)
                                             ST_CHECK(verify(one, supplier.key.public_key()));
                                         })});
  out.push_back({"check the events", scale * cpu_seconds_of([&] {
                                       for (Statement& one : statements)
                                         candidates.push_back(*read_contents(std::move(one)));
                                     })});
  auto store = *Store::open({.directory = scratch});
  TreeEdge edge;
  Gate gate;
  {
    Batch batch(store->snapshot());
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
    Batch batch(store->snapshot());
    for (std::size_t n = 0; n < commit_statements && i < candidates.size(); ++n, ++i) {
      candidates[i].signed_by = supplier.key.public_key();
      const LeafIndex index{to_u64(edge.size())};
      admit += cpu_seconds_of([&] { ST_CHECK(gate.admit(candidates[i], index, now, batch).has_value()); });
      folding += cpu_seconds_of([&] {
        Record record{.recorded_at = now, .statement_digest = candidates[i].statement.digest()};
        system_randomness().fill(record.blind);
        record.entry = entry_of(record.blind, record.statement_digest);
        fold(candidates[i], index, record, edge, batch);
      });
    }
    committing += cpu_seconds_of([&] { ST_CHECK(store->commit(batch, Durability::synced).has_value()); });
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

struct Case {
  const char* name;
  std::size_t statements, events;
  double target;
  double v = 0;
  Whole whole{};
  std::vector<Stage> stages{};
  double ratio() const { return whole.statements_per_second * static_cast<double>(events) / v; }
};

void print_table(const Case& one) {
  std::printf("%s: V = %.0f statements/s; %.0f statements/s, %.0f events/s, %llu commits\n", one.name, one.v,
              one.whole.statements_per_second,
              one.whole.statements_per_second * static_cast<double>(one.events),
              static_cast<unsigned long long>(one.whole.commits));
  std::printf("  %.2f V events/s (target %.1f)\n", one.ratio(), one.target);
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
        .number(static_cast<std::int64_t>(one.ratio() * 100));
    w.key("target_percent").number(static_cast<std::int64_t>(one.target * 100));
    w.key("v").number(static_cast<std::int64_t>(one.v));
    w.key("events_per_second").number(static_cast<std::int64_t>(one.ratio() * one.v));
    w.key("commits").number(one.whole.commits).key("stage_nanos").begin_object();
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
  const auto yardstick = parse_some(sign_all(supplier, 10'000, 1), 10'000);
  for (Case& one : cases) {
    TemporaryDirectory directory;
    LedgerWorld world(directory / "data");
    world.options.cache_bytes_max = LedgerOptions().cache_bytes_max;
    auto opened = Ledger::open(world.options, system_clock(), system_randomness());
    ST_CHECK(opened.has_value());
    world.ledger = std::move(*opened);
    ST_CHECK(world.admit(supplier).has_value());
    const auto wires = sign_all(supplier, one.statements, one.events);
    one.v = verifications(yardstick, supplier.key.public_key());
    one.whole = append_all(*world.ledger, wires);
    one.v = (one.v + verifications(yardstick, supplier.key.public_key())) / 2;
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
  return stocktrail::test::run(argc > 1 ? stocktrail::test::number(argv[1]) : 40'000,
                               argc > 2 ? stocktrail::test::number(argv[2]) : 1'000,
                               as_json ? stocktrail::test::Output::json : stocktrail::test::Output::table);
}
