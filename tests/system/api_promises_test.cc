// Promises through a whole server: docs/promises.md.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "api/http/url.h"
#include "ledger/engine/audit.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using api::percent_encode;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class PromisesApiTest : public ApiFixture {
 protected:
  PromisesApiTest() {
    for (const unsigned number : {1U, 2U}) {
      admit(number);
      const std::string policy = R"({"id":"hold)" + std::to_string(number) +
                                 R"(","type":"custodial","party":")" + party(number) + "\"}";
      EXPECT_EQ(post_json("/policies", policy, operator_token_).status, 201);
    }
    shop = token_for(1, "planner");
    other = token_for(2, "party");
    state(lot_event("commissioning", "ADD", lot(1, "L7"), 10, 11, "2026-07-22T06:45:00.000Z"));
  }
  ~PromisesApiTest() override { api_.reset(); }

  void state(const std::string& event) const {
    const RawResponse stated = post_statement(signed_events(1, {event}));
    ASSERT_EQ(stated.status, 201) << stated.body;
  }
  static std::string line(int quantity, unsigned at_place = 11, const std::string& more = {}) {
    return R"({"product":")" + gtin(1) + R"(","quantity":)" + std::to_string(quantity) + R"(,"places":[")" +
           place(at_place) + "\"]" + more + "}";
  }
  static std::string order(const std::string& id, const std::string& lines, const std::string& more = {}) {
    return R"({"id":")" + id + R"(","lines":[)" + lines + "]" + more + "}";
  }
  RawResponse reserve(const std::string& body, const std::string& token) const {
    return post_json("/inventory/reservations", body, token);
  }
  RawResponse reserve(const std::string& body) const { return reserve(body, shop); }
  RawResponse change(const std::string& id, const std::string& action, const std::string& body = "{}") const {
    return post_json("/inventory/reservations/" + percent_encode(id) + "/" + action, body, shop);
  }
  std::string told(const std::string& id) const {
    return get("/inventory/reservations/" + percent_encode(id), shop).body;
  }
  std::string at_place(const std::string& more = {}, unsigned where = 11) const {
    return get("/inventory/reservations?place=" + percent_encode(place(where)) + more, shop).body;
  }
  std::string promisable() const {
    return get("/inventory/promisable?place=" + percent_encode(place(11)), shop).body;
  }
  void audit() {
    api_.reset();
    ledger_.reset();
    const auto report =
        audit_directory(directory_ / "data", [](std::uint64_t, std::uint64_t) {},
                        {.guard_directory = directory_ / "guard", .log = {}, .checkpoint = {}});
    ASSERT_TRUE(report) << report.error().detail;
    for (const Error& doubt : report->doubts) ADD_FAILURE() << doubt.where << ": " << doubt.detail;
  }

  std::string shop, other;
};

TEST_F(PromisesApiTest, GiveTheLastUnitToOneOfAHundred) {
  EXPECT_EQ(reserve(order("most", line(9))).status, 201);
  std::atomic<int> granted = 0, refused = 0;
  std::vector<std::jthread> buyers;
  for (int b = 0; b < 10; ++b)
    buyers.emplace_back([&, b] {
      for (int i = 0; i < 10; ++i) {
        const std::string id = "order-" + std::to_string(b) + "-" + std::to_string(i);
        const RawResponse answer = reserve(order(id, line(1), R"(,"channel":")" + std::to_string(b) + "\""));
        granted += answer.status == 201 ? 1 : 0;
        refused += answer.status == 409 ? 1 : 0;
      }
    });
  buyers.clear();
  EXPECT_EQ(granted, 1);
  EXPECT_EQ(refused, 99);
  EXPECT_THAT(promisable(), HasSubstr(R"("sellable":10,"promised":10,"promisable":0)"));
  audit();
}

TEST_F(PromisesApiTest, SayWhatCouldBeHad) {
  const RawResponse refused = reserve(order("a", line(6) + "," + line(6)));
  EXPECT_EQ(refused.status, 409) << refused.body;
  EXPECT_THAT(refused.body, HasSubstr(R"("type":"urn:stocktrail:problem:insufficient")"));
  EXPECT_THAT(refused.body, HasSubstr(R"("where":"$.lines[1]")"));
  EXPECT_THAT(refused.body, HasSubstr(R"("available":[{"line":0,"product":")" + gtin(1) +
                                      R"(","asked":6,"quantity":6},{"line":1,"product":")" + gtin(1) +
                                      R"(","asked":6,"quantity":4}])"));
  const RawResponse granted = reserve(order("a", line(6) + "," + line(6), R"(,"fill":"partly")"));
  EXPECT_EQ(granted.status, 201);
  EXPECT_EQ(granted.header("location"), "/inventory/reservations/a");
  EXPECT_THAT(granted.body, HasSubstr(R"("asked":6,"promised":4,"reserved":4,"from":[{"place":")" +
                                      place(11) + R"(","lot":"L7","quantity":4,"reserved":4}])"));
}

TEST_F(PromisesApiTest, AreTheSameWhenTheyAreSentAgain) {
  const std::string body = order("a/b", line(3), R"(,"document":"urn:x:1")");
  const RawResponse first = reserve(body);
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(first.header("location"), "/inventory/reservations/a%2Fb");
  const std::uint64_t entries = to_u64(ledger_->view()->checkpoint().size);
  const RawResponse again = reserve(body);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body, first.body);
  restart();
  EXPECT_EQ(reserve(body).body, first.body);
  EXPECT_EQ(to_u64(ledger_->view()->checkpoint().size), entries);
  const RawResponse other_order = reserve(order("a/b", line(4)));
  EXPECT_EQ(other_order.status, 409);
  EXPECT_THAT(other_order.body, HasSubstr(R"("where":"$.id")"));
  // Ids are of a party.
  EXPECT_THAT(reserve(order("a/b", line(1)), other).body, HasSubstr("forbidden"));
  audit();
}

TEST_F(PromisesApiTest, AreCommittedInPartsOnce) {
  ASSERT_EQ(reserve(order("a", line(6))).status, 201);
  const std::string part = R"({"request":"c1","lines":[{"line":0,"quantity":2}]})";
  EXPECT_THAT(change("a", "commit", part).body, HasSubstr(R"("reserved":4,"committed":2)"));
  EXPECT_THAT(change("a", "commit", part).body, HasSubstr(R"("reserved":4,"committed":2)"));
  EXPECT_EQ(change("a", "commit", R"({"request":"c1","lines":[{"line":0,"quantity":3}]})").status, 409);
  EXPECT_EQ(change("a", "commit", R"({"lines":[{"line":0,"quantity":2}]})").status, 400);
  EXPECT_THAT(change("a", "commit", R"({"request":"c2","lines":[{"line":1,"quantity":2}]})").body,
              HasSubstr(R"("where":"$.lines[0].line")"));
  EXPECT_THAT(change("a", "commit").body, HasSubstr(R"("state":"committed")"));
  EXPECT_EQ(change("a", "commit").status, 200);
  EXPECT_THAT(at_place("&state=committed"), HasSubstr(R"("committed":6)"));
  EXPECT_THAT(change("a", "fulfil").body, HasSubstr(R"("state":"fulfilled")"));
  EXPECT_THAT(promisable(), HasSubstr(R"("promised":0)"));
  EXPECT_EQ(change("b", "commit").status, 404);
  audit();
}

TEST_F(PromisesApiTest, AreFreeAgainAfterALostRelease) {
  ASSERT_EQ(reserve(order("a", line(10))).status, 201);
  EXPECT_EQ(reserve(order("b", line(1))).status, 409);
  EXPECT_EQ(change("a", "release").status, 200);
  const std::uint64_t entries = to_u64(ledger_->view()->checkpoint().size);
  const RawResponse again = change("a", "release");
  EXPECT_EQ(again.status, 200);
  EXPECT_THAT(again.body, HasSubstr(R"("state":"released")"));
  EXPECT_EQ(to_u64(ledger_->view()->checkpoint().size), entries);
  EXPECT_EQ(reserve(order("b", line(1))).status, 201);
}

TEST_F(PromisesApiTest, ExpireForWhoeverCommitsLater) {
  ASSERT_EQ(reserve(order("a", line(10), R"(,"holdSeconds":1)")).status, 201);
  while (told("a").find(R"("state":"reserved")") != std::string::npos)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_THAT(told("a"), HasSubstr(R"("state":"expired")"));
  EXPECT_THAT(told("a"), HasSubstr(R"("lapsed":10)"));
  EXPECT_EQ(reserve(order("b", line(10))).status, 201);
  const RawResponse late = change("a", "commit");
  EXPECT_EQ(late.status, 409);
  EXPECT_THAT(late.body, HasSubstr("expired at"));
  EXPECT_EQ(change("a", "release").status, 200);
  EXPECT_EQ(change("b", "commit").status, 200);
  audit();
}

TEST_F(PromisesApiTest, AreListedWhenARecallOrALateFactTakesTheStock) {
  ASSERT_EQ(reserve(order("first", line(4))).status, 201);
  ASSERT_EQ(reserve(order("second", line(4))).status, 201);
  EXPECT_THAT(at_place("&state=uncovered"), Not(HasSubstr("second")));
  state(lot_event("retail_selling", "OBSERVE", gtin(1), 5, 11, "2026-07-22T07:45:00.000Z"));
  EXPECT_THAT(at_place("&state=uncovered"), HasSubstr(R"("id":"second")"));
  EXPECT_THAT(at_place("&state=uncovered"), Not(HasSubstr("first")));
  EXPECT_THAT(told("second"), HasSubstr(R"("uncovered":[{"place":")" + place(11) + R"(","product":")" +
                                        gtin(1) + R"(","quantity":3}])"));
  state(
      R"({"type":"ObjectEvent","action":"OBSERVE","bizStep":"holding","disposition":"recalled",)"
      R"("eventTime":"2026-07-22T08:45:00.000Z","eventTimeZoneOffset":"+00:00","quantityList":[{"epcClass":")" +
      lot(1, "L7") + R"("}],"readPoint":{"id":")" + place(11) + "\"}}");
  EXPECT_THAT(told("first"), HasSubstr(R"("uncovered")"));
  EXPECT_THAT(told("first"), HasSubstr(R"("state":"reserved")"));
  EXPECT_EQ(reserve(order("third", line(1))).status, 409);
  audit();
}

TEST_F(PromisesApiTest, AreToldToWhoHoldsThemAndWhoseStockItIs) {
  ASSERT_EQ(reserve(order("a", line(1))).status, 201);
  const std::string policy =
      R"({"id":"report","type":"reporting","party":")" + party(2) + R"(","places_of":")" + party(1) + "\"}";
  ASSERT_EQ(post_json("/policies", policy, operator_token_).status, 201);
  const RawResponse granted = reserve(order("theirs", line(2)), other);
  ASSERT_EQ(granted.status, 201) << granted.body;
  EXPECT_EQ(get("/inventory/reservations/a", other).status, 404);
  EXPECT_EQ(get("/inventory/reservations/a?party=" + percent_encode(party(1)), other).status, 403);
  EXPECT_EQ(get("/inventory/reservations/a").status, 401);
  const std::string here = "/inventory/reservations?place=" + percent_encode(place(11));
  EXPECT_THAT(get(here, shop).body, HasSubstr(R"("id":"theirs")"));
  EXPECT_THAT(get(here, other).body, Not(HasSubstr(R"("id":"a")")));
  EXPECT_THAT(get(here, other).body, HasSubstr(R"("id":"theirs")"));
  EXPECT_EQ(get("/inventory/promisable?place=" + percent_encode(place(12)), other).status, 200);
  EXPECT_EQ(get("/inventory/promisable?place=" + percent_encode(place(21)), shop).status, 403);
  // The statement is its party's.
  const std::string statement = "/statements/" + member(granted.body, "statement");
  EXPECT_EQ(get(statement).status, 404);
  EXPECT_EQ(get(statement, other).status, 200);
}

TEST_F(PromisesApiTest, TellWhatIsOnTheWayAndDoNotPromiseIt) {
  state(lot_event("shipping", "OBSERVE", lot(1, "L7"), 4, 11, "2026-07-23T06:45:00.000Z",
                  R"(,"destinationList":[{"type":"location","destination":")" + place(12) + R"("}])"));
  state(lot_event("commissioning", "ADD", lot(1, "L8"), 1, 12, "2026-07-23T06:45:00.000Z"));
  EXPECT_THAT(
      get("/inventory/promisable?place=" + percent_encode(place(12)), shop).body,
      HasSubstr(
          R"("promisable":1,"lots":[{"lot":"L8","quantity":1}],"onTheWay":{"quantity":4,"sentAt":"2026-07-23T06:45:00.000000Z"})"));
  EXPECT_EQ(reserve(order("a", line(2, 12))).status, 409);
}

TEST_F(PromisesApiTest, KeepStockForAChannel) {
  const auto keep = [&](const std::string& body, const std::string& token) {
    return post_json("/inventory/kept", body, token);
  };
  EXPECT_EQ(keep(R"({"channel":"web","lines":[)" + line(8) + "]}", shop).status, 200);
  EXPECT_EQ(keep(R"({"channel":"web","lines":[)" + line(8) + "]}", other).status, 403);
  EXPECT_THAT(keep(R"({"lines":[)" + line(8) + "]}", shop).body, HasSubstr(R"("where":"$")"));
  EXPECT_THAT(promisable(), HasSubstr(R"("kept":[{"channel":"web","quantity":8}])"));
  EXPECT_EQ(reserve(order("a", line(3))).status, 409);
  EXPECT_EQ(reserve(order("a", line(3), R"(,"channel":"web")")).status, 201);
  EXPECT_THAT(get("/inventory/promisable?channel=web&place=" + percent_encode(place(11)), shop).body,
              HasSubstr(R"("promisable":7)"));
  audit();
}

TEST_F(PromisesApiTest, AreFulfilledByASaleThatNamesTheirDocument) {
  ASSERT_EQ(reserve(order("a", line(6), R"(,"document":"urn:order:1")")).status, 201);
  ASSERT_EQ(change("a", "commit").status, 200);
  state(lot_event("retail_selling", "OBSERVE", lot(1, "L7"), 4, 11, "2026-07-24T06:45:00.000Z",
                  R"(,"bizTransactionList":[{"type":"po","bizTransaction":"urn:order:1"}])"));
  EXPECT_THAT(told("a"), HasSubstr(R"("committed":2,"fulfilled":4)"));
  EXPECT_THAT(promisable(), HasSubstr(R"("sellable":6,"promised":2,"promisable":4)"));
  audit();
}

TEST_F(PromisesApiTest, AreShownInPositions) {
  state(lot_event("holding", "OBSERVE", lot(1, "L7"), 2, 11, "2026-07-22T07:45:00.000Z",
                  R"(,"disposition":"non_sellable_other")"));
  ASSERT_EQ(reserve(order("a", line(3))).status, 201);
  const std::string here = "/inventory/positions?place=" + percent_encode(place(11));
  for (const std::string& token : {shop, token_for(1, "party")}) {
    const std::string now = get(here, token).body;
    EXPECT_THAT(now, HasSubstr(R"("quantity":8,"reserved":3,"available":5)"));
    EXPECT_THAT(now, HasSubstr(R"("quantity":2,"movements")")) << "held goods are not promised";
  }
  const std::string csv =
      request({.method = "GET", .target = here, .token = shop, .extra_headers = "Accept: text/csv\r\n"}).body;
  EXPECT_THAT(csv, HasSubstr("quantity,unit,reserved,available,"));
  EXPECT_THAT(csv, HasSubstr(",8,,3,5,"));
  EXPECT_THAT(get(here + "&asOf=2027-01-01T00:00:00Z", shop).body, Not(HasSubstr("reserved")));
  EXPECT_EQ(get(here, other).status, 403);
}

TEST_F(PromisesApiTest, AreAskedForByThePackageAndToldInWhatItHolds) {
  const std::string claim =
      R"({"id":")" + gtin(1) + R"(","name":"Tea","packaging":[{"id":")" + gtin(7) + R"(","contains":4}]})";
  ASSERT_EQ(post_statement(signed_body("product", 1, claim)).status, 201);
  const auto cases = [](int quantity) {
    return R"({"product":")" + gtin(7) + R"(","quantity":)" + std::to_string(quantity) + R"(,"places":[")" +
           place(11) + "\"]}";
  };
  const std::string of_line =
      R"("product":")" + gtin(1) + R"(","package":{"id":")" + gtin(7) + R"(","contains":4},"asked":)";
  EXPECT_THAT(reserve(order("a", cases(2))).body, HasSubstr(of_line + R"(8,"promised":8)"));
  EXPECT_THAT(reserve(order("b", cases(1))).body, HasSubstr(of_line + R"(4,"quantity":2)"));
  const std::string asked = "&product=" + percent_encode(gtin(7)),
                    here = "?place=" + percent_encode(place(11));
  const std::string told =
      R"("package":{"id":")" + gtin(7) + R"(","product":")" + gtin(1) + R"(","contains":4})";
  const std::pair<const char*, const char*> answers[] = {
      {"positions", R"("quantity":10,"reserved":8,"available":2)"},
      {"movements", R"("closing":10)"},
      {"ages", R"("quantity":10)"},
      {"promisable", R"("sellable":10,"promised":8,"promisable":2)"},
      {"reservations", R"("reserved":8)"}};
  for (const auto& [route, right] : answers) {
    const std::string answer = get("/inventory/" + std::string(route) + here + asked, shop).body;
    EXPECT_THAT(answer, HasSubstr(right)) << route;
    EXPECT_THAT(answer, HasSubstr(told)) << route;
  }
  // A package with a serial number is a thing of its own.
  state(
      R"({"type":"ObjectEvent","action":"ADD","bizStep":"commissioning","eventTime":"2026-07-22T09:45:00Z",)"
      R"("eventTimeZoneOffset":"+00:00","epcList":[")" +
      gtin(7) + R"(/21/S1"],"readPoint":{"id":")" + place(11) + "\"}}");
  for (const std::string& page : {std::string(), std::string("&limit=1")}) {
    const std::string target = "/inventory/positions" + here + asked + page;
    std::string both = get(target, shop).body;
    if (const std::string next = member(both, "next"); !next.empty())
      both += get(target + "&cursor=" + percent_encode(next), shop).body;
    EXPECT_THAT(both, AllOf(HasSubstr(R"("quantity":10)"), HasSubstr(R"("quantity":1,)")));
  }
  EXPECT_THAT(get("/inventory/movements" + here + asked, shop).body,
              AllOf(HasSubstr(R"("closing":1)"), Not(HasSubstr("\"package\""))));
  const std::string of_lot = "&product=" + percent_encode(lot(7, "L7"));
  EXPECT_THAT(get("/inventory/positions" + here + of_lot, shop).body, HasSubstr(R"("quantity":10)"));
}

TEST_F(PromisesApiTest, MayBeSignedByTheirParty) {
  const std::string claim = R"({"action":"reserve","id":"own","lines":[)" + line(2) + "]}";
  EXPECT_EQ(post_statement(signed_body("reservation", 1, claim)).status, 201);
  EXPECT_THAT(told("own"), HasSubstr(R"("promised":2)"));
  const RawResponse again = post_statement(signed_body("reservation", 1, claim));
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(member(again.body, "where"), "$.reservation");
  EXPECT_EQ(post_statement(signed_body("reservation", 1, R"({"action":"commit","id":"own"})")).status, 201);
  EXPECT_EQ(post_statement(signed_body("reservation", 2, R"({"action":"release","id":"own"})")).status, 404);
}

TEST_F(PromisesApiTest, TellPagesAndFaults) {
  for (const char* const id : {"a", "b", "c"}) ASSERT_EQ(reserve(order(id, line(1))).status, 201);
  for (const std::string& target : {std::string("/inventory/reservations?limit=2"),
                                    "/inventory/reservations?limit=2&place=" + percent_encode(place(11))}) {
    const std::string first = get(target, shop).body;
    EXPECT_THAT(first, HasSubstr(R"("id":"b")"));
    const std::string second = get(target + "&cursor=" + percent_encode(member(first, "next")), shop).body;
    EXPECT_THAT(second, HasSubstr(R"("id":"c")"));
    EXPECT_THAT(second, Not(HasSubstr(R"("id":"b")")));
    EXPECT_EQ(member(second, "next"), "");
  }
  EXPECT_EQ(get("/inventory/reservations?state=lost", shop).status, 400);
  EXPECT_EQ(get("/inventory/reservations?state=uncovered", shop).status, 400);
  EXPECT_THAT(reserve(R"({"id":"x"})").body, HasSubstr(R"("where":"$.lines")"));
  EXPECT_THAT(reserve(R"({"action":"commit","id":"x"})").body, HasSubstr(R"("where":"$.action")"));
  EXPECT_THAT(change("a", "commit", R"({"id":"b"})").body, HasSubstr(R"("where":"$.id")"));
}

}  // namespace
}  // namespace stocktrail::test
