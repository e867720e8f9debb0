// Events of a time to come: kept and marked, and counting for nothing; refused where the server signs. And a
// clock that jumps ahead stops the writer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ledger/engine/audit.h"
#include "ledger/epcis/event_time.h"
#include "tests/support/ledger_world.h"

namespace stocktrail::test {
namespace {

using ::testing::HasSubstr;

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  return text.replace(text.find(from), from.size(), to);
}

class AheadTest : public ::testing::Test {
 protected:
  AheadTest() : world(directory / "data") {
    world.options.guard_directory = directory / "guard";
    world.open();
    EXPECT_TRUE(world.admit(supplier));
  }

  std::string at(std::int64_t seconds_ahead, unsigned pieces) {
    return replaced(commissioning(supplier, 1, "L1", pieces), "2026-07-22T06:45:00.000Z",
                    format_utc(Micros{to_i64(world.clock.now()) + seconds_ahead * 1'000'000}));
  }
  Amount on_hand() {
    const auto view = world.ledger->view();
    const auto page = inventory::positions({.place = supplier.place,
                                            .product = {},
                                            .lot = {},
                                            .when = {},
                                            .on = {},
                                            .shows = {},
                                            .limit = 10,
                                            .cursor = {}},
                                           view->tables());
    EXPECT_TRUE(page);
    Amount sum;
    for (const auto& position : page->positions) sum += position.amount;
    return sum;
  }
  std::string doubts() {
    world.ledger.reset();
    const auto report = audit_directory(
        world.options.directory, [](std::uint64_t, std::uint64_t) {},
        {.guard_directory = world.options.guard_directory, .log = {}, .checkpoint = {}, .threads = 1});
    if (!report) return report.error().detail;
    return report->doubts.empty() ? "" : report->doubts.front().where + ": " + report->doubts.front().detail;
  }

  TemporaryDirectory directory;
  LedgerWorld world;
  const Supplier supplier = make_supplier(1);
};

TEST_F(AheadTest, CountForNothingAndAreMarked) {
  ASSERT_TRUE(world.post(sign_events(supplier, 1, {at(epcis::event_skew_seconds_max, 5)})));
  EXPECT_EQ(on_hand(), Amount::pieces(5));
  ASSERT_TRUE(world.post(sign_events(supplier, 2, {at(epcis::event_skew_seconds_max + 1, 7)})));
  ASSERT_TRUE(world.post(sign_events(supplier, 3, {at(std::int64_t{80} * 365 * 86'400, 9)})));
  EXPECT_EQ(on_hand(), Amount::pieces(5));
  const auto touches = trace::touches(key_of(lot(1, "L1")), 10, world.ledger->view()->tables());
  ASSERT_EQ(touches.list.size(), 3u);
  EXPECT_FALSE(touches.list[0].ahead);
  EXPECT_TRUE(touches.list[1].ahead);
  EXPECT_TRUE(touches.list[2].ahead);
  world.clock.pass_days(1);  // Its time has come: it has to be stated again.
  ASSERT_TRUE(world.post(sign_events(supplier, 4, {at(0, 1)})));
  EXPECT_EQ(on_hand(), Amount::pieces(6));
  EXPECT_EQ(doubts(), "");
}

TEST_F(AheadTest, AreRefusedWhereTheServerSigns) {
  ASSERT_TRUE(
      world.state("policy", R"({"id":"c","type":"custodial","party":")" + supplier.id.text() + "\"}"));
  ASSERT_TRUE(world.ledger->make_custodial_key(supplier.id));
  const auto capture = [&](std::int64_t seconds_ahead) -> Result<Receipt> {
    StatementDraft draft;
    draft.events = {at(seconds_ahead, 5)};
    auto candidate = world.ledger->sign_for(supplier.id, std::move(draft));
    if (!candidate) return std::unexpected(candidate.error());
    return world.ledger->append_and_wait(std::move(*candidate));
  };
  EXPECT_TRUE(capture(epcis::event_skew_seconds_max - 1));
  const auto refused = capture(epcis::event_skew_seconds_max + 10);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().where, "$.events[0].eventTime");
  EXPECT_THAT(refused.error().detail, HasSubstr("Send it once it has happened"));
}

TEST_F(AheadTest, AClockThatJumpsStopsTheWriter) {
  ASSERT_TRUE(world.post(sign_events(supplier, 1, {at(0, 5)})));
  world.clock.jump_micros(std::int64_t{73} * 365 * 86'400 * 1'000'000);
  const auto refused = world.post(sign_events(supplier, 2, {at(0, 5)}));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().detail, HasSubstr("Set the clock, then start again"));
  ASSERT_TRUE(world.ledger->read_only_reason());
  EXPECT_THAT(world.ledger->read_only_reason()->detail, HasSubstr("The system clock says 2099"));
  world.clock.jump_micros(-std::int64_t{73} * 365 * 86'400 * 1'000'000);
  world.open();
  EXPECT_TRUE(world.post(sign_events(supplier, 2, {at(0, 5)})));
  EXPECT_EQ(doubts(), "");
}

}  // namespace
}  // namespace stocktrail::test
