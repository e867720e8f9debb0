// tests/support/books_recorder.h: facts recorded in tables, one record after the other, and compared with the
// naive evaluation of all that was recorded: each cell, row, answer and discrepancy.
#pragma once

#include <set>
#include <span>

#include "ledger/books/evaluate.h"
#include "ledger/books/map_cells.h"
#include "ledger/inventory/detail/replay.h"
#include "tests/support/memory_tables.h"
#include "tests/support/told.h"
#include "tests/support/truthful_world.h"

namespace stocktrail::test {

class BooksRecorder {
 public:
  explicit BooksRecorder(const books::Directory& directory) : directory_(directory) {}

  void record(std::span<const books::Fact> facts, std::span<const EventRef> taken_back = {}) {
    inventory::Replay replay(record_, directory_, fact_of_, tables_, share(), own_share());
    unsigned position = 0;
    for (const books::Fact& fact : facts) {
      const EventRef ref = event_ref(record_, position++);
      facts_[ref] = fact;
      facts_[ref].order = static_cast<std::uint64_t>(ref);
      replay.add({.ref = ref, .fact = fact});
    }
    for (const EventRef ref : taken_back) {
      replay.remove(ref);
      facts_.erase(ref);
    }
    replay.run();
    steps += replay.steps();
    ++record_;
  }

  /// Whose these places are, or what these packages hold, is something else now in the directory.
  void turn(const std::set<std::string>& sites, const std::set<std::string>& packages) {
    inventory::Replay replay(record_, directory_, fact_of_, tables_, share());
    for (const std::string& site : sites) replay.again_at(site);
    for (const std::string& package : packages) replay.again_of(package);
    replay.run();
    steps += replay.steps();
    ++record_;
  }

  /// Works on what waits, as if the last record had done it.
  void go_on(std::size_t work) {
    inventory::Replay replay(record_ - 1, directory_, fact_of_, tables_, work);
    replay.run();
    steps += replay.steps();
  }
  bool is_behind() const { return inventory::is_behind(tables_); }

  /// Works through all that waits, and compares all that is kept with the naive evaluation.
  void expect_right(const std::string& where);

  /// What was answered then is what is answered now of what was known then.
  void expect_known() const;

  /// What a crash leaves: all that was recorded until then.
  struct Kept {
    std::map<EventRef, books::Fact> facts;
    MemoryTables tables;
    std::uint64_t record;
  };
  Kept keep() const { return {facts_, tables_, record_}; }
  void go_back(const Kept& kept) {
    facts_ = kept.facts;
    tables_ = kept.tables;
    record_ = kept.record;
    known_.clear();
    found_.clear();
  }

  std::uint64_t next_record() const { return record_; }
  std::size_t steps = 0;
  /// How much of what was before each record works through again.
  std::function<std::size_t()> share = [] { return inventory::share_of_record; };
  /// And of what it tells itself.
  std::function<std::size_t()> own_share = [] { return inventory::own_share_of_record; };
  const std::map<EventRef, books::Fact>& facts() const { return facts_; }
  const MemoryTables& tables() const { return tables_; }

 private:
  /// What is asked of the tables is what is asked of the naive books.
  void expect_answers(const std::string& where) const;
  void expect_discrepancies(std::span<const books::Fact> facts, Micros as_of, const std::string& where) const;

  /// By owner: what anybody told as the naive books have it, and the same sums of all.
  void expect_owners(const books::Books& books, const std::set<std::string>& products,
                     const std::string& where) const;

  /// At whatever moment, and as it was known: the sum over owners is the position.
  void expect_shares(inventory::PositionQuery query, const std::vector<inventory::Position>& all) const;

  void expect_cells(const books::MapCells& cells, const std::string& where) const;

  const books::Directory& directory_;
  std::map<EventRef, books::Fact> facts_;
  inventory::FactOf fact_of_ = [this](EventRef ref) -> std::optional<books::Fact> {
    const auto found = facts_.find(ref);
    return found == facts_.end() ? std::nullopt : std::optional(found->second);
  };
  MemoryTables tables_;
  std::uint64_t record_ = 1;
  using Lines = std::multiset<std::string>;
  mutable std::vector<std::pair<inventory::PositionQuery, Lines>> known_;
  mutable std::vector<std::pair<std::uint64_t, std::vector<books::Discrepancy>>> found_;
};

/// A truthful world as facts.
struct ToldWorld {
  explicit ToldWorld(std::uint32_t seed, int days, unsigned practices = 0)
      : world(seed, {.days = days, .practices = practices}) {
    TruthfulWorld::introduce(tellers);
    told = tellers.facts(world.told());
    for (books::Fact& fact : told) tell_owners(fact);
    facts = told;
    std::set<books::EventKey> seen;
    std::erase_if(facts, [&](const books::Fact& fact) { return !seen.insert(fact.event).second; });
  }
  /// Some events tell owners, one or two, and some nothing else; the ends of deliveries stay as they are.
  void tell_owners(books::Fact& fact) {
    const auto some = [&](std::uint64_t kind) {
      const std::uint64_t which = fact.event.content / kind % 4;
      if (which == 3)  // The party of the place needs not be told, and is at times.
        return tellers.directory().party_of(fact.after.site).value_or(std::string());
      return tellers.place("O" + std::to_string(which) + "(party)");
    };
    if (fact.event.content % 4 == 0) fact.owner_after = some(4);
    if (fact.event.content % 5 == 0) fact.owner_before = some(5);
    fact.changes_owner = fact.deed == books::Deed::nothing && fact.packing == books::Packing::none &&
                         !fact.owner_before.empty() && !fact.owner_after.empty();
  }
  TruthfulWorld world;
  Tellers tellers;
  std::vector<books::Fact> told;   // All.
  std::vector<books::Fact> facts;  // Each event once.
};

}  // namespace stocktrail::test
