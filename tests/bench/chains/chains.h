// tests/bench/chains/chains.h: a history of realistic supply chains for the benchmarks, as the statements in
// which companies tell it: seeded, so that equal options give equal bytes, and made as it is read, so that
// ten million events need no more memory than some days of the history.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <queue>
#include <vector>

#include "crypto/statement.h"
#include "tests/bench/chains/runs.h"

namespace stocktrail::chains {

/// How companies put events into statements.
enum class Grouping : std::uint8_t {
  single,   // Each event at once.
  hundred,  // About 100 (60 to 140, one in 50 up to 512), or what there is when patience ends.
};

struct ChainsOptions {
  std::uint64_t seed = 1;
  std::uint64_t events = 10'000;  // In all, without statements that are sent again.
  Grouping grouping = Grouping::hundred;
  std::int64_t patience = 8 * hour;  // So long at most a company collects events before it sends them.
};

struct ChainStatement {
  unsigned by = 0;  // The company.
  Micros signed_at{};
  Micros sent_at{};          // Never goes back from one statement to the next.
  std::uint64_t number = 0;  // Its id follows from it.
  bool is_repeat = false;    // The same bytes were sent before.
  std::vector<Report> reports;
};

/// A code to follow forwards: a lot of a farm that went into many.
struct ClosureSample {
  Thing code;
  std::uint64_t keys = 0;  // Of its closure, itself among them.
};

class Chains {
 public:
  static constexpr std::uint64_t closure_keys_max = 1'901;

  explicit Chains(const ChainsOptions& options);

  const ChainsOptions& options() const { return options_; }
  const World& world() const { return world_; }
  /// nullopt after the last.
  std::optional<ChainStatement> next();

  /// Of what is told completely by now.
  const std::vector<TraceSample>& trace_samples() const { return trace_samples_; }
  const std::vector<ClosureSample>& closure_samples() const { return closure_samples_; }

 private:
  struct Later {
    bool operator()(const Report& a, const Report& b) const {
      return std::pair(to_i64(a.told_at), a.number) > std::pair(to_i64(b.told_at), b.number);
    }
  };
  struct Collected {
    std::vector<Report> reports;
    std::size_t wanted = 0;
    Micros until{};
  };
  struct Run {
    std::uint64_t reports = 0;  // That are still to come.
    std::vector<TraceSample> samples;
    std::optional<ClosureSample> closure;  // It is the last of those that make it.
  };

  void live_through_a_day();
  void begin_closure(Micros morning);
  void begin_run(unsigned plant, Micros at);
  void close_run();
  std::optional<Report> next_report();
  void collect(Report report);
  void hand_over(unsigned company, Micros at);
  void count(const Report& report);

  const ChainsOptions options_;
  const std::uint64_t runs_a_day_, closure_runs_, closures_wanted_;
  World world_;
  Random random_;
  std::priority_queue<Report, std::vector<Report>, Later> reports_;
  Teller teller_;
  Runs runs_;
  Micros today_ = beginning;  // All days before it were lived through.
  std::map<unsigned, Run> open_runs_;
  unsigned run_ = 0;
  std::uint64_t emitted_ = 0, statements_ = 0, closures_ = 0;
  std::array<Collected, companies> collected_;
  Micros now_{};
  std::deque<ChainStatement> ready_;
  std::deque<ChainStatement> sent_again_;  // In the order of their time.
  std::vector<TraceSample> trace_samples_;
  std::vector<ClosureSample> closure_samples_;
};

/// What the company signs: the same for a repeat.
StatementDraft draft_of(const ChainStatement& statement, const World& world, std::uint64_t seed);

}  // namespace stocktrail::chains
