// The change feed: no change is ever missed, and what did not change is said to hold while little was
// written.
#include "ledger/state/changes.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <thread>

#include "ledger/state/kept_rows.h"
#include "tests/support/memory_tables.h"

namespace stocktrail {
namespace {

std::string key_number(std::uint64_t n) {
  return "key " + std::to_string(n);
}
ChangeTag tag_number(std::uint64_t n) {
  return change_tag(Table::items, key_number(n));
}
bool changed(const ChangeFeed& feed, std::uint64_t since, ChangeTag tag) {
  return feed.changed(TreeSize{since}, std::span(&tag, 1));
}

TEST(ChangeFeed, TellsWhatChangedSinceASize) {
  ChangeFeed feed;
  EXPECT_FALSE(changed(feed, 0, tag_number(1)));
  feed.note(tag_number(1), TreeSize{5});
  feed.note(tag_number(2), TreeSize{7});
  EXPECT_TRUE(changed(feed, 4, tag_number(1)));
  EXPECT_FALSE(changed(feed, 5, tag_number(1)));
  EXPECT_TRUE(changed(feed, 6, tag_number(2)));
  EXPECT_FALSE(changed(feed, 0, tag_number(3)));
  EXPECT_FALSE(changed(feed, 0, change_tag(Table::events, key_number(1)))) << "keys of two tables";
  feed.note(tag_number(1), TreeSize{9});
  EXPECT_TRUE(changed(feed, 8, tag_number(1)));
}

TEST(ChangeFeed, HundredThousandOtherChangesHideNothingAndTouchNothing) {
  constexpr std::uint64_t others = 100'000, watched = 200;
  ChangeFeed feed;
  for (std::uint64_t n = 0; n < others; ++n) feed.note(tag_number(n), TreeSize{n + 1});
  std::size_t said_changed = 0;
  for (std::uint64_t n = others; n < others + watched; ++n) said_changed += changed(feed, 0, tag_number(n));
  EXPECT_LE(said_changed, 1U) << "of keys that nobody wrote";
  for (std::uint64_t n = 0; n < others; ++n) ASSERT_TRUE(changed(feed, n, tag_number(n))) << n;
}

TEST(ChangeFeed, WhatItForgotItCallsChanged) {
  constexpr std::uint64_t many = 2 * ChangeFeed::set_count * ChangeFeed::set_ways;
  ChangeFeed feed;
  for (std::uint64_t n = 0; n < many; ++n) feed.note(tag_number(n), TreeSize{n + 1});
  for (std::uint64_t n = 0; n < many; n += 7) ASSERT_TRUE(changed(feed, n, tag_number(n))) << n;
  EXPECT_FALSE(changed(feed, many, tag_number(0))) << "nothing was written since";
}

TEST(ChangeFeed, AReaderBesideTheWriterMissesNothingThatItMaySee) {
  constexpr std::uint64_t rounds = 20'000, keys = 64;
  ChangeFeed feed;
  std::atomic<std::uint64_t> published = 0;
  std::thread writer([&] {
    for (std::uint64_t size = 1; size <= rounds; ++size) {
      feed.note(tag_number(size % keys), TreeSize{size});
      // Strangers that push others out of their sets.
      for (std::uint64_t other = 0; other < 8; ++other)
        feed.note(tag_number(keys + 8 * size + other), TreeSize{size});
      published.store(size, std::memory_order_release);
    }
  });
  std::uint64_t size = 0;
  do {
    size = published.load(std::memory_order_acquire);
    if (size == 0) continue;
    ASSERT_TRUE(changed(feed, size - 1, tag_number(size % keys))) << size;
  } while (size < rounds);
  writer.join();
}

TEST(ChangeFeed, AScanOfMasterDataIsKnownByItsWholeParts) {
  using namespace std::string_literals;
  const std::string of_a = "sA\0party\0e1"s, of_b = "sB\0party\0e1"s;
  MemoryTables tables;
  const auto tags_of = [&](Table table, const std::string& prefix) {
    const NotedReads noted(tables);
    noted.scan(table, prefix, {}, [](std::string_view, std::string_view) { return true; });
    return noted.tags();
  };
  ChangeFeed feed;
  feed.note_key(Table::master, of_a, TreeSize{3});
  EXPECT_TRUE(feed.changed(TreeSize{2}, tags_of(Table::master, "sA\0"s)));
  EXPECT_TRUE(feed.changed(TreeSize{2}, tags_of(Table::master, "sA\0party\0e"s)));
  EXPECT_TRUE(feed.changed(TreeSize{2}, tags_of(Table::master, "s")));
  EXPECT_FALSE(feed.changed(TreeSize{2}, tags_of(Table::master, "sB\0"s)));
  EXPECT_FALSE(feed.changed(TreeSize{2}, tags_of(Table::master, "sA\0other\0e"s)));
  feed.note_key(Table::history, of_b, TreeSize{4});
  EXPECT_TRUE(feed.changed(TreeSize{3}, tags_of(Table::history, "other\0"s))) << "of others, the table";
}

TEST(ChangeFeed, AListIsKnownByItselfAndByWhatItSharesWithOthers) {
  const std::string beginning(16, 'b'), issuer(16, 'i'), other(16, 'o');
  MemoryTables tables;
  const NotedReads one(tables), all(tables), stranger(tables);
  one.scan_list_from(Table::items, beginning + issuer, EventRef{}, ListOrder::newest_first,
                     [](std::string_view) { return true; });
  all.scan_lists(Table::items, beginning, issuer.size(),
                 [](std::string_view, std::string_view) { return Then::next_element; });
  stranger.scan_list(Table::items, beginning + other, [](std::string_view) { return true; });
  ChangeFeed feed;
  feed.note_list(Table::items, beginning + issuer, beginning.size(), TreeSize{2});
  EXPECT_TRUE(feed.changed(TreeSize{1}, one.tags()));
  EXPECT_TRUE(feed.changed(TreeSize{1}, all.tags()));
  EXPECT_FALSE(feed.changed(TreeSize{1}, stranger.tags()));
}

TEST(NotedReads, MasterDataIsReadOnceForAnAnswer) {
  MemoryTables tables;
  tables.put(Table::master, "party", "name");
  tables.put(Table::items, "item", "lot");
  const NotedReads noted(tables);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(noted.get(Table::master, "party"), "name");
    EXPECT_EQ(noted.get(Table::master, "nobody"), std::nullopt);
    EXPECT_EQ(noted.get(Table::items, "item"), "lot");
  }
  EXPECT_EQ(tables.gets(Table::master), 2U);
  EXPECT_EQ(tables.gets(Table::items), 3U);
  for (const std::string_view key : {"party", "nobody"}) {
    ChangeFeed feed;
    feed.note_key(Table::master, key, TreeSize{2});
    EXPECT_TRUE(feed.changed(TreeSize{1}, noted.tags())) << key;
  }
}

TEST(NotedReads, ManyKeysAtOnceAreNotedEach) {
  MemoryTables tables;
  tables.put(Table::facts, "a", "1");
  const NotedReads noted(tables);
  const std::array<std::string_view, 2> keys{"a", "b"};
  EXPECT_EQ(noted.get_all(Table::facts, keys), (std::vector<std::optional<std::string>>{"1", std::nullopt}));
  for (const std::string_view key : keys) {
    ChangeFeed feed;
    feed.note_key(Table::facts, key, TreeSize{2});
    EXPECT_TRUE(feed.changed(TreeSize{1}, noted.tags())) << key;
  }
}

/// What a scan gives of which its reader takes `wanted` rows.
std::vector<std::string> scanned(const TableReader& tables, std::string_view prefix, std::string_view start,
                                 std::size_t wanted) {
  std::vector<std::string> rows;
  tables.scan(Table::master, prefix, start, [&](std::string_view key, std::string_view value) {
    rows.push_back(std::string(key) + "=" + std::string(value));
    return rows.size() < wanted;
  });
  return rows;
}

TEST(KeptReads, ReadLikeTheTableAndAskItOnce) {
  MemoryTables tables;
  tables.put(Table::items, "item", "lot");
  for (int i = 100; i < 140; ++i) tables.put(Table::master, "a" + std::to_string(i), std::to_string(i));
  tables.put(Table::master, "b", std::string(KeptReads::bytes_kept_max + 1, 'x'));
  tables.put(Table::master, "c1", "1");
  KeptRows rows;
  for (int round = 0; round < 3; ++round) {
    const KeptReads kept(tables, rows, [] { return true; });
    EXPECT_EQ(kept.get(Table::master, "a107"), "107");
    EXPECT_EQ(kept.get(Table::master, "nobody"), std::nullopt);
    EXPECT_EQ(kept.get(Table::items, "item"), "lot");
    for (const std::string_view prefix : {"", "a", "a10", "a13", "b", "c", "d"})
      for (const std::string_view start : {"", "a105", "a139", "c1"})
        for (const std::size_t wanted :
             {std::size_t{1}, KeptReads::rows_kept_max, KeptReads::rows_kept_max + 1, std::size_t{99}})
          EXPECT_EQ(scanned(kept, prefix, start, wanted), scanned(tables, prefix, start, wanted))
              << prefix << " " << start << " " << wanted;
  }
  EXPECT_EQ(tables.gets(Table::master), 2U);
  EXPECT_EQ(tables.gets(Table::items), 3U);
  const KeptReads kept(tables, rows, [] { return true; });
  tables.put(Table::master, "c1", "2");
  EXPECT_EQ(scanned(kept, "c", "", 9), std::vector<std::string>{"c1=1"}) << "kept until it is begun anew";
}

TEST(KeptReads, WhatMayHaveBeenReadInVainIsNotKept) {
  MemoryTables tables;
  KeptRows rows;
  const KeptReads kept(tables, rows, [] { return false; });
  EXPECT_EQ(kept.get(Table::master, "party"), std::nullopt);
  EXPECT_TRUE(scanned(kept, "p", "", 9).empty());
  tables.put(Table::master, "party", "name");
  EXPECT_EQ(kept.get(Table::master, "party"), "name");
  EXPECT_EQ(scanned(kept, "p", "", 9), std::vector<std::string>{"party=name"});
}

TEST(KeptReads, WhenThereIsNoRoomTheyBeginAnew) {
  MemoryTables tables;
  for (int i = 100; i < 900; ++i) tables.put(Table::master, std::to_string(i), std::string(100, 'v'));
  KeptRows rows(10'000);
  const KeptReads kept(tables, rows, [] { return true; });
  for (int round = 0; round < 2; ++round)
    for (int i = 100; i < 900; ++i)
      EXPECT_EQ(kept.get(Table::master, std::to_string(i)), std::string(100, 'v'));
  EXPECT_EQ(tables.gets(Table::master), 1'600U);
  EXPECT_EQ(kept.get(Table::master, "899"), std::string(100, 'v'));
  EXPECT_EQ(tables.gets(Table::master), 1'600U);
}

}  // namespace
}  // namespace stocktrail
