// One fixed history, and the digest of every table after it. Changed bytes without a changed version fail
// here: of a derived table, raise its fold's version (ledger/engine/folds.cc), so that old directories are
// rebuilt; of a kept table, the log format (docs/decisions/0008), which has to read the old form for ever.
#include <gtest/gtest.h>

#include <map>

#include "ledger/engine/applier.h"
#include "ledger/engine/recent_values.h"
#include "tests/support/ledger_world.h"

namespace stocktrail::test {
namespace {

std::string event(std::string_view members) {
  return R"({"eventTimeZoneOffset":"+00:00",)" + std::string(members) + "}";
}
std::string at(const Supplier& supplier) {
  return R"("readPoint":{"id":")" + supplier.place + R"("},"bizLocation":{"id":")" + supplier.place + R"("})";
}

/// Every kind of statement, every type of event, and a declaration.
void write_history(LedgerWorld& world) {
  const Supplier maker = make_supplier(1), shop = make_supplier(2);
  ASSERT_TRUE(world.admit(maker));
  ASSERT_TRUE(world.admit(shop));
  ASSERT_TRUE(world.state("product", R"({"id":")" + gtin(1) + R"(","name":"Milk powder","brand":"Larch"})"));
  ASSERT_TRUE(
      world.state("policy", R"({"id":"held","type":"custodial","party":")" + maker.id.text() + R"("})"));
  ASSERT_TRUE(world.state("certificate",
                          R"({"id":"c1","kind":"permit","issuer":"Office","number":"7","title":"Permit",)"
                          R"("subjects":[")" +
                              maker.id.text() + R"("],"validFrom":"2026-01-01","status":"active"})"));
  const std::string made = commissioning(maker, 1, "L1", 100);
  const std::string packed = event(
      R"("type":"AggregationEvent","eventTime":"2026-07-22T07:00:00Z","action":"ADD","bizStep":"packing","parentID":")" +
      pallet(1) + R"(","childQuantityList":[{"epcClass":")" + lot(1, "L1") + R"(","quantity":60}],)" +
      at(maker));
  const std::string shipped = event(
      R"("type":"ObjectEvent","eventTime":"2026-07-22T08:00:00Z","action":"OBSERVE","bizStep":"shipping","epcList":[")" +
      pallet(1) + R"("],"readPoint":{"id":")" + maker.place +
      R"("},"destinationList":[{"type":"location","destination":")" + shop.place +
      R"("}],"bizTransactionList":[{"type":"desadv","bizTransaction":"urn:example:desadv:1"}])");
  const std::string items = event(
      R"("type":"ObjectEvent","eventTime":"2026-07-22T06:50:00Z","action":"ADD","bizStep":"commissioning","epcList":[")" +
      item(2, "1") + R"(",")" + item(2, "2") +
      R"("],"ilmd":{"cbvmda:lotNumber":"M1","cbvmda:itemExpirationDate":"2027-07-22"},)" + at(maker));
  ASSERT_TRUE(world.post(sign_events(maker, 1, {made, packed, items})));
  ASSERT_TRUE(world.post(sign_events(maker, 2, {shipped})));
  const std::string received = event(
      R"("type":"ObjectEvent","eventTime":"2026-07-22T12:00:00Z","action":"OBSERVE","bizStep":"receiving","epcList":[")" +
      pallet(1) + R"("],)" + at(shop));
  const std::string mixed = event(
      R"("type":"TransformationEvent","eventTime":"2026-07-22T13:00:00Z","bizStep":"commissioning","inputQuantityList":[{"epcClass":")" +
      lot(1, "L1") + R"(","quantity":1.50,"uom":"KGM"}],"outputQuantityList":[{"epcClass":")" + lot(3, "X") +
      R"(","quantity":4}],)" + at(shop));
  const std::string sold = event(
      R"("type":"ObjectEvent","eventTime":"2026-07-22T14:00:00Z","action":"OBSERVE","bizStep":"retail_selling","disposition":"retail_sold",)"
      R"("eventID":"urn:example:sale:1","quantityList":[{"epcClass":")" +
      lot(1, "L1") + R"(","quantity":2}],)" + at(shop));
  const std::string not_sold = event(
      R"("type":"ObjectEvent","eventTime":"2026-07-22T14:00:00Z","action":"OBSERVE","bizStep":"retail_selling","disposition":"retail_sold",)"
      R"("errorDeclaration":{"declarationTime":"2026-07-22T15:00:00Z","reason":"did_not_occur"},)"
      R"("eventID":"urn:example:sale:1","quantityList":[{"epcClass":")" +
      lot(1, "L1") + R"(","quantity":2}],)" + at(shop));
  ASSERT_TRUE(world.post(sign_events(shop, 3, {received, mixed, sold})));
  ASSERT_TRUE(world.post(sign_events(shop, 4, {not_sold})));
}

std::string digest_of(Table table, const TableReader& tables) {
  std::string all;
  tables.scan(table, {}, {}, [&](std::string_view key, std::string_view value) {
    append_text(all, key);
    append_text(all, value);
    return true;
  });
  return all.empty() ? "empty" : hex_encode(sha256(all)).substr(0, 16);
}

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
  for (const TableSpec& spec : table_specs) {
    if (spec.origin == Origin::node) continue;
    const auto expected = golden.find(spec.name);
    EXPECT_EQ(expected == golden.end() ? "none" : expected->second, digest_of(spec.table, *tables))
        << spec.name;
  }
}

TEST_F(TablesGolden, AReplayOfTheInputsGivesTheSameState) {
  auto again = *Store::open({.directory = directory / "again"});
  RecentValues recent;
  Batch batch(again->snapshot(), recent);
  const Applier applier;
  tables->scan(Table::records, {}, {}, [&](std::string_view key, std::string_view bytes) {
    const LeafIndex index{*decode_u64(key)};
    const auto input = read_input(index, *tables);
    EXPECT_TRUE(input) << to_u64(index);
    if (input) applier.refold(index, decode_record(bytes)->recorded_at, *input, batch);
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
