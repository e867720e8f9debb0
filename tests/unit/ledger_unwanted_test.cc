// Reads of the store that nobody waits for any more: crypto/wanted.h.
#include <gtest/gtest.h>

#include <functional>

#include "crypto/failed_check.h"
#include "ledger/engine/batch.h"
#include "ledger/store/store.h"
#include "tests/support/temporary_directory.h"

namespace stocktrail {
namespace {

TEST(UnwantedReads, EndOfEveryKind) {
  TemporaryDirectory directory;
  const auto store = Store::open({.directory = directory / "db"});
  ASSERT_TRUE(store);
  RecentValues recent;
  Batch batch((*store)->snapshot(), recent);
  const std::string list(list_beginning_bytes_min + 1, 'l');
  batch.put(Table::master, "key", "stored");
  batch.append(Table::items, list, "1");
  ASSERT_TRUE((*store)->commit(batch, Durability::synced));
  const auto tables = (*store)->snapshot();
  const std::string_view keys[] = {"key", "other"};
  const auto on = [](auto&&...) { return true; };
  const std::function<void()> reads[] = {
      [&] { (void)tables->get(Table::master, "key"); },
      [&] { (void)tables->get_all(Table::master, keys); },
      [&] { tables->scan(Table::master, "", "", on); },
      [&] { tables->scan_back(Table::master, "", "z", on); },
      [&] { tables->scan_list(Table::items, list, on); },
      [&] { tables->scan_list_from(Table::items, list, last_event_ref, ListOrder::newest_first, on); },
      [&] {
        tables->scan_lists(Table::items, list.substr(1), 1, [](auto, auto) { return Then::next_element; });
      }};
  std::stop_source unwanted;
  for (const auto& read : reads)
    EXPECT_TRUE(caught([&] {
      const WantedScope scope(unwanted.get_token());
      read();
    }));
  unwanted.request_stop();
  for (const auto& read : reads) {
    const auto done = caught([&] {
      const WantedScope scope(unwanted.get_token());
      read();
    });
    ASSERT_FALSE(done) << &read - reads;
    EXPECT_EQ(done.error().code, ErrorCode::unavailable);
    read();  // Out of such a scope nothing ends.
  }
}

}  // namespace
}  // namespace stocktrail
