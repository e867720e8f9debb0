// The tables hold what the naive evaluation of all facts gives, in whatever order the facts are recorded, and
// after any of them is taken back.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "ledger/books/evaluate.h"
#include "ledger/books/map_cells.h"
#include "ledger/inventory/detail/replay.h"
#include "ledger/inventory/reach.h"
#include "tests/support/memory_tables.h"
#include "tests/support/seed.h"
#include "tests/support/told.h"
#include "tests/support/truthful_world.h"

namespace stocktrail::test {
namespace {

using inventory::CellId;
using inventory::CellKind;
using inventory::CellName;
using inventory::Parts;
using inventory::RowRecord;

struct Rows : books::Journal {
  void post(books::Posting posting) override { record.postings.push_back(std::move(posting)); }
  void note(books::Discrepancy discrepancy) override { record.notes.push_back(std::move(discrepancy)); }
  RowRecord record;
};

std::string text_of(RowRecord record) {
  record.from = 0;
  record.touched.clear();
  return pack(record);
}

class Recorder {
 public:
  explicit Recorder(const books::Directory& directory) : directory_(directory) {}

  void record(std::span<const books::Fact> facts, std::span<const EventRef> taken_back = {}) {
    inventory::Replay replay(record_, directory_, fact_of_, tables_);
    unsigned position = 0;
    for (const books::Fact& fact : facts) {
      const EventRef ref = event_ref(record_, position++);
      facts_[ref] = fact;
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

  /// Compares all that is kept with the naive evaluation.
  void expect_right(const std::string& where) const {
    books::MapCells cells;
    std::vector<books::Row> rows;
    for (const auto& [ref, fact] : facts_) {
      cells.facts[fact.event] = &fact;
      for (const books::Row& row : books::rows_of(fact)) rows.push_back(row);
    }
    std::ranges::sort(rows, books::before);
    std::map<std::string, std::string> right;
    for (const books::Row& row : rows) {
      Rows journal;
      books::World world{cells, journal, directory_};
      books::apply(row, world);
      right[std::string(inventory::row_key(row))] = text_of(journal.record);
    }
    std::map<std::string, std::string> kept;
    for (const auto& [key, bytes] : tables_.values(Table::rows))
      kept[key] = text_of(inventory::unpack_row(bytes));
    ASSERT_EQ(kept.size(), right.size()) << where;
    for (const auto& [key, text] : right) ASSERT_EQ(kept[key], text) << where;
    expect_cells(cells, where);
    expect_answers(where);
  }

  /// What was answered then is what is answered now of what was known then.
  void expect_known() const {
    for (const auto& [query, lines] : known_)
      ASSERT_EQ(lines_of(inventory::positions(query, tables_)->positions), lines)
          << "as of " << to_i64(*query.when.as_of) << " when the log had " << *query.when.known;
    for (const auto& [size, right] : found_) {
      std::vector<books::Discrepancy> found;
      for (const auto& one :
           inventory::discrepancies({.place = {}, .known = size, .limit = 10'000, .cursor = {}}, tables_)
               .discrepancies)
        found.push_back(one.told);
      std::ranges::sort(found);
      ASSERT_TRUE(found == right) << "when the log had " << size;
    }
  }

  std::size_t steps = 0;
  const std::map<EventRef, books::Fact>& facts() const { return facts_; }
  const MemoryTables& tables() const { return tables_; }

 private:
  /// What is asked of the tables is what is asked of the naive books.
  void expect_answers(const std::string& where) const {
    std::vector<books::Fact> facts;
    std::set<Micros> times;
    std::set<std::string> products;
    for (const auto& [ref, fact] : facts_) {
      facts.push_back(fact);
      if (to_i64(fact.at) % 7 == 0 || times.size() < 20) times.insert(fact.at);
      for (const books::Line& line : fact.what.lines) products.insert(line.good.product);
    }
    const books::Books books(facts, directory_);
    const Micros on{times.empty() ? 0 : to_i64(*times.rbegin())};
    EXPECT_TRUE(inventory::unbalanced(tables_).empty()) << where;
    for (const Micros as_of : times)
      for (const std::string& product : products) {
        std::vector<books::Position> right = books.positions(as_of, on);
        std::erase_if(right, [&](const books::Position& one) { return one.good.product != product; });
        inventory::PositionQuery query;
        query.product = product;
        query.when.as_of = as_of;
        query.on = on;
        const auto lines = lines_of(right);
        ASSERT_EQ(lines_of(inventory::positions(query, tables_)->positions), lines)
            << where << " as of " << to_i64(as_of);
        query.when.known = record_;
        known_.emplace_back(query, lines);
      }
    std::vector<books::Discrepancy> found;
    for (const auto& one :
         inventory::discrepancies({.place = {}, .known = {}, .limit = 10'000, .cursor = {}}, tables_)
             .discrepancies)
      found.push_back(one.told);
    std::ranges::sort(found);
    ASSERT_TRUE(found == books.discrepancies(Micros{INT64_MAX})) << where;
    found_.emplace_back(record_, found);
  }

  static std::multiset<std::string> lines_of(const auto& positions) {
    std::multiset<std::string> lines;
    for (const auto& one : positions)
      lines.insert(std::string(name_of(one.account.kind)) + " " + std::string(name_of(one.account.status)) +
                   "@" + one.account.place + "<-" + one.account.from + " " + one.lot + "=" +
                   one.amount.text());
    return lines;
  }

  void expect_cells(const books::MapCells& cells, const std::string& where) const {
    std::map<std::string, Parts> right;
    const auto add = [&](const CellName& name, const auto& cell) {
      Parts parts = inventory::parts_of(cell);
      if (!parts.empty()) right[name.text] = std::move(parts);
    };
    for (const auto& [key, cell] : cells.books) add(inventory::book_name(key.first, key.second), cell);
    for (const auto& [key, cell] : cells.lanes) add(inventory::lane_name(key.first, key.second), cell);
    for (const auto& [key, cell] : cells.documents)
      add({CellKind::papers, {key.second, key.first.product, key.first.unit}}, cell);
    for (const auto& [key, cell] : cells.sales)
      add({CellKind::sales, {key.second, key.first.product, key.first.unit}}, cell);
    for (const auto& [key, cell] : cells.boxes) add({CellKind::box, {key}}, cell);
    for (const auto& [key, cell] : cells.items) add({CellKind::item, {key}}, cell);
    for (const auto& [key, cell] : cells.lots) add({CellKind::lot, {key.first, key.second}}, cell);
    std::map<std::string, Parts> kept;
    for (const auto& [id, bytes] : tables_.values(Table::cells)) {
      CellId key{};
      std::ranges::copy(id, key.bytes.begin());
      const auto head = inventory::read_head(key, tables_);
      if (!head->page.parts.empty()) kept[head->name.text] = head->page.parts;
    }
    ASSERT_EQ(kept.size(), right.size()) << where;
    for (const auto& [name, parts] : right) ASSERT_EQ(kept[name], parts) << where << ": " << name;
  }

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

struct World {
  explicit World(std::uint32_t seed, int days) : world(seed, {.days = days}) {
    for (const char* site : {"MK", "DC", "S1", "S2", "S3"}) tellers.place(site);
    facts = tellers.facts(world.told());
    std::set<books::EventKey> seen;
    std::erase_if(facts, [&](const books::Fact& fact) { return !seen.insert(fact.event).second; });
  }
  TruthfulWorld world;
  Tellers tellers;
  std::vector<books::Fact> facts;
};

void record_in_groups(const std::vector<books::Fact>& facts, std::mt19937& random, Recorder& recorder,
                      std::size_t checks) {
  const std::size_t every = facts.size() / checks + 1;
  std::size_t checked = 0;
  for (std::size_t at = 0; at < facts.size();) {
    const std::size_t count = std::min<std::size_t>(1 + random() % 7, facts.size() - at);
    recorder.record(std::span(facts).subspan(at, count));
    at += count;
    if (at / every == checked && at != facts.size()) continue;
    checked = at / every;
    recorder.expect_right("after " + std::to_string(at));
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST(Replay, AnyOrderEndsAlike) {
  for (std::uint32_t seed = 1; seed <= 6; ++seed) {
    SCOPED_TRACE(seed);
    World world(seed, 8);
    std::mt19937 random(seed);
    std::ranges::shuffle(world.facts, random);
    Recorder recorder(world.tellers.directory());
    record_in_groups(world.facts, random, recorder, 6);
    if (HasFatalFailure()) return;
    recorder.expect_known();
  }
}

TEST(Replay, InOrderCostsAFewStepsAFact) {
  World world(3, 30);
  std::ranges::sort(world.facts, {}, [](const books::Fact& fact) { return std::tuple(fact.at, fact.event); });
  std::mt19937 random(3);
  Recorder recorder(world.tellers.directory());
  record_in_groups(world.facts, random, recorder, 3);
  std::cout << world.facts.size() << " facts, " << recorder.steps << " steps\n";
  EXPECT_LT(recorder.steps, 8 * world.facts.size());
}

TEST(Replay, WhatIsTakenBackIsAsIfNeverTold) {
  World world(5, 8);
  std::mt19937 random(5);
  std::ranges::shuffle(world.facts, random);
  Recorder recorder(world.tellers.directory());
  record_in_groups(world.facts, random, recorder, 1);
  for (int round = 0; round < 12 && !HasFatalFailure(); ++round) {
    std::vector<EventRef> refs;
    for (const auto& [ref, fact] : recorder.facts())
      if (random() % 9 == 0) refs.push_back(ref);
    recorder.record({}, refs);
    recorder.expect_right("round " + std::to_string(round));
  }
  recorder.expect_known();
}

/// Revision `number` of a recall by whoever told the fact `by`.
books::Fact recall(const books::Fact& by, Micros at, std::uint64_t number, const books::What& goods,
                   const books::What& lifted) {
  books::Fact fact;
  fact.event = {1'000 + number, number};
  fact.issuer = by.issuer;
  fact.id = "recall " + std::to_string(number);
  fact.at = at;
  fact.deed = books::Deed::block;
  fact.what = goods;
  fact.notice.emplace(7, std::vector<std::string>(), lifted);
  return fact;
}

// Making, its input, sale and recall in whatever order: what was sold meanwhile is listed, and nothing is
// blocked once the recall ended.
TEST(Replay, ARecallReachesWhatWasMadeInAnyOrder) {
  Tellers tellers;
  std::vector<books::Fact> facts =
      tellers.facts({"MK 1T08:00 commissioning @MK R/R1=50", "MK 2T08:00 R/R1=50 makes L1=40 @MK",
                     "MK 3T08:00 shipping @MK >A L1=40", "A 4T08:00 receiving @A L1=40",
                     "A 6T08:00 retail_selling @A L1=3", "A 9T08:00 retail_selling @A L1=2",
                     "MK 1T09:00 commissioning @MK s:1/L1", "MK 6T09:00 retail_selling @MK s:1"});
  const books::Good raw{tellers.product("R"), {}};
  const std::string item = facts[6].what.items.front().key;
  const books::What lots{{{raw, "R1", {}}}, {}, {}},
      items{{}, {{item, facts[6].what.items.front().good, {}}}, {}};
  books::What both = lots;
  both.items = items.items;
  facts.push_back(recall(facts[0], Tellers::at("5T08:00"), 0, both, {}));
  facts.push_back(recall(facts[0], Tellers::at("7T08:00"), 1, items, lots));
  std::mt19937 random(11);
  for (int order = 0; order < 60 && !HasFatalFailure(); ++order) {
    Recorder recorder(tellers.directory());
    for (const books::Fact& fact : facts) recorder.record({&fact, 1});
    recorder.expect_right("order " + std::to_string(order));
    std::size_t sold = 0;
    for (const auto& one :
         inventory::discrepancies({.place = {}, .known = {}, .limit = 99, .cursor = {}}, recorder.tables())
             .discrepancies)
      sold += one.told.kind == books::DiscrepancyKind::sold_recalled ? 1 : 0;
    EXPECT_EQ(sold, 2U) << "three of L1, and the item; not what was sold after the end";
    std::size_t blocked = 0;
    inventory::blocked_lots(recorder.tables(), [&](const auto&) { return ++blocked; });
    EXPECT_EQ(blocked, 0U);
    EXPECT_TRUE(inventory::place_of_item(item, {}, recorder.tables()).recalled_by);
    std::ranges::shuffle(facts, random);
    for (const books::Fact& fact : facts) ASSERT_FALSE(fact.issuer.empty());
  }
}

TEST(Replay, WhatDidNotFitOfAnEventThatWasTakenBackNamesNoEvent) {
  Tellers tellers;
  const std::vector<books::Fact> facts = tellers.facts({"A 3T08:00 receiving @A L1=60"});
  Recorder recorder(tellers.directory());
  recorder.record(facts);
  const EventRef ref = recorder.facts().begin()->first;
  const std::vector<EventRef> taken_back{ref};
  const auto found_at = [&](std::optional<std::uint64_t> known) {
    return inventory::discrepancies({.place = {}, .known = known, .limit = 9, .cursor = {}},
                                    recorder.tables())
        .discrepancies;
  };
  ASSERT_EQ(found_at({}).size(), 1U);
  EXPECT_EQ(found_at({}).front().event, ref);
  recorder.record({}, taken_back);
  EXPECT_TRUE(found_at({}).empty());
  ASSERT_EQ(found_at(2).size(), 1U);
  EXPECT_EQ(found_at(2).front().event, std::nullopt);
  EXPECT_EQ(found_at(2).front().open_since, 1U);
}

}  // namespace
}  // namespace stocktrail::test
