// The history that the benchmarks read: the same each time, taken by a ledger as it is, and shaped as it
// says.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "ledger/ledger.h"
#include "tests/bench/chains/admit.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temporary_directory.h"

namespace stocktrail::chains {
namespace {

std::string wire_of(const ChainStatement& statement, const Chains& chains, std::uint64_t seed) {
  auto wire = sign_statement(draft_of(statement, chains.world(), seed), World::key_of(statement.by));
  EXPECT_TRUE(wire.has_value()) << wire.error().where << " " << wire.error().detail;
  return wire.value_or("");
}

Digest digest_of_history(const ChainsOptions& options) {
  Chains chains(options);
  std::string digests;
  while (const auto statement = chains.next())
    digests += as_text(sha256(wire_of(*statement, chains, options.seed)));
  return sha256(digests);
}

TEST(BenchChains, FollowFromTheirSeed) {
  const ChainsOptions options{.seed = 7, .events = 1'500, .grouping = Grouping::hundred};
  EXPECT_EQ(digest_of_history(options), digest_of_history(options));
  EXPECT_NE(digest_of_history(options), digest_of_history({8, 1'500, Grouping::hundred}));
}

class InALedger : public ::testing::Test {
 protected:
  InALedger() {
    LedgerOptions options;
    options.directory = directory_ / "data";
    options.guard_directory = directory_ / "guard";
    options.origin = "test.example/log";
    options.cache_bytes_max = 8 << 20;
    auto opened = Ledger::open(options, clock_, randomness_);
    ST_CHECK(opened.has_value());
    ledger_ = std::move(*opened);
    admit_all(world_, *ledger_, clock_);
  }

  /// Posts all of them; each is admitted, and known to be a repeat if it is one.
  void post(Chains& chains, std::uint64_t seed) {
    std::int64_t before = 0;
    Appending appending(*ledger_);
    while (const auto statement = chains.next()) {
      ASSERT_GE(to_i64(statement->sent_at), before);
      before = to_i64(statement->sent_at);
      clock_.reach(statement->sent_at);
      auto candidate = ledger_->examine(wire_of(*statement, chains, seed));
      ASSERT_TRUE(candidate.has_value()) << candidate.error().where << " " << candidate.error().detail;
      appending.append(std::move(*candidate), [is_repeat = statement->is_repeat](const Receipt& receipt) {
        EXPECT_EQ(receipt.repeated, is_repeat);
      });
      if (!statement->is_repeat) events_ += statement->reports.size();
    }
  }

  trace::Trace walk(const Thing& code, trace::Direction direction) const {
    const auto view = ledger_->view();
    return trace::walk(*gs1::parse_key(world_.text(code)), direction, {}, view->tables());
  }

  TemporaryDirectory directory_;
  ChainClock clock_;
  test::CountingRandomness randomness_;
  World world_;
  std::unique_ptr<Ledger> ledger_;
  std::uint64_t events_ = 0;
};

TEST_F(InALedger, EveryStatementIsAdmittedAndSamplesAreWhatTheySay) {
  Chains chains({.seed = 1, .events = 5'000, .grouping = Grouping::hundred});
  post(chains, 1);
  EXPECT_EQ(events_, 5'000);
  ASSERT_GT(chains.trace_samples().size(), 20);
  std::size_t as_said = 0, typical = 0;
  for (const TraceSample& sample : chains.trace_samples()) {
    const trace::Trace trace = walk(sample.code, trace::Direction::backwards);
    EXPECT_TRUE(trace.complete);
    EXPECT_NEAR(static_cast<double>(trace.events.size()), static_cast<double>(sample.events), 4)
        << world_.text(sample.code);
    if (trace.events.size() == sample.events) ++as_said;
    if (trace.events.size() >= 15 && trace.events.size() <= 22) ++typical;
  }
  EXPECT_GT(as_said * 10, chains.trace_samples().size() * 4);
  EXPECT_GT(typical * 2, chains.trace_samples().size());
  ASSERT_EQ(chains.closure_samples().size(), 1);
  const ClosureSample& closure = chains.closure_samples()[0];
  EXPECT_EQ(walk(closure.code, trace::Direction::forwards).steps.size(), closure.keys);
}

TEST_F(InALedger, EventsOneByOneAreAdmittedToo) {
  Chains chains({.seed = 3, .events = 1'200, .grouping = Grouping::single});
  post(chains, 3);
  EXPECT_EQ(events_, 1'200);
}

// What the figures of the benchmarks stand for: a change of the mix changes them.
TEST(BenchChains, HaveTheirShareOfEachKind) {
  Chains chains({.seed = 1, .events = 40'000, .grouping = Grouping::hundred});
  std::map<std::string, unsigned> steps, types;
  std::set<unsigned> tellers, told_at;
  unsigned late = 0, again = 0, wrong = 0, events = 0, statements = 0, sent_again = 0;
  while (const auto statement = chains.next()) {
    ++(statement->is_repeat ? sent_again : statements);
    if (statement->is_repeat) continue;
    ASSERT_LE(statement->reports.size(), statement_events_max);
    for (const Report& report : statement->reports) {
      ++events;
      ++steps[std::string(report.event.step)];
      ++types[std::string(name_of(report.event.type))];
      tellers.insert(report.event.by);
      if (report.event.located) told_at.insert(*report.event.located);
      again += report.was_told_before ? 1 : 0;
      wrong += report.event.declared_wrong_at ? 1 : 0;
      late += to_i64(report.told_at) - to_i64(report.event.at) > day * 9 / 10 ? 1 : 0;
    }
  }
  EXPECT_EQ(events, 40'000);
  EXPECT_EQ(tellers.size(), companies);
  EXPECT_EQ(told_at.size(), places);
  const auto per_mille = [&](unsigned count) { return count * 1'000 / events; };
  RecordProperty("steps", ::testing::PrintToString(steps));
  EXPECT_NEAR(per_mille(types["TransformationEvent"]), 28, 8) << ::testing::PrintToString(types);
  EXPECT_NEAR(per_mille(types["AggregationEvent"]), 350, 40);
  EXPECT_NEAR(per_mille(steps["retail_selling"]), 280, 50) << ::testing::PrintToString(steps);
  EXPECT_NEAR(per_mille(steps["shipping"] + steps["receiving"]), 270, 40);
  EXPECT_NEAR(per_mille(late), 30, 8);
  EXPECT_NEAR(per_mille(again), 3, 2);
  EXPECT_GE(wrong, 20);
  EXPECT_GE(steps["departing"], 20);
  EXPECT_GE(sent_again, 1);
  EXPECT_GT(events / statements, 10);
}

}  // namespace
}  // namespace stocktrail::chains
