// One fixed history, and the digest of every table after it. Changed bytes without a changed version fail
// here: of a derived table, raise its fold's version (ledger/engine/folds.cc), so that old directories are
// rebuilt; of a kept table, the log format (docs/decisions/0008), which has to read the old form for ever.
#include <gtest/gtest.h>

#include <map>

#include "ledger/engine/applier.h"
#include "ledger/engine/joined_snapshot.h"
#include "ledger/engine/recent_values.h"
#include "tests/support/fixed_history.h"
#include "tests/support/table_digests.h"

namespace stocktrail::test {
namespace {

std::string versions() {
  std::string text = "log 5";
  for (const Fold& fold : all_folds())
    text += ", " + std::string(fold.name) + " " + std::to_string(fold.version);
  return text;
}

class TablesGolden : public ::testing::Test {
 protected:
  void SetUp() override {
    LedgerWorld world(directory / "data");
    world.options.guard_directory = directory / "guard";
    world.open();
    write_history(world);
    world.ledger.reset();
    store = *Store::open_read_only({.directory = directory / "data/db"});
    tables = store->snapshot();
  }

  TemporaryDirectory directory;
  std::unique_ptr<Store> store;
  std::shared_ptr<const Snapshot> tables;
};

TEST_F(TablesGolden, BytesChangeOnlyWithAVersion) {
  const std::map<std::string, std::string, std::less<>> golden = {
#include "tests/golden/ledger_tables.inc"
  };
  ASSERT_EQ(golden.at("versions"), versions()) << "A new version: write down its digests.";
  for (const auto& [name, digest] : digests_of(*tables)) {
    const auto expected = golden.find(name);
    EXPECT_EQ(expected == golden.end() ? "none" : expected->second, digest) << name;
  }
}

TEST_F(TablesGolden, AReplayOfTheInputsGivesTheSameState) {
  auto again = *Store::open({.directory = directory / "again"});
  RecentValues recent;
  Batch batch(std::make_shared<JoinedSnapshot>(*tables, again->snapshot()), recent);
  const Applier applier;
  tables->scan(Table::records, {}, {}, [&](std::string_view key, std::string_view bytes) {
    const LeafIndex index{*decode_u64(key)};
    const auto input = read_inputs(index, 1, *tables);
    EXPECT_TRUE(input) << to_u64(index);
    if (input) applier.refold(index, decode_record(bytes)->recorded_at, input->front(), batch);
    return input.has_value();
  });
  ASSERT_TRUE(again->commit(batch, Durability::none));
  for (const Fold& fold : all_folds()) {
    for (const Table table : fold.tables)
      EXPECT_EQ(digest_of(table, *again->snapshot()), digest_of(table, *tables)) << name_of(table);
  }
}

TEST_F(TablesGolden, AnInputIsReadBackAsItWas) {
  std::size_t rows = 0;
  tables->scan(Table::inputs, {}, {}, [&](std::string_view, std::string_view bytes) {
    ++rows;
    const auto input = decode_input(bytes);
    EXPECT_TRUE(input);
    if (!input) return false;
    const std::string again =
        std::visit([&](const auto& contents) { return encode_input(input->by, contents); }, input->contents);
    EXPECT_EQ(again, bytes);
    for (std::size_t size = 0; size < bytes.size(); ++size)
      EXPECT_FALSE(decode_input(bytes.substr(0, size))) << size;
    return true;
  });
  EXPECT_GE(rows, 14u);
}

}  // namespace
}  // namespace stocktrail::test
