// tests/bench/ledger_bench.cc: the ledger in process: statements of realistic chains, signed beforehand,
// examined by two threads, appended, durable and fully indexed when they count. Yardstick V: how many
// one-event statements a second the same two threads verify (libsodium) when they do nothing else. Both are
// measured in turns, because what else runs on the host moves them by a third within seconds. Then each stage
// alone.
//
//   ledger_bench [statements of one event] [statements of about 100 events] [--json]
#include <time.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <span>
#include <thread>

#include "crypto/json_writer.h"
#include "ledger/engine/applier.h"
#include "ledger/engine/batch.h"
#include "ledger/engine/gate.h"
#include "ledger/store/store.h"
#include "tests/bench/chains/admit.h"
#include "tests/bench/chains/signed.h"
#include "tests/bench/yardstick.h"
#include "tests/support/temporary_directory.h"

namespace stocktrail::test {
namespace {

using chains::admit_all;
using chains::Appending;
using chains::ChainClock;
using chains::Chains;
using chains::Grouping;
using chains::sign_next;
using chains::SignedStatement;
using chains::World;

constexpr unsigned workers = 2;
constexpr std::size_t yardstick_statements = 4'000;
constexpr std::size_t rounds = 8;              // Of the whole runs.
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

/// The statements of a history of chains, without those that are sent again.
std::vector<SignedStatement> sign_all(std::size_t statements, std::size_t events) {
  Chains chains({.seed = events,
                 .events = statements * events,
                 .grouping = events == 1 ? Grouping::single : Grouping::hundred,
                 .patience = 30 * chains::day});
  auto all = sign_next(chains, statements);
  std::erase_if(all, [](const SignedStatement& one) { return one.is_repeat; });
  return all;
}

std::vector<Statement> parse_all(std::span<const SignedStatement> wires) {
  std::vector<Statement> statements;
  for (const SignedStatement& one : wires) statements.push_back(*Statement::parse(one.wire));
  return statements;
}

std::size_t events_of(std::span<const SignedStatement> statements) {
  std::size_t events = 0;
  for (const SignedStatement& one : statements) events += one.events;
  return events;
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

Yardstick verifications(std::span<const SignedBytes> statements) {
  std::atomic<std::size_t> good = 0;
  const double cpu_before = process_cpu_seconds();
  const double took = seconds_of(
      [&] { on_workers(statements.size(), [&](std::size_t i) { good += statements[i].is_good(); }); });
  ST_CHECK(good == statements.size());
  const auto count = static_cast<double>(statements.size());
  return {count / took, (process_cpu_seconds() - cpu_before) / count};
}

struct Whole {
  double events_per_second = 0;
  double cpu_seconds = 0;  // Of one event, in this process with its background threads.
  std::uint64_t commits = 0;
};

Whole append_all(Ledger& ledger, ChainClock& clock, std::span<const SignedStatement> statements) {
  const auto before = ledger.counters().commits;
  const double cpu_before = process_cpu_seconds();
  const double took = seconds_of([&] {
    Appending appending(ledger);
    on_workers(statements.size(), [&](std::size_t i) {
      clock.reach(statements[i].sent_at);
      auto candidate = ledger.examine(statements[i].wire);
      ST_CHECK(candidate.has_value());
      appending.append(std::move(*candidate), [](const Receipt& receipt) { ST_CHECK(!receipt.repeated); });
    });
    appending.finish();
  });
  const auto count = static_cast<double>(events_of(statements));
  return {count / took, (process_cpu_seconds() - cpu_before) / count, ledger.counters().commits - before};
}

struct Stage {
  const char* name;
  double micros_per_event;
};

/// Each stage of the same statements alone, on one thread. `tables` is a copy of the log's state to fold on.
std::vector<Stage> stages(std::span<const SignedStatement> wires, const View& admitted,
                          const NoteVerifier& log, const std::filesystem::path& scratch) {
  const double scale = 1e6 / static_cast<double>(events_of(wires));
  std::vector<PublicKey> keys;
  for (unsigned company = 0; company < chains::companies; ++company)
    keys.push_back(chains::World::key_of(company).public_key());
  std::vector<Stage> out;
  std::vector<Statement> statements;
  std::vector<Candidate> candidates;
  out.push_back({"parse and check digests", scale * cpu_seconds_of([&] { statements = parse_all(wires); })});
  out.push_back({"verify the signature", scale * cpu_seconds_of([&] {
                                           for (std::size_t i = 0; i < wires.size(); ++i)
                                             ST_CHECK(verify(statements[i], keys[wires[i].by]));
                                         })});
  out.push_back({"check the events", scale * cpu_seconds_of([&] {
                                       for (const Statement& one : statements)
                                         candidates.push_back(*read_contents(one));
                                     })});
  auto store = *Store::open({.directory = scratch});
  TreeEdge edge;
  const Applier applier;
  Gate gate;
  RecentValues recent;
  {
    Batch batch(store->snapshot(), recent);
    applier.begin("test.example/log", log.key(), batch);
    for (std::uint64_t i = 0; i < to_u64(admitted.checkpoint().size); ++i) {
      const auto candidate = *read_contents(*admitted.statement(LeafIndex{i}));
      applier.append({.record = {.recorded_at = Micros{static_cast<std::int64_t>(i)}},
                      .wire = candidate.wire,
                      .id = candidate.id,
                      .input = candidate},
                     edge, batch);
    }
    ST_CHECK(store->commit(batch, Durability::synced).has_value());
  }
  double admit = 0, folding = 0, committing = 0;
  for (std::size_t i = 0; i < candidates.size();) {
    Batch batch(store->snapshot(), recent);
    for (std::size_t n = 0; n < commit_statements && i < candidates.size(); ++n, ++i) {
      candidates[i].signed_by = keys[wires[i].by];
      const LeafIndex index{to_u64(edge.size())};
      const Micros now = wires[i].sent_at;
      admit += cpu_seconds_of([&] { ST_CHECK(gate.admit(candidates[i], index, now, batch).has_value()); });
      folding += cpu_seconds_of([&] {
        Record record{.recorded_at = now, .statement_digest = candidates[i].digest};
        system_randomness().fill(record.blind);
        record.entry = entry_of(record.blind, record.statement_digest);
        applier.append(
            {.record = record, .wire = candidates[i].wire, .id = candidates[i].id, .input = candidates[i]},
            edge, batch);
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

  double ratio(const Round& round) const { return round.whole.events_per_second / round.v.per_second; }
  /// The ratio of the processor time of a verification to that of an event: what a host that takes no time
  /// away, and a pipeline that never waits, would give.
  double cpu_ratio(const Round& round) const { return round.v.cpu_seconds / round.whole.cpu_seconds; }
  /// The one in the middle by its ratio.
  const Round& median() const { return rounds[rounds.size() / 2]; }
};

void measure(Case& one, Ledger& ledger, ChainClock& clock, std::span<const SignedStatement> wires,
             std::span<const SignedBytes> yardstick) {
  Yardstick before = verifications(yardstick);
  for (std::size_t i = 0; i < rounds; ++i) {
    const std::size_t begin = wires.size() * i / rounds, end = wires.size() * (i + 1) / rounds;
    const Whole whole = append_all(ledger, clock, wires.subspan(begin, end - begin));
    const Yardstick after = verifications(yardstick);
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
      median.v.per_second, median.whole.events_per_second,
      static_cast<unsigned long long>(median.whole.commits), one.cpu_ratio(median),
      median.v.cpu_seconds * 1e6, median.whole.cpu_seconds * 1e6);
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
    w.key("events_per_second").number(static_cast<std::int64_t>(one.median().whole.events_per_second));
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
  std::vector<Case> cases = {{"one event a statement", singles, 1, 0.6},
                             {"100 events a statement", hundreds, 100, 1.5}};
  const auto yardstick = signed_bytes(sign_all(yardstick_statements, 1), yardstick_statements);
  for (Case& one : cases) {
    const TemporaryDirectory directory;
    ChainClock clock;
    LedgerOptions options;
    options.directory = directory / "data";
    options.guard_directory = directory / "guard";
    options.origin = "bench.example/log";
    auto ledger = Ledger::open(options, clock, system_randomness());
    ST_CHECK(ledger.has_value());
    admit_all(World(), **ledger, clock);
    const auto admitted = (*ledger)->view();
    const auto wires = sign_all(one.statements, one.events);
    measure(one, **ledger, clock, wires, yardstick);
    one.stages = stages(std::span(wires).first(wires.size() / 4), *admitted, (*ledger)->verifier(),
                        directory / "stages");
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
