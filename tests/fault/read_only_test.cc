// Why a ledger is read-only: in every case the true reason and the true remedy, for anyone to read; paths and
// the system's own words are for the operator only.
#include <gmock/gmock.h>
#include <rocksdb/env.h>

#include <fstream>
#include <future>
#include <thread>

#include "ledger/store/guard.h"
#include "ledger/store/layout.h"
#include "tests/support/faulty_files.h"
#include "tests/support/ledger_world.h"

namespace stocktrail::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ReadOnly : public ::testing::Test {
 protected:
  ReadOnly() {
    world_.options.guard_directory = guard_;
    world_.open();
    EXPECT_TRUE(world_.admit(supplier_).has_value());
  }
  ~ReadOnly() override { world_.ledger.reset(); }

  std::string wire(std::uint64_t number) const {
    return sign_events(supplier_, number, {commissioning(supplier_, 1, "L" + std::to_string(number), 10)});
  }
  std::filesystem::path guard_file() const { return Guard::path_of(guard_, world_.ledger->verifier()); }
  void copy(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::filesystem::remove_all(to);
    std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
  }

  /// What the writer's clients and the operator are told.
  void expect_told(const std::string& reason, const std::string& remedy, const std::string& cause) {
    expect_told(reason, remedy, cause, world_.post(wire(1'000)));
  }
  void expect_told(const std::string& reason, const std::string& remedy, const std::string& cause,
                   const Result<Receipt>& refused) {
    const auto told = world_.ledger->read_only_reason();
    ASSERT_TRUE(told.has_value());
    EXPECT_THAT(told->detail, HasSubstr(reason));
    EXPECT_THAT(told->detail, HasSubstr(remedy));
    EXPECT_THAT(told->where, HasSubstr(cause));
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::read_only);
    EXPECT_THAT(refused.error().detail, HasSubstr(told->detail));
    for (const std::string& text : {told->detail, refused.error().detail, refused.error().where}) {
      EXPECT_THAT(text, Not(HasSubstr(directory_.path().string())));
      EXPECT_THAT(text, Not(HasSubstr("injected")));
    }
  }

  TemporaryDirectory directory_;
  std::shared_ptr<FaultyFiles> files_ = std::make_shared<FaultyFiles>();
  std::unique_ptr<rocksdb::Env> env_ = rocksdb::NewCompositeEnv(files_);
  LedgerWorld world_{directory_ / "data", env_.get()};
  std::filesystem::path guard_ = directory_ / "guard";
  Supplier supplier_ = make_supplier(1);
};

TEST_F(ReadOnly, BecauseTheDataIsAnOldCopy) {
  world_.ledger.reset();
  copy(directory_ / "data", directory_ / "old");
  world_.open();
  ASSERT_TRUE(world_.post(wire(1)).has_value());
  world_.ledger.reset();
  copy(directory_ / "old", directory_ / "data");
  world_.open();
  expect_told("holds 2 entries, but the log has signed 3", "Put back the newest copy", guard_.string());
}

TEST_F(ReadOnly, BecauseTheGuardIsMissing) {
  const auto file = guard_file();
  world_.ledger.reset();
  std::filesystem::remove(file);
  world_.open();
  expect_told("is missing", "start once with --adopt 2", file.string());
}

TEST_F(ReadOnly, BecauseTheGuardIsDamaged) {
  const auto file = guard_file();
  world_.ledger.reset();
  std::ofstream(file, std::ios::trunc) << "damaged";
  world_.open();
  expect_told("is damaged", "Put back the newest guard file", file.string());
}

TEST_F(ReadOnly, BecauseTheGuardKnowsOtherEntries) {
  const auto file = guard_file();
  world_.ledger.reset();
  copy(directory_ / "data", directory_ / "before");
  world_.open();
  ASSERT_TRUE(world_.post(wire(1)).has_value());
  world_.ledger.reset();
  copy(guard_, directory_ / "guard_of_one");
  copy(directory_ / "before", directory_ / "data");
  std::filesystem::remove(file);
  world_.options.adopt = TreeSize{2};
  world_.open();
  world_.options.adopt.reset();
  ASSERT_TRUE(world_.post(wire(2)).has_value());
  world_.ledger.reset();
  copy(directory_ / "guard_of_one", guard_);
  world_.open();
  expect_told("are not those that the log signed at size 3", "Run an audit", file.string());
}

TEST_F(ReadOnly, BecauseAWriteFailed) {
  files_->fail_at(0, Fault::once);
  const auto unknown = world_.post(wire(1));
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().code, ErrorCode::outcome_unknown);
  expect_told("the disk of the data directory is full", "Free space on it, then restart", "injected fault");
}

TEST_F(ReadOnly, AndWhoeverWaitsThenIsAnswered) {
  world_.options.limits.batch_statements_max = 1;  // So that a second batch is on the way while one fails.
  world_.open();
  std::vector<Candidate> candidates;
  for (std::uint64_t i = 0; i < 20; ++i) candidates.push_back(*world_.ledger->examine(wire(i)));
  files_->fail_at(0, Fault::dead);  // RocksDB may remove a file just now: the writer is to meet it, too.
  std::vector<std::future<Result<Receipt>>> answers;
  for (Candidate& candidate : candidates) {
    auto promise = std::make_shared<std::promise<Result<Receipt>>>();
    answers.push_back(promise->get_future());
    world_.ledger->append(std::move(candidate),
                          [promise](Result<Receipt> receipt) { promise->set_value(std::move(receipt)); });
  }
  for (auto& answer : answers) {
    ASSERT_EQ(answer.wait_for(std::chrono::seconds(30)), std::future_status::ready);
  }
  expect_told("the disk of the data directory is full", "Free space on it, then restart", "injected fault");
}

TEST_F(ReadOnly, BecauseTheGuardCouldNotBeWritten) {
  files_->fail_at(2, Fault::once);  // After the append and the sync of the commit.
  ASSERT_FALSE(world_.post(wire(1)).has_value());
  expect_told("could not be written to the guard", "Look at the disk of the guard, then restart",
              guard_.string());
}

TEST_F(ReadOnly, BecauseTheDiskIsNearlyFullAndOnlyThen) {
  world_.options.limits.disk = {.read_only_below_bytes = 8 << 20, .reserve_bytes = 1 << 20};
  world_.open();
  const auto reserve = directory_ / "data" / "reserve";
  EXPECT_EQ(std::filesystem::file_size(reserve), 1u << 20);
  files_->set_free_bytes(8 << 20);
  ASSERT_TRUE(world_.post(wire(1)).has_value());
  const auto before = world_.ledger->view()->signed_checkpoint();
  files_->set_free_bytes((8 << 20) - 1);
  for (int i = 0; i < 100 && !world_.ledger->read_only_reason(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  expect_told("nearly full", "Free space on it until at least 10 MiB are free, then restart",
              "disk_read_only_below_bytes");
  EXPECT_FALSE(std::filesystem::exists(reserve));
  EXPECT_TRUE(world_.ledger->view()->is_readable());

  // The same after a restart, from a database that is only read, until there is room for the reserve, too.
  files_->set_free_bytes((8 << 20) + (1 << 20) - 1);
  world_.open();
  expect_told("nearly full", "10 MiB", "disk_read_only_below_bytes");
  EXPECT_EQ(world_.ledger->view()->signed_checkpoint(), before);
  EXPECT_TRUE(world_.ledger->view()->receipt(LeafIndex{2}).has_value());
  files_->set_free_bytes(1ull << 40);
  EXPECT_TRUE(world_.ledger->read_only_reason().has_value()) << "only a restart ends it";
  world_.open();
  EXPECT_FALSE(world_.ledger->read_only_reason().has_value());
  EXPECT_TRUE(world_.post(wire(2)).has_value());
}

TEST_F(ReadOnly, BecauseAReadFailed) {
  for (int i = 0; i < 2; ++i)
    world_.open();  // The tables are in files now, and none of them is in the cache.
  auto candidate = world_.ledger->examine(wire(1'000));
  ASSERT_TRUE(candidate.has_value());
  files_->fail_reads();
  const auto view = world_.ledger->view();
  for (const TableSpec& spec : table_specs)  // Some are in no cache.
    view->tables().scan(spec.table, {}, {}, [](std::string_view, std::string_view) { return true; });
  ASSERT_FALSE(view->is_readable()) << "nothing was read from the disk";
  expect_told("could not be read", "restart the server and run an audit", "injected fault",
              world_.ledger->append_and_wait(std::move(*candidate)));
}

}  // namespace
}  // namespace stocktrail::test
