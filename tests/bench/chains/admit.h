// tests/bench/chains/admit.h: the companies of the chains admitted to a log, and a clock that follows their
// history.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <thread>
#include <utility>

#include "ledger/ledger.h"
#include "tests/bench/chains/chains.h"

namespace stocktrail::chains {

/// Shows the time at which the newest statement was sent; never goes back.
class ChainClock final : public Clock {
 public:
  Micros now() override { return Micros{now_.load(std::memory_order_relaxed)}; }
  /// As much as now() shows: days go by between two statements, and nobody set the clock.
  Micros passed() override { return now(); }
  void reach(Micros at) {
    std::int64_t seen = now_.load(std::memory_order_relaxed);
    while (seen < to_i64(at) && !now_.compare_exchange_weak(seen, to_i64(at))) {
    }
  }

 private:
  std::atomic<std::int64_t> now_{to_i64(beginning) - 3'600'000'000};
};

/// Appends statements without waiting for each; all must be admitted.
class Appending {
 public:
  using Check = std::function<void(const Receipt&)>;

  explicit Appending(Ledger& ledger) : ledger_(ledger) {}
  ~Appending() { finish(); }

  void append(Candidate candidate, Check check = [](const Receipt&) {}) {
    while (waiting_ >= waiting_max) std::this_thread::sleep_for(std::chrono::microseconds(200));
    ++waiting_;
    ledger_.append(std::move(candidate), [this, check = std::move(check)](Result<Receipt> receipt) {
      if (!receipt) std::fprintf(stderr, "refused: %s\n", receipt.error().detail.c_str());
      ST_CHECK(receipt.has_value());
      check(*receipt);
      --waiting_;
    });
  }
  /// Waits until all are durable.
  void finish() const {
    while (waiting_ > 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
  }

 private:
  static constexpr std::size_t waiting_max = 1'024;  // As an HTTP server bounds them.
  Ledger& ledger_;
  std::atomic<std::size_t> waiting_ = 0;
};

/// All statements of World::admissions(); the clock is at the beginning afterwards.
inline void admit_all(const World& world, Ledger& ledger, ChainClock& clock) {
  Appending appending(ledger);
  unsigned last_by = Admission::by_operator;
  for (Admission& admission : world.admissions()) {
    // A company's key must be known before what it signed is examined.
    if (std::exchange(last_by, admission.by) == Admission::by_operator) appending.finish();
    StatementDraft draft;
    draft.kind = std::move(admission.kind);
    draft.body = std::move(admission.body);
    Result<Candidate> candidate = [&]() -> Result<Candidate> {
      if (admission.by == Admission::by_operator) return ledger.sign_for(ledger.operator_id(), draft);
      draft.issuer = world.company_id(admission.by);
      draft.issued_at = to_i64(clock.now()) / 1'000'000;
      const Digest digest = sha256(draft.body);
      std::copy_n(digest.begin(), draft.id.size(), draft.id.begin());
      const auto wire = sign_statement(draft, World::key_of(admission.by));
      if (!wire) return std::unexpected(wire.error());
      return ledger.examine(*wire);
    }();
    if (!candidate) std::fprintf(stderr, "refused: %s\n", candidate.error().detail.c_str());
    ST_CHECK(candidate.has_value());
    clock.reach(later(clock.now(), 1'000'000));
    appending.append(std::move(*candidate));
  }
  appending.finish();
  clock.reach(beginning);
}

}  // namespace stocktrail::chains
