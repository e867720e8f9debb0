// Changes of a reservation by its holder, and by the party of the place: docs/promises.md, sections 3 and 6.
#include <gtest/gtest.h>

#include "tests/support/promises_fixture.h"

namespace stocktrail::test {
namespace {

using promises::State;

class PromiseChangesTest : public PromisesFixture {};

TEST_F(PromiseChangesTest, AreHeldOnOnlyByRight) {
  world.make(1, "a", 10, 1);
  world.report_for(2, 1, PromiseWorld::Policy::in_force);
  ASSERT_TRUE(world.state(PromiseWorld::reserve("x", PromiseWorld::line(1, 4)), now, 2));
  world.report_for(2, 1, PromiseWorld::Policy::revoked);
  for (const char* const action : {"commit", "extend"}) {
    const auto outcome =
        world.state(PromiseWorld::change(action, "x", R"(,"request":"r")"), seconds_in(1), 2);
    ASSERT_FALSE(outcome) << action;
    EXPECT_EQ(outcome.error().code, ErrorCode::forbidden);
  }
  EXPECT_EQ(promisable(seconds_in(900)), "10");
  EXPECT_TRUE(world.state(PromiseWorld::change("release", "x"), seconds_in(1), 2));
}

TEST_F(PromiseChangesTest, AreNeverShortenedByAnExtension) {
  world.make(1, "a", 10, 1);
  granted(reserve("x", 4, "", R"(,"holdSeconds":3600)"));
  EXPECT_EQ(changed("extend", "x", now, R"(,"holdSeconds":3600)"), "conflict $.reservation.holdSeconds");
  EXPECT_EQ(changed("extend", "x", seconds_in(1), R"(,"holdSeconds":3600)"), "");
  EXPECT_EQ(world.find("x").expires_at, seconds_in(3601));
}

TEST_F(PromiseChangesTest, AreTheSameInWhicheverWayANumberIsWritten) {
  world.make(1, "a", 10, 1);
  const auto line = [](const std::string& quantity) {
    return R"({"product":")" + gtin(1) + R"(","quantity":)" + quantity + R"(,"places":[")" + place(1) +
           "\"]}";
  };
  granted(PromiseWorld::reserve("x", line("4")));
  const gs1::Key by = key_of(party(1));
  for (const char* const quantity : {"4.0", "4.000", "0.4e1"})
    EXPECT_EQ(promises::is_repeat(PromiseWorld::reserve("x", line(quantity)), by, world.tables), true);
  EXPECT_FALSE(promises::is_repeat(PromiseWorld::reserve("x", line("4.5")), by, world.tables));
  EXPECT_TRUE(promises::is_repeat(PromiseWorld::reserve("x", line(R"(4,"unit":"EA")")), by, world.tables));
  const auto content = [&](const std::string& quantity) {
    return promises::content_of(PromiseWorld::reserve("x", line(quantity)));
  };
  EXPECT_EQ(content(R"(500,"unit":"GRM")"), content(R"(0.5,"unit":"KGM")"));
  EXPECT_NE(content(R"(500,"unit":"GRM")"), content(R"(500,"unit":"KGM")"));
  changed("commit", "x", now, R"(,"request":"c","lines":[{"line":0,"quantity":1}])");
  EXPECT_EQ(promises::is_repeat(
                PromiseWorld::change("commit", "x", R"(,"request":"c","lines":[{"line":0,"quantity":1.0}])"),
                by, world.tables),
            true);
}

TEST_F(PromiseChangesTest, AreOfWholePieces) {
  world.make(1, "a", 10, 1);
  const auto line = [](const std::string& quantity) {
    return R"({"product":")" + gtin(1) + R"(","quantity":)" + quantity + R"(,"places":[")" + place(1) +
           "\"]}";
  };
  EXPECT_EQ(granted(PromiseWorld::reserve("x", line("1.5"))),
            "invalid_argument $.reservation.lines[0].quantity");
  EXPECT_EQ(
      granted(PromiseWorld::order(R"({"action":"keep","channel":"web","lines":[)" + line("0.5") + "]}")),
      "invalid_argument $.reservation.lines[0].quantity");
  EXPECT_EQ(granted(PromiseWorld::reserve("x", line("4.0"))), "a 4");
  EXPECT_EQ(changed("commit", "x", now, R"(,"request":"c","lines":[{"line":0,"quantity":0.5}])"),
            "invalid_argument $.reservation.lines[0].quantity");
}

TEST_F(PromiseChangesTest, AreJudgedAsTheyWereWhenTheyWereAdmitted) {
  world.make(1, "a", 10, 1);
  granted(reserve("x", 4, "", R"(,"holdSeconds":3600)"));
  const promises::Order shorter = PromiseWorld::change("extend", "x", R"(,"holdSeconds":60)");
  const gs1::Key by = key_of(party(1));
  EXPECT_FALSE(promises::judge(shorter, by, now, {.books = 1}, world.tables));
  EXPECT_TRUE(promises::judge(shorter, by, now, {.books = 1, .judging = promises::first_judging_version},
                              world.tables));
}

TEST_F(PromiseChangesTest, AreWithdrawnByThePartyOfThePlace) {
  world.make(1, "a", 10, 1);
  world.make(1, "b", 10, 2);
  world.report_for(2, 1, PromiseWorld::Policy::in_force);
  ASSERT_TRUE(world.state(PromiseWorld::reserve("x", PromiseWorld::line(1, 14, {1, 2})), now, 2));
  ASSERT_TRUE(world.state(
      PromiseWorld::change("commit", "x", R"(,"request":"c","lines":[{"line":0,"quantity":3}])"), now, 2));
  const auto withdraw = [](unsigned at_place) {
    return PromiseWorld::change(
        "withdraw", "x",
        R"(,"party":")" + party(2) + R"(","reason":"Shop closed","places":[")" + place(at_place) + "\"]");
  };
  EXPECT_EQ(world.state(withdraw(1), now, 2).error().code, ErrorCode::forbidden);
  ASSERT_TRUE(world.state(withdraw(1), seconds_in(1)));
  const promises::Reservation held = world.find("x", 2);
  EXPECT_EQ(held.lines[0].pieces_held[0].withdrawn.text(), "10");
  EXPECT_EQ(held.lines[0].pieces_held[1].pending.text(), "4");
  EXPECT_EQ(held.withdrawals.at(0).reason, "Shop closed");
  EXPECT_EQ(held.withdrawals.at(0).party, party(1));
  EXPECT_EQ(world.shelf(1, now).promised.text(), "0");
  EXPECT_EQ(world.state(withdraw(1), now).error().code, ErrorCode::not_found);
  ASSERT_TRUE(world.state(withdraw(2), now));
  EXPECT_EQ(world.find("x", 2).state(now), State::withdrawn);
}

}  // namespace
}  // namespace stocktrail::test
