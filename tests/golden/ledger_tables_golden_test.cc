// One fixed history, and the digest of every table after it. Changed bytes without a changed version fail
// here: of a derived table, raise its fold's version (ledger/engine/folds.cc), so that old directories are
// rebuilt; of a kept table, the log format (docs/decisions/0008), which has to read the old form forever.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "ledger/engine/applier.h"
#include "ledger/engine/joined_snapshot.h"
#include "ledger/engine/kinds.h"
#include "ledger/engine/recent_values.h"
#include "ledger/master/policy.h"
#include "ledger/state/struct_codec.h"
#include "tests/golden/all_forms.h"
#include "tests/support/table_digests.h"

namespace stocktrail::test {
namespace {

std::string versions() {
  std::string text = "log 5";
  for (const Fold& fold : all_folds())
    text += ", " + std::string(fold.name) + " " + std::to_string(fold.version);
  return text;
}

/// Which words of the enumerations of statements stand in inputs.
struct Words {
  std::set<unsigned> event_types, actions, certificate_statuses, policy_types, settlement_actions,
      promise_actions, fills, sourcings;
  std::set<std::size_t> changes;

  void operator()(const epcis::Event& event) {
    note(event_types, event.type);
    note(actions, event.action);
  }
  void operator()(const master::Change& change) {
    changes.insert(change.body.index());
    if (const auto* one = std::get_if<master::Certificate>(&change.body))
      note(certificate_statuses, one->status);
    if (const auto* one = std::get_if<master::Policy>(&change.body)) note(policy_types, one->type);
    if (const auto* one = std::get_if<master::Settlement>(&change.body))
      note(settlement_actions, one->action);
  }
  void operator()(const promises::Stated& stated) {
    note(promise_actions, stated.order.action);
    note(fills, stated.order.fill);
    note(sourcings, stated.order.sourcing);
  }

 private:
  template <StoredWord Word>
  static void note(std::set<unsigned>& words, Word word) {
    words.insert(static_cast<unsigned>(word));
  }
};

template <StoredWord Word>
std::size_t count_of(Word) {
  return static_cast<std::size_t>(last_of(Word{})) + 1;
}

class TablesGolden : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    directory = std::make_unique<TemporaryDirectory>();
    LedgerWorld world(*directory / "data");
    world.options.guard_directory = *directory / "guard";
    world.open();
    write_history(world);
    ASSERT_FALSE(HasFatalFailure());
    const auto view = world.ledger->view();
    for (std::uint64_t i = 0; i < to_u64(view->checkpoint().size); ++i)
      kinds_of_history.emplace(view->statement(LeafIndex{i})->kind());
    ASSERT_EQ(write_all_forms(world), "");
    world.ledger.reset();
    store = *Store::open_read_only({.directory = *directory / "data/db"});
    tables = store->snapshot();
  }
  static void TearDownTestSuite() {
    tables.reset();
    store.reset();
    directory.reset();
  }
  void SetUp() override { ASSERT_TRUE(tables); }

  static inline std::unique_ptr<TemporaryDirectory> directory;
  static inline std::set<std::string, std::less<>> kinds_of_history;
  static inline std::unique_ptr<Store> store;
  static inline std::shared_ptr<const Snapshot> tables;
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

TEST_F(TablesGolden, TheHistoryHasEveryKindOfStatement) {
  for (const StatementKind& kind : statement_kinds())
    EXPECT_TRUE(kinds_of_history.contains(kind.name)) << kind.name << ": state one in write_history().";
}

TEST_F(TablesGolden, TheInputsHaveEveryWordOfStatements) {
  Words words;
  tables->scan(Table::inputs, {}, {}, [&](std::string_view, std::string_view bytes) {
    const auto input = decode_input(bytes);
    EXPECT_TRUE(input);
    if (input) std::visit(words, input->contents);
    return input.has_value();
  });
  EXPECT_EQ(words.event_types.size(), count_of(epcis::EventType{}));
  EXPECT_EQ(words.actions.size(), count_of(epcis::Action{}));
  EXPECT_EQ(words.changes.size(), std::variant_size_v<decltype(master::Change::body)>);
  EXPECT_EQ(words.certificate_statuses.size(), count_of(master::CertificateStatus{}));
  EXPECT_EQ(words.policy_types.size(), count_of(master::PolicyType{}));
  EXPECT_EQ(words.settlement_actions.size(), count_of(master::SettlementAction{}));
  EXPECT_EQ(words.promise_actions.size(), count_of(promises::Action{}));
  EXPECT_EQ(words.fills.size(), count_of(promises::Fill{}));
  EXPECT_EQ(words.sourcings.size(), count_of(promises::Sourcing{}));
}

TEST_F(TablesGolden, NoTableIsEmpty) {
  for (const auto& [name, digest] : digests_of(*tables)) EXPECT_NE(digest, "empty") << name;
}

TEST_F(TablesGolden, AReplayOfTheInputsGivesTheSameState) {
  auto again = *Store::open({.directory = *directory / "again"});
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
