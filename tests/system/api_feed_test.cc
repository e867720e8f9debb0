// Feeds of changes, by socket: pages and streams, what each reader is told, and what ends a stream.
#include <gmock/gmock.h>

#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class FeedTest : public ApiFixture {
 protected:
  static constexpr const char* changes = "/inventory/discrepancies/changes";
  static constexpr const char* opened = "discrepancy.opened";
  static constexpr const char* closed = "discrepancy.closed";

  FeedTest() {
    options_.stream_limits = {
        .streams_max = 4, .sender_streams_max = 2, .stream_heartbeat = std::chrono::milliseconds(300)};
    restart();
    admit(1);
    admit(2);
    token_ = token_for(1, "party");
  }
  void state(unsigned number, const std::string& event) {
    const RawResponse made = post_statement(signed_events(number, {event}));
    ASSERT_EQ(made.status, 201) << made.body;
  }
  static std::string event(std::string_view step, std::string_view action, int quantity, std::string_view day,
                           unsigned at = 11, const std::string& more = {}) {
    return lot_event(step, action, lot(1, "A"), quantity, at, "2026-07-" + std::string(day) + "T06:45:00Z",
                     more);
  }
  /// It opens one: nobody sent that.
  static std::string received(int quantity = 5, unsigned at = 11) {
    return event("receiving", "OBSERVE", quantity, "10", at);
  }
  /// It closes that.
  static std::string sent(int quantity = 5) {
    return event("shipping", "OBSERVE", quantity, "09", 21,
                 R"(,"destinationList":[{"type":"location","destination":")" + place(11) + "\"}]");
  }
  std::string page(const std::string& more = {}, const std::string& token = {}) const {
    const RawResponse answer = get(changes + more, token.empty() ? token_ : token);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body;
  }
  static std::vector<std::string> ids(const std::string& page) {
    std::vector<std::string> found;
    const json::Document document = parsed(page);
    for (const json::Value one : document.root().find("changes")->elements())
      found.emplace_back(one.find("id")->string());
    return found;
  }
  static std::string stream_request(const std::string& token, const std::string& headers = {},
                                    const std::string& target = changes) {
    return request_text({.method = "GET",
                         .target = target,
                         .token = token,
                         .extra_headers = "Accept: text/event-stream\r\n" + headers});
  }
  /// The status; what follows stays on the connection.
  static int open_stream(RawConnection& connection, const std::string& token,
                         const std::string& headers = {}) {
    EXPECT_TRUE(connection.send(stream_request(token, headers)));
    const RawResponse answer = connection.receive();
    if (answer.status == 200) {
      EXPECT_EQ(answer.header("content-type"), "text/event-stream");
      EXPECT_EQ(answer.header("content-length"), "");
      EXPECT_EQ(answer.header("connection"), "close");
    }
    return answer.status;
  }

  std::string token_;
};

TEST_F(FeedTest, PagesTellWhatWasOpenedChangedAndClosedInTheOrderOfTheLog) {
  state(2, event("commissioning", "ADD", 20, "08", 21));
  state(1, received());
  const std::string first = page();
  ASSERT_EQ(ids(first).size(), 1U) << first;
  EXPECT_THAT(first, AllOf(HasSubstr(opened), HasSubstr(R"("kind":"unexpected_arrival")"),
                           HasSubstr(R"("quantity":5)"), HasSubstr(R"("settledBy":["sender","receiver"])"),
                           HasSubstr(R"("more":false)"), HasSubstr(R"("recordedAt":)")));
  const std::string next = member(first, "next");
  EXPECT_THAT(page("?after=" + next), AllOf(HasSubstr(R"("changes":[])"), HasSubstr("\"" + next + "\"")));
  state(2, sent());
  const std::string second = page("?after=" + next);
  EXPECT_THAT(second, AllOf(HasSubstr(closed), Not(HasSubstr(opened))));
  EXPECT_EQ(page("?after=" + ids(first).front()), second) << "the id of a change is the place behind it";
  EXPECT_EQ(ids(page()), (std::vector{ids(first).front(), ids(second).front()}));
  EXPECT_EQ(page("?limit=1"), page("?after=0&limit=1"));
  EXPECT_EQ(page("?after=" + member(page("?limit=1"), "next")), second);
  const std::string all = page();
  restart();
  EXPECT_EQ(page(), all);
}

TEST_F(FeedTest, OneThatBecomesMoreIsTheSame) {
  state(1, event("retail_selling", "DELETE", 2, "13"));
  const std::string first = page("?kind=not_there");
  state(1, event("retail_selling", "DELETE", 3, "14"));
  const std::string second = page("?kind=not_there&after=" + member(first, "next"));
  EXPECT_THAT(second,
              AllOf(HasSubstr("discrepancy.changed"), HasSubstr(R"("was":2)"), HasSubstr(R"("quantity":5)")));
  const auto id_in = [](const std::string& text) {
    const json::Document document = parsed(text);
    for (const json::Value one : document.root().find("changes")->elements())
      return std::string(one.find("discrepancy")->find("id")->string());
    return std::string();
  };
  EXPECT_EQ(id_in(second), id_in(first));
}

TEST_F(FeedTest, TellsEachReaderWhatIsOfItsPlaces) {
  state(1, received());
  state(2, received(7, 21));
  EXPECT_EQ(ids(page()).size(), 1U);
  EXPECT_THAT(page("", token_for(2, "party")), AllOf(HasSubstr(place(21)), Not(HasSubstr(place(11)))));
  EXPECT_EQ(get(std::string(changes) + "?place=" + place(21), token_).status, 403);
  EXPECT_EQ(ids(page("?place=" + place(12))).size(), 0U);
  EXPECT_EQ(ids(page("?place=" + place(11) + "&product=" + gtin(1) + "&lot=A")).size(), 1U);
  EXPECT_EQ(ids(page("?lot=B")).size(), 0U);
  EXPECT_EQ(get(changes).status, 401);
  for (const char* wrong : {"?after=x", "?after=1-", "?after=-1", "?after=1-2-3", "?after=", "?minAgeDays=1"})
    EXPECT_EQ(get(changes + std::string(wrong), token_).status, 400) << wrong;
  EXPECT_THAT(page("?after=999999"), HasSubstr(R"("changes":[])")) << "of a log that was longer";
}

TEST_F(FeedTest, StreamsTellTheSameAsItHappensAndGoOnWhereAClientWas) {
  RawConnection connection(api_->port());
  ASSERT_EQ(open_stream(connection, token_), 200);
  const std::string greeting = connection.receive_until("id: ");
  EXPECT_THAT(greeting, AllOf(StartsWith(": stocktrail\nretry: "), Not(HasSubstr("data"))));
  const std::string begin = connection.receive_until("\n");
  state(1, received());
  connection.receive_until(std::string("event: ") + opened + "\n");
  const std::string data = connection.receive_until("\n\n");
  EXPECT_THAT(page(), HasSubstr(data.substr(std::string("data: ").size(), data.size() - 8)));
  RawConnection again(api_->port());
  ASSERT_EQ(open_stream(again, token_, "Last-Event-ID: " + begin.substr(0, begin.size() - 1) + "\r\n"), 200);
  again.receive_until(std::string("event: ") + opened + "\n");
  EXPECT_EQ(again.receive_until("\n\n"), data);
}

TEST_F(FeedTest, StreamsBeatAndEndWithTheirTokenAndTheServer) {
  RawConnection connection(api_->port());
  ASSERT_EQ(open_stream(connection, token_), 200);
  EXPECT_THAT(connection.receive_until("\n:\nid: "), Not(HasSubstr("data"))) << "a heartbeat";
  RawConnection other(api_->port());
  ASSERT_EQ(open_stream(other, token_for(2, "party")), 200);
  const json::Document tokens = parsed(get("/tokens", operator_token_).body);
  for (const json::Value one : tokens.root().find("tokens")->elements())
    if (one.find("party")->string() == party(1)) {
      EXPECT_LT(request({.method = "DELETE",
                         .target = "/tokens/" + std::string(one.find("id")->string()),
                         .token = operator_token_})
                    .status,
                300);
    }
  state(1, received());
  EXPECT_TRUE(connection.is_closed_by_server()) << "its token was revoked";
  const auto begin = std::chrono::steady_clock::now();
  api_->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, options_.server.limits.stop_deadline);
  EXPECT_TRUE(other.is_closed_by_server());
}

TEST_F(FeedTest, StreamsAreBounded) {  // streams_max, sender_streams_max
  const std::string second = token_for(1, "party"), third = token_for(2, "party");
  std::vector<std::unique_ptr<RawConnection>> open;
  const auto one_more = [&](const std::string& token) {
    open.push_back(std::make_unique<RawConnection>(api_->port()));
    return open_stream(*open.back(), token);
  };
  EXPECT_EQ(one_more(token_), 200);
  EXPECT_EQ(one_more(token_), 200);
  EXPECT_EQ(one_more(token_), 429);
  EXPECT_EQ(one_more(second), 200);
  EXPECT_EQ(one_more(second), 200);
  EXPECT_EQ(one_more(third), 503);
  EXPECT_THAT(get("/metrics").body, HasSubstr("stocktrail_streams_open 4\n"));
  EXPECT_EQ(get(changes, third).status, 200) << "a page needs no seat";
  open.clear();
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  int status = 0;
  while (status != 200 && std::chrono::steady_clock::now() < end) {
    open.clear();
    status = one_more(third);
  }
  EXPECT_EQ(status, 200) << "who has gone leaves a seat";
}

TEST_F(FeedTest, StockIsToldGoodByGoodAsItIsNow) {
  const std::string stock = "/inventory/changes";
  state(2, event("commissioning", "ADD", 20, "08", 21));
  state(2, lot_event("commissioning", "ADD", lot(2, "B"), 7, 21, "2026-07-08T06:45:00Z"));
  const std::string maker = token_for(2, "party");
  const std::string first = get(stock, maker).body;
  EXPECT_THAT(first, AllOf(HasSubstr(gtin(1)), HasSubstr(gtin(2)), HasSubstr(R"("quantity":20)"),
                           HasSubstr(R"("more":false)")));
  const std::string next = "?after=" + member(first, "next");
  EXPECT_THAT(get(stock + next, maker).body, HasSubstr(R"("changes":[])"));
  state(2, sent());
  const std::string second = get(stock + next, maker).body;
  EXPECT_THAT(second,
              AllOf(HasSubstr(R"("quantity":15)"), Not(HasSubstr(gtin(2))), Not(HasSubstr(place(11)))));
  EXPECT_THAT(get(stock + next, token_).body,
              AllOf(HasSubstr(R"("account":"in_transit")"), HasSubstr(R"("quantity":5)"),
                    Not(HasSubstr(R"("quantity":15)"))));
  state(2, event("destroying", "DELETE", 15, "20", 21));
  EXPECT_THAT(get(stock + "?after=" + member(second, "next"), maker).body, HasSubstr(R"("positions":[])"));
  const std::string page = get(stock + "?limit=1", maker).body;
  EXPECT_THAT(page, AllOf(HasSubstr(gtin(1)), Not(HasSubstr(gtin(2))), HasSubstr(R"("more":true)")));
  EXPECT_THAT(get(stock + "?limit=1&after=" + member(page, "next"), maker).body,
              AllOf(HasSubstr(gtin(2)), Not(HasSubstr(gtin(1))), HasSubstr(R"("more":false)")));
  EXPECT_EQ(get(stock + "?place=" + place(11), maker).status, 403);
  EXPECT_EQ(get(stock + "?after=1-2", maker).status, 400);
  EXPECT_EQ(get(stock + "?after=1-2-3-4", maker).status, 400);
  restart();
  EXPECT_THAT(get(stock + next, maker).body, HasSubstr(gtin(2)))
      << "what was noted is forgotten: all is told";
}

TEST_F(FeedTest, APageOfStockLooksAtSoManyGoods) {  // swept_goods_max
  options_.stream_limits.swept_goods_max = 1;
  restart();
  for (const unsigned product : {1U, 2U})
    state(1, lot_event("commissioning", "ADD", lot(product, "A"), 7, 11, "2026-07-08T06:45:00Z"));
  const std::string first = get("/inventory/changes", token_).body;
  EXPECT_THAT(first, AllOf(HasSubstr(gtin(1)), Not(HasSubstr(gtin(2))), HasSubstr(R"("more":true)")));
  const std::string second = get("/inventory/changes?after=" + member(first, "next"), token_).body;
  EXPECT_THAT(second, AllOf(HasSubstr(gtin(2)), Not(HasSubstr(gtin(1))), HasSubstr(R"("more":false)")));
}

TEST_F(FeedTest, StockIsToldWhenALotIsRecalled) {
  const std::string stock = "/inventory/changes?after=";
  ASSERT_EQ(post_statement(signed_body("product", 1, R"({"id":")" + gtin(1) + R"(","name":"Milk"})")).status,
            201);
  state(1, event("commissioning", "ADD", 20, "08"));
  const auto next = [&] { return member(get(stock + "0", token_).body, "next"); };
  const std::string before = next();
  ASSERT_EQ(post_statement(signed_body("recall", 1,
                                       R"({"id":"R","goods":[{"product":")" + gtin(1) +
                                           R"(","lots":["A"]}],"reason":"x"})"))
                .status,
            201);
  EXPECT_THAT(get(stock + before, token_).body, HasSubstr(R"("status":"recalled")"));
}

TEST_F(FeedTest, StreamsOfStockSendTheSame) {
  RawConnection connection(api_->port());
  ASSERT_TRUE(connection.send(stream_request(token_, {}, "/inventory/changes?after=0")));
  ASSERT_EQ(connection.receive().status, 200);
  state(1, event("commissioning", "ADD", 20, "08"));
  // With its place, for clients that take none from where there are no data.
  EXPECT_THAT(
      connection.receive_until("}\n\n"),
      AllOf(ContainsRegex("id: [0-9]+\nevent: stock.changed\ndata: "), HasSubstr(R"("quantity":20)")));
}

}  // namespace
}  // namespace stocktrail::test
