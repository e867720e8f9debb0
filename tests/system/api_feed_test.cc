// Feeds of changes, by socket: what each reader is told, and from where on.
#include <gmock/gmock.h>

#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class FeedTest : public ApiFixture {
 protected:
  static constexpr const char* changes = "/inventory/discrepancies/changes";
  static constexpr const char* opened = "discrepancy.opened";
  static constexpr const char* closed = "discrepancy.closed";

  FeedTest() {
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

}  // namespace
}  // namespace stocktrail::test
