// Truthful worlds as they are recorded in life: parties late by a day or a month, reports again, errors
// declared, and the end of what was recorded lost in between. The tables hold what the naive evaluation
// gives.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <random>

#include "tests/support/books_recorder.h"
#include "tests/support/recorded_order.h"

namespace stocktrail::test {
namespace {

std::vector<books::Fact> as_recorded(const ToldWorld& world, std::mt19937& random) {
  std::vector<ReportTime> reports;
  for (const books::Fact& fact : world.told) reports.push_back({fact.issuer, fact.at});
  std::vector<books::Fact> facts;
  for (const RecordedReport& one : recorded_order(reports, random)) facts.push_back(world.told[one.report]);
  return facts;
}

/// Records facts in that order, declarations among them, and loses the end of what it recorded now and then.
class Sweep {
 public:
  Sweep(const ToldWorld& world, std::uint32_t seed)
      : random_(seed), facts_(as_recorded(world, random_)), recorder_(world.tellers.directory()) {}

  void run(std::size_t checks) {
    const std::size_t every = facts_.size() / checks + 1;
    std::size_t checked = 0;
    Mark mark{0, recorder_.keep(), seen_, declared_};
    bool may_crash = true;
    while (at_ < facts_.size()) {
      record_some();
      if (may_crash && random_() % 40 == 0) {
        at_ = mark.at;
        seen_ = mark.seen;
        declared_ = mark.declared;
        recorder_.go_back(mark.kept);
        may_crash = false;
      } else if (random_() % 60 == 0) {
        mark = {at_, recorder_.keep(), seen_, declared_};
        may_crash = true;
      }
      if (at_ / every == checked && at_ < facts_.size()) continue;
      checked = at_ / every;
      recorder_.expect_right("after " + std::to_string(at_) + " reports");
      if (testing::Test::HasFatalFailure()) return;
    }
    recorder_.expect_known();
  }
  std::size_t reports() const { return facts_.size(); }

 private:
  using Identity = std::pair<std::string, std::string>;
  struct Mark {
    std::size_t at;
    BooksRecorder::Kept kept;
    std::set<Identity> seen, declared;
  };

  void record_some() {
    std::vector<books::Fact> fresh;
    std::vector<EventRef> taken_back;
    for (std::size_t n = 1 + random_() % 7; n > 0 && at_ < facts_.size(); --n) {
      const books::Fact& fact = facts_[at_++];
      const Identity identity(fact.issuer, fact.id);
      const auto is_it = [&](const books::Fact& one) {
        return one.issuer == fact.issuer && one.id == fact.id;
      };
      if (!fact.is_declaration) {
        if (seen_.insert(identity).second && !declared_.contains(identity)) fresh.push_back(fact);
        continue;
      }
      declared_.insert(identity);
      std::erase_if(fresh, is_it);
      for (const auto& [ref, one] : recorder_.facts())
        if (is_it(one)) taken_back.push_back(ref);
    }
    recorder_.record(fresh, taken_back);
  }

  std::mt19937 random_;
  std::vector<books::Fact> facts_;
  BooksRecorder recorder_;
  std::size_t at_ = 0;
  std::set<Identity> seen_, declared_;
};

// STOCKTRAIL_SWEEP_SECONDS=3600 goes on for an hour; STOCKTRAIL_WORLD is the first seed.
TEST(Replay, LatePartiesEndAlike) {
  const char* asked = std::getenv("STOCKTRAIL_SWEEP_SECONDS");  // NOLINT(concurrency-mt-unsafe)
  const char* first = std::getenv("STOCKTRAIL_WORLD");          // NOLINT(concurrency-mt-unsafe)
  const auto until = std::chrono::steady_clock::now() +
                     std::chrono::seconds(asked == nullptr ? 0 : std::strtol(asked, nullptr, 10));
  auto seed = static_cast<std::uint32_t>(first == nullptr ? 1 : std::strtoul(first, nullptr, 10));
  std::size_t reports = 0, worlds = 0;
  do {
    SCOPED_TRACE(seed);
    const ToldWorld world(seed, asked == nullptr ? 7 : 7 + static_cast<int>(seed % 18), all_practices);
    Sweep sweep(world, seed++);
    sweep.run(asked == nullptr ? 3 : 12);
    reports += sweep.reports();
    ++worlds;
  } while (!HasFatalFailure() && (worlds < 3 || std::chrono::steady_clock::now() < until));
  std::cout << worlds << " worlds, " << reports << " reports\n";
}

}  // namespace
}  // namespace stocktrail::test
