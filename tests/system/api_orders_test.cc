// Purchase and transfer orders through a whole server: docs/inventory.md, "On order".
#include <gmock/gmock.h>

#include "api/http/url.h"
#include "ledger/engine/audit.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using api::percent_encode;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr unsigned maker = 1, shop = 2, stranger = 3;
constexpr unsigned plant = 11, store = 21, strangers_store = 31;

class OrdersTest : public ApiFixture {
 protected:
  OrdersTest() {
    for (const unsigned number : {maker, shop, stranger}) {
      admit(number);
      const std::string policy = R"({"id":"hold)" + std::to_string(number) +
                                 R"(","type":"custodial","party":")" + party(number) + "\"}";
      EXPECT_EQ(post_json("/policies", policy, operator_token_).status, 201);
      tokens.push_back(token_for(number, number == shop ? "planner" : "party"));
    }
    state(maker, lot_event("commissioning", "ADD", lot(1, "L7"), 100, plant, "2026-07-01T06:00:00Z"));
  }
  ~OrdersTest() override { api_.reset(); }

  void state(unsigned number, const std::string& event) const {
    const RawResponse stated = post_statement(signed_events(number, {event}));
    ASSERT_EQ(stated.status, 201) << stated.body;
  }
  static std::string under(const std::string& document) {
    return R"(,"bizTransactionList":[{"type":"po","bizTransaction":")" + document + "\"}]";
  }
  static std::string shipped(int quantity, const std::string& document, unsigned to = store,
                             std::string_view step = "shipping", std::string_view id = {}) {
    std::string more =
        under(document) + R"(,"destinationList":[{"type":"location","destination":")" + place(to) + "\"}]";
    if (!id.empty()) more += R"(,"eventID":")" + std::string(id) + "\"";
    return lot_event(step, "OBSERVE", lot(1, "L7"), quantity, plant, "2026-07-02T06:00:00Z", more);
  }
  static std::string received(int quantity, const std::string& document) {
    return lot_event("receiving", "OBSERVE", lot(1, "L7"), quantity, store, "2026-07-03T06:00:00Z",
                     under(document));
  }
  static std::string line(int quantity, const std::string& more = {}) {
    return R"({"product":")" + gtin(1) + R"(","quantity":)" + std::to_string(quantity) + more + "}";
  }
  static std::string order(const std::string& id, const std::string& lines, unsigned at = store,
                           const std::string& more = R"(,"due":"2026-07-05")") {
    return R"({"id":")" + id + R"(","document":"urn:x:po:)" + id + R"(","place":")" + place(at) +
           R"(","supplier":")" + party(maker) + R"(","lines":[)" + lines + "]" + more + "}";
  }
  std::string token(unsigned number) const { return tokens.at(number - 1); }
  RawResponse place_order(const std::string& body, unsigned by = shop) const {
    return post_json("/orders", body, token(by));
  }
  std::string told(const std::string& id) const { return get("/orders/" + id, token(shop)).body; }
  std::string listed(const std::string& more = {}, unsigned by = shop) const {
    return get("/orders" + more, token(by)).body;
  }
  std::string positions() const {
    return get("/inventory/positions?place=" + percent_encode(place(store)), token(shop)).body;
  }
  static std::string on_order(int quantity, std::string_view due = "2026-07-05") {
    return R"({"account":"on_order","place":")" + place(store) + R"(","product":")" + gtin(1) +
           R"(","quantity":)" + std::to_string(quantity) + R"(,"due":")" + std::string(due) + "\"}";
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

  std::vector<std::string> tokens;
};

TEST_F(OrdersTest, AreFollowedUntilTheGoodsAreThere) {
  const RawResponse placed = place_order(order("17", line(24)));
  EXPECT_EQ(placed.status, 201) << placed.body;
  EXPECT_EQ(placed.header("location"), "/orders/17");
  EXPECT_THAT(placed.body, AllOf(HasSubstr(R"("state":"open","late":true)"),
                                 HasSubstr(R"("ordered":24,"arrived":0,"onTheWay":0,"open":24)")));
  EXPECT_THAT(positions(), HasSubstr(on_order(24)));
  state(maker, shipped(10, "urn:x:po:17"));
  EXPECT_THAT(told("17"),
              AllOf(HasSubstr(R"("state":"open")"), HasSubstr(R"("arrived":0,"onTheWay":10,"open":14)")));
  EXPECT_THAT(positions(), AllOf(HasSubstr(on_order(14)), HasSubstr("in_transit")));
  state(shop, received(10, "urn:x:po:17"));
  EXPECT_THAT(told("17"), HasSubstr(R"("arrived":10,"onTheWay":0,"open":14)"));
  state(maker, shipped(14, "urn:x:po:17"));
  EXPECT_THAT(told("17"), HasSubstr(R"("state":"sent")"));
  EXPECT_THAT(positions(), Not(HasSubstr("on_order")));
  state(shop, received(14, "urn:x:po:17"));
  EXPECT_THAT(told("17"), HasSubstr(R"("state":"received","late":false)"));
  EXPECT_THAT(listed(), HasSubstr(R"({"orders":[]})"));
  EXPECT_THAT(listed("?state=received"), HasSubstr(R"("id":"17")"));
  audit();
}

TEST_F(OrdersTest, AreRecordedOnceHoweverOftenTheyAreSigned) {
  const std::string what = order("17", line(24)), end = R"({"id":"17","closed":true})";
  const auto state = [this](const std::string& body) {
    return post_statement(signed_body("order", shop, body));
  };
  const std::string first = signed_body("order", shop, what);
  EXPECT_EQ(post_statement(first).status, 201);
  const RawResponse again = state(what);
  EXPECT_EQ(again.status, 409) << again.body;
  EXPECT_THAT(again.body, AllOf(HasSubstr(R"("where":"$.order")"), HasSubstr("recorded before")));
  EXPECT_EQ(post_statement(first).status, 200) << "the same statement has its receipt";
  EXPECT_THAT(post_statement(signed_by(stranger, "order", shop, what)).body,
              AllOf(HasSubstr("not for the issuer"), Not(HasSubstr("recorded before"))));
  EXPECT_EQ(state(order("17", line(20))).status, 201);
  EXPECT_EQ(state(what).status, 201) << "it says something else than the order does now";
  EXPECT_EQ(state(end).status, 201);
  EXPECT_EQ(state(end).status, 409);
  EXPECT_EQ(place_order(end).status, 200) << "as for who has a token";
  EXPECT_EQ(state(what).status, 201) << "placed anew";
  audit();
}

TEST_F(OrdersTest, CountAMovementOnceWhoeverTellsItAndWhenever) {
  state(maker, shipped(10, "urn:x:po:9"));  // Before anybody placed the order.
  EXPECT_EQ(place_order(order("9", line(30))).status, 201);
  const std::string ten = R"("arrived":0,"onTheWay":10)";
  EXPECT_THAT(told("9"), HasSubstr(ten));
  state(maker, shipped(10, "urn:x:po:9", store, "departing"));
  EXPECT_THAT(told("9"), HasSubstr(ten)) << "the same goods leave";
  state(maker, shipped(5, "urn:x:po:9", store, "shipping", "urn:uuid:5d1b9c1e-7a8b-4c6d-9e0f-000000000001"));
  EXPECT_THAT(told("9"), HasSubstr(R"("onTheWay":15)"));
  std::string wrong =
      shipped(5, "urn:x:po:9", store, "shipping", "urn:uuid:5d1b9c1e-7a8b-4c6d-9e0f-000000000001");
  wrong.insert(wrong.size() - 1, R"(,"errorDeclaration":{"declarationTime":"2026-07-04T06:00:00Z"})");
  state(maker, wrong);
  EXPECT_THAT(told("9"), HasSubstr(ten)) << "one was declared an error";
  state(shop, received(10, "urn:x:po:9"));
  EXPECT_THAT(told("9"), HasSubstr(R"("arrived":10,"onTheWay":0)"));
}

TEST_F(OrdersTest, ReceiptsWithoutADespatchCountAndLinesAreServedByTheirDay) {
  EXPECT_EQ(place_order(order("2", line(6, R"(,"due":"2026-08-02")") + "," + line(4))).status, 201);
  state(shop, received(5, "urn:x:po:2"));
  EXPECT_THAT(told("2"), AllOf(HasSubstr(R"("due":"2026-08-02","ordered":6,"arrived":1)"),
                               HasSubstr(R"("due":"2026-07-05","ordered":4,"arrived":4)")));
  EXPECT_THAT(positions(), AllOf(HasSubstr(on_order(5, "2026-08-02")), Not(HasSubstr("2026-07-05"))));
}

TEST_F(OrdersTest, AreRevisedAndClosedAndTheSameAgainIsNotRecordedTwice) {
  const std::string first = place_order(order("a", line(24))).body;
  const RawResponse again = place_order(order("a", line(24)));
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body, first);
  EXPECT_THAT(place_order(order("a", line(30))).body, HasSubstr(R"("ordered":30)"));
  EXPECT_EQ(place_order(order("a", line(30), 22)).status, 409) << "another place";
  EXPECT_THAT(place_order(R"({"id":"a","closed":true})").body,
              AllOf(HasSubstr(R"("state":"closed","late":false)"), HasSubstr(R"("ordered":30)")));
  EXPECT_EQ(place_order(R"({"id":"a","closed":true})").status, 200);
  EXPECT_THAT(positions(), Not(HasSubstr("on_order")));
  EXPECT_THAT(listed(), HasSubstr(R"({"orders":[]})"));
  EXPECT_THAT(listed("?state=closed"), HasSubstr(R"("id":"a")"));
  EXPECT_EQ(place_order(R"({"id":"b","closed":true})").status, 404);
}

TEST_F(OrdersTest, AreToldToWhomTheyConcern) {
  EXPECT_EQ(place_order(order("c", line(24))).status, 201);
  const std::string of_shop = "?party=" + percent_encode(party(shop));
  EXPECT_EQ(get("/orders/c" + of_shop, token(maker)).status, 200);
  EXPECT_EQ(get("/orders/c" + of_shop, token(stranger)).status, 404);
  EXPECT_THAT(listed("?as=supplier", maker), HasSubstr(R"("id":"c")"));
  EXPECT_THAT(listed("", maker), HasSubstr(R"({"orders":[]})")) << "others cannot fill its own list";
  EXPECT_THAT(listed("?as=supplier"), HasSubstr(R"({"orders":[]})"));
  EXPECT_THAT(listed("", stranger), HasSubstr(R"({"orders":[]})"));
  EXPECT_EQ(get("/orders" + of_shop, token(stranger)).status, 403);
  EXPECT_EQ(get("/orders?place=" + percent_encode(place(store)), token(stranger)).status, 403);
  EXPECT_THAT(get("/inventory/positions", token(maker)).body, Not(HasSubstr("on_order")));
  EXPECT_THAT(get("/inventory/positions", token(shop)).body, HasSubstr(on_order(24)));
  const std::string statement = "/statements/" + member(told("c"), "statement");
  EXPECT_EQ(get(statement).status, 404);
  const std::string grant =
      R"({"id":"reads","type":"grant","role":"auditor","party":")" + party(stranger) + "\"}";
  EXPECT_EQ(post_json("/policies", grant, operator_token_).status, 201);
  const std::string auditor = token_for(stranger, "auditor");
  EXPECT_THAT(get("/orders" + of_shop, auditor).body, HasSubstr(R"("id":"c")"));
  EXPECT_EQ(get(statement, auditor).status, 200);
}

// A document is easily guessed.
TEST_F(OrdersTest, TellNothingOfWhatWentToOthersUnderTheirDocument) {
  EXPECT_EQ(place_order(order("d", line(24))).status, 201);
  state(maker, shipped(10, "urn:x:po:d"));
  state(shop, received(8, "urn:x:po:d"));
  const RawResponse guessed = place_order(order("d", line(100), strangers_store), stranger);
  EXPECT_EQ(guessed.status, 201) << guessed.body;
  EXPECT_THAT(guessed.body, HasSubstr(R"("arrived":0,"onTheWay":0,"open":100)"));
}

TEST_F(OrdersTest, SayWhatIsWrongAndWhere) {
  const auto refusal = [&](const std::string& body) {
    const RawResponse answer = place_order(body);
    return std::to_string(answer.status) + " " + member(answer.body, "where");
  };
  EXPECT_EQ(refusal("[]"), "400 $");
  EXPECT_EQ(refusal(order("e", line(0))), "400 $.lines[0].quantity");
  EXPECT_EQ(refusal(order("e", line(1), store, "")), "400 $.lines[0].due");
  EXPECT_EQ(refusal(order("e", line(1), store, R"(,"due":"5.7.2026")")), "400 $.due");
  EXPECT_EQ(refusal(order("e", "")), "400 $.lines");
  EXPECT_EQ(refusal(order("e", line(1, R"(,"color":1)"))), "400 $.lines[0].color");
  EXPECT_EQ(refusal(order("e", line(1), plant)), "403 $.place");
  std::string unknown = order("e", line(1));
  unknown.replace(unknown.find(party(maker)), party(maker).size(), party(7));
  EXPECT_EQ(refusal(unknown), "404 $.supplier");
  std::string plain = order("e", line(1));
  plain.replace(plain.find("urn:x:po:e"), 10, "PO 4711");
  EXPECT_EQ(refusal(plain), "400 $.document");
  std::string own = order("e", line(1));
  own.replace(own.find(party(maker)), party(maker).size(), party(shop));
  EXPECT_EQ(refusal(own), "404 $.supplier");
  EXPECT_EQ(
      refusal(order("e", line(1), store, R"(,"due":"2026-07-05","from":")" + place(strangers_store) + "\"")),
      "404 $.from");
  EXPECT_EQ(refusal(order("e", line(1, R"(,"unit":"kg")"))), "400 $.lines[0].unit");
  const std::string product = R"({"id":")" + gtin(1) + R"(","name":"Milk"})";
  EXPECT_EQ(post_statement(signed_body("product", maker, product)).status, 201);
  EXPECT_EQ(refusal(order("e", line(1, R"(,"unit":"KGM")"))), "400 $.lines[0].unit");
  EXPECT_EQ(refusal(order("e", line(1))), "201 ");
  EXPECT_EQ(get("/orders?state=some", token(shop)).status, 400);
  EXPECT_EQ(get("/orders?limit=200", token(shop)).status, 200);  // orders_max
  EXPECT_EQ(get("/orders?limit=201", token(shop)).status, 400);
}

// The receipt names what the shop has in hand: the despatch advice, or nothing.
TEST_F(OrdersTest, FollowTheGoodsAndNotTheirPapers) {
  EXPECT_EQ(place_order(order("f", line(20))).status, 201);
  std::string both = shipped(20, "urn:x:po:f");
  both.replace(both.find(R"({"type":"po")"), 0, R"({"type":"desadv","bizTransaction":"urn:x:da:1"},)");
  state(maker, both);
  EXPECT_THAT(told("f"), HasSubstr(R"("arrived":0,"onTheWay":20,"open":0)"));
  std::string receipt = received(12, "urn:x:da:1");
  receipt.replace(receipt.find(R"("type":"po")"), 11, R"("type":"desadv")");
  state(shop, receipt);
  EXPECT_THAT(told("f"), HasSubstr(R"("arrived":12,"onTheWay":8,"open":0)"));
  state(shop, lot_event("receiving", "OBSERVE", lot(1, "L7"), 8, store, "2026-07-04T06:00:00Z"));
  EXPECT_THAT(told("f"),
              AllOf(HasSubstr(R"("state":"received")"), HasSubstr(R"("arrived":20,"onTheWay":0)")));
  EXPECT_THAT(positions(), Not(HasSubstr("on_order")));
  audit();
}

TEST_F(OrdersTest, AreSentToTheSiteToItsPartyOrToItsGlnAsAParty) {
  EXPECT_EQ(place_order(order("n", line(30))).status, 201);
  const std::string to_site = shipped(10, "urn:x:po:n");
  const auto to = [&](const std::string& end) {
    std::string event = to_site;
    const std::string site = R"({"type":"location","destination":")" + place(store) + "\"}";
    return event.replace(event.find(site), site.size(),
                         R"({"type":"owning_party","destination":")" + end + "\"}");
  };
  state(maker, to_site);
  EXPECT_THAT(told("n"), HasSubstr(R"("onTheWay":10,"open":20)"));
  state(maker, to(party(shop)));
  EXPECT_THAT(told("n"), HasSubstr(R"("onTheWay":20,"open":10)"));
  std::string gln = place(store);
  state(maker, to(gln.replace(gln.find("/414/"), 5, "/417/")));
  EXPECT_THAT(told("n"), HasSubstr(R"("onTheWay":30,"open":0)"));
  state(maker, to(party(stranger)));
  EXPECT_THAT(told("n"), HasSubstr(R"("onTheWay":30,"open":0)"));
}

TEST_F(OrdersTest, FollowAPalletByItsNumber) {
  EXPECT_EQ(place_order(order("g", line(40))).status, 201);
  const std::string pallet = "https://id.gs1.org/00/095200000000000011";
  const std::string here =
      R"("readPoint":{"id":")" + place(plant) + R"("},"bizLocation":{"id":")" + place(plant) + "\"}";
  const std::string there =
      R"("readPoint":{"id":")" + place(store) + R"("},"bizLocation":{"id":")" + place(store) + "\"}";
  const auto at = [](std::string_view day) {
    return R"("eventTime":"2026-07-0)" + std::string(day) + R"(T06:00:00Z","eventTimeZoneOffset":"+00:00",)";
  };
  state(maker, R"({"type":"AggregationEvent","action":"ADD","bizStep":"packing","parentID":")" + pallet +
                   "\"," + at("2") + R"("childQuantityList":[{"epcClass":")" + lot(1, "L7") +
                   R"(","quantity":40}],)" + here + "}");
  state(maker, R"({"type":"ObjectEvent","action":"OBSERVE","bizStep":"shipping","epcList":[")" + pallet +
                   "\"]," + at("3") + here + R"(,"destinationList":[{"type":"location","destination":")" +
                   place(store) + "\"}]" + under("urn:x:po:g") + "}");
  EXPECT_THAT(told("g"), HasSubstr(R"("arrived":0,"onTheWay":40,"open":0)"));
  state(shop, R"({"type":"ObjectEvent","action":"OBSERVE","bizStep":"receiving","epcList":[")" + pallet +
                  "\"]," + at("4") + there + "}");
  EXPECT_THAT(told("g"), HasSubstr(R"("arrived":40,"onTheWay":0,"open":0)"));
}

TEST_F(OrdersTest, WhatComesHomeOrNeverCameIsOnOrderAgain) {
  EXPECT_EQ(place_order(order("h", line(24))).status, 201);
  state(maker, shipped(24, "urn:x:po:h"));
  state(maker, shipped(10, "urn:x:po:h", store, "void_shipping"));
  EXPECT_THAT(told("h"), HasSubstr(R"("arrived":0,"onTheWay":14,"open":10)"));
  EXPECT_THAT(positions(), HasSubstr(on_order(10)));
  std::string shorter = received(13, "urn:x:po:h");
  shorter.replace(shorter.find("receiving"), 9, "accepting");
  shorter.insert(shorter.size() - 1, R"(,"persistentDisposition":{"set":["mismatch_quantity"]})");
  state(shop, shorter);
  EXPECT_THAT(told("h"), HasSubstr(R"("arrived":13,"onTheWay":0,"open":11)"));
  EXPECT_THAT(positions(), HasSubstr(on_order(11)));
}

TEST_F(OrdersTest, CountNoGoodsOfOthersAndNoDocumentTwice) {
  EXPECT_EQ(place_order(order("k", line(24))).status, 201);
  state(stranger,
        lot_event("commissioning", "ADD", lot(1, "X"), 50, strangers_store, "2026-07-01T06:00:00Z"));
  state(stranger,
        lot_event("shipping", "OBSERVE", lot(1, "X"), 24, strangers_store, "2026-07-02T06:00:00Z",
                  under("urn:x:po:k") + R"(,"destinationList":[{"type":"location","destination":")" +
                      place(store) + "\"}]"));
  EXPECT_THAT(told("k"), HasSubstr(R"("arrived":0,"onTheWay":0,"open":24)"));
  std::string same = order("l", line(24));
  same.replace(same.find("urn:x:po:l"), 10, "urn:x:po:k");
  EXPECT_EQ(place_order(same).status, 409);
}

// Attackers: whoever claims a place, or had it once, learns nothing by orders for it.
TEST_F(OrdersTest, TellNothingOfBooksThatAreNotTheirPartysToRead) {
  const unsigned claimed = 77;
  state(maker, shipped(30, "urn:x:po:m", claimed));
  state(maker, lot_event("receiving", "OBSERVE", lot(1, "L7"), 20, claimed, "2026-07-03T06:00:00Z",
                         under("urn:x:po:m")));
  const auto places = [](unsigned number, const std::string& list) {
    return R"({"id":")" + party(number) + R"(","name":"Party )" + std::to_string(number) + R"(","places":[)" +
           list + "]}";
  };
  const std::string claim = R"({"id":")" + place(claimed) + R"(","name":"Mine"})";
  EXPECT_EQ(post_statement(signed_body("party", stranger, places(stranger, claim))).status, 201);
  const RawResponse placed = place_order(order("m", line(100), claimed), stranger);
  EXPECT_EQ(placed.status, 201) << placed.body;
  EXPECT_THAT(placed.body,
              AllOf(HasSubstr(R"("arrived":0,"onTheWay":0,"open":100)"), HasSubstr(R"("complete":false)")));
  EXPECT_EQ(post_json("/parties", places(stranger, ""), operator_token_).status, 201);
  EXPECT_EQ(post_json("/parties", places(shop, claim), operator_token_).status, 201);
  EXPECT_THAT(get("/orders/m", token(stranger)).body, HasSubstr(R"("state":"closed")"));
  EXPECT_THAT(get("/inventory/positions", token(stranger)).body, Not(HasSubstr("on_order")));
  EXPECT_THAT(get("/inventory/positions?place=" + percent_encode(place(claimed)), token(shop)).body,
              Not(HasSubstr("on_order")));
  EXPECT_EQ(get("/orders/m?party=" + percent_encode(party(stranger)), token(shop)).status, 404);
  EXPECT_THAT(listed("?state=all&place=" + percent_encode(place(claimed))), HasSubstr(R"({"orders":[]})"));
}

TEST_F(OrdersTest, ArePagedNewestFirst) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(place_order(order("p" + std::to_string(i), line(1 + i))).status, 201);
  std::string ids, target = "/orders?limit=2&product=" + percent_encode(gtin(1));
  for (std::string next; ids.size() < 100;) {
    const std::string page = get(target + next, token(shop)).body;
    const json::Document document = parsed(page);
    for (const json::Value one : document.root().find("orders")->elements())
      ids += std::string(one.find("id")->string()) + " ";
    const auto cursor = document.root().find("next");
    if (!cursor) break;
    next = "&cursor=" + percent_encode(cursor->string());
  }
  EXPECT_EQ(ids, "p4 p3 p2 p1 p0 ");
}

}  // namespace
}  // namespace stocktrail::test
