// Statements of account over a real server: the lines with their balances, who may read them, and in which
// forms they come.
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

class MovementsTest : public ApiFixture {
 protected:
  MovementsTest() {
    admit(1);
    admit(2);
    one = token_for(1, "party");
    two = token_for(2, "planner");
    state(1, {lot_event("commissioning", "ADD", lot(1, "A"), 60, 11, "2026-07-20T08:00:00.000Z"),
              lot_event("shipping", "OBSERVE", lot(1, "A"), 40, 11, "2026-07-20T12:00:00.000Z",
                        R"(,"destinationList":[{"type":"location","destination":")" + place(21) + "\"}]")});
    state(2, {lot_event("receiving", "OBSERVE", lot(1, "A"), 30, 21, "2026-07-21T08:00:00.000Z",
                        R"(,"sourceList":[{"type":"location","source":")" + place(11) + "\"}]"),
              lot_event("retail_selling", "OBSERVE", lot(1, "A"), 7, 21, "2026-07-21T09:00:00.000Z")});
  }
  ~MovementsTest() override { api_.reset(); }

  void state(unsigned number, std::vector<std::string> events) const {
    ASSERT_EQ(post_statement(signed_events(number, std::move(events))).status, 201);
  }
  static std::string of(unsigned at_place, const std::string& more = {}) {
    return "/inventory/movements?product=" + percent_encode(gtin(1)) +
           "&place=" + percent_encode(place(at_place)) + more;
  }
  RawResponse get_as(const std::string& type, const std::string& target, const std::string& token) const {
    return request(
        {.method = "GET", .target = target, .token = token, .extra_headers = "Accept: " + type + "\r\n"});
  }
  /// "quantity=balance counter" of each line.
  static std::string lines(const RawResponse& answer) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    if (answer.status != 200) return "refused";
    std::string text;
    const json::Document document = parsed(answer.body);
    for (const json::Value line : document.root().find("movements")->elements()) {
      text += (text.empty() ? "" : ", ") + std::string(line.find("quantity")->raw()) + "=" +
              std::string(line.find("balance")->raw());
      if (const auto counter = line.find("counter"))
        text += " " + std::string(counter->find("account")->string());
    }
    return text;
  }

  std::string one, two;
};

TEST_F(MovementsTest, TellWhatCameAndWentWithTheBalance) {
  const RawResponse shop = get(of(21), two);
  EXPECT_EQ(lines(shop), "30=30 in_transit, -7=23 sold");
  EXPECT_EQ(member(shop.body, "opening"), "0");
  EXPECT_EQ(member(shop.body, "closing"), "23");
  EXPECT_EQ(lines(get(of(21, "&order=newest"), two)), "-7=23 sold, 30=30 in_transit");
  const RawResponse since = get(of(21, "&from=2026-07-21T08:30:00Z&to=2026-07-21T10:00:00%2B00:00"), two);
  EXPECT_EQ(lines(since), "-7=23 sold");
  EXPECT_EQ(member(since.body, "opening"), "30");
  EXPECT_EQ(member(since.body, "from"), "2026-07-21T08:30:00.000000Z");
  EXPECT_EQ(lines(get(of(11), one)), "60=60 made, -40=20 in_transit");
  EXPECT_EQ(lines(get(of(21, "&lot=B"), two)), "");
  EXPECT_EQ(lines(get(of(21, "&lot=B"), two)), "");
  EXPECT_EQ(lines(get(of(21, "&status=held,damaged"), two)), "");
  EXPECT_EQ(lines(get(of(22), two)), "") << "nothing ever moved there";
}

TEST_F(MovementsTest, ALineTellsItsEventSoThatItsProofCanBeFetched) {
  const RawResponse shop = get(of(21, "&limit=1"), token_for(2, "party"));
  for (const std::string& member : {std::string("\"step\":\"receiving\""), "\"issuer\":\"" + party(2) + "\"",
                                    std::string("\"eventID\":\"ni:///sha-256;"), std::string("\"event\":0"),
                                    std::string("\"recordedAt\":\"20")})
    EXPECT_THAT(shop.body, HasSubstr(member));
  const json::Document document = parsed(shop.body);
  const json::Value line = *document.root().find("movements")->elements().begin();
  const std::string statement(line.find("statement")->raw());
  EXPECT_EQ(get("/statements/" + statement + "/proof").status, 200);
  const RawResponse planner = get(of(21, "&limit=1"), two);
  EXPECT_THAT(planner.body, AllOf(HasSubstr("\"step\":\"receiving\""), HasSubstr("\"issuer\""),
                                  HasSubstr("urn:stocktrail:event:"), Not(HasSubstr("sha-256"))))
      << "a hash of the contents is for who sees them";
}

/// A maker that sends without lots does not read its customers' sales.
TEST_F(MovementsTest, WhoseWordTurnedGoodsToAnotherLotIsNotToldToOthers) {
  const std::string to_shop =
      R"(,"destinationList":[{"type":"location","destination":")" + place(21) + "\"}]";
  state(1, {lot_event("commissioning", "ADD", lot(1, "B"), 30, 11, "2026-07-22T08:00:00.000Z"),
            lot_event("shipping", "OBSERVE", gtin(1), 10, 11, "2026-07-22T12:00:00.000Z", to_shop)});
  const auto from = R"(,"sourceList":[{"type":"location","source":")" + place(11) + "\"}]";
  state(2, {lot_event("receiving", "OBSERVE", gtin(1), 10, 21, "2026-07-23T08:00:00.000Z", from),
            lot_event("retail_selling", "OBSERVE", lot(1, "B"), 5, 21, "2026-07-24T09:00:00.000Z")});
  const RawResponse own = get(of(11, "&lot=B"), one);
  EXPECT_EQ(lines(own), "30=30 made, -5=25 relotted");
  EXPECT_THAT(own.body, AllOf(HasSubstr("\"rule\":\"other_lot\""), Not(HasSubstr("retail_selling")),
                              Not(HasSubstr(party(2)))));
  const RawResponse shop = get(of(21, "&lot=B"), two);
  EXPECT_EQ(lines(shop), "5=5 relotted, -5=0 sold") << "whose sale it is";
  EXPECT_THAT(shop.body, HasSubstr("retail_selling"));
  EXPECT_EQ(lines(get(of(21, "&lot=A&from=2026-07-22T00:00:00Z"), two)), "10=33 in_transit, -5=28 relotted");
  const json::Document document = parsed(own.body);
  for (const json::Value line : document.root().find("movements")->elements()) {
    if (line.find("rule")->string() != "other_lot") continue;
    for (const char* member : {"step", "issuer", "eventID", "statement", "event", "recordedAt"})
      EXPECT_FALSE(line.find(member)) << member;
  }
}

TEST_F(MovementsTest, GoodsOnTheWayHaveAStatementForWhoSentThemAndWhoGetsThem) {
  EXPECT_EQ(lines(get(of(21, "&account=in_transit"), two)), "40=40 on_hand, -30=10 on_hand");
  const std::string origin = "&account=in_transit&origin=" + percent_encode(place(11));
  EXPECT_EQ(lines(get(of(21, origin), one)), "40=40 on_hand, -30=10 on_hand");
  EXPECT_EQ(get(of(21, "&account=in_transit"), one).status, 403);
  EXPECT_EQ(
      get("/inventory/movements?account=in_transit&place=&product=" + percent_encode(gtin(1)), one).status,
      403);
  const RawResponse sent = get(of(21, origin), one);
  EXPECT_THAT(
      sent.body,
      HasSubstr("\"counter\":{\"account\":\"on_hand\",\"status\":\"sellable\",\"place\":\"" + place(11)));
  EXPECT_THAT(
      sent.body,
      Not(HasSubstr("\"counter\":{\"account\":\"on_hand\",\"status\":\"sellable\",\"place\":\"" + place(21))))
      << "where the goods are in the other party's house is not the sender's";
}

TEST_F(MovementsTest, OnlyWhosePlaceItIsAndAuditorsMayAsk) {
  EXPECT_EQ(get(of(21)).status, 401);
  EXPECT_EQ(get(of(21), one).status, 403);
  EXPECT_EQ(get(of(11), two).status, 403);
  EXPECT_EQ(member(get(of(11), two).body, "where"), "place");
}

TEST_F(MovementsTest, AFalseReceiptTellsNoPlaceThatIsNotPublic) {
  const auto item = [](const std::string& step, const std::string& action, unsigned at_place,
                       const std::string& more) {
    return R"({"type":"ObjectEvent","action":")" + action + R"(","bizStep":")" + step +
           R"(","eventTime":"2026-07-2)" + (step == "receiving" ? "2" : "1") +
           R"(T08:00:00.000Z","eventTimeZoneOffset":"+00:00","epcList":[")" + gtin(5) +
           R"(/21/7"],"readPoint":{"id":")" + place(at_place) + R"("},"bizLocation":{"id":")" +
           place(at_place) + "\"}" + more + "}";
  };
  state(1, {item("commissioning", "ADD", 12, "")});
  state(2, {item("receiving", "OBSERVE", 21, R"(,"eventID":"urn:x:false")")});
  const RawResponse postings = get("/inventory/postings?event=urn:x:false", token_for(2, "party"));
  EXPECT_THAT(postings.body, AllOf(HasSubstr("on_hand"), Not(HasSubstr(place(12)))));
  const RawResponse shown = get("/inventory/discrepancies?place=" + percent_encode(place(21)), two);
  EXPECT_THAT(shown.body, AllOf(HasSubstr("departure_not_told"), Not(HasSubstr(place(12)))));
  EXPECT_THAT(get("/inventory/discrepancies?place=" + percent_encode(place(12)), one).body,
              AllOf(HasSubstr("departure_not_told"), HasSubstr(place(21))));
}

TEST_F(MovementsTest, WhoClaimsAPlaceSeesNothingOfItsBooksOfBefore) {
  state(1, {lot_event("shipping", "OBSERVE", lot(6, "X"), 5, 31, "2026-07-20T12:00:00.000Z",
                      R"(,"destinationList":[{"type":"location","destination":")" + place(12) + "\"}]")});
  const auto claimed = [](unsigned number) {
    return R"({"id":")" + place(number) + R"(","name":"Store")" + (number == 21 ? R"(,"public":true})" : "}");
  };
  const std::string places = claimed(21) + "," + claimed(22) + "," + claimed(31);
  ASSERT_EQ(post_statement(
                signed_body("party", 2,
                            R"({"id":")" + party(2) + R"(","name":"Party 2","places":[)" + places + "]}"))
                .status,
            201);
  const RawResponse shown = get("/inventory/discrepancies?place=" + percent_encode(place(31)), two);
  EXPECT_EQ(shown.status, 200) << shown.body;
  EXPECT_THAT(shown.body, Not(HasSubstr("not_received")));
  state(2, {lot_event("stock_taking", "OBSERVE", lot(6, "X"), 1, 31, "2026-07-22T12:00:00.000Z",
                      R"(,"eventID":"urn:x:count")")});
  const RawResponse postings = get("/inventory/postings?event=urn:x:count", token_for(2, "party"));
  EXPECT_EQ(postings.status, 200) << postings.body;
  EXPECT_THAT(postings.body, Not(HasSubstr("counted")));
  EXPECT_THAT(get("/inventory/discrepancies?place=" + percent_encode(place(31)), two).body,
              Not(HasSubstr("count_differs")));
}

TEST_F(MovementsTest, WhatIsWrongWithAQuestionIsSaid) {
  for (const auto& [more, where] : std::initializer_list<std::pair<std::string, std::string>>{
           {"&order=latest", "order"},
           {"&account=sold", "account"},
           {"&status=good", "status"},
           {"&parts=none", "parts"},
           {"&origin=" + percent_encode(place(11)), "origin"},
           {"&from=yesterday", "from"},
           {"&from=2026-07-22T00:00:00Z&to=2026-07-21T00:00:00Z", "to"},
           {"&knownAt=now", "knownAt"},
           {"&limit=0", "limit"},
           {"&asOf=2026-07-22T00:00:00Z", "asOf"},
           {"&cursor=abc", "cursor"}}) {
    const RawResponse refused = get(of(21, more), two);
    EXPECT_EQ(refused.status, 400) << more;
    EXPECT_EQ(member(refused.body, "where"), where) << more << refused.body;
  }
  const std::string most = std::to_string(api::stock_rows_max),
                    more = std::to_string(api::stock_rows_max + 1);
  EXPECT_EQ(get(of(21, "&limit=" + most), two).status, 200);
  EXPECT_EQ(get(of(21, "&limit=" + more), two).status, 400);
  EXPECT_EQ(member(get("/inventory/movements?place=" + percent_encode(place(21)), two).body, "where"),
            "product");
  EXPECT_EQ(member(get("/inventory/movements?product=" + percent_encode(gtin(1)), two).body, "where"),
            "place");
}

TEST_F(MovementsTest, ALateFactIsAtItsOwnTimeAndWhatWasKnownBeforeStays) {
  const std::string size = member(get(of(21), two).body, "logSize");
  const std::string recorded =
      format_utc(ledger_->view()->receipt(LeafIndex{std::stoull(size) - 1})->recorded_at);
  state(2, {lot_event("retail_selling", "OBSERVE", lot(1, "A"), 1, 21, "2026-07-21T08:30:00.000Z")});
  EXPECT_EQ(lines(get(of(21), two)), "30=30 in_transit, -1=29 sold, -7=22 sold");
  const RawResponse known = get(of(21, "&knownAt=" + percent_encode(recorded)), two);
  EXPECT_EQ(lines(known), "30=30 in_transit, -7=23 sold");
  EXPECT_EQ(member(known.body, "knownSize"), size);
}

TEST_F(MovementsTest, EachUnitHasAStatementOfItsOwnAndAPageOneUnit) {
  const auto weighed = [&](const std::string& quantity, const std::string& unit, const std::string& time,
                           const std::string& step, const std::string& action) {
    return R"({"type":"ObjectEvent","action":")" + action + R"(","bizStep":")" + step + R"(","eventTime":")" +
           time + R"(","eventTimeZoneOffset":"+00:00","quantityList":[{"epcClass":")" + lot(1, "M") +
           R"(","quantity":)" + quantity + R"(,"uom":")" + unit + R"("}],"readPoint":{"id":")" + place(21) +
           R"("},"bizLocation":{"id":")" + place(21) + "\"}}";
  };
  state(2, {weighed("2", "KGM", "2026-07-21T10:00:00Z", "commissioning", "ADD"),
            weighed("0.5", "MC", "2026-07-21T11:00:00Z", "retail_selling", "OBSERVE")});
  const RawResponse several = get(of(21), two);
  EXPECT_EQ(several.status, 400);
  EXPECT_EQ(member(several.body, "where"), "unit");
  EXPECT_THAT(several.body, AllOf(HasSubstr("EA"), HasSubstr("KGM")));
  EXPECT_EQ(lines(get(of(21, "&unit=EA"), two)), "30=30 in_transit, -7=23 sold");
  EXPECT_EQ(lines(get(of(21, "&unit=TNE&to=2026-07-21T10:00:00Z"), two)), "2=2 made");
  const RawResponse fine = get(of(21, "&unit=KGM"), two);
  EXPECT_EQ(member(fine.body, "unit"), "GRM");
  EXPECT_EQ(lines(fine), "2000=2000 made, -0.0000005=1999.9999995 sold");
}

TEST_F(MovementsTest, PagesAreCsvOrOneObjectALineForWhoAsks) {
  state(2, {lot_event("commissioning", "ADD", lot(1, "=1+1"), 5, 21, "2026-07-21T10:00:00.000Z")});
  const RawResponse csv = get_as("text/csv", of(21, "&limit=2"), two);
  EXPECT_EQ(csv.header("content-type"), "text/csv; charset=utf-8; header=present");
  EXPECT_THAT(csv.body, StartsWith("at,step,account,status,place,from,product,lot,quantity,unit,balance,rule,"
                                   "counter.account,counter.status,counter.place,counter.from,issuer,eventID,"
                                   "statement,event,recordedAt\r\n"
                                   "2026-07-21T08:00:00.000000Z,receiving,on_hand,sellable," +
                                   place(21) + ",," + gtin(1) + ",A,30,,30,received,in_transit,sellable,"));
  const std::string link = csv.header("link");
  EXPECT_THAT(link, AllOf(StartsWith("</inventory/movements?"), HasSubstr("rel=\"next\"")));
  const std::string next = link.substr(1, link.find('>') - 1);
  const RawResponse rest = get_as("text/csv", next, two);
  EXPECT_THAT(rest.body, HasSubstr(",'=1+1,5,,28,made,made")) << "no program for tables works it out";
  EXPECT_EQ(rest.header("link"), "");
  const RawResponse rows = get_as("application/x-ndjson", of(21), two);
  EXPECT_EQ(rows.header("content-type"), "application/x-ndjson");
  EXPECT_EQ(std::ranges::count(rows.body, '\n'), 3);
  for (std::size_t at = 0; at < rows.body.size(); at = rows.body.find('\n', at) + 1)
    EXPECT_TRUE(json::Document::parse(rows.body.substr(at, rows.body.find('\n', at) - at)));
  EXPECT_EQ(get_as("text/html", of(21), two).status, 406);
  EXPECT_THAT(get(of(21, "&limit=2"), two).header("vary"), HasSubstr("Accept"));
}

}  // namespace
}  // namespace stocktrail::test
