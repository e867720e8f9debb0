// What is said of discrepancies: what holds of it, when, and how much may be said.
#include "ledger/master/settlement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/master_rights.h"

namespace stocktrail::master {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

const std::string id(22, 'A');

std::string say(const std::string& what) {
  return R"({"id":")" + id + R"(","place":")" + std::string(barn) + R"(","action":)" + what + "}";
}

TEST_F(Rights, TheLastOfEachActionHolds) {
  ASSERT_EQ(farm_states("settlement", say(R"("assign","to":"Ann")")), "");
  ASSERT_EQ(farm_states("settlement", say(R"("acknowledge","quantity":"2")")), "");
  ASSERT_EQ(farm_states("settlement", say(R"("settle","quantity":"2","note":"paid")")), "");
  ASSERT_EQ(farm_states("settlement", say(R"("assign","to":"Ben")")), "");
  const std::vector<Settled> said = said_of(id, key(barn), tables());
  ASSERT_EQ(said.size(), 4U);
  const auto at = [&](std::optional<std::uint64_t> known) {
    return settlements(id, key(barn), known, tables());
  };
  EXPECT_EQ(at({}).assigned->what.to, "Ben");
  EXPECT_EQ(at({}).settled->what.note, "paid");
  EXPECT_EQ(at(said[3].statement).assigned->what.to, "Ann") << "known when the log had so many entries";
  EXPECT_FALSE(at(said[2].statement).settled);
  EXPECT_FALSE(at(said[0].statement).assigned);
  ASSERT_EQ(farm_states("settlement", say(R"("reopen")")), "");
  EXPECT_FALSE(at({}).acknowledged || at({}).settled);
  EXPECT_TRUE(at({}).assigned) << "whoever looks after it goes on";
  EXPECT_THAT(said_of(id, key(operator_id), tables()), IsEmpty());
}

TEST_F(Rights, SettlementsSayWhatIsWrong) {
  const auto refused = [&](const std::string& what) { return farm_states("settlement", say(what)); };
  EXPECT_THAT(refused(R"("assign")"), HasSubstr("$.settlement.to is missing"));
  EXPECT_THAT(refused(R"("settle","quantity":"2")"), HasSubstr("$.settlement.note is missing"));
  EXPECT_THAT(refused(R"("reopen","quantity":"2")"), HasSubstr("acknowledge and settle"));
  EXPECT_THAT(refused(R"("acknowledge","quantity":"two")"), HasSubstr("$.settlement.quantity"));
  EXPECT_THAT(refused(R"("forgive")"), HasSubstr("settle"));
  EXPECT_THAT(shop_states("settlement", say(R"("reopen")")), HasSubstr("forbidden"));
}

TEST_F(Rights, ThereAreSoManySettlements) {  // settlements_max
  for (std::size_t i = 0; i < settlements_max; ++i)
    ASSERT_EQ(farm_states("settlement", say(R"("reopen")")), "");
  EXPECT_THAT(farm_states("settlement", say(R"("reopen")")), HasSubstr("as many as there may be"));
}

}  // namespace
}  // namespace stocktrail::master
