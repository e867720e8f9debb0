#include "tests/bench/chains/chains.h"

#include <algorithm>
#include <utility>

namespace stocktrail::chains {
namespace {

constexpr std::uint64_t events_of_run = 40;  // On average; measured.
constexpr std::uint64_t events_a_day_max = 20'000, days_min = 15;
constexpr unsigned sent_again_per_mille = 5;

std::uint64_t runs_a_day_of(const ChainsOptions& options) {
  return std::max<std::uint64_t>(3, std::min(events_a_day_max, options.events / days_min) / events_of_run);
}

// A closure is one hundredth of the keys of a short history, and of the full size in a long one.
std::uint64_t closure_runs_of(const ChainsOptions& options) {
  const std::uint64_t keys = std::min(Chains::closure_keys_max - 1, options.events / 100);
  return std::max<std::uint64_t>(1, keys / Runs::keys_of_large);
}

template <std::size_t N>
void fill(std::array<std::uint8_t, N>& out, std::uint64_t seed) {
  for (std::size_t i = 0; i < N; ++i)
    out[i] = static_cast<std::uint8_t>(spread(seed + i / 8) >> (8 * (i % 8)));
}

}  // namespace

Chains::Chains(const ChainsOptions& options)
    : options_(options),
      runs_a_day_(runs_a_day_of(options)),
      closure_runs_(closure_runs_of(options)),
      closures_wanted_(options.events < 100'000 ? 1 : 3),
      random_(options.seed),
      teller_(random_,
              [this](Report report) {
                ++open_runs_[report.run].reports;
                reports_.push(std::move(report));
              }),
      runs_(world_, random_, teller_) {}

void Chains::begin_run(unsigned plant, Micros at) {
  runs_.begin(plant, ++run_, at);
  close_run();
}

// Called when all of the newest run is in the queue.
void Chains::close_run() {
  open_runs_[run_].samples = runs_.samples();
}

// Makes one farm's lot into many lots on one day.
void Chains::begin_closure(Micros morning) {
  const auto plant = static_cast<unsigned>(random_.below(plants));
  teller_.begin_run(++run_);
  const Thing bulk = runs_.deliver_in_bulk(plant, morning);
  for (std::uint64_t n = 0; n < closure_runs_; ++n) {
    runs_.begin_with(bulk, plant, ++run_, later(morning, 12 * hour + static_cast<std::int64_t>(n) * minute));
  }
  open_runs_[run_].closure = ClosureSample{bulk, 1 + closure_runs_ * Runs::keys_of_large};
  ++closures_;
}

void Chains::live_through_a_day() {
  std::vector<std::int64_t> times;
  for (std::uint64_t n = 0; n < runs_a_day_; ++n)
    times.push_back(12 * hour + static_cast<std::int64_t>(random_.below(24 * 60)) * minute);
  std::ranges::sort(times);
  // Evenly over the history, and early enough to be told completely.
  const bool is_due = emitted_ >= options_.events * closures_ / (closures_wanted_ * 2);
  if (closures_ < closures_wanted_ && is_due) begin_closure(today_);
  for (const std::int64_t time : times)
    begin_run(static_cast<unsigned>(random_.below(plants)), later(today_, time));
  today_ = later(today_, day);
}

std::optional<Report> Chains::next_report() {
  if (emitted_ == options_.events) return std::nullopt;
  while (reports_.empty() || reports_.top().told_at >= today_) live_through_a_day();
  Report report = reports_.top();
  reports_.pop();
  ++emitted_;
  return report;
}

void Chains::count(const Report& report) {
  const auto run = open_runs_.find(report.run);
  if (--run->second.reports > 0) return;
  std::ranges::copy(run->second.samples, std::back_inserter(trace_samples_));
  if (run->second.closure) closure_samples_.push_back(*run->second.closure);
  open_runs_.erase(run);
}

// Signs what a company collected.
void Chains::hand_over(unsigned company, Micros at) {
  Collected& collected = collected_[company];
  if (collected.reports.empty()) return;
  ChainStatement statement{company, at, at, statements_++, false, std::exchange(collected.reports, {})};
  for (const Report& report : statement.reports) count(report);
  if (random_.in_thousand(sent_again_per_mille)) {
    sent_again_.push_back(statement);
    sent_again_.back().sent_at = later(at, hour);
    sent_again_.back().is_repeat = true;
  }
  ready_.push_back(std::move(statement));
}

void Chains::collect(Report report) {
  Collected& collected = collected_[report.event.by];
  if (collected.reports.empty()) {
    const bool is_large = random_.in_thousand(20);
    collected.wanted = options_.grouping == Grouping::single ? 1
                       : is_large                            ? random_.between(300, statement_events_max)
                                                             : random_.between(60, 140);
    collected.until = later(report.told_at, options_.patience);
  }
  collected.reports.push_back(std::move(report));
}

std::optional<ChainStatement> Chains::next() {
  while (ready_.empty()) {
    auto report = next_report();
    if (!report) {
      // The history ends here: what was collected is sent.
      for (unsigned company = 0; company < companies; ++company) hand_over(company, now_);
      break;
    }
    now_ = report->told_at;
    for (; !sent_again_.empty() && sent_again_.front().sent_at <= now_; sent_again_.pop_front()) {
      sent_again_.front().sent_at = now_;
      ready_.push_back(std::move(sent_again_.front()));
    }
    collect(std::move(*report));
    for (unsigned company = 0; company < companies; ++company) {
      const Collected& collected = collected_[company];
      if (collected.reports.empty()) continue;
      if (collected.reports.size() >= collected.wanted || collected.until <= now_) hand_over(company, now_);
    }
  }
  if (ready_.empty()) return std::nullopt;
  ChainStatement statement = std::move(ready_.front());
  ready_.pop_front();
  return statement;
}

StatementDraft draft_of(const ChainStatement& statement, const World& world, std::uint64_t seed) {
  static_assert(2 * statement_events_max + 2 <= 2'048);
  StatementDraft draft;
  draft.issuer = world.company_id(statement.by);
  draft.issued_at = to_i64(statement.signed_at) / 1'000'000;
  const std::uint64_t number = spread(seed) + statement.number * 2'048;
  fill(draft.id, number);
  for (std::size_t i = 0; i < statement.reports.size(); ++i) {
    draft.events.push_back(json_of(statement.reports[i].event, world));
    fill(draft.seeds.emplace_back(), number + 2 * i + 2);
  }
  return draft;
}

}  // namespace stocktrail::chains
