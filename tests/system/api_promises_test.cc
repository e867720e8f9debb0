// Promises through a whole server: docs/promises.md.
#include <gmock/gmock.h>

#include <thread>

#include "tests/support/promises_api_fixture.h"

namespace stocktrail::test {
namespace {

using api::percent_encode;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

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
  // The order stands under its id, and holds nothing.
  const RawResponse dead = reserve(order("a", line(10)));
  EXPECT_EQ(dead.status, 409);
  EXPECT_EQ(member(dead.body, "where"), "$.id");
}

TEST_F(PromisesApiTest, AreToldInTheUnitOfTheOrderToo) {
  std::string made_kilograms =
      lot_event("commissioning", "ADD", lot(2, "M1"), 3, 11, "2026-07-22T06:45:00.000Z");
  state(made_kilograms.replace(made_kilograms.find("3}"), 2, R"(3,"uom":"KGM"})"));
  const std::string grams =
      R"({"product":")" + gtin(2) + R"(","quantity":500,"unit":"GRM","places":[")" + place(11) + "\"]}";
  const RawResponse made = reserve(order("a", grams));
  EXPECT_THAT(
      made.body,
      HasSubstr(R"("unit":"KGM","asked":0.5,"promised":0.5,"ordered":{"quantity":500,"unit":"GRM"})"));
  EXPECT_THAT(change("a", "commit", R"({"request":"c","lines":[{"line":0,"quantity":200}]})").body,
              HasSubstr(R"("reserved":0.3,"committed":0.2)"));
}

TEST_F(PromisesApiTest, AreOfTheLotsThatWouldDoWhereOneIsAskedFor) {
  state(lot_event("commissioning", "ADD", lot(1, "L8"), 5, 11, "2026-07-22T06:45:00.000Z"));
  state(lot_event("commissioning", "ADD", lot(2, "M1"), 3, 11, "2026-07-22T06:45:00.000Z"));
  ASSERT_EQ(reserve(order("a", line(2, 11, R"(,"lot":"L8")"))).status, 201);
  const std::string of_lot =
      get("/inventory/promisable?lot=L8&place=" + percent_encode(place(11)), shop).body;
  EXPECT_THAT(of_lot, HasSubstr(R"("sellable":5,"promised":2,"promisable":3)"));
  EXPECT_THAT(of_lot, Not(HasSubstr(gtin(2))));
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
  EXPECT_THAT(change("first", "commit").body, HasSubstr(R"("uncovered":[{"place":")" + place(11)));
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

TEST_F(PromisesApiTest, AreForeseenUntilATime) {
  ASSERT_EQ(reserve(order("a", line(4), R"(,"holdSeconds":3600)")).status, 201);
  const std::string here =
      "/inventory/promisable?until=2099-01-01T00:00:00Z&place=" + percent_encode(place(11));
  EXPECT_EQ(member(get(here, shop).body, "where"), "until");
  EXPECT_THAT(
      get(here + "&product=" + percent_encode(gtin(1)), shop).body,
      HasSubstr(R"("sellable":10,"promised":4,"promisable":6},{"at":")" + member(told("a"), "expiresAt") +
                R"(","sellable":10,"promised":0,"promisable":10}])"));
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
    EXPECT_THAT(now, HasSubstr(R"("quantity":2,"owner")")) << "held goods are not promised";
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
  const RawResponse made = post_statement(signed_body("reservation", 1, claim));
  EXPECT_EQ(made.status, 201);
  EXPECT_THAT(told("own"), HasSubstr(R"("promised":2)"));
  EXPECT_THAT(made.body, HasSubstr(R"("reservation":)" + told("own")));
  const RawResponse again = post_statement(signed_body("reservation", 1, claim));
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(member(again.body, "where"), "$.reservation");
  EXPECT_EQ(post_statement(signed_body("reservation", 1, R"({"action":"commit","id":"own"})")).status, 201);
  EXPECT_EQ(post_statement(signed_body("reservation", 2, R"({"action":"release","id":"own"})")).status, 404);
}

TEST_F(PromisesApiTest, AreNotCommittedWhereSomeHasLapsed) {
  ASSERT_EQ(reserve(order("a", line(6), R"(,"holdSeconds":1)")).status, 201);
  EXPECT_THAT(change("a", "commit", R"({"request":"c","lines":[{"line":0,"quantity":2}]})").body,
              HasSubstr(R"("state":"reserved","complete":true)"));
  while (told("a").find(R"("state":"reserved")") != std::string::npos)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_THAT(told("a"), HasSubstr(R"("state":"committed","complete":false)"));
  EXPECT_EQ(change("a", "commit").status, 409) << "2 of 6 are firm";
  EXPECT_EQ(change("a", "fulfil").status, 200);
  EXPECT_EQ(change("a", "fulfil").status, 409) << "2 of 6 have left";
}

TEST_F(PromisesApiTest, AreHeldAtLeastAsLongAsBefore) {
  ASSERT_EQ(reserve(order("a", line(6), R"(,"holdSeconds":3600)")).status, 201);
  const std::string before = told("a");
  const std::uint64_t entries = to_u64(ledger_->view()->checkpoint().size);
  EXPECT_EQ(change("a", "extend", R"({"holdSeconds":60})").body, before);
  EXPECT_EQ(to_u64(ledger_->view()->checkpoint().size), entries);
  EXPECT_NE(member(change("a", "extend", R"({"holdSeconds":7200})").body, "expiresAt"),
            member(before, "expiresAt"));
}

TEST_F(PromisesApiTest, AreNotMadeByAnOldSignature) {
  const auto claim = [](const std::string& id) {
    return R"({"action":"reserve","id":")" + id + R"(","lines":[)" + line(2) + "]}";
  };
  StatementDraft draft = draft_of(1);
  draft.kind = "reservation";
  draft.body = claim("old");
  draft.issued_at -= promises::order_age_seconds_max + 5;
  const std::string old = sign_statement(draft, key_of_party(1)).value();
  const RawResponse refused = post_statement(old);
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(member(refused.body, "where"), "$.iat");
  // What was recorded in its time is a repeat forever.
  const std::string fresh = signed_body("reservation", 1, claim("new"));
  EXPECT_EQ(post_statement(fresh).status, 201);
  EXPECT_EQ(post_statement(fresh).status, 200);
}

TEST_F(PromisesApiTest, AreWithdrawnByThePartyOfThePlaceAndTheHolderIsTold) {
  const std::string policy =
      R"({"id":"report","type":"reporting","party":")" + party(2) + R"(","places_of":")" + party(1) + "\"}";
  ASSERT_EQ(post_json("/policies", policy, operator_token_).status, 201);
  ASSERT_EQ(reserve(order("theirs", line(4)), other).status, 201);
  const auto withdraw = [&](const std::string& id, const std::string& token) {
    return post_json(
        "/inventory/reservations/" + id + "/withdraw",
        R"({"party":")" + party(2) + R"(","reason":"Water damage","places":[")" + place(11) + "\"]}", token);
  };
  EXPECT_EQ(withdraw("theirs", other).status, 403);
  EXPECT_EQ(withdraw("unknown", shop).status, 404);
  const RawResponse done = withdraw("theirs", shop);
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(withdraw("theirs", shop).status, 404);
  const std::string seen = get("/inventory/reservations/theirs", other).body;
  EXPECT_THAT(seen, HasSubstr(R"("state":"withdrawn")"));
  EXPECT_THAT(seen, HasSubstr(R"("withdrawn":4)"));
  EXPECT_THAT(seen, HasSubstr(R"("reason":"Water damage")"));
  EXPECT_THAT(promisable(), HasSubstr(R"("promised":0)"));
  audit();
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
