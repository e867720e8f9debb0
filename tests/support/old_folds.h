// tests/support/old_folds.h: lists of folds of other programs: what an older one made of the records, and
// folds that wait or count.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "ledger/engine/folds.h"
#include "ledger/state/table_codec.h"

namespace stocktrail::test {

/// The folds of this program, of which some do something before.
class ChangedFolds {
 public:
  std::span<const Fold> folds() const { return folds_; }

 protected:
  explicit ChangedFolds(std::span<const Fold> folds) : folds_(folds.begin(), folds.end()) {}
  /// Of folds that are changed by their own number in the list.
  static void apply_unchanged(std::string_view name, FoldStep& step, TableWriter& tables) {
    for (const Fold& fold : all_folds())
      if (fold.name == name) fold.apply(step, tables);
  }
  std::vector<Fold> folds_;
};

/// Of another version, one of them or all: they write a row more for each record, into the last of their
/// tables.
class OldFolds : public ChangedFolds {
 public:
  explicit OldFolds(std::string_view only = {}, std::uint32_t version = 0, std::string_view row = "old")
      : ChangedFolds(all_folds()) {
    written() = row;
    constexpr void (*changed[])(FoldStep&, TableWriter&) = {apply<0>, apply<1>, apply<2>,
                                                            apply<3>, apply<4>, apply<5>};
    for (std::size_t i = 0; i < folds_.size(); ++i) {
      if (!only.empty() && folds_[i].name != only) continue;
      folds_[i].version = version;
      folds_[i].apply = changed[i];
    }
  }

 private:
  static std::string& written() {
    static std::string row;
    return row;
  }
  template <std::size_t i>
  static void apply(FoldStep& step, TableWriter& tables) {
    const Fold& fold = all_folds()[i];
    fold.apply(step, tables);
    tables.put(fold.tables.front(),
               "\xff\xff old row " + std::string(packed_ref(event_ref(to_u64(step.index), 0))), written());
  }
};

inline std::uint32_t later_version_of(std::string_view name) {
  for (const Fold& fold : all_folds())
    if (fold.name == name) return fold.version + 1;
  return 0;
}

/// One of them waits at its first record until it is let go.
class HeldFolds : public ChangedFolds {
 public:
  explicit HeldFolds(std::string_view name) : HeldFolds(name, later_version_of(name) - 1) {}
  HeldFolds(std::string_view name, std::uint32_t version) : ChangedFolds(all_folds()) {
    state() = {};
    state().name = name;
    for (Fold& fold : folds_) {
      if (fold.name != name) continue;
      fold.apply = apply;
      fold.version = version;
    }
  }
  ~HeldFolds() { let_go(); }
  HeldFolds(const HeldFolds&) = delete;
  HeldFolds& operator=(const HeldFolds&) = delete;

  void wait_until_it_runs() const {
    std::unique_lock lock(mutex());
    changed().wait(lock, [] { return state().runs; });
  }
  void let_go() const {
    const std::scoped_lock lock(mutex());
    state().is_free = true;
    changed().notify_all();
  }

 private:
  struct State {
    std::string name = {};
    bool runs = false, is_free = false;
  };
  static State& state() {
    static State held;
    return held;
  }
  static std::mutex& mutex() {
    static std::mutex one;
    return one;
  }
  static std::condition_variable& changed() {
    static std::condition_variable one;
    return one;
  }
  static void apply(FoldStep& step, TableWriter& tables) {
    {
      std::unique_lock lock(mutex());
      state().runs = true;
      changed().notify_all();
      changed().wait(lock, [] { return state().is_free; });
    }
    apply_unchanged(state().name, step, tables);
  }
};

/// The first of them takes so long for each record.
class SlowFolds : public ChangedFolds {
 public:
  explicit SlowFolds(std::chrono::milliseconds record) : ChangedFolds(all_folds()) {
    takes() = record;
    folds_.front().apply = apply;
  }

 private:
  static std::chrono::milliseconds& takes() {
    static std::chrono::milliseconds time;
    return time;
  }
  static void apply(FoldStep& step, TableWriter& tables) {
    std::this_thread::sleep_for(takes());
    all_folds().front().apply(step, tables);
  }
};

/// The folds given, of which the first asks to stop after so many records.
class CountedFolds : public ChangedFolds {
 public:
  CountedFolds(std::span<const Fold> folds, std::uint64_t records, std::stop_source stop)
      : ChangedFolds(folds) {
    state() = {folds_.front().apply, records, std::move(stop)};
    folds_.front().apply = apply;
  }

 private:
  struct State {
    void (*apply)(FoldStep& step, TableWriter& tables) = nullptr;
    std::uint64_t left = 0;
    std::stop_source stop{std::nostopstate};
  };
  static State& state() {
    static State counted;
    return counted;
  }
  static void apply(FoldStep& step, TableWriter& tables) {
    state().apply(step, tables);
    if (state().left > 0 && --state().left == 0) state().stop.request_stop();
  }
};

}  // namespace stocktrail::test
