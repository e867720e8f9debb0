// Discrepancies as work, by socket: filters, who can settle them, and what was said of them.
#include <gmock/gmock.h>

#include "api/handlers/worklist.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class WorklistTest : public ApiFixture {
 protected:
  WorklistTest() {
    admit(1);
    admit(2);
    token_ = token_for(1, "party");
  }
  void state(unsigned number, std::vector<std::string> events) {
    const RawResponse made = post_statement(signed_events(number, std::move(events)));
    ASSERT_EQ(made.status, 201) << made.body;
  }
  static std::string received(const std::string& thing, int quantity, std::string_view day) {
    return lot_event("receiving", "OBSERVE", thing, quantity, 11,
                     "2026-07-" + std::string(day) + "T06:45:00Z");
  }
  std::string list(const std::string& more = {}) const {
    return get("/inventory/discrepancies?place=" + place(11) + more, token_).body;
  }
  RawResponse settle(unsigned number, const std::string& id, const std::string& more) {
    return post_statement(signed_body("settlement", number,
                                      R"({"id":")" + id + R"(","place":")" + place(11) + "\"," + more + "}"));
  }
  static std::string of_first(const std::string& page, std::string_view member) {
    const json::Document answer = parsed(page);
    for (const json::Value one : answer.root().find("discrepancies")->elements())
      return std::string(one.find(member)->string());
    return {};
  }
  std::string first_id(const std::string& more = {}) const { return of_first(list(more), "id"); }
  static std::size_t count(const std::string& answer) {
    const json::Document document = parsed(answer);
    return document.root().find("discrepancies")->size();
  }
  std::string token_;
};

TEST_F(WorklistTest, IsAskedForByKindProductLotAgeAndQuantity) {
  state(1, {received(lot(1, "A"), 5, "10"), received(lot(1, "B"), 50, "11"), received(lot(2, "A"), 7, "12"),
            lot_event("retail_selling", "DELETE", lot(3, "C"), 2, 11, "2026-07-13T06:45:00Z")});
  EXPECT_EQ(count(list()), 4U);
  EXPECT_THAT(list("&kind=not_there"), AllOf(HasSubstr(gtin(3)), HasSubstr(R"("settledBy":["place"])")));
  EXPECT_EQ(count(list("&kind=not_there")), 1U);
  EXPECT_EQ(count(list("&kind=not_there,unexpected_arrival")), 4U);
  EXPECT_EQ(count(list("&product=" + gtin(1))), 2U);
  EXPECT_EQ(count(list("&product=" + gtin(1) + "&lot=B")), 1U);
  EXPECT_EQ(count(list("&product=" + lot(1, "B"))), 1U);
  EXPECT_EQ(count(list("&minQuantity=7")), 2U);
  EXPECT_EQ(count(list("&minQuantity=7&kind=unexpected_arrival&product=" + gtin(1))), 1U);
  EXPECT_EQ(count(list("&minQuantity=6.5")), 2U);
  for (const char* wrong : {"&minQuantity=-1", "&minQuantity=x", "&minQuantity=", "&minAgeDays=0.5"})
    EXPECT_THAT(list(wrong), HasSubstr(R"("status":400)")) << wrong;
  EXPECT_EQ(count(list("&minAgeDays=1")), 4U);
  EXPECT_EQ(count(list("&minAgeDays=30000")), 0U);
  // Of so many days their microseconds are no number any more.
  for (const std::uint64_t days :
       {api::min_age_days_max, api::min_age_days_max + 1, std::uint64_t{200'000'000}})
    EXPECT_EQ(count(list("&minAgeDays=" + std::to_string(days))), 0U) << days;
  const std::string page = list("&kind=unexpected_arrival&limit=2");
  EXPECT_EQ(count(page), 2U);
  EXPECT_EQ(count(list("&kind=unexpected_arrival&limit=2&cursor=" + member(page, "next"))), 1U);
  const RawResponse wrong = get("/inventory/discrepancies?place=" + place(11) + "&kind=nonsense", token_);
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.body, AllOf(HasSubstr("nonsense"), HasSubstr("not_received")));
}

TEST_F(WorklistTest, NamesTheGoodsOfEventsThatPostNothing) {
  const auto sold = [](std::string_view id) {
    return lot_event("retail_selling", "DELETE", lot(3, "C"), 2, 11, "2026-07-13T06:45:00Z",
                     R"(,"eventID":"urn:x:)" + std::string(id) + "\"");
  };
  state(1, {sold("1"), sold("2")});
  EXPECT_THAT(list("&kind=told_twice"),
              AllOf(HasSubstr(R"("eventID":"urn:x:)"), HasSubstr(gtin(3)), HasSubstr(R"("lot":"C")")));
  EXPECT_THAT(list("&kind=not_there"), Not(HasSubstr("eventID")));
  state(1, {lot_event("retail_selling", "DELETE", lot(4, "D"), 2, 11, "2206-07-13T06:45:00Z")});
  EXPECT_THAT(list("&kind=from_future"), AllOf(HasSubstr(gtin(4)), HasSubstr("eventID")));
  const auto of_item = [](std::string_view step, std::string_view action, unsigned at, std::string_view day) {
    return R"({"type":"ObjectEvent","eventTime":"2026-07-)" + std::string(day) +
           R"(T06:45:00Z","eventTimeZoneOffset":"+00:00","action":")" + std::string(action) +
           R"(","bizStep":")" + std::string(step) + R"(","epcList":[")" + item(5, "x") +
           R"("],"readPoint":{"id":")" + place(at) + R"("},"bizLocation":{"id":")" + place(at) + "\"}}";
  };
  state(1, {of_item("commissioning", "ADD", 11, "10")});
  state(2, {of_item("retail_selling", "DELETE", 21, "11")});
  const std::string barred = list("&kind=not_entitled");
  EXPECT_THAT(barred, AllOf(HasSubstr(R"("item":")" + item(5, "x")), Not(HasSubstr("eventID"))));
}

TEST_F(WorklistTest, AnIdIsInTheCsvAsASettlementTakesIt) {
  std::string id;  // One in 64 begins with a hyphen, as formulas do.
  for (unsigned batch = 0; batch < 40 && id.empty(); ++batch) {
    std::vector<std::string> events;
    for (unsigned n = 0; n < 50; ++n)
      events.push_back(received(lot(1, "L" + std::to_string(batch * 50 + n)), 5, "10"));
    state(1, std::move(events));
    const json::Document answer = parsed(list("&limit=1000"));
    for (const json::Value one : answer.root().find("discrepancies")->elements())
      if (one.find("id")->string().starts_with('-')) id = one.find("id")->string();
  }
  ASSERT_FALSE(id.empty());
  const RawResponse csv = request({.method = "GET",
                                   .target = "/inventory/discrepancies?limit=1000&place=" + place(11),
                                   .token = token_,
                                   .extra_headers = "Accept: text/csv\r\n"});
  EXPECT_THAT(csv.body, AllOf(HasSubstr(id), Not(HasSubstr("'" + id))));
  EXPECT_EQ(settle(1, id, R"("action":"assign","to":"Ann","note":"dairy")").status, 201);
}

/// Who tells much of things that are not at its place keeps nothing off the first pages.
TEST_F(WorklistTest, WhatStrangersMayNotReportStandsAfterAllElse) {
  const auto of_items = [](std::string_view step, std::string_view action, unsigned at,
                           std::string_view day) {
    std::string items;
    for (const char* serial : {"x", "y", "z"})
      items.append(items.empty() ? "\"" : ",\"").append(item(5, serial)).append("\"");
    return R"({"type":"ObjectEvent","eventTime":"2026-07-)" + std::string(day) +
           R"(T06:45:00Z","eventTimeZoneOffset":"+00:00","action":")" + std::string(action) +
           R"(","bizStep":")" + std::string(step) + R"(","epcList":[)" + items + R"(],"readPoint":{"id":")" +
           place(at) + R"("},"bizLocation":{"id":")" + place(at) + "\"}}";
  };
  state(1, {of_items("commissioning", "ADD", 11, "10")});
  state(2, {of_items("retail_selling", "DELETE", 21, "11")});
  state(1, {received(lot(1, "A"), 5, "12")});
  std::string page = list("&limit=1"), kinds;
  for (int more = 0; more < 4; ++more) {
    kinds += of_first(page, "kind") + " ";
    if (page.find(R"("next")") != std::string::npos) page = list("&limit=1&cursor=" + member(page, "next"));
  }
  EXPECT_EQ(kinds, "unexpected_arrival not_entitled not_entitled not_entitled ");
  EXPECT_EQ(count(list("")), 4U);
}

TEST_F(WorklistTest, IsAssignedAndAcknowledgedBySignedStatements) {
  state(1, {received(lot(1, "A"), 5, "10")});
  const std::string id = first_id();
  ASSERT_EQ(settle(1, id, R"("action":"assign","to":"Ann","note":"ask the dairy")").status, 201);
  ASSERT_EQ(settle(1, id, R"("action":"acknowledge","quantity":"5")").status, 201);
  EXPECT_THAT(list(), AllOf(HasSubstr(R"("assigned":{"to":"Ann")"), HasSubstr("ask the dairy"),
                            HasSubstr(R"("covers":true)")));
  EXPECT_EQ(settle(2, id, R"("action":"assign","to":"Eve")").status, 403) << "a place of another";
  EXPECT_EQ(settle(1, "short", R"("action":"assign","to":"Ann")").status, 400);
  EXPECT_EQ(settle(1, id, R"("action":"acknowledge","quantity":"many")").status, 400);
  EXPECT_EQ(settle(1, id, R"("action":"assign")").status, 400);
  ASSERT_EQ(settle(1, id, R"("action":"reopen")").status, 201);
  EXPECT_THAT(list(), AllOf(Not(HasSubstr("acknowledged")), HasSubstr("Ann")));
}

TEST_F(WorklistTest, IsAskedForByWhatWasSaidOfIt) {
  const auto sold = [](unsigned product) {
    return lot_event("retail_selling", "DELETE", lot(product, "C"), 2, 11, "2026-07-13T06:45:00Z");
  };
  state(1, {sold(1), sold(2), sold(3), sold(4)});
  const auto id = [&](unsigned product) { return first_id("&product=" + gtin(product)); };
  ASSERT_EQ(settle(1, id(1), R"("action":"assign","to":"Ann")").status, 201);
  ASSERT_EQ(settle(1, id(2), R"("action":"acknowledge","quantity":"2")").status, 201);
  ASSERT_EQ(settle(1, id(3), R"("action":"settle","quantity":"2","note":"written off")").status, 201);
  const auto only = [&](const std::string& state, unsigned product) {
    const std::string found = list("&state=" + state);
    EXPECT_EQ(count(found), 1U) << found;
    EXPECT_THAT(found, AllOf(HasSubstr(gtin(product)), HasSubstr(R"("state":")" + state + "\"")));
  };
  only("assigned", 1);
  only("acknowledged", 2);
  only("settled", 3);
  only("open", 4);
  EXPECT_EQ(count(list("&state=open,settled")), 2U);
  EXPECT_THAT(list("&state=settled"), HasSubstr(R"("note":"written off","quantity":"2","covers":true)"));
  EXPECT_THAT(list("&state=done"), AllOf(HasSubstr(R"("status":400)"), HasSubstr("acknowledged")));
  ASSERT_EQ(settle(1, id(3), R"("action":"reopen")").status, 201);
  EXPECT_EQ(count(list("&state=settled")), 0U);
  state(1, {lot_event("retail_selling", "DELETE", lot(2, "C"), 1, 11, "2026-07-14T06:45:00Z")});
  EXPECT_EQ(count(list("&state=acknowledged")), 0U) << "there is more of it now";
}

TEST_F(WorklistTest, NobodySettlesWhatIsNotOpenOrNotShown) {
  state(1, {received(lot(1, "A"), 5, "10")});
  state(2, {lot_event("receiving", "OBSERVE", lot(1, "B"), 5, 21, "2026-07-10T06:45:00Z")});
  const std::string id = first_id(), unknown(22, 'A');
  const std::string foreign =
      of_first(get("/inventory/discrepancies?place=" + place(21), token_for(2, "party")).body, "id");
  for (const std::string& wrong : {unknown, foreign}) {
    const RawResponse refused = settle(1, wrong, R"("action":"assign","to":"Ann")");
    EXPECT_EQ(refused.status, 404) << refused.body;
    EXPECT_THAT(refused.body, AllOf(HasSubstr("$.settlement.id"), HasSubstr("GET /inventory/discrepancies")));
  }
  for (const char* quantity : {"6", "-5", "0"}) {
    const RawResponse refused =
        settle(1, id, R"("action":"acknowledge","quantity":")" + std::string(quantity) + "\"");
    EXPECT_EQ(refused.status, 400) << quantity;
    EXPECT_THAT(refused.body, AllOf(HasSubstr("$.settlement.quantity"), HasSubstr(R"(\"5\" is)")));
  }
  EXPECT_EQ(settle(1, id, R"("action":"acknowledge")").status, 400) << "of how much?";
  EXPECT_EQ(settle(1, id, R"("action":"settle","quantity":"5")").status, 400) << "how?";
  const std::string guess =
      R"({"id":")" + id + R"(","place":")" + place(11) + R"(","action":"acknowledge","quantity":"6"})";
  EXPECT_THAT(post_statement(signed_by(2, "settlement", 1, guess)).body,
              AllOf(HasSubstr("not for the issuer"), Not(HasSubstr("is open"))));
  const std::string part = R"({"id":")" + id + R"(","place":")" + place(11) + R"(/254/1","action":"reopen"})";
  const RawResponse of_part = post_statement(signed_body("settlement", 1, part));
  EXPECT_THAT(of_part.body, AllOf(HasSubstr("$.settlement.place"), HasSubstr("write " + place(11))));
  const std::string whole = signed_body(
      "settlement", 1,
      R"({"id":")" + id + R"(","place":")" + place(11) + R"(","action":"acknowledge","quantity":"5"})");
  EXPECT_EQ(post_statement(whole).status, 201);
  state(2, {lot_event("shipping", "OBSERVE", lot(1, "A"), 5, 21, "2026-07-09T06:45:00Z",
                      R"(,"destinationList":[{"type":"location","destination":")" + place(11) + "\"}]")});
  EXPECT_EQ(settle(1, id, R"("action":"reopen")").status, 404) << "it is closed";
  EXPECT_EQ(post_statement(whole).status, 200) << "a repeat gets its receipt";
}

TEST_F(WorklistTest, WhatWasSaidLaterIsNotShownAtAnEarlierTime) {
  state(1, {received(lot(1, "A"), 5, "10")});
  const std::string id = first_id();
  const std::string before = of_first(list(), "recordedAt");
  ASSERT_EQ(settle(1, id, R"("action":"assign","to":"Ann")").status, 201);
  ASSERT_EQ(settle(1, id, R"("action":"acknowledge","quantity":"5")").status, 201);
  const std::string then = list("&knownAt=" + before);
  EXPECT_THAT(then, AllOf(HasSubstr(id), HasSubstr(R"("state":"open")"), Not(HasSubstr("Ann"))));
  EXPECT_EQ(count(list("&state=acknowledged&knownAt=" + before)), 0U);
  EXPECT_EQ(count(list("&state=acknowledged")), 1U);
}

TEST_F(WorklistTest, AnAcknowledgementIsOfAQuantity) {
  const std::string sold = lot_event("retail_selling", "DELETE", lot(3, "C"), 2, 11, "2026-07-13T06:45:00Z");
  state(1, {sold});
  const std::string id = first_id("&kind=not_there");
  ASSERT_EQ(settle(1, id, R"("action":"acknowledge","quantity":"2")").status, 201);
  EXPECT_THAT(list(), HasSubstr(R"("covers":true)"));
  state(1, {lot_event("retail_selling", "DELETE", lot(3, "C"), 3, 11, "2026-07-14T06:45:00Z")});
  EXPECT_EQ(first_id("&kind=not_there"), id) << list();
  EXPECT_THAT(list(), HasSubstr(R"("covers":false)"));
  state(1, {lot_event("commissioning", "ADD", lot(3, "C"), 9, 11, "2026-07-12T06:45:00Z")});
  EXPECT_EQ(count(list("&kind=not_there")), 0U) << "its cause is gone";
}

TEST_F(WorklistTest, CountsTellHowRightTheBooksWere) {
  const auto event = [&](std::string_view step, std::string_view action, unsigned product, int quantity,
                         std::string_view day, unsigned at = 11) {
    return lot_event(step, action, lot(product, "A"), quantity, at,
                     "2026-" + std::string(day) + "T06:45:00Z");
  };
  const auto accuracy = [&](const std::string& more = {}) {
    return get("/inventory/accuracy?" + more, token_).body;
  };
  state(1, {event("commissioning", "ADD", 1, 20, "06-10"), event("stock_taking", "OBSERVE", 1, 20, "06-11"),
            event("cycle_counting", "OBSERVE", 1, 17, "07-02"),
            event("stock_taking", "OBSERVE", 3, 6, "06-12")});  // Of what the books never had: a first count.
  const auto row = [](const std::string& day, const std::string& figures) {
    return HasSubstr(R"({"place":")" + place(11) + "\"," + day + figures);
  };
  const std::string june =
      R"("counts":1,"right":1,"accuracy":1,"first":1,"counted":20,"difference":0,"absoluteDifference":0})";
  EXPECT_THAT(
      accuracy(),
      AllOf(
          row(R"("from":"2026-06-01",)", june),
          row(R"("from":"2026-07-01",)",
              R"("counts":1,"right":0,"accuracy":0.0000,"first":0,"counted":17,"difference":-3,"absoluteDifference":3})")));
  EXPECT_THAT(accuracy("by=all"),
              row("", R"("counts":2,"right":1,"accuracy":0.5000,"first":1,"counted":37,)"));
  EXPECT_THAT(accuracy("by=week"), AllOf(HasSubstr("2026-06-08"), HasSubstr("2026-06-29")));
  EXPECT_THAT(accuracy("by=day&from=2026-07-01T00:00:00Z"),
              AllOf(HasSubstr("2026-07-02"), Not(HasSubstr("-06-"))));
  EXPECT_THAT(accuracy("to=2026-06-30T00:00:00Z&product=" + gtin(1)),
              AllOf(HasSubstr(R"("first":0)"), Not(HasSubstr("-07-"))));
  state(1, {event("retail_selling", "DELETE", 1, 3, "07-01")});  // A till that told late.
  EXPECT_THAT(accuracy("by=all"),
              row("", R"("counts":2,"right":2,"accuracy":1,"first":1,"counted":37,"difference":0,)"));
  const std::string first = accuracy("limit=1");
  EXPECT_THAT(first, AllOf(HasSubstr("2026-06-01"), Not(HasSubstr("2026-07-01"))));
  EXPECT_THAT(accuracy("limit=1&cursor=" + member(first, "next")),
              AllOf(HasSubstr("2026-07-01"), Not(HasSubstr("2026-06-01")), Not(HasSubstr("next"))));
  EXPECT_EQ(get("/inventory/accuracy?by=year", token_).status, 400);
  EXPECT_EQ(get("/inventory/accuracy?place=" + place(21), token_).status, 403);
  EXPECT_THAT(get("/inventory/accuracy", token_for(2, "planner")).body, HasSubstr(R"("accuracy":[])"));
}

TEST_F(WorklistTest, MetricsCountWhatIsOpenedAndClosed) {
  const auto told = [&](const std::string& figure, unsigned count) {
    return HasSubstr("stocktrail_discrepancies_" + figure + "{kind=\"unexpected_arrival\"} " +
                     std::to_string(count) + "\n");
  };
  state(1, {received(lot(1, "A"), 5, "10"), received(lot(1, "B"), 5, "10")});
  EXPECT_THAT(get("/metrics").body, AllOf(told("open", 2), told("opened_total", 2), told("closed_total", 0)));
  state(2, {lot_event("shipping", "OBSERVE", lot(1, "A"), 5, 21, "2026-07-09T06:45:00Z",
                      R"(,"destinationList":[{"type":"location","destination":")" + place(11) + "\"}]")});
  EXPECT_THAT(get("/metrics").body, AllOf(told("open", 1), told("opened_total", 2), told("closed_total", 1)));
}

// Each member once: of the event, what the discrepancy itself names is not named again.
TEST_F(WorklistTest, NamesTheItemThatDoesNotFitAndNotTheFirstOfItsEvent) {
  const auto items = [](std::string_view step, std::string_view action, const std::string& list,
                        unsigned at) {
    return R"({"type":"ObjectEvent","action":")" + std::string(action) + R"(","bizStep":")" +
           std::string(step) + R"(","eventTime":"2026-07-1)" +
           std::to_string(at == 11 && step == "shipping" ? 2 : 1) +
           R"(T06:45:00Z","eventTimeZoneOffset":"+00:00","epcList":[)" + list + R"(],"readPoint":{"id":")" +
           place(at) + R"("},"bizLocation":{"id":")" + place(at) + "\"}}";
  };
  const auto quoted = [](const std::string& one) { return '"' + one + '"'; };
  const std::string own = gtin(1) + "/21/A", others = gtin(1) + "/21/B";
  state(1, {items("commissioning", "ADD", quoted(own), 11)});
  state(2, {items("commissioning", "ADD", quoted(others), 21)});
  state(1, {items("shipping", "OBSERVE", quoted(own) + "," + quoted(others), 11)});
  const std::string answer = list();
  EXPECT_THAT(answer, AllOf(HasSubstr(R"("kind":"not_entitled")"), HasSubstr(R"("item":")" + others)));
  EXPECT_THAT(answer, Not(HasSubstr(R"("item":")" + own)));
  EXPECT_THAT(answer, HasSubstr("eventID"));
}

}  // namespace
}  // namespace stocktrail::test
