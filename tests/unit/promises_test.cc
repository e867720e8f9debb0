// What a reservation gets, what becomes of it, and what is told of it: the rows of docs/promises.md.
#include "ledger/promises/promises.h"

#include <gmock/gmock.h>
#include "ledger/promises/split.h"
#include "tests/support/promises_fixture.h"

namespace stocktrail::test {
namespace {

using promises::Condition;
using promises::Order;
using promises::State;
using ::testing::IsEmpty;

class PromisesTest : public PromisesFixture {};

TEST_F(PromisesTest, TakeEarliestExpiryFirstAndNeverMoreThanIsThere) {
  world.make(1, "late", 10, 1, seconds_in(20 * day));
  world.make(1, "early", 5, 1, seconds_in(10 * day));
  world.make(1, "", 3, 1);
  EXPECT_EQ(promisable(), "18");
  EXPECT_EQ(granted(reserve("a", 7)), "early 5, late 2");
  EXPECT_EQ(promisable(), "11");
  EXPECT_EQ(granted(reserve("b", 12)), "conflict $.reservation.lines[0]");
  EXPECT_EQ(granted(reserve("c", 12, "", R"(,"fill":"partly")")), "late 8,  3");
  EXPECT_EQ(granted(reserve("d", 1, "", R"(,"fill":"partly")")), "conflict $.reservation.lines");
  EXPECT_EQ(promisable(), "0");
}

TEST_F(PromisesTest, AreAllLinesOrNone) {
  world.make(1, "a", 5, 1);
  world.make(2, "b", 5, 1);
  const auto both = [](const std::string& id, int first, int second) {
    return PromiseWorld::reserve(id, PromiseWorld::line(1, first) + "," + PromiseWorld::line(2, second));
  };
  EXPECT_EQ(granted(both("x", 3, 6)), "conflict $.reservation.lines[1]");
  EXPECT_EQ(promisable(), "5");
  EXPECT_EQ(granted(both("x", 3, 5)), "a 3; b 5");
}

TEST_F(PromisesTest, AddUpLinesOfOneItem) {
  world.make(1, "a", 5, 1);
  const auto two = [](const std::string& id, int first, int second) {
    return PromiseWorld::reserve(id, PromiseWorld::line(1, first) + "," + PromiseWorld::line(1, second));
  };
  EXPECT_EQ(granted(two("x", 3, 3)), "conflict $.reservation.lines[1]");
  EXPECT_EQ(granted(two("x", 3, 2)), "a 3; a 2");
}

TEST_F(PromisesTest, AskForLotsThatLast) {
  world.make(1, "early", 5, 1, seconds_in(10 * day));
  world.make(1, "late", 5, 1, seconds_in(20 * day));
  world.make(1, "dateless", 5, 1);
  const std::string until_15 = R"(,"lastsUntil":"2027-01-30")";
  EXPECT_EQ(granted(reserve("a", 6, until_15)), "conflict $.reservation.lines[0]");
  EXPECT_EQ(granted(reserve("b", 3, until_15)), "late 3");
  EXPECT_EQ(granted(reserve("c", 6, R"(,"lot":"early")")), "conflict $.reservation.lines[0]");
  EXPECT_EQ(granted(reserve("d", 5, R"(,"lot":"early")")), "early 5");
  EXPECT_EQ(granted(reserve("e", 7)), "late 2, dateless 5");
}

TEST_F(PromisesTest, LapseAtTheirTimeAndNotBefore) {
  world.make(1, "a", 5, 1);
  EXPECT_EQ(granted(reserve("a", 5, "", R"(,"holdSeconds":60)")), "a 5");
  EXPECT_EQ(granted(reserve("b", 1), seconds_in(59)), "conflict $.reservation.lines[0]");
  EXPECT_EQ(promisable(seconds_in(59)), "0");
  EXPECT_EQ(promisable(seconds_in(60)), "5");
  EXPECT_EQ(world.find("a").state(seconds_in(59)), State::reserved);
  EXPECT_EQ(world.find("a").state(seconds_in(60)), State::expired);
  EXPECT_EQ(changed("commit", "a", seconds_in(60)), "conflict $.reservation.id");
  EXPECT_EQ(granted(reserve("b", 5), seconds_in(60)), "a 5");
  EXPECT_EQ(changed("release", "a", seconds_in(61)), "conflict $.reservation.id");
  EXPECT_EQ(promisable(seconds_in(61)), "0");
}

TEST_F(PromisesTest, ThatAreFirmDoNotLapse) {
  world.make(1, "a", 5, 1);
  granted(reserve("a", 5, "", R"(,"holdSeconds":60)"));
  EXPECT_EQ(changed("commit", "a", seconds_in(59), R"(,"request":"c1","lines":[{"line":0,"quantity":3}])"),
            "");
  EXPECT_EQ(promisable(seconds_in(61)), "2");
  EXPECT_EQ(world.find("a").state(seconds_in(61)), State::committed);
  EXPECT_EQ(changed("fulfil", "a", seconds_in(62), R"(,"request":"f1","lines":[{"line":0,"quantity":4}])"),
            "conflict $.reservation.lines[0].quantity");
  EXPECT_EQ(changed("fulfil", "a", seconds_in(62), R"(,"request":"f1","lines":[{"line":0,"quantity":1}])"),
            "");
  EXPECT_EQ(promisable(seconds_in(62)), "3");
  EXPECT_EQ(changed("release", "a", seconds_in(63)), "");
  EXPECT_EQ(promisable(seconds_in(63)), "5");
  EXPECT_EQ(world.find("a").state(seconds_in(63)), State::fulfilled);
}

TEST_F(PromisesTest, AreExtendedUnlessTheyLapsed) {
  world.make(1, "a", 5, 1);
  granted(reserve("a", 5, "", R"(,"holdSeconds":60)"));
  EXPECT_EQ(changed("extend", "a", seconds_in(30), R"(,"holdSeconds":100)"), "");
  EXPECT_EQ(promisable(seconds_in(129)), "0");
  EXPECT_EQ(promisable(seconds_in(130)), "5");
  EXPECT_EQ(changed("extend", "a", seconds_in(130)), "conflict $.reservation.id");
}

TEST_F(PromisesTest, KnowAnOrderAgainByItsId) {
  world.make(1, "a", 5, 1);
  EXPECT_EQ(granted(reserve("a", 2)), "a 2");
  EXPECT_EQ(granted(reserve("a", 2)), "conflict $.reservation");
  const gs1::Key by = key_of(party(1));
  EXPECT_EQ(*promises::is_repeat(reserve("a", 2), by, world.tables), true);
  EXPECT_FALSE(promises::is_repeat(reserve("a", 3), by, world.tables));
  EXPECT_EQ(*promises::is_repeat(reserve("b", 3), by, world.tables), false);
  const std::string part = R"(,"request":"c","lines":[{"line":0,"quantity":1}])";
  EXPECT_EQ(changed("commit", "a", now, part), "");
  EXPECT_EQ(*promises::is_repeat(PromiseWorld::change("commit", "a", part), by, world.tables), true);
  EXPECT_EQ(changed("commit", "a", now, part), "conflict $.reservation");
  EXPECT_EQ(changed("release", "a", now, R"(,"request":"c")"), "conflict $.reservation.request");
  EXPECT_EQ(promisable(), "3");
  // It stands, and holds nothing any more: who sends it again must not think that it does.
  EXPECT_EQ(changed("release", "a"), "");
  EXPECT_EQ(granted(reserve("a", 2)), "conflict $.reservation.id");
}

TEST_F(PromisesTest, HoldNothingThatMayNotBeSold) {
  world.make(1, "bad", 5, 1);
  world.make(1, "old", 5, 1, seconds_in(-1));
  world.make(1, "good", 5, 1);
  world.recall(1, "bad");
  EXPECT_EQ(promisable(), "5");
  EXPECT_EQ(granted(reserve("a", 6)), "conflict $.reservation.lines[0]");
  EXPECT_EQ(granted(reserve("b", 5)), "good 5");
}

TEST_F(PromisesTest, HoldNoSingleItemThatIsRecalled) {
  EventBuilder made_items = made(1).read_at(place(1)).located(place(1));
  std::vector<std::string> items;
  for (int serial = 1; serial <= 5; ++serial) {
    items.push_back(item(1, std::to_string(serial)));
    made_items.epc(items.back());
  }
  world.add(made_items);
  granted(reserve("first", 4));
  EXPECT_EQ(promisable(), "1");
  world.recall_items({gtin(1), {}}, {items[0], items[3]}, seconds_in(-60));
  EXPECT_EQ(promisable(), "0");
  EXPECT_EQ(promises::uncovered(world.find("first"), now, world.tables).begin()->second.text(), "1");
  changed("release", "first");
  EXPECT_EQ(granted(reserve("second", 5)), "conflict $.reservation.lines[0]");
  EXPECT_EQ(granted(reserve("third", 3)), " 3");
}

TEST_F(PromisesTest, AreListedWhereTheStockWentAwayTheLatestFirst) {
  world.make(1, "a", 10, 1);
  granted(reserve("first", 4));
  granted(reserve("second", 4));
  world.sell(1, "", 5, 1, 500);  // Told late.
  promises::PromiseQuery query;
  query.site = place(1);
  query.which = promises::PromiseQuery::Which::uncovered;
  const auto page = promises::promises(query, now, world.tables);
  ASSERT_EQ(page.promises.size(), 1U);
  EXPECT_EQ(page.promises[0].id, "second");
  EXPECT_EQ(page.promises[0].uncovered.text(), "3");
  EXPECT_EQ(promises::uncovered(world.find("second"), now, world.tables).size(), 1U);
  EXPECT_THAT(promises::uncovered(world.find("first"), now, world.tables), IsEmpty());
  EXPECT_EQ(granted(reserve("third", 1)), "conflict $.reservation.lines[0]");
  world.make(1, "a", 3, 1);
  EXPECT_THAT(promises::promises(query, now, world.tables).promises, IsEmpty());
}

TEST_F(PromisesTest, AreUncoveredWhereOnlyLotsWithoutADateAreLeftForThem) {
  world.make(1, "dated", 7, 1, seconds_in(10 * day));
  world.make(1, "undated", 5, 1);
  granted(reserve("x", 7, R"(,"lastsUntil":"2027-01-20")"));
  world.sell(1, "dated", 2, 1);
  EXPECT_EQ(promises::uncovered(world.find("x"), now, world.tables).begin()->second.text(), "2");
}

TEST_F(PromisesTest, StandWhereATillSoldTheirLotAndAnotherWouldDo) {
  world.make(1, "early", 5, 1, seconds_in(10 * day));
  world.make(1, "late", 5, 1, seconds_in(20 * day));
  EXPECT_EQ(granted(reserve("a", 5)), "early 5");
  world.sell(1, "", 5, 1);  // Of the early lot, as far as the books know.
  EXPECT_THAT(promises::uncovered(world.find("a"), now, world.tables), IsEmpty());
  EXPECT_EQ(promisable(), "0");
}

TEST_F(PromisesTest, AreUncoveredByARecall) {
  world.make(1, "a", 5, 1);
  world.make(1, "b", 5, 1);
  granted(reserve("x", 5, R"(,"lot":"a")"));
  granted(reserve("y", 3));
  world.recall(1, "a");
  EXPECT_EQ(promises::uncovered(world.find("x"), now, world.tables).begin()->second.text(), "5");
  EXPECT_THAT(promises::uncovered(world.find("y"), now, world.tables), IsEmpty());
  EXPECT_EQ(promisable(), "2");
}

TEST_F(PromisesTest, TakePlacesInTheirOrder) {
  world.make(1, "a", 2, 1);
  world.make(1, "b", 5, 2);
  EXPECT_EQ(granted(PromiseWorld::reserve("x", PromiseWorld::line(1, 4, {2, 1}))), "b 4");
  EXPECT_EQ(granted(PromiseWorld::reserve("y", PromiseWorld::line(1, 3, {2, 1}))), "b 1, a 2");
}

TEST_F(PromisesTest, AreFulfilledByASaleThatNamesTheirDocument) {
  world.make(1, "a", 10, 1);
  const std::string order_1 = R"(,"document":"urn:order:1")";
  granted(reserve("x", 4, "", order_1));
  changed("commit", "x");
  world.leave("retail_selling", 1, "a", 3, "urn:order:2", now);
  EXPECT_EQ(world.find("x").lines[0].pieces_held[0].firm.text(), "4");
  const EventRef sale = world.leave("retail_selling", 1, "a", 3, "urn:order:1", now);
  EXPECT_EQ(world.find("x").lines[0].pieces_held[0].firm.text(), "1");
  EXPECT_EQ(world.shelf(1, now).sellable.text(), "4");
  EXPECT_EQ(world.shelf(1, now).promised.text(), "1");
  world.declare_error(sale);
  EXPECT_EQ(world.shelf(1, now).sellable.text(), "7");
  EXPECT_EQ(world.shelf(1, now).promised.text(), "4");
  world.leave("retail_selling", 1, "", 9, "urn:order:1", now);
  EXPECT_EQ(world.find("x").state(now), State::fulfilled);
  EXPECT_TRUE(promises::is_awaited({{std::nullopt, "urn:order:1"}}, world.tables)) << "errors may follow";
}

TEST_F(PromisesTest, AreFulfilledOnceBySeveralReportsOfOneShipment) {
  world.make(1, "a", 10, 1);
  granted(reserve("x", 6, "", R"(,"document":"urn:order:1")"));
  world.leave("shipping", 1, "a", 4, "urn:order:1", now);
  world.leave("departing", 1, "a", 2, "urn:order:1", now, "https://carrier.example");
  world.leave("departing", 1, "a", 2, "urn:order:1", now, "https://carrier.example");
  EXPECT_EQ(world.find("x").lines[0].pieces_held[0].has_left().text(), "4");
  EXPECT_EQ(world.shelf(1, now).promised.text(), "2");
}

TEST_F(PromisesTest, ShareASaleByTheirAgeWhereOneDocumentIsOfSeveral) {
  world.make(1, "a", 10, 1);
  for (const char* const id : {"x", "y"}) granted(reserve(id, 3, "", R"(,"document":"urn:order:1")"));
  world.leave("retail_selling", 1, "a", 4, "urn:order:1", now);
  EXPECT_EQ(world.find("x").state(now), State::fulfilled);
  EXPECT_EQ(world.find("y").lines[0].pieces_held[0].has_left().text(), "1");
  // What has expired is not fulfilled.
  world.leave("retail_selling", 1, "a", 4, "urn:order:1", seconds_in(900));
  EXPECT_EQ(world.find("y").state(seconds_in(900)), State::fulfilled);
  EXPECT_EQ(world.find("y").lines[0].pieces_held[0].has_left().text(), "1");
}

TEST_F(PromisesTest, AreFulfilledAlsoWhereAnotherOfTheirDocumentHoldsNothingAnyMore) {
  world.make(1, "a", 30, 1);
  const std::string document = R"(,"document":"urn:order:1")";
  granted(reserve("expired", 4, "", document + R"(,"holdSeconds":1)"));
  const Micros later = seconds_in(2);
  granted(reserve("released", 5, "", document), later);
  changed("release", "released", later, R"(,"request":"r","lines":[{"line":0,"quantity":4}])");
  granted(reserve("x", 4, "", document), later);
  changed("commit", "x", later);
  world.leave("retail_selling", 1, "a", 5, "urn:order:1", later);
  EXPECT_EQ(world.find("expired").state(later), State::expired);
  EXPECT_EQ(world.find("released").lines[0].pieces_held[0].has_left().text(), "1");
  EXPECT_EQ(world.find("x").state(later), State::fulfilled);
  EXPECT_EQ(world.shelf(1, later).promised.text(), "0");
}

TEST_F(PromisesTest, TakeFewPlacesWhereThatIsAskedFor) {
  world.make(1, "a", 3, 1);
  world.make(1, "b", 4, 2);
  world.make(2, "c", 2, 2);
  const auto both = [](const std::string& id, int first, const std::string& more) {
    return PromiseWorld::reserve(
        id, PromiseWorld::line(1, first, {1, 2}) + "," + PromiseWorld::line(2, 1, {1, 2}), more);
  };
  EXPECT_EQ(granted(both("x", 2, "")), "a 2; c 1");
  changed("release", "x");
  EXPECT_EQ(granted(both("y", 2, R"(,"sourcing":"fewest_places")")), "b 2; c 1");
  EXPECT_EQ(granted(both("z", 5, R"(,"sourcing":"fewest_places")")), "a 3, b 2; c 1");
}

TEST_F(PromisesTest, LeaveWhatIsKeptForAnotherChannel) {
  world.make(1, "a", 10, 1);
  const auto keep = [](const std::string& channel, int quantity) {
    return PromiseWorld::order(R"({"action":"keep","channel":")" + channel + R"(","lines":[)" +
                               PromiseWorld::line(1, quantity) + "]}");
  };
  EXPECT_EQ(granted(keep("web", 4)), "");
  EXPECT_EQ(granted(keep("shop", 3)), "");
  EXPECT_EQ(world.shelf(1, now).promisable.text(), "3");
  EXPECT_EQ(world.shelf(1, now, {}, "web").promisable.text(), "7");
  EXPECT_EQ(granted(reserve("a", 4)), "conflict $.reservation.lines[0]");
  EXPECT_EQ(granted(reserve("b", 5, "", R"(,"channel":"web")")), "a 5");
  // What the web has beyond what is kept for it is taken from what is for all.
  EXPECT_EQ(world.shelf(1, now).promisable.text(), "2");
  EXPECT_EQ(granted(reserve("c", 2)), "a 2");
  EXPECT_EQ(granted(reserve("d", 3, "", R"(,"channel":"shop")")), "a 3");
  EXPECT_EQ(granted(keep("shop", 0)), "");
  EXPECT_EQ(world.shelf(1, now).keeps.size(), 1U);
  EXPECT_EQ(world.state(keep("web", 1), now, 2).error().code, ErrorCode::forbidden);
}

TEST_F(PromisesTest, AreToldOfEachLotAtEachPartOfTheSite) {
  const std::string part = place(1) + "/254/A";
  world.make(1, "a", 6, 1, seconds_in(10 * day));
  world.make_at(part, 1, "a", 4, seconds_in(10 * day));
  world.make(1, "b", 5, 1);
  granted(reserve("x", 7));
  const auto told = [&] {
    std::string text;
    for (const auto& [spot, one] : promises::split({place(1), {gtin(1), {}}}, now, world.tables))
      text += (text.empty() ? "" : "; ") + spot.lot + (spot.part.empty() ? "" : " in part") + " " +
              one.reserved.text() + "+" + one.available.text();
    return text;
  };
  EXPECT_EQ(told(), "a 6+0; a in part 1+3; b 0+5");
  // What stands for a promise of goods that are gone is shown as promised.
  world.sell(1, "", 8, 1);
  EXPECT_EQ(world.shelf(1, now).promisable.text(), "0");
  EXPECT_EQ(told(), "a in part 2+0; b 5+0");
}

TEST_F(PromisesTest, AreMadeWhereOneMayReport) {
  world.make(1, "a", 5, 1);
  world.make(1, "a", 5, 3);
  world.make(1, "a", 5, 77);
  const auto at = [](unsigned where) {
    return PromiseWorld::reserve("x", PromiseWorld::line(1, 1, {where}));
  };
  EXPECT_EQ(world.state(at(1), now, 2).error().code, ErrorCode::forbidden);
  EXPECT_EQ(world.state(at(1), now, 2).error().where, "$.reservation.lines[0].places");
  // As if nothing was there.
  EXPECT_EQ(world.state(at(3), now, 2).error().code, ErrorCode::conflict);
  EXPECT_EQ(world.state(at(77), now, 2).error().code, ErrorCode::conflict);
  EXPECT_EQ(granted(at(3)), "a 1");
}

TEST_F(PromisesTest, CountPackagesAndUnitsAsTheBooksDo) {
  world.make(1, "a", 24, 1);
  const auto product = json::Document::parse(R"({"id":")" + gtin(1) + R"(","name":"P","packaging":[{"id":")" +
                                             gtin(5) + R"(","contains":12,"name":"Case"}]})");
  const auto change = master::parse_change("product", product->root());
  ASSERT_TRUE(change) << change.error().detail;
  master::fold(*change, key_of(party(1)), Micros{}, 1, world.tables);
  EXPECT_EQ(granted(PromiseWorld::reserve("x", PromiseWorld::line(5, 1))), "a 12");
  EXPECT_EQ(promisable(), "12");
  EXPECT_EQ(changed("commit", "x", now, R"(,"request":"c","lines":[{"line":0,"quantity":0.5}])"), "");
  EXPECT_EQ(world.find("x").lines[0].pieces_held[0].firm.text(), "6");
}

TEST_F(PromisesTest, FitWhatWasAskedFor) {
  world.make(1, "a", 5, 1);
  const Order order = reserve("a", 5);
  auto outcome = *promises::judge(order, key_of(party(1)), now, {.books = 1}, world.tables);
  EXPECT_TRUE(promises::fits(outcome, order));
  auto more = outcome;
  more.lines[0].from[0].amount = Amount::pieces(6);
  EXPECT_FALSE(promises::fits(more, order));
  auto less = outcome;
  less.lines[0].from[0].amount = Amount::pieces(4);
  EXPECT_FALSE(promises::fits(less, order));
  auto elsewhere = outcome;
  elsewhere.lines[0].from[0].site = place(2);
  EXPECT_FALSE(promises::fits(elsewhere, order));
}

TEST_F(PromisesTest, LeaveNothingBehind) {
  world.make(1, "a", 5, 1);
  granted(reserve("a", 2, "", R"(,"holdSeconds":60)"));
  granted(reserve("b", 2));
  changed("release", "b");
  granted(reserve("c", 1, "", R"(,"holdSeconds":60)"), seconds_in(100));
  changed("fulfil", "c", seconds_in(101));
  for (const auto& [key, value] : world.tables.values(Table::promises))
    EXPECT_TRUE(key.front() == 'R' || key.front() == 'L') << key;
}

}  // namespace
}  // namespace stocktrail::test
