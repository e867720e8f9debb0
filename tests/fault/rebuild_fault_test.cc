// A fault at each single operation of the file system while tables are made anew. Whatever fails: the next
// start ends with the tables of the new folds, all of them, and the log goes on.
#include <gtest/gtest.h>
#include <rocksdb/env.h>

#include "ledger/engine/rebuild.h"
#include "tests/support/faulty_files.h"
#include "tests/support/fixed_history.h"
#include "tests/support/old_folds.h"
#include "tests/support/seed.h"
#include "tests/support/table_digests.h"

namespace stocktrail::test {
namespace {

enum class Unsynced { kept, lost };

struct Scenario {
  std::map<std::string, std::string> wanted;
  std::filesystem::path written;  // By a program with old folds.
};

Scenario write_scenario(const std::filesystem::path& place) {
  Scenario scenario{.wanted = {}, .written = place / "old"};
  for (const bool is_old : {true, false}) {
    const OldFolds old;
    LedgerWorld world(place / (is_old ? "old" : "new"));
    world.open_with(is_old ? old.folds() : all_folds());
    write_history(world);
    world.ledger.reset();
    if (is_old) continue;
    scenario.wanted = digests_of(*(*Store::open_read_only({.directory = place / "new/db"}))->snapshot());
  }
  return scenario;
}

// Gives the number of operations of the rebuild.
std::uint64_t run(const Scenario& scenario, std::uint64_t at, Fault fault, Unsynced unsynced) {
  TemporaryDirectory directory;
  for (const char* part : {"", ".guard"}) {
    std::filesystem::copy(scenario.written.string() + part, directory / (std::string("data") + part),
                          std::filesystem::copy_options::recursive);
  }
  auto files = std::make_shared<FaultyFiles>();
  const auto env = rocksdb::NewCompositeEnv(files);
  constexpr std::size_t small_batch_bytes = 1;
  files->fail_at(at, fault);
  if (auto store = Store::open({.directory = directory / "data/db", .env = env.get()})) {
    Rebuild rebuild(**store, *plan_rebuild(*(*store)->snapshot(), all_folds()), small_batch_bytes);
    const auto ended = rebuild.run({});
    EXPECT_TRUE(ended || (*store)->fault()) << ended.error().detail;
  }
  const std::uint64_t operations = files->operations();
  EXPECT_TRUE(fault == Fault::none || files->has_failed() || operations <= at);
  files->heal();
  if (unsynced == Unsynced::lost) files->lose_unsynced();

  LedgerWorld world(directory / "data", env.get());
  world.open();
  wait_while_rebuilding(*world.ledger);
  EXPECT_FALSE(world.ledger->read_only_reason());
  EXPECT_EQ(digests_of(world.ledger->view()->tables()), scenario.wanted);
  EXPECT_TRUE(world.admit(make_supplier(9)));
  return operations;
}

void sweep(Fault fault, Unsynced unsynced) {
  const TemporaryDirectory place;
  const Scenario scenario = write_scenario(place.path());
  const std::uint64_t operations = run(scenario, 0, Fault::none, unsynced);
  ASSERT_GT(operations, 50u);
  const char* which = std::getenv("STOCKTRAIL_FAULTS");
  const std::uint64_t step = which != nullptr && std::string(which) == "all" ? 1 : 16;
  for (std::uint64_t at = test_seed() % step; at < operations; at += step) {
    SCOPED_TRACE("operation " + std::to_string(at) + " of " + std::to_string(operations));
    run(scenario, at, fault, unsynced);
    ASSERT_FALSE(::testing::Test::HasFailure());
  }
}

TEST(RebuildFaults, OneOperationFails) {
  sweep(Fault::once, Unsynced::kept);
}
TEST(RebuildFaults, DiskIsFullFromThenOn) {
  sweep(Fault::dead, Unsynced::kept);
}
TEST(RebuildFaults, PowerIsLostWithWhatWasNotSynced) {
  sweep(Fault::dead, Unsynced::lost);
}

TEST(RebuildFaults, WantOfRoomIsToldBeforeAnythingIsMade) {
  const TemporaryDirectory place;
  const Scenario scenario = write_scenario(place.path());
  auto files = std::make_shared<FaultyFiles>();
  const auto env = rocksdb::NewCompositeEnv(files);
  LedgerWorld world(scenario.written, env.get());
  files->set_free_bytes(1);
  world.open();
  wait_while_rebuilding(*world.ledger);
  const auto reason = world.ledger->read_only_reason();
  ASSERT_TRUE(reason);
  EXPECT_NE(reason->detail.find("Free at least "), std::string::npos) << reason->detail;
  EXPECT_EQ(world.admit(make_supplier(9)).error().code, ErrorCode::read_only);
  EXPECT_TRUE(world.ledger->view()->statement(LeafIndex{0})) << "What needs none of those tables is read.";
  files->set_free_bytes(1ull << 40);
  world.open();
  wait_while_rebuilding(*world.ledger);
  EXPECT_FALSE(world.ledger->read_only_reason());
  EXPECT_EQ(digests_of(world.ledger->view()->tables()), scenario.wanted);
}

}  // namespace
}  // namespace stocktrail::test
