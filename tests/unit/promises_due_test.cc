// Supply that is due: docs/promises.md, section 2, "In time".
#include "ledger/promises/due.h"

#include <gtest/gtest.h>

#include "ledger/promises/outlook.h"
#include "tests/support/promises_fixture.h"

namespace stocktrail::test {
namespace {

class DueTest : public PromisesFixture {
 protected:
  static constexpr Micros tomorrow = seconds_in(day), next_week = seconds_in(7 * day);
  const std::string asn = "urn:despatch:1";

  DueTest() { world.make(1, "old", 4, 1, seconds_in(3 * day)); }

  /// The second party sends pieces of a lot to place 1.
  void send(const std::string& lot_name, int pieces, const std::string& document,
            std::optional<Micros> expires_at = std::nullopt) {
    world.make_at(place(9), 1, lot_name, pieces, expires_at);
    ship(observed(5'000)
             .step("shipping")
             .read_at(place(9))
             .quantity(lot(1, lot_name), std::to_string(pieces))
             .to(place(1)),
         document, 2);
  }
  void ship(const EventBuilder& event, const std::string& document, unsigned issuer) {
    epcis::Event built = event.build(++events_);
    built.biz_transactions.push_back({std::nullopt, document});
    world.add(std::move(built), party(issuer));
  }
  Result<promises::Outcome> expect(const std::string& document, std::optional<Micros> due, unsigned issuer,
                                   Micros at = now) {
    const std::string when = due ? R"(,"due":")" + format_utc(*due) + "\"" : "";
    return world.state(
        PromiseWorld::order(R"({"action":"expect","document":")" + document + "\"" + when + "}"), at, issuer);
  }
  /// "0: 4, 86400: 14": what can be promised from when on.
  std::string foreseen(Micros until = next_week, Micros from = now) const {
    std::string text;
    for (const promises::Prospect& one :
         promises::outlook({place(1), {gtin(1), {}}}, {}, {}, from, until, world.tables))
      text += (text.empty() ? "" : ", ") + std::to_string((to_i64(one.at) - to_i64(now)) / 1'000'000) + ": " +
              one.promisable.text();
    return text;
  }

  unsigned events_ = 90'000;
};

TEST_F(DueTest, CountsFromWhenItIsDue) {
  send("new", 10, asn);
  EXPECT_EQ(foreseen(), "0: 4, 259200: 0") << "nobody said when";
  ASSERT_TRUE(expect(asn, tomorrow, 2));
  EXPECT_EQ(foreseen(), "0: 4, 86400: 14, 259200: 10");
  EXPECT_EQ(foreseen(seconds_in(3'600)), "0: 4");
  const auto coming = promises::arriving({place(1), {gtin(1), {}}}, now, world.tables);
  ASSERT_EQ(coming.size(), 1U);
  EXPECT_EQ(coming[0].due, tomorrow);
  EXPECT_EQ(coming[0].amount.text(), "10");
}

TEST_F(DueTest, IsTakenByWhatIsPromisedMeanwhile) {
  send("new", 10, asn);
  ASSERT_TRUE(expect(asn, tomorrow, 2));
  granted(reserve("x", 4, "", R"(,"holdSeconds":604800)"));
  // The old lot expires before the promise does: then goods that have come stand for it.
  EXPECT_EQ(foreseen(), "0: 0, 86400: 10, 259200: 6, 604800: 10");
  EXPECT_EQ(granted(reserve("y", 1)), "conflict $.reservation.lines[0]") << "not before it is there";
}

TEST_F(DueTest, IsTheWordOfWhoGetsItBeforeThatOfWhoSendsIt) {
  send("new", 10, asn);
  ASSERT_TRUE(expect(asn, tomorrow, 2));
  ASSERT_TRUE(expect(asn, seconds_in(2 * day), 1));
  EXPECT_EQ(foreseen(), "0: 4, 172800: 14, 259200: 10");
  ASSERT_TRUE(expect(asn, std::nullopt, 1));
  EXPECT_EQ(foreseen(), "0: 4, 86400: 14, 259200: 10");
  ASSERT_TRUE(expect(asn, seconds_in(2 * day), 2));
  EXPECT_EQ(foreseen(), "0: 4, 172800: 14, 259200: 10") << "the latest word";
}

TEST_F(DueTest, IsNobodyElsesWord) {
  world.make_at(place(1), 1, "x", 1);
  ship(observed(5'000).step("shipping").read_at(place(1)).quantity(lot(1, "x"), "1").to(place(2)), asn, 1);
  ASSERT_TRUE(expect(asn, tomorrow, 2));
  const auto coming = promises::arriving({place(2), {gtin(1), {}}}, now, world.tables);
  ASSERT_EQ(coming.size(), 1U);
  EXPECT_FALSE(coming[0].due);
}

TEST_F(DueTest, IsNotCountedOnWhenItIsLateOrOnceItIsThere) {
  send("new", 10, asn);
  ASSERT_TRUE(expect(asn, tomorrow, 2));
  EXPECT_EQ(foreseen(next_week, seconds_in(2 * day)), "172800: 4, 259200: 0") << "late";
  world.add(observed(6'000).step("receiving").read_at(place(1)).quantity(lot(1, "new"), "10").build(99'000));
  EXPECT_EQ(foreseen(), "0: 14, 259200: 10") << "there, once";
  EXPECT_EQ(expect("urn:despatch:2", now, 2).error().where, "$.reservation.due");
}

TEST_F(DueTest, ExpiresAndIsRecalledOnItsWay) {
  send("new", 10, asn, seconds_in(5 * day));
  send("bad", 10, "urn:despatch:2");
  ASSERT_TRUE(expect(asn, tomorrow, 2));
  ASSERT_TRUE(expect("urn:despatch:2", tomorrow, 2));
  world.recall(1, "bad");
  EXPECT_EQ(foreseen(), "0: 4, 86400: 14, 259200: 10, 432000: 0");
}

}  // namespace
}  // namespace stocktrail::test
