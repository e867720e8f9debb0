// Positions over a real server: all of one's own at once, what each tells of age, dates and packages, and the
// statement that explains it.
#include <gmock/gmock.h>

#include "api/handlers/stock_query.h"
#include "api/http/url.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using api::percent_encode;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class PositionsTest : public ApiFixture {
 protected:
  PositionsTest() {
    admit(1);
    admit(2);
    planner = token_for(1, "planner");
  }
  ~PositionsTest() override { api_.reset(); }

  void state(unsigned number, std::vector<std::string> events) const {
    const RawResponse answer = post_statement(signed_events(number, std::move(events)));
    ASSERT_EQ(answer.status, 201) << answer.body;
  }
  static std::string to(unsigned at_place) {
    return R"(,"destinationList":[{"type":"location","destination":")" + place(at_place) + "\"}]";
  }
  /// Two places of its own, goods between them, to and from another party, held, expired and recalled ones,
  /// goods without a lot.
  void state_much() const {
    const std::string expired = R"(,"ilmd":{"cbvmda:itemExpirationDate":"2026-07-24"})";
    const std::string held = R"(,"disposition":"non_sellable_other")",
                      recalled = R"(,"disposition":"recalled")";
    state(
        1,
        {lot_event("commissioning", "ADD", lot(1, "A"), 60, 11, "2026-07-20T08:00:00Z", expired),
         lot_event("commissioning", "ADD", lot(1, "B"), 24, 11, "2026-07-20T08:00:00Z"),
         lot_event("commissioning", "ADD", gtin(1), 12, 12, "2026-07-20T09:00:00Z"),
         lot_event("holding", "OBSERVE", lot(1, "A"), 7, 11, "2026-07-20T10:00:00Z", held),
         lot_event("holding", "OBSERVE", lot(1, "B"), 5, 11, "2026-07-20T10:00:00Z", held),
         lot_event("shipping", "OBSERVE", lot(1, "B"), 6, 11, "2026-07-21T08:00:00Z", to(12)),
         lot_event("shipping", "OBSERVE", lot(1, "B"), 2, 11, "2026-07-22T08:00:00Z", to(12)),
         lot_event("shipping", "OBSERVE", lot(1, "A"), 3, 11, "2026-07-22T08:00:00Z", to(21)),
         lot_event("shipping", "OBSERVE", gtin(1), 4, 12, "2026-07-22T09:00:00Z"),
         R"({"type":"ObjectEvent","action":"OBSERVE","bizStep":"holding","eventTime":"2026-07-25T09:00:00Z",)"
         R"("eventTimeZoneOffset":"+00:00","quantityList":[{"epcClass":")" +
             lot(1, "B") + R"("}],"readPoint":{"id":")" + place(11) + "\"}" + recalled + "}"});
  }
  /// Each position of a page closes its statement.
  void expect_reasons(const std::string& target) const {
    const json::Document page = parsed(get(target, planner).body);
    std::size_t followed = 0;
    for (const json::Value one : page.root().find("positions")->elements()) {
      const RawResponse statement = get(std::string(one.find("movements")->string()), planner);
      ASSERT_EQ(statement.status, 200) << statement.body;
      EXPECT_EQ(member(statement.body, "closing"), one.find("quantity")->raw())
          << one.raw() << statement.body;
      ++followed;
    }
    EXPECT_GE(followed, 5U);
  }

  std::string planner;
};

TEST_F(PositionsTest, AllOfOnesOwnComeInOneCall) {
  state_much();
  state(2, {lot_event("commissioning", "ADD", lot(1, "Z"), 9, 21, "2026-07-20T08:00:00Z")});
  const RawResponse all = get("/inventory/positions", planner);
  ASSERT_EQ(all.status, 200) << all.body;
  for (const unsigned at : {11U, 12U}) EXPECT_THAT(all.body, HasSubstr("\"place\":\"" + place(at)));
  EXPECT_THAT(all.body, AllOf(HasSubstr("\"from\":\"" + place(12)), Not(HasSubstr("\"lot\":\"Z\""))));
  std::size_t rows = 0;
  std::string cursor;
  do {
    const RawResponse page =
        get("/inventory/positions?limit=2" + (cursor.empty() ? "" : "&cursor=" + percent_encode(cursor)),
            planner);
    for ([[maybe_unused]] const json::Value one : parsed(page.body).root().find("positions")->elements())
      ++rows;
    cursor = member(page.body, "next");
  } while (!cursor.empty());
  const json::Document document = parsed(all.body);
  std::size_t right = 0;
  for ([[maybe_unused]] const json::Value one : document.root().find("positions")->elements()) ++right;
  EXPECT_EQ(rows, right) << "page by page the same";
}

TEST_F(PositionsTest, EachLeadsToTheStatementThatClosesWithIt) {
  state_much();
  expect_reasons("/inventory/positions");
  expect_reasons("/inventory/positions?asOf=2026-07-22T08:30:00Z");
  const auto size = to_u64(ledger_->view()->checkpoint().size);
  const std::string then = format_utc(ledger_->view()->receipt(LeafIndex{size - 1})->recorded_at);
  state(1, {lot_event("retail_selling", "OBSERVE", lot(1, "A"), 1, 11, "2026-07-21T08:00:00Z")});
  expect_reasons("/inventory/positions?knownAt=" + percent_encode(then));
}

TEST_F(PositionsTest, TellSinceWhenGoodsAreOnTheWayAndWhenALotExpires) {
  state_much();
  const std::string on_the_way =
      get("/inventory/positions?asOf=2026-07-23T00:00:00Z&place=" + percent_encode(place(12)), planner).body;
  EXPECT_THAT(on_the_way, AllOf(HasSubstr("\"account\":\"in_transit\""), HasSubstr("\"quantity\":8"),
                                HasSubstr("\"since\":\"2026-07-21T08:00:00.000000Z\"")));
  const std::string lots = get("/inventory/positions?place=" + percent_encode(place(11)), planner).body;
  EXPECT_THAT(lots, AllOf(HasSubstr("\"expires\":\"2026-07-"), HasSubstr("\"status\":\"expired\""),
                          HasSubstr("\"status\":\"recalled\"")));
}

TEST_F(PositionsTest, APackageTellsHowManyOfItThatIsIfItIsAWholeNumber) {
  state_much();
  const std::string claim =
      R"({"id":")" + gtin(1) + R"(","name":"Tea","packaging":[{"id":")" + gtin(7) + R"(","contains":12}]})";
  const RawResponse stated = post_statement(signed_body("product", 1, claim));
  ASSERT_EQ(stated.status, 201) << stated.body;
  const std::string of_package = "/inventory/positions?package=" + percent_encode(gtin(7));
  const RawResponse now = get(of_package + "&asOf=2026-07-20T09:30:00Z", planner);
  EXPECT_THAT(now.body,
              AllOf(HasSubstr("\"quantity\":60,\"packages\":5"), HasSubstr("\"quantity\":24,\"packages\":2"),
                    HasSubstr("\"quantity\":12,\"packages\":1")));
  EXPECT_THAT(get(of_package + "&lot=A&asOf=2026-07-20T10:30:00Z", planner).body,
              AllOf(HasSubstr("\"quantity\":53"), Not(HasSubstr("packages\":"))));
  EXPECT_EQ(member(get("/inventory/positions?package=" + percent_encode(gtin(8)), planner).body, "where"),
            "package");
  EXPECT_EQ(get(of_package + "&product=" + percent_encode(gtin(2)), planner).status, 400);
  EXPECT_EQ(get(of_package + "&product=" + percent_encode(gtin(1)), planner).status, 200);
}

TEST_F(PositionsTest, AnAgeProfileTellsHowMuchLivesHowMuchLonger) {
  state(1, {lot_event("commissioning", "ADD", lot(1, "A"), 60, 11, "2026-07-20T08:00:00Z",
                      R"(,"ilmd":{"cbvmda:itemExpirationDate":"2026-07-24"})"),
            lot_event("commissioning", "ADD", lot(1, "B"), 24, 12, "2026-07-20T08:00:00Z",
                      R"(,"ilmd":{"cbvmda:itemExpirationDate":"2026-08-20"})"),
            lot_event("commissioning", "ADD", lot(1, "C"), 5, 12, "2026-07-20T08:00:00Z"),
            lot_event("commissioning", "ADD", lot(2, "D"), 7, 12, "2026-07-20T08:00:00Z")});
  const auto profile = [&](const std::string& more) {
    const RawResponse answer = get("/inventory/ages?asOf=2026-07-21T00:00:00Z" + more, planner);
    EXPECT_EQ(answer.status, 200) << answer.body;
    const json::Document document = parsed(answer.body);
    std::string text;
    for (const json::Value age : document.root().find("ages")->elements()) {
      const auto number = [&](const char* name) {
        const auto value = age.find(name);
        return value ? std::string(value->raw()) : std::string();
      };
      text += number("moreThanDays") + "-" + number("upToDays") + (age.find("undated") ? "undated" : "") +
              "=" + number("quantity") + " ";
    }
    return text;
  };
  EXPECT_EQ(profile(""), "0-7=60 30-90=24 -undated=5 -undated=7 ");
  EXPECT_EQ(profile("&days=3,10&product=" + percent_encode(gtin(1))), "3-10=60 10-=24 -undated=5 ");
  EXPECT_EQ(profile("&place=" + percent_encode(place(11))), "0-7=60 ");
  const std::string later = get("/inventory/ages?days=0&asOf=2026-07-30T00:00:00Z", planner).body;
  EXPECT_THAT(later, HasSubstr("\"status\":\"expired\",\"upToDays\":0,\"quantity\":60"));
  std::string most = "0";
  for (std::size_t i = 1; i < api::ages_max; ++i) most += "," + std::to_string(i);
  EXPECT_EQ(get("/inventory/ages?days=" + most, planner).status, 200);
  for (const std::string& bad :
       {most + ",99", std::string("7,7"), std::string("7,0"), std::string("x"), std::string("1,"),
        std::string(), std::string("1,,2"), std::to_string(api::age_days_max + 1)})
    EXPECT_EQ(member(get("/inventory/ages?days=" + bad, planner).body, "where"), "days") << bad;
  EXPECT_EQ(get("/inventory/ages?days=" + std::to_string(api::age_days_max), planner).status, 200);
  EXPECT_EQ(get("/inventory/ages?place=" + percent_encode(place(21)), planner).status, 403);
}

TEST_F(PositionsTest, AnAgeProfileAddsUpSoManyPositions) {
  constexpr std::size_t lots_of_one_event = 500;
  for (std::size_t number = 0; number < api::aged_positions_max;) {
    std::string lots;
    do {
      lots += (lots.empty() ? "" : ",") +
              (R"({"epcClass":")" +
               lot(static_cast<unsigned>(1 + number / lots_of_one_event), std::to_string(number)) +
               R"(","quantity":1})");
    } while (++number % lots_of_one_event != 0);
    state(
        1,
        {R"({"type":"ObjectEvent","action":"ADD","bizStep":"commissioning","eventTime":"2026-07-20T08:00:00Z",)"
         R"("eventTimeZoneOffset":"+00:00","quantityList":[)" +
         lots + R"(],"readPoint":{"id":")" + place(11) + "\"}}"});
  }
  const std::string at = "/inventory/ages?place=" + percent_encode(place(11));
  EXPECT_THAT(get(at, planner).body, HasSubstr("\"quantity\":" + std::to_string(lots_of_one_event)));
  state(1, {lot_event("commissioning", "ADD", lot(1, "more"), 1, 11, "2026-07-20T08:00:00Z")});
  EXPECT_EQ(get(at, planner).status, 413);
}

TEST_F(PositionsTest, TablesComeAsCsvAndAsLines) {
  state_much();
  const std::string accept = "Accept: text/csv\r\n", at = "?place=" + percent_encode(place(11));
  const RawResponse csv = request(
      {.method = "GET", .target = "/inventory/positions" + at, .token = planner, .extra_headers = accept});
  EXPECT_THAT(csv.body,
              StartsWith("account,status,place,from,product,lot,quantity,unit,reserved,available,packages,"
                         "presumed,owner,ownerTold,ownerPresumed,since,expires,expected,due\r\n"));
  const RawResponse found = request({.method = "GET",
                                     .target = "/inventory/discrepancies" + at,
                                     .token = planner,
                                     .extra_headers = accept});
  EXPECT_THAT(
      found.body,
      StartsWith(
          "kind,eventTime,recordedAt,place,otherPlace,item,product,lot,quantity,unit,"
          "statement,event,other.statement,other.event,id,settledBy,remedy,state,assigned.to,assigned.by,"
          "assigned.at,assigned.statement,assigned.note,acknowledged.by,acknowledged.at,"
          "acknowledged.statement,acknowledged.note,acknowledged.quantity,"
          "acknowledged.covers,settled.by,settled.at,settled.statement,settled.note,settled.quantity,"
          "settled.covers,eventID,recallEnded\r\nnot_received,2026-07-"));
  const RawResponse lines = request({.method = "GET",
                                     .target = "/inventory/discrepancies" + at,
                                     .token = planner,
                                     .extra_headers = "Accept: application/x-ndjson\r\n"});
  EXPECT_THAT(lines.body, AllOf(StartsWith("{\"kind\":\"not_received\""), Not(HasSubstr("[{"))));
}

}  // namespace
}  // namespace stocktrail::test
