// The store against ordered maps in memory, and against itself under another grouping of the same history.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

#include "ledger/engine/batch.h"
#include "ledger/store/store.h"
#include "tests/support/memory_tables.h"
#include "tests/support/seed.h"
#include "tests/support/temporary_directory.h"

namespace stocktrail {
namespace {

enum class Kind { put, erase, append };

struct Step {
  Kind kind{};
  Table table{};
  std::string key, value;
};

struct Statement {
  std::uint64_t events = 0;
  std::vector<Step> steps;
};

constexpr std::array<Table, 3> value_tables = {Table::cells, Table::master, Table::history};
constexpr std::array<Table, 1> list_tables = {Table::items};
const std::array<std::string, 3> list_beginnings = {std::string(list_beginning_bytes_min, 'k'),
                                                    std::string(list_beginning_bytes_min, '\xff'),
                                                    std::string(list_beginning_bytes_min + 1, 'k')};
constexpr std::size_t list_rest_bytes = 2;

class History {
 public:
  explicit History(std::uint64_t seed) : random_(seed) {}

  std::vector<Statement> make(std::size_t statements) {
    std::vector<Statement> history(statements);
    for (Statement& statement : history) {
      statement.events = below(300);  // So that epochs end within the history.
      statement.steps.resize(below(12));
      for (Step& step : statement.steps) step = make_step();
    }
    return history;
  }
  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }

 private:
  // Few keys, and keys that are prefixes of others: where a store goes wrong.
  std::string key() {
    static const std::array<std::string, 9> keys = {
        "", "a", "ab", "abc", std::string("a\0", 2), std::string("a\0b", 3), "b", "\xff", "\xff\xff"};
    std::string made = keys[below(keys.size())];
    if (below(3) == 0) made += std::string(8, static_cast<char>(below(3)));
    return made;
  }
  // Lists that are found together, beside the short keys.
  std::string list_key() {
    if (below(2) == 0) return key();
    static const std::array<std::string, 5> rests = {std::string(2, '\0'), "ab", "ac", "\xff\xff", "abc"};
    return list_beginnings[below(list_beginnings.size())] + rests[below(rests.size())];
  }
  Step make_step() {
    const std::size_t kind = below(4);
    if (kind == 0) return {Kind::erase, value_tables[below(3)], key(), {}};
    if (kind == 1) return {Kind::put, value_tables[below(3)], key(), std::string(below(40), 'v')};
    return {Kind::append, list_tables[below(list_tables.size())], list_key(),
            std::string(below(200), static_cast<char>('a' + below(26)))};
  }
  std::mt19937_64 random_;
};

void apply(const Statement& statement, TableWriter& tables) {
  for (const Step& step : statement.steps) {
    switch (step.kind) {
      case Kind::put:
        tables.put(step.table, step.key, step.value);
        break;
      case Kind::erase:
        tables.erase(step.table, step.key);
        break;
      case Kind::append:
        tables.append(step.table, step.key, step.value);
        break;
    }
  }
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs scanned(const TableReader& tables, Table table, std::string_view prefix, std::string_view start) {
  Pairs out;
  tables.scan(table, prefix, start, [&](std::string_view key, std::string_view value) {
    out.emplace_back(key, value);
    return true;
  });
  return out;
}

Pairs scanned_back(const TableReader& tables, Table table, std::string_view prefix, std::string_view end) {
  Pairs out;
  tables.scan_back(table, prefix, end, [&](std::string_view key, std::string_view value) {
    out.emplace_back(key, value);
    return out.size() < 3;
  });
  return out;
}

std::vector<std::string> listed(const TableReader& tables, Table table, std::string_view key) {
  std::vector<std::string> out;
  tables.scan_list(table, key, [&](std::string_view element) {
    out.emplace_back(element);
    return true;
  });
  return out;
}

std::vector<std::string> listed_from(const TableReader& tables, Table table, std::string_view key,
                                     EventRef from, ListOrder order) {
  std::vector<std::string> out;
  tables.scan_list_from(table, key, from, order, [&](std::string_view element) {
    out.emplace_back(element);
    return true;
  });
  return out;
}

std::vector<std::string> reversed(std::vector<std::string> list) {
  std::ranges::reverse(list);
  return list;
}

/// Of each list the first elements, so many of them at most.
Pairs of_lists(const TableReader& tables, Table table, std::string_view beginning, std::size_t of_each) {
  Pairs out;
  std::size_t of_this = 0;
  tables.scan_lists(table, beginning, list_rest_bytes, [&](std::string_view rest, std::string_view element) {
    of_this = !out.empty() && out.back().first == rest ? of_this + 1 : 1;
    out.emplace_back(rest, element);
    return of_this == of_each ? Then::next_list : Then::next_element;
  });
  return out;
}

void expect_same(const TableReader& ours, const MemoryTables& model) {
  for (const Table table : value_tables) {
    for (const std::string prefix : {"", "a", "ab", "\xff"}) {
      EXPECT_EQ(scanned(ours, table, prefix, ""), scanned(model, table, prefix, ""));
      EXPECT_EQ(scanned(ours, table, prefix, prefix + "b"), scanned(model, table, prefix, prefix + "b"));
      for (const char* rest : {"", "b", "\xff\xff\xff"})
        EXPECT_EQ(scanned_back(ours, table, prefix, prefix + rest),
                  scanned_back(model, table, prefix, prefix + rest));
    }
    std::vector<std::string_view> keys{"never"};
    std::vector<std::optional<std::string>> values{std::nullopt};
    for (const auto& [key, value] : model.values(table)) {
      EXPECT_EQ(ours.get(table, key), value);
      keys.insert(keys.begin(), {key, key});  // In no order, and twice.
      values.insert(values.begin(), {value, value});
    }
    EXPECT_EQ(ours.get(table, "never"), std::nullopt);
    EXPECT_EQ(ours.get_all(table, keys), values);
    EXPECT_TRUE(ours.get_all(table, {}).empty());
  }
  for (const Table table : list_tables) {
    for (const auto& [key, list] : model.lists(table)) {
      EXPECT_EQ(listed(ours, table, key), list);
      EXPECT_EQ(listed_from(ours, table, key, last_event_ref, ListOrder::newest_first), reversed(list));
    }
    EXPECT_TRUE(listed(ours, table, "never").empty());
    for (const std::string& beginning : list_beginnings)
      for (const std::size_t of_each : {1u, 3u, 1'000u})
        EXPECT_EQ(of_lists(ours, table, beginning, of_each), of_lists(model, table, beginning, of_each));
  }
}

std::unique_ptr<Store> open(const std::filesystem::path& directory) {
  auto store = Store::open({.directory = directory});
  EXPECT_TRUE(store.has_value()) << store.error().detail;
  return std::move(*store);
}

TEST(StoreProperty, OverlayAndStoreReadLikeMapsAndGroupingLeavesNoTrace) {
  const std::uint64_t seed = test_seed();
  for (std::uint64_t round = 0; round < 6; ++round) {
    History random(seed + round);
    const auto history = random.make(120);
    TemporaryDirectory one, other;
    auto grouped = open(one / "db");
    auto single = open(other / "db");
    MemoryTables model;
    RecentValues few(2'000), many;  // The first forgets all of it now and then.
    for (std::size_t i = 0; i < history.size();) {
      auto whole = std::make_unique<Batch>(grouped->snapshot(), few);
      Batch& batch = *whole;
      const std::size_t end = std::min(history.size(), i + 1 + random.below(20));
      for (; i < end; ++i) {
        batch.begin_statement(LeafIndex{i});
        apply(history[i], batch);
        batch.end_statement(history[i].events);
        apply(history[i], model);

        Batch alone(single->snapshot(), many);
        alone.begin_statement(LeafIndex{i});
        apply(history[i], alone);
        alone.end_statement(history[i].events);
        ASSERT_TRUE(single->commit(alone, Durability::none));
        alone.write_to(many);
      }
      expect_same(batch, model);
      ASSERT_TRUE(grouped->commit(batch, Durability::synced));
      batch.write_to(few);
      whole.reset();  // Its snapshot ends before the store.
      if (random.below(8) == 0) {
        grouped.reset();
        grouped = open(one / "db");
      }
      expect_same(*grouped->snapshot(), model);
      ASSERT_FALSE(HasFailure());
    }
    for (const TableSpec& spec : table_specs) {
      const Table table = spec.table;
      EXPECT_EQ(scanned(*grouped->snapshot(), table, "", ""), scanned(*single->snapshot(), table, "", ""))
          << name_of(table);
    }
    EXPECT_FALSE(scanned(*grouped->snapshot(), Table::items, "", "").empty());
  }
}

TEST(StoreProperty, ABatchOnTopOfAnotherReadsTheSameBeforeAndAfterThatIsWritten) {
  const std::uint64_t seed = test_seed();
  History random(seed);
  const auto history = random.make(60);
  TemporaryDirectory directory;
  auto store = open(directory / "db");
  MemoryTables model;
  RecentValues recent;
  auto batch = std::make_shared<Batch>(store->snapshot(), recent);
  for (std::size_t i = 0; i < history.size(); ++i) {
    batch->begin_statement(LeafIndex{i});
    apply(history[i], *batch);
    batch->end_statement(history[i].events);
    apply(history[i], model);
    if (i % 5 != 4) continue;
    batch->write_to(recent);
    auto next = std::make_shared<Batch>(batch, recent);
    expect_same(*next, model);
    ASSERT_TRUE(store->commit(*batch, Durability::none));
    next->rebase(store->snapshot());
    batch = std::move(next);
    expect_same(*batch, model);
    ASSERT_FALSE(HasFailure());
  }
  batch.reset();  // Its snapshot ends before the store.
}

TEST(StoreProperty, ScansStopWhenTheVisitorHasEnough) {
  TemporaryDirectory directory;
  auto store = open(directory / "db");
  RecentValues recent;
  Batch first(store->snapshot(), recent);
  for (const char* key : {"b", "d", "f"}) first.put(Table::master, key, "stored");
  for (const char* element : {"1", "2"}) first.append(Table::items, "list", element);
  ASSERT_TRUE(store->commit(first, Durability::synced));
  first.write_to(recent);
  Batch second(store->snapshot(), recent);
  for (const char* key : {"a", "c", "e", "g"}) second.put(Table::master, key, "new");
  second.append(Table::items, "list", "3");
  for (std::size_t enough = 1; enough <= 7; ++enough) {
    std::string seen;
    second.scan(Table::master, "", "", [&](std::string_view key, std::string_view) {
      seen += key;
      return seen.size() < enough;
    });
    EXPECT_EQ(seen, std::string("abcdefg").substr(0, enough));
  }
  for (std::size_t enough = 1; enough <= 3; ++enough) {
    std::string seen;
    second.scan_list(Table::items, "list", [&](std::string_view element) {
      seen += element;
      return seen.size() < enough;
    });
    EXPECT_EQ(seen, std::string("123").substr(0, enough));
  }
}

// Many epochs: a list with chunks in all of them, one with a few far apart, one that ended long ago.
TEST(StoreProperty, ListsAreReadFromAnyPointInBothDirections) {
  constexpr std::uint64_t statements = 1'200, events = 512;
  TemporaryDirectory directory;
  auto store = open(directory / "db");
  RecentValues recent;
  std::map<std::string, std::vector<std::string>> model;
  auto batch = std::make_unique<Batch>(store->snapshot(), recent);
  for (std::uint64_t i = 0; i < statements; ++i) {
    batch->begin_statement(LeafIndex{i});
    const std::string element(packed_ref(event_ref(i, 0)));
    for (const auto& [key, every, until] :
         {std::tuple("often", 1U, statements), std::tuple("seldom", 300U, statements),
          std::tuple("early", 7U, 50UL)}) {
      if (i % every != 0 || i >= until) continue;
      batch->append(Table::items, key, element);
      model[key].push_back(element);
    }
    batch->end_statement(events);
    if (i % 100 != 99 || i + 100 > statements) continue;  // The last of them stay in the overlay.
    ASSERT_TRUE(store->commit(*batch, Durability::none));
    batch->write_to(recent);
    batch = std::make_unique<Batch>(store->snapshot(), recent);
  }
  for (const auto& [key, list] : model) {
    EXPECT_EQ(listed_from(*batch, Table::items, key, last_event_ref, ListOrder::newest_first),
              reversed(list));
    for (const std::uint64_t at : {0UL, 1UL, 49UL, 50UL, 500UL, 1'099UL, 1'100UL, 1'199UL}) {
      const EventRef from = event_ref(at, 0);
      const std::string point(packed_ref(from));
      const auto since = listed_from(*batch, Table::items, key, from, ListOrder::oldest_first);
      const auto before = listed_from(*batch, Table::items, key, from, ListOrder::newest_first);
      const auto wanted_since = std::ranges::count_if(list, [&](const std::string& e) { return e >= point; });
      const auto wanted_before =
          std::ranges::count_if(list, [&](const std::string& e) { return e <= point; });
      ASSERT_GE(std::ssize(since), wanted_since) << key << at;
      ASSERT_GE(std::ssize(before), wanted_before) << key << at;
      EXPECT_TRUE(std::ranges::equal(since, std::span(list).last(since.size())));
      // What the overlay adds comes first in any case; what is wanted comes last, and whole.
      EXPECT_TRUE(std::ranges::equal(std::span(before).last(static_cast<std::size_t>(wanted_before)),
                                     reversed({list.begin(), list.begin() + wanted_before})));
    }
  }
  // The point is found without reading all.
  const auto late = listed_from(*batch, Table::items, "often", event_ref(1'199, 0), ListOrder::oldest_first);
  EXPECT_LT(late.size(), statements);
  std::size_t seen = 0;
  batch->scan_list_from(Table::items, "often", last_event_ref, ListOrder::newest_first,
                        [&](std::string_view) { return ++seen < 3; });
  EXPECT_EQ(seen, 3U);
}

TEST(StoreProperty, SnapshotKeepsItsMoment) {
  TemporaryDirectory directory;
  auto store = open(directory / "db");
  RecentValues recent;
  Batch first(store->snapshot(), recent);
  first.put(Table::cells, "k", "old");
  first.append(Table::items, "list", "old");
  ASSERT_TRUE(store->commit(first, Durability::synced));
  first.write_to(recent);
  const auto before = store->snapshot();
  Batch second(store->snapshot(), recent);
  second.put(Table::cells, "k", "new");
  second.append(Table::items, "list", "new");
  ASSERT_TRUE(store->commit(second, Durability::synced));
  EXPECT_EQ(before->get(Table::cells, "k"), "old");
  EXPECT_EQ(listed(*before, Table::items, "list"), std::vector<std::string>{"old"});
  EXPECT_EQ(listed(*store->snapshot(), Table::items, "list"), (std::vector<std::string>{"old", "new"}));
  EXPECT_EQ(before->last(Table::cells), (std::pair<std::string, std::string>{"k", "old"}));
  EXPECT_EQ(before->last(Table::tiles), std::nullopt);
}

}  // namespace
}  // namespace stocktrail
