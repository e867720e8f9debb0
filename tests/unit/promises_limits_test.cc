// Bodies of reservations, and the limits of docs/limits.md, "Promises".
#include <gmock/gmock.h>

#include "ledger/promises/detail/rows.h"
#include "ledger/promises/outlook.h"
#include "tests/support/promises_fixture.h"

namespace stocktrail::test {
namespace {

using promises::Order;
using ::testing::HasSubstr;

class PromiseLimitsTest : public PromisesFixture {};

TEST_F(PromiseLimitsTest, OfOneDocumentAreLimited) {
  world.make(1, "a", 1'000, 1);
  const std::string document = R"(,"document":"urn:order:1")";
  for (std::size_t i = 0; i < promises::document_reservations_max; ++i)
    EXPECT_EQ(granted(reserve(std::to_string(i), 1, "", document)), "a 1");
  EXPECT_EQ(granted(reserve("x", 1, "", document)), "too_large $.reservation.document");
  changed("release", "0");
  EXPECT_EQ(granted(reserve("x", 1, "", document)), "a 1");
  EXPECT_EQ(granted(reserve("y", 1, "", document)), "too_large $.reservation.document");
  EXPECT_EQ(granted(reserve("z", 1, "", document), seconds_in(900)), "a 1");  // The others have expired.
}

TEST_F(PromiseLimitsTest, AreLimited) {
  using namespace promises;
  world.make(1, "a", 2'000, 1);
  for (std::size_t i = 0; i < lapses_max + 1; ++i)
    EXPECT_EQ(granted(reserve("r" + std::to_string(i), 1, "", R"(,"holdSeconds":1)")), "a 1");
  // So many lapse at once; the next record takes the rest.
  EXPECT_EQ(promisable(seconds_in(1)), "1999");
  EXPECT_EQ(granted(reserve("x", 1), seconds_in(1)), "a 1");
  EXPECT_EQ(promisable(seconds_in(1)), "1999");
  for (std::size_t i = 0; i < requests_max; ++i)
    EXPECT_EQ(changed("extend", "x", seconds_in(1), R"(,"holdSeconds":)" + std::to_string(1'000 + i)), "");
  EXPECT_EQ(changed("extend", "x", seconds_in(1)), "too_large $.reservation.id");
}

TEST_F(PromiseLimitsTest, AreOfSoManyConditionsOnOneShelf) {
  world.make(1, "a", 5'000, 1, seconds_in(10'000 * day));
  const auto lines_from = [](std::size_t first, std::size_t count) {
    std::string lines;
    for (std::size_t i = first; i < first + count; ++i) {
      const std::string date = format_date(seconds_in(static_cast<std::int64_t>(i + 1) * day));
      lines += (lines.empty() ? "" : ",") + PromiseWorld::line(1, 1, {1}, R"(,"lastsUntil":")" + date + "\"");
    }
    return lines;
  };
  for (std::size_t i = 0; i < promises::conditions_max; i += promises::lines_max)
    EXPECT_TRUE(
        world.state(PromiseWorld::reserve("r" + std::to_string(i), lines_from(i, promises::lines_max)), now));
  EXPECT_EQ(granted(PromiseWorld::reserve("x", lines_from(promises::conditions_max, 1))),
            "too_large $.reservation.lines[0].places");
  EXPECT_EQ(granted(PromiseWorld::reserve("y", lines_from(0, 1))), "a 1");
}

TEST_F(PromiseLimitsTest, AreCoveredAsFarAsTheLimit) {
  using namespace promises;
  const Shelf shelf{place(1), {gtin(1), {}}};
  const PromiseRow row{.reservation = {}, .expires_at = {}, .pending = {}, .firm = {{{}, Amount::pieces(1)}}};
  for (std::size_t i = 0; i <= covered_max; ++i)
    world.tables.put(Table::promises, promise_key(shelf, i), encoded(row));
  world.tables.put(Table::promises, shelf_key('H', shelf),
                   encoded(ShelfRow{.claims = row.firm, .next_lapse = {}}));
  PromiseQuery query;
  query.site = place(1);
  query.limit = 2 * covered_max;
  EXPECT_EQ(promises::promises(query, now, world.tables).promises.size(), covered_max);
}

TEST_F(PromiseLimitsTest, AreForeseenForSoManyMoments) {
  using namespace promises;
  world.make(1, "a", 5, 1, seconds_in(30 * day));
  world.make(1, "b", 2'000, 1);
  const Shelf shelf{place(1), {gtin(1), {}}};
  const auto foreseen = [&](std::int64_t until) {
    return outlook(shelf, {}, {}, now, seconds_in(until), world.tables);
  };
  granted(reserve("x", 7, "", R"(,"holdSeconds":600)"));
  const std::vector<Prospect> right{
      {now, Amount::pieces(2'005), Amount::pieces(7), Amount::pieces(1'998)},
      {seconds_in(600), Amount::pieces(2'005), Amount(), Amount::pieces(2'005)},
      {seconds_in(30 * day), Amount::pieces(2'000), Amount(), Amount::pieces(2'000)}};
  EXPECT_EQ(foreseen(60 * day), right);
  EXPECT_EQ(foreseen(600).size(), 2U);
  EXPECT_EQ(foreseen(599).size(), 1U);
  for (std::size_t i = 0; i < outlook_moments_max; ++i)
    granted(reserve("r" + std::to_string(i), 1, "", R"(,"holdSeconds":)" + std::to_string(1'000 + i)));
  EXPECT_EQ(foreseen(60 * day).size(), outlook_moments_max);
  EXPECT_EQ(foreseen(60 * day).back().at, seconds_in(1'000 + outlook_moments_max - 3));
}

// Each promise is weighed against those before it; that takes a walk over the days on which lots expire.
TEST_F(PromiseLimitsTest, AreCoveredFastOfManyConditions) {
  using namespace promises;
  constexpr std::size_t lots = 400;
  for (std::size_t i = 0; i < lots; ++i)
    world.make(1, "L" + std::to_string(i), 1, 1, seconds_in(static_cast<std::int64_t>(i + 2) * day));
  const Shelf shelf{place(1), {gtin(1), {}}};
  ShelfRow all;
  for (std::size_t i = 0; i < covered_max; ++i) {
    const auto days = static_cast<std::int64_t>(i % conditions_max);
    const Claim claim{{.lot = {}, .lasts_until = seconds_in(days * day)}, {}, {}};
    add(all.claims, claim, Amount::pieces(1));
    world.tables.put(
        Table::promises, promise_key(shelf, i),
        encoded(PromiseRow{
            .reservation = {}, .expires_at = {}, .pending = {}, .firm = {{claim, Amount::pieces(1)}}}));
  }
  world.tables.put(Table::promises, shelf_key('H', shelf), encoded(all));
  PromiseQuery query;
  query.site = place(1);
  query.limit = 2 * covered_max;
  Amount covered;
  for (const Promise& one : promises::promises(query, now, world.tables).promises)
    covered += one.firm - one.uncovered;
  EXPECT_EQ(covered, Amount::pieces(lots));
}

std::string fault(const std::string& body) {
  const auto document = json::Document::parse(body);
  const auto order = promises::parse_order(document->root());
  return order ? "" : order.error().where + " " + order.error().detail;
}

TEST(OrderTest, TellsWhatIsWrongAndWhere) {
  const std::string line = PromiseWorld::line(1, 1);
  const auto with = [](const std::string& members) {
    return fault(R"({"action":"reserve","id":"a","lines":[)" + members + "]}");
  };
  EXPECT_EQ(with(line), "");
  EXPECT_EQ(
      fault(R"({"id":"a"})"),
      R"($.reservation lacks the member "action", one of "reserve", "commit", "fulfil", "release", "extend", "keep", "withdraw", "expect")");
  EXPECT_THAT(fault(R"({"action":"reserve","id":"a"})"), HasSubstr("$.reservation.lines must have a line"));
  EXPECT_THAT(fault(R"({"action":"commit","id":"a","lines":[{"line":0,"quantity":1}]})"),
              HasSubstr("$.reservation.request is missing"));
  EXPECT_THAT(with(PromiseWorld::line(1, 0)),
              HasSubstr("$.reservation.lines[0].quantity must be more than 0"));
  EXPECT_THAT(with(PromiseWorld::line(1, 1, {})),
              HasSubstr("$.reservation.lines[0].places must name a site"));
  EXPECT_THAT(with(PromiseWorld::line(1, 1, {1, 1})), HasSubstr("lines[0].places[1] is given twice"));
  EXPECT_THAT(with(PromiseWorld::line(1, 1, {1}, R"(,"lastsUntil":"soon")")), HasSubstr("lastsUntil"));
  EXPECT_THAT(with(PromiseWorld::line(1, 1, {1}, R"(,"price":3)")), HasSubstr("price"));
  std::string many = line;
  for (std::size_t i = 0; i < promises::lines_max; ++i) many += "," + line;
  EXPECT_THAT(with(many), HasSubstr("at most 200 are allowed"));
  std::vector<unsigned> places;
  for (unsigned i = 0; i <= promises::line_places_max; ++i) places.push_back(i);
  EXPECT_THAT(with(PromiseWorld::line(1, 1, places)), HasSubstr("at most 50 are allowed"));
  many = PromiseWorld::line(1, 1, {places.begin(), places.end() - 1});
  const std::size_t full = promises::order_places_max / promises::line_places_max;
  for (std::size_t i = 1; i < full; ++i)
    many += "," + PromiseWorld::line(1, 1, {places.begin(), places.end() - 1});
  EXPECT_EQ(with(many), "");
  EXPECT_THAT(with(many + "," + line), HasSubstr("at most 1000 are allowed"));
  EXPECT_THAT(fault(R"({"action":"keep","lines":[]})"), HasSubstr("channel"));
  EXPECT_THAT(fault(R"({"action":"release","id":")" + std::string(promises::name_bytes_max + 1, 'x') + "\"}"),
              HasSubstr("at most 200 are allowed"));
  EXPECT_THAT(fault(R"({"action":"extend","id":"a","holdSeconds":)" +
                    std::to_string(promises::hold_seconds_max + 1) + "}"),
              HasSubstr("holdSeconds"));
  EXPECT_EQ(fault(R"({"action":"extend","id":"a"})"), "");
  EXPECT_THAT(fault(R"({"action":"withdraw","id":"a"})"), HasSubstr("party"));
  const auto withdrawal = [](std::size_t bytes) {
    return fault(R"({"action":"withdraw","id":"a","party":")" + party(1) + R"(","places":[")" + place(1) +
                 R"("],"reason":")" + std::string(bytes, 'x') + "\"}");
  };
  EXPECT_EQ(withdrawal(promises::reason_bytes_max), "");
  EXPECT_THAT(withdrawal(promises::reason_bytes_max + 1), HasSubstr("at most 500 are allowed"));
  EXPECT_EQ(PromiseWorld::change("extend", "a").hold_seconds, promises::hold_seconds_default);
}

}  // namespace
}  // namespace stocktrail::test
