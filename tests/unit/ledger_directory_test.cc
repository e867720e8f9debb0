// Whose a data directory is, and where its guard lies.
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "ledger/files/data_directory.h"
#include "ledger/store/guard.h"
#include "tests/support/ledger_world.h"

namespace stocktrail::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

mode_t mode_of(const fs::path& path) {
  struct stat found{};
  EXPECT_EQ(::stat(path.c_str(), &found), 0);
  return found.st_mode & 0777;
}

TEST(DataDirectory, IsMadeForItsOwnerOnly) {
  TemporaryDirectory directory;
  const fs::path data = directory / "a" / "data";
  ASSERT_TRUE(claim_data_directory(data).has_value());
  EXPECT_EQ(mode_of(data), 0700u);
  EXPECT_TRUE(claim_data_directory(data).has_value());
}

TEST(DataDirectory, ThatOthersCanReadIsRefusedWithTheCommandThatClosesIt) {
  TemporaryDirectory directory;
  LedgerWorld world(directory / "data");
  for (const mode_t mode : {0755u, 0750u, 0701u, 0707u}) {
    fs::create_directory(directory / "data");
    ::chmod((directory / "data").c_str(), mode);
    const auto refused = world.try_open();
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
    EXPECT_THAT(refused.error().detail, HasSubstr("chmod 700 " + (directory / "data").string()));
    EXPECT_TRUE(fs::is_empty(directory / "data")) << "nothing is made";
    EXPECT_FALSE(fs::exists(directory / "data.guard"));
  }
  ::chmod((directory / "data").c_str(), 0700);
  EXPECT_TRUE(world.try_open().has_value());
}

TEST(DataDirectory, OfAnotherUserIsRefused) {
  // Only root can give a directory away; for everybody else root's is another user's.
  TemporaryDirectory directory;
  fs::path foreign = "/root";
  if (::geteuid() == 0) {
    foreign = directory / "data";
    fs::create_directory(foreign);
    ::chmod(foreign.c_str(), 0700);
    ASSERT_EQ(::chown(foreign.c_str(), 12'345, 12'345), 0);
  }
  const auto refused = claim_data_directory(foreign);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
  EXPECT_THAT(refused.error().detail, HasSubstr("chown -R " + std::to_string(::geteuid()) + " "));
}

TEST(DataDirectory, OfTheSystemIsRefusedWithoutAdviceToCloseIt) {
  TemporaryDirectory directory;
  const fs::path shared = directory / "shared";
  fs::create_directory(shared);
  std::ofstream(shared / "thesis.tex") << "x";
  ::chmod(shared.c_str(), 01777);
  for (const auto& refused : {check_data_directory("/"), check_data_directory(shared),
                              check_private_directory(shared), check_guard_directory(shared)}) {
    ASSERT_FALSE(refused.has_value());
    EXPECT_THAT(refused.error().detail, ::testing::HasSubstr("hoose a"));
    EXPECT_THAT(refused.error().detail, ::testing::Not(::testing::HasSubstr("chmod")));
  }
  std::ofstream(directory / "file") << "x";
  const auto refused = check_backups_directory(directory / "file", directory / "data", directory / "guard");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().where, "backups");
  EXPECT_THAT(refused.error().detail, ::testing::HasSubstr("is no directory"));
}

TEST(DataDirectory, ThatHoldsSomethingElseIsRefusedBeforeAnythingIsMade) {
  TemporaryDirectory directory;
  fs::create_directory(directory / "data");
  ::chmod((directory / "data").c_str(), 0700);
  std::ofstream(directory / "data" / "thesis.tex") << "x";
  LedgerWorld world(directory / "data");
  const auto refused = world.try_open();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_THAT(refused.error().detail, HasSubstr("thesis.tex"));
  EXPECT_EQ(std::distance(fs::directory_iterator(directory / "data"), {}), 1);
  EXPECT_FALSE(fs::exists(directory / "data.guard"));

  fs::remove(directory / "data" / "thesis.tex");
  fs::create_directory(directory / "data" / "lost+found");
  EXPECT_TRUE(world.try_open().has_value()) << "a disk of its own";
  std::ofstream(directory / "file") << "x";
  EXPECT_EQ(claim_data_directory(directory / "file").error().code, ErrorCode::conflict);
}

TEST(GuardPlace, IsNeverInsideTheData) {
  TemporaryDirectory directory;
  LedgerWorld world(directory / "data");
  for (const fs::path& inside :
       {directory / "data", directory / "data" / "guard", directory / "x" / ".." / "data" / "g"}) {
    world.options.guard_directory = inside;
    const auto refused = world.try_open();
    ASSERT_FALSE(refused.has_value()) << inside;
    EXPECT_EQ(refused.error().where, "guard");
    EXPECT_FALSE(fs::exists(directory / "data"));
  }
}

TEST(GuardPlace, IsRememberedWhereTheGuardWasGood) {
  TemporaryDirectory directory;
  LedgerWorld world(directory / "data");
  world.options.guard_directory = directory / "guards";
  world.open();
  EXPECT_EQ(kept_guard_directory(directory / "data"), directory / "guards");
  world.options.guard_directory = directory / "elsewhere";
  world.open();
  EXPECT_TRUE(world.ledger->read_only_reason().has_value()) << "no guard is there";
  EXPECT_EQ(kept_guard_directory(directory / "data"), directory / "guards");
  world.options.guard_directory.clear();
  world.open();
  EXPECT_FALSE(world.ledger->read_only_reason().has_value());
}

TEST(GuardPlace, IsNotBesideTheDataByItself) {
  const auto usual = usual_guard_directory();
  ASSERT_TRUE(usual.has_value());
  const char* state = ::getenv("XDG_STATE_HOME");
  const fs::path home = ::getenv("HOME") != nullptr ? ::getenv("HOME") : "/";
  const fs::path expected = ::geteuid() == 0   ? fs::path("/var/lib/stocktrail-guard")
                            : state != nullptr ? fs::path(state) / "stocktrail/guard"
                                               : home / ".local/state/stocktrail/guard";
  EXPECT_EQ(*usual, expected);
}

// An empty volume where the data was: under the same name a second log would begin.
TEST(GuardPlace, ThatKnowsALogOfThisNameRefusesANewOne) {
  TemporaryDirectory directory;
  LedgerWorld world(directory / "data");
  world.open();
  ASSERT_TRUE(world.admit(make_supplier(1)).has_value());
  world.ledger.reset();
  fs::rename(directory / "data", directory / "lost");
  LedgerWorld fresh(directory / "data");
  std::array<std::uint8_t, 32> used{};
  fresh.randomness.fill(used);  // Another key than the first log's.
  const auto refused = fresh.try_open();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_THAT(refused.error().detail, HasSubstr("of 2 entries"));
  EXPECT_EQ(refused.error().where, "origin");
  fresh.options.origin = "test.example/log2";
  EXPECT_TRUE(fresh.try_open().has_value());
  fresh.ledger.reset();
  fs::remove_all(directory / "data");
  fs::rename(directory / "lost", directory / "data");
  world.open();
  EXPECT_FALSE(world.ledger->read_only_reason().has_value());
}

}  // namespace
}  // namespace stocktrail::test
