// What a guard knows beside entries, guards that are gone or damaged, and what --adopt makes of each.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "ledger/engine/controls.h"
#include "ledger/store/guard.h"
#include "tests/support/copied_ledger.h"

namespace stocktrail::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

TEST_F(CopyTest, NothingIsAdoptedWhereThereIsNoLog) {
  LedgerWorld fresh(directory / "fresh");
  fresh.options.adopt = TreeSize{3};
  const auto refused = fresh.try_open();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().where, "adopt");
  EXPECT_FALSE(fs::exists(directory / "fresh")) << "nothing is made";
  EXPECT_FALSE(fs::exists(directory / "fresh.guard"));
  world.options.adopt = TreeSize{2};  // Also where the guard is good: it is another copy than was meant.
  EXPECT_EQ(world.try_open().error().where, "adopt");
}

TokenIssued token_named(const std::string& name, Micros at) {
  return {.hash = sha256(name),
          .id = name,
          .role = "party",
          .party = "urn:x-test:a",
          .label = {},
          .created_at = at,
          .expires_at = Micros{to_i64(at) + 86'400'000'000}};
}

// Tokens add no entry, so the sizes agree: what tells the copies apart is the place in the ordered log.
class ControlsCopyTest : public CopyTest {
 protected:
  void SetUp() override {
    CopyTest::SetUp();
    ASSERT_TRUE(world.ledger->share({token_named("stolen", world.clock.now())}));
    world.ledger.reset();
    copy("data", "old");
    world.open();
    ASSERT_TRUE(world.ledger->share({TokenRevoked{.hash = sha256("stolen"), .at = world.clock.now()}}));
    world.ledger.reset();
  }
  void put_back_old() {
    fs::rename(directory / "data", directory / "newer");
    fs::rename(directory / "old", directory / "data");
  }
  bool is_good(const std::string& name) const {
    const auto found = find_token(sha256(name), world.ledger->view()->tables());
    return found && !found->revoked_at;
  }
};

TEST_F(ControlsCopyTest, AnOldCopyDoesNotBringBackARevokedToken) {
  put_back_old();
  world.open();
  ASSERT_TRUE(world.ledger->read_only_reason().has_value()) << "it holds all entries, and is an old copy";
  EXPECT_THAT(world.ledger->read_only_reason()->detail,
              AllOf(HasSubstr("tokens which were revoked"), HasSubstr("--adopt 3")));
  EXPECT_EQ(world.ledger->view()->signed_checkpoint(), "");
  world.ledger.reset();
  const std::vector<Error> doubts = audit("data");
  ASSERT_EQ(doubts.size(), 1u);
  EXPECT_EQ(doubts[0].where, "guard");
  EXPECT_THAT(doubts[0].detail, HasSubstr("old copy"));

  fs::rename(directory / "data", directory / "old");
  fs::rename(directory / "newer", directory / "data");
  world.open();
  EXPECT_FALSE(world.ledger->read_only_reason().has_value());
  EXPECT_FALSE(is_good("stolen"));
}

TEST_F(ControlsCopyTest, AnAdoptedOldCopyGoesOnWithoutItsTokens) {
  put_back_old();
  world.options.adopt = TreeSize{3};
  world.open();
  EXPECT_FALSE(world.ledger->read_only_reason().has_value());
  EXPECT_FALSE(is_good("stolen"));
  EXPECT_NE(world.ledger->view()->signed_checkpoint(), "");
  world.clock.pass_micros(1);
  ASSERT_TRUE(world.ledger->share({token_named("new", world.clock.now())}));
  EXPECT_TRUE(is_good("new"));
  world.options.adopt.reset();  // Once is enough.
  world.open();
  EXPECT_FALSE(world.ledger->read_only_reason().has_value());
  EXPECT_TRUE(is_good("new"));
  ASSERT_TRUE(post(2));
  world.ledger.reset();
  EXPECT_EQ(audit("data"), std::vector<Error>{});

  // What was there before is another history now.
  fs::rename(directory / "data", directory / "adopted");
  fs::rename(directory / "newer", directory / "data");
  world.open();
  EXPECT_TRUE(world.ledger->read_only_reason().has_value());
}

TEST_F(CopyTest, ADamagedGuardIsReplacedByAWord) {
  const fs::path guard = Guard::path_of(directory / "data.guard", world.ledger->verifier());
  world.ledger.reset();
  std::ofstream(guard, std::ios::binary) << std::string(2 * Guard::slot_bytes, 'x');
  world.open();
  ASSERT_TRUE(world.ledger->read_only_reason().has_value());
  EXPECT_THAT(world.ledger->read_only_reason()->detail, AllOf(HasSubstr("damaged"), HasSubstr("--adopt 3")));
  world.options.adopt = TreeSize{3};
  world.open();
  EXPECT_FALSE(world.ledger->read_only_reason().has_value());
  world.options.adopt.reset();
  world.open();
  EXPECT_TRUE(post(2).has_value());
}

TEST_F(CopyTest, AGuardThatIsMovedAwayStopsARunningServer) {
  const fs::path guard = Guard::path_of(directory / "data.guard", world.ledger->verifier());
  fs::rename(guard, directory / "away");
  const auto refused = post(2);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::outcome_unknown);
  ASSERT_TRUE(world.ledger->read_only_reason().has_value());
  EXPECT_THAT(world.ledger->read_only_reason()->detail, HasSubstr("moved away or changed"));
  EXPECT_EQ(world.ledger->view()->checkpoint().size, TreeSize{3}) << "its head is not given out";
  fs::rename(directory / "away", guard);
  world.open();
  EXPECT_FALSE(world.ledger->read_only_reason().has_value());
  EXPECT_TRUE(post(2)->repeated);
}

TEST_F(CopyTest, AGuardThatIsMovedAwayIsNoticedWhileNothingIsPosted) {
  fs::rename(directory / "data.guard", directory / "away");
  while (!world.ledger->read_only_reason()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_THAT(world.ledger->read_only_reason()->detail, HasSubstr("moved away or changed"));
}

}  // namespace
}  // namespace stocktrail::test
