// Directories that programs with other folds wrote, opened by this one.
#include "ledger/engine/rebuild.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>

#include "ledger/store/tables_beside.h"
#include "tests/support/fixed_history.h"
#include "tests/support/old_folds.h"
#include "tests/support/table_digests.h"

namespace stocktrail::test {
namespace {

class RebuildTest : public ::testing::Test {
 protected:
  /// A directory that a program with these folds wrote.
  void write_with(std::span<const Fold> folds) { write_with(folds, world); }
  static void write_with(std::span<const Fold> folds, LedgerWorld& to) {
    to.open_with(folds);
    write_history(to);
    to.ledger.reset();
  }
  std::map<std::string, std::string> digests() const { return digests(world); }
  static std::map<std::string, std::string> digests(const LedgerWorld& of) {
    const auto store = *Store::open_read_only({.directory = of.options.directory / "db"});
    return digests_of(*store->snapshot());
  }
  /// As a program that always folded like this one has them.
  std::map<std::string, std::string> expected() {
    LedgerWorld other(directory / "other");
    write_with(all_folds(), other);
    return digests(other);
  }
  void wait_until_rebuilt() { wait_until_rebuilt(*world.ledger); }
  static void wait_until_rebuilt(const Ledger& ledger) {
    wait_while_rebuilding(ledger);
    const auto reason = ledger.read_only_reason();
    ASSERT_FALSE(reason) << reason->detail;
  }

  TemporaryDirectory directory;
  LedgerWorld world{directory / "data"};
};

TEST_F(RebuildTest, EachFoldIsMadeAnewByteForByte) {
  const auto wanted = expected();
  for (const Fold& fold : all_folds()) {
    SCOPED_TRACE(fold.name);
    LedgerWorld one(directory / std::string(fold.name));
    write_with(OldFolds(fold.name).folds(), one);
    ASSERT_NE(digests(one), wanted);
    one.open();
    wait_until_rebuilt(*one.ledger);
    one.ledger.reset();
    EXPECT_EQ(digests(one), wanted);
  }
}

TEST_F(RebuildTest, AllFoldsAtOnceAndTheLogGoesOn) {
  write_with(OldFolds().folds());
  world.open();
  wait_until_rebuilt();
  const Supplier later = make_supplier(9);
  ASSERT_TRUE(world.admit(later));
  ASSERT_TRUE(world.post(sign_events(later, 1, {commissioning(later, 4, "L9", 5)})));
  world.ledger.reset();
  const auto report = audit_directory(world.options.directory, [](std::uint64_t, std::uint64_t) {});
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_EQ(report->doubts, std::vector<Error>{});
  EXPECT_EQ(report->not_compared, "");
}

TEST_F(RebuildTest, WhoReadsAFoldIsMadeAnewWithIt) {
  const auto names_for = [&](std::string_view stale) {
    LedgerWorld one(directory / std::string(stale));
    write_with(OldFolds(stale).folds(), one);
    const auto store = *Store::open_read_only({.directory = one.options.directory / "db"});
    return plan_rebuild(*store->snapshot(), all_folds())->names();
  };
  EXPECT_EQ(names_for("master"), "master, trace, inventory, promises");
  EXPECT_EQ(names_for("event_ids"), "event_ids, query, trace, inventory, promises");
  EXPECT_EQ(names_for("trace"), "trace");
  EXPECT_EQ(names_for("inventory"), "inventory") << "Promises stand, whatever the books say later.";
}

TEST_F(RebuildTest, OtherFoldsAreReadMeanwhileAndNothingIsWritten) {
  write_with(OldFolds("trace").folds());
  const HeldFolds held("trace");
  world.open_with(held.folds());
  held.wait_until_it_runs();

  const auto progress = world.ledger->rebuilding();
  ASSERT_TRUE(progress);
  EXPECT_EQ(progress->folds, "trace");
  EXPECT_GT(progress->total, 5u);
  EXPECT_LT(progress->done, progress->total);
  ASSERT_TRUE(world.ledger->read_only_reason());
  EXPECT_NE(world.ledger->read_only_reason()->detail.find("trace"), std::string::npos);

  const auto view = world.ledger->view();
  EXPECT_TRUE(master::party(make_supplier(1).id, view->tables()));
  EXPECT_TRUE(view->statement(LeafIndex{0}));
  EXPECT_FALSE(view->signed_checkpoint().empty());
  EXPECT_FALSE(view->has_lacked());
  view->tables().scan(Table::items, {}, {}, [](std::string_view, std::string_view) { return true; });
  EXPECT_TRUE(view->has_lacked());
  EXPECT_FALSE(world.ledger->view()->has_lacked()) << "Each view has a look of its own.";

  const Supplier maker = make_supplier(1);
  const std::string wire = sign_events(maker, 50, {commissioning(maker, 1, "L5", 1)});
  const auto refused = world.post(wire);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
  EXPECT_NE(refused.error().detail.find("trace"), std::string::npos);
  auto candidate = read_contents(*Statement::parse(wire));
  candidate->signed_by = maker.key.public_key();
  EXPECT_EQ(world.ledger->append_and_wait(std::move(*candidate)).error().code, ErrorCode::unavailable);

  held.let_go();
  wait_until_rebuilt();
  EXPECT_TRUE(world.post(wire));
  world.ledger.reset();
}

TEST_F(RebuildTest, ACopyThatIsMadeMeanwhileIsWholeAndIsRebuiltToo) {
  write_with(OldFolds("inventory").folds());
  const HeldFolds held("inventory");
  world.open_with(held.folds());
  held.wait_until_it_runs();
  ASSERT_TRUE(world.ledger->copy_database(directory / "copy"));
  held.let_go();
  wait_until_rebuilt();
  world.ledger.reset();
  const auto wanted = digests();
  std::filesystem::remove_all(world.options.directory / "db");
  std::filesystem::rename(directory / "copy", world.options.directory / "db");
  ASSERT_NE(digests(), wanted);
  world.open();
  wait_until_rebuilt();
  world.ledger.reset();
  EXPECT_EQ(digests(), wanted);
}

TEST_F(RebuildTest, AnAuditComparesWhatCanBeCompared) {
  write_with(OldFolds("trace").folds());
  const auto report = audit_directory(world.options.directory, [](std::uint64_t, std::uint64_t) {});
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_EQ(report->doubts, std::vector<Error>{});
  EXPECT_EQ(report->not_compared, "trace");
}

TEST_F(RebuildTest, TablesOfANewerProgramAreLeftAlone) {
  const auto refused_with = [&](std::span<const Fold> folds) {
    const auto before = digests();
    const auto opened = world.try_open_with(folds);
    if (opened) return std::string("opened");
    EXPECT_EQ(digests(), before);
    return opened.error().detail;
  };
  world.open();
  write_history(world);
  world.ledger.reset();
  EXPECT_NE(refused_with(OldFolds("trace").folds()).find("a newer program was here"), std::string::npos);
  const auto folds = all_folds();
  EXPECT_NE(refused_with(folds.first(folds.size() - 1)).find("does not know that fold"), std::string::npos);
  EXPECT_EQ(refused_with(folds), "opened");
}

TEST_F(RebuildTest, AFoldThatIsNewIsMadeFromTheWholeLog) {
  const auto wanted = expected();
  const auto folds = all_folds();
  write_with(folds.first(folds.size() - 1));  // No inventory.
  world.open();
  wait_until_rebuilt();
  world.ledger.reset();
  EXPECT_EQ(digests(), wanted);
}

/// A rebuild that is stopped again and again, each time after a few more records.
class CutRebuildTest : public RebuildTest {
 protected:
  static constexpr std::size_t small_batch_bytes = 1;  // A commit each few records.

  void SetUp() override {
    const OldFolds old;
    world.open_with(old.folds());
    write_history(world);
    const Supplier maker = make_supplier(1);
    for (std::uint64_t i = 0; i < 100; ++i) {
      ASSERT_TRUE(world.post(
          sign_events(maker, 1'000 + i, {commissioning(maker, 2, "L" + std::to_string(i % 7), 1)})));
    }
    world.ledger.reset();
  }
  std::unique_ptr<Store> open_store() const {
    return std::move(*Store::open({.directory = world.options.directory / "db"}));
  }
  /// Until so many records more are folded; then where it was and whether it is through.
  std::pair<std::uint64_t, bool> run_for(std::uint64_t records, std::span<const Fold> folds) const {
    const auto store = open_store();
    std::stop_source stop;
    const CountedFolds counted(folds, records, stop);
    Rebuild run(*store, *plan_rebuild(*store->snapshot(), counted.folds()), small_batch_bytes);
    const auto ended = run.run(stop.get_token());
    EXPECT_TRUE(ended) << ended.error().detail;
    return {run.done(), ended && *ended};
  }
};

TEST_F(CutRebuildTest, GoesOnWhereItWas) {
  std::uint64_t before = 0;
  int runs = 0;
  for (bool is_through = false; !is_through; ++runs) {
    ASSERT_LT(runs, 50);
    const auto [done, ended] = run_for(20, all_folds());
    if (!ended) {
      ASSERT_GT(done, before) << "It began anew.";
    }
    before = done;
    is_through = ended;
  }
  EXPECT_GT(runs, 3);
  world.open();
  EXPECT_FALSE(world.ledger->rebuilding());
  world.ledger.reset();
  const auto report = audit_directory(world.options.directory, [](std::uint64_t, std::uint64_t) {});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->doubts, std::vector<Error>{});
}

TEST_F(CutRebuildTest, BeginsAnewForOtherFolds) {
  const OldFolds between({}, 2, "of version 2");  // Writes what this program does not.
  EXPECT_FALSE(run_for(20, between.folds()).second);
  const OldFolds last({}, 3, "of version 3");
  world.open_with(last.folds());
  wait_until_rebuilt();
  const auto& tables = world.ledger->view()->tables();
  std::size_t of_2 = 0, of_3 = 0;
  tables.scan(Table::items, {}, {}, [&](std::string_view, std::string_view value) {
    of_2 += value == "of version 2" ? 1 : 0;
    of_3 += value == "of version 3" ? 1 : 0;
    return true;
  });
  EXPECT_EQ(of_2, 0u);
  EXPECT_GT(of_3, 100u);
  world.ledger.reset();
}

TEST_F(CutRebuildTest, IsForgottenByTheProgramThatNeedsNone) {
  EXPECT_FALSE(run_for(20, all_folds()).second);
  const OldFolds old;
  world.open_with(old.folds());
  EXPECT_FALSE(world.ledger->rebuilding());
  world.ledger.reset();
  const auto store = open_store();
  EXPECT_EQ(TablesBeside(*store).bytes(), 0u);
  EXPECT_FALSE(TablesBeside(*store).holds({}));
}

}  // namespace
}  // namespace stocktrail::test
