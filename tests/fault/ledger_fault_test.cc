// A fault at each single operation of the file system. Whatever fails: what was acknowledged is there after a
// restart, with the same receipt; checkpoints that were given out are consistent; and the audit has no doubt.
#include <gtest/gtest.h>
#include <rocksdb/env.h>

#include <future>

#include "ledger/engine/audit.h"
#include "tests/support/faulty_files.h"
#include "tests/support/ledger_world.h"
#include "tests/support/seed.h"

namespace stocktrail::test {
namespace {

struct Witnessed {
  std::vector<std::pair<std::string, Receipt>> acknowledged;
  std::vector<Checkpoint> checkpoints;
};

std::string wire_of(const Supplier& supplier, std::uint64_t number) {
  return sign_events(supplier, number, {commissioning(supplier, 1, "L" + std::to_string(number), 10)});
}

// Opens, admits, posts, reopens, posts; stops at the first error that is no refusal.
void play(LedgerWorld& world, const Supplier& supplier, Witnessed& witnessed) {
  std::uint64_t number = 0;
  for (int round = 0; round < 2; ++round) {
    if (!world.try_open()) return;
    if (round == 0 && !world.admit(supplier)) return;
    for (int i = 0; i < 3; ++i) {
      const std::string wire = wire_of(supplier, number++);
      const auto receipt = world.post(wire);
      if (!receipt) {
        EXPECT_TRUE(receipt.error().code == ErrorCode::outcome_unknown ||
                    receipt.error().code == ErrorCode::read_only)
            << receipt.error().detail;
        EXPECT_TRUE(world.ledger->read_only_reason().has_value());
        return;
      }
      witnessed.acknowledged.emplace_back(wire, *receipt);
      const auto view = world.ledger->view();
      const auto seen = open_checkpoint(view->signed_checkpoint(), world.ledger->verifier());
      ASSERT_TRUE(seen.has_value());
      witnessed.checkpoints.push_back(*seen);
    }
  }
}

void expect_it_goes_on(LedgerWorld& world, const Supplier& supplier, const Witnessed& witnessed) {
  const auto opened = world.try_open();
  ASSERT_TRUE(opened.has_value()) << opened.error().detail;
  ASSERT_FALSE(world.ledger->read_only_reason().has_value()) << world.ledger->read_only_reason()->detail;
  for (const auto& [wire, receipt] : witnessed.acknowledged) {
    const auto again = world.post(wire);
    ASSERT_TRUE(again.has_value()) << again.error().detail;
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->index, receipt.index);
    EXPECT_EQ(again->entry, receipt.entry);
    EXPECT_EQ(again->blind, receipt.blind);
  }
  const bool is_admitted = master::party(supplier.id, world.ledger->view()->tables()).has_value();
  ASSERT_TRUE(is_admitted || world.admit(supplier).has_value());
  ASSERT_TRUE(world.post(wire_of(supplier, 100)).has_value());
  const auto view = world.ledger->view();
  for (const Checkpoint& seen : witnessed.checkpoints) {
    ASSERT_LE(to_u64(seen.size), to_u64(view->checkpoint().size));
    const auto proof = view->consistency(seen.size, view->checkpoint().size);
    ASSERT_TRUE(proof.has_value());
    EXPECT_TRUE(
        verify_consistency(seen.size, view->checkpoint().size, seen.root, view->checkpoint().root, *proof));
  }
}

// The audit reads the files, so no view may keep the database open: its compactions would remove some.
void expect_all_is_well(LedgerWorld& world, const Supplier& supplier, const Witnessed& witnessed) {
  expect_it_goes_on(world, supplier, witnessed);
  world.ledger.reset();
  if (::testing::Test::HasFatalFailure()) return;
  const auto report = audit_directory(world.options.directory, [](std::uint64_t, std::uint64_t) {});
  ASSERT_TRUE(report.has_value()) << report.error().detail;
  EXPECT_EQ(report->doubts, std::vector<Error>{});
}

enum class Unsynced { kept, lost };

// Gives the number of operations of the scenario.
std::uint64_t run(std::uint64_t at, Fault fault, Unsynced unsynced) {
  TemporaryDirectory directory;
  auto files = std::make_shared<FaultyFiles>();
  const auto env = rocksdb::NewCompositeEnv(files);
  const Supplier supplier = make_supplier(1);
  LedgerWorld world(directory / "data", env.get());
  Witnessed witnessed;
  files->fail_at(at, fault);
  play(world, supplier, witnessed);
  world.ledger.reset();
  const std::uint64_t operations = files->operations();
  EXPECT_TRUE(fault == Fault::none || files->has_failed() || operations <= at);
  files->heal();
  if (unsynced == Unsynced::lost) files->lose_unsynced();
  expect_all_is_well(world, supplier, witnessed);
  return operations;
}

void sweep(Fault fault, Unsynced unsynced) {
  const std::uint64_t operations = run(0, Fault::none, unsynced);
  ASSERT_GT(operations, 100u);
  const char* which = std::getenv("STOCKTRAIL_FAULTS");
  const std::uint64_t step = which != nullptr && std::string(which) == "all" ? 1 : 8;
  for (std::uint64_t at = test_seed() % step; at < operations; at += step) {
    SCOPED_TRACE("operation " + std::to_string(at) + " of " + std::to_string(operations));
    run(at, fault, unsynced);
    ASSERT_FALSE(::testing::Test::HasFailure());
  }
}

TEST(FaultSweep, OneOperationFails) {
  sweep(Fault::once, Unsynced::kept);
}
TEST(FaultSweep, DiskIsFullFromThenOn) {
  sweep(Fault::dead, Unsynced::kept);
}
TEST(FaultSweep, PowerIsLostWithWhatWasNotSynced) {
  sweep(Fault::dead, Unsynced::lost);
}
TEST(FaultSweep, OneFailureThenPowerIsLost) {
  sweep(Fault::once, Unsynced::lost);
}

TEST(FailedCommit, LeavesUnknownOnlyWhatItShouldHaveStored) {
  TemporaryDirectory directory;
  auto files = std::make_shared<FaultyFiles>();
  const auto env = rocksdb::NewCompositeEnv(files);
  const Supplier supplier = make_supplier(1);
  LedgerWorld world(directory / "data", env.get());
  world.open();
  ASSERT_TRUE(world.admit(supplier));
  Witnessed witnessed;
  const auto durable = world.post(wire_of(supplier, 1));
  ASSERT_TRUE(durable);
  witnessed.acknowledged.emplace_back(wire_of(supplier, 1), *durable);

  std::promise<void> release, held;
  world.ledger->append(*world.ledger->examine(wire_of(supplier, 2)), [&](Result<Receipt>) {
    held.set_value();
    release.get_future().wait();  // The publisher waits here: nothing of the next ones is told before.
  });
  held.get_future().wait();
  files->fail_at(0, Fault::dead);  // Before the next ones: the replica does not wait.
  const std::string conflict = sign_events(supplier, 1, {commissioning(supplier, 1, "other", 1)});
  std::vector<std::promise<Result<Receipt>>> answers(4);
  const std::vector<std::string> wires = {wire_of(supplier, 1), conflict, wire_of(supplier, 3),
                                          wire_of(supplier, 3)};
  for (std::size_t i = 0; i < wires.size(); ++i) {
    world.ledger->append(*world.ledger->examine(wires[i]), [&answers, i](Result<Receipt> receipt) {
      answers[i].set_value(std::move(receipt));
    });
  }
  release.set_value();
  const auto repeat = answers[0].get_future().get(), refused = answers[1].get_future().get();
  ASSERT_TRUE(repeat.has_value()) << repeat.error().detail;
  EXPECT_EQ(repeat->entry, durable->entry);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::conflict) << refused.error().detail;
  const auto unknown = answers[2].get_future().get(), again = answers[3].get_future().get();
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().code, ErrorCode::outcome_unknown);
  ASSERT_FALSE(again.has_value());
  EXPECT_TRUE(again.error().code == ErrorCode::outcome_unknown || again.error().code == ErrorCode::read_only)
      << "in that batch, or after it: " << again.error().detail;
  EXPECT_TRUE(world.ledger->view()->is_readable()) << "what cannot be written can be read";
  EXPECT_EQ(world.post(wire_of(supplier, 4)).error().code, ErrorCode::read_only);
  world.ledger.reset();
  files->heal();
  expect_all_is_well(world, supplier, witnessed);
}

}  // namespace
}  // namespace stocktrail::test
