// Long histories: /trace and the page go through them from the newest record on, either way, and lose none.
#include <gmock/gmock.h>

#include "api/http/url.h"
#include "api/journey/consumer_pages.h"
#include "api/journey/public_journey.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::size_t page_max = api::JourneyLimits::journey_events_max;
constexpr std::size_t seen_count = 2 * page_max + 30;

/// An item that its maker made, and looked at again and again.
class PagingTest : public ApiFixture {
 protected:
  PagingTest() {
    api_.reset();
    pages_ = &consumer_pages_;
    start();
    admit(1);
    std::vector<std::string> events{event("commissioning", "ADD", 0)};
    for (std::size_t n = 1; n <= seen_count; ++n) events.push_back(event("inspecting", "OBSERVE", n));
    const RawResponse made = post_statement(signed_events(1, std::move(events)));
    EXPECT_EQ(made.status, 201) << made.body;
  }
  ~PagingTest() override { api_.reset(); }

  static std::string time_of(std::size_t n) {
    return "2026-07-22T" + padded("", 2, unsigned(6 + n / 60)) + ":" + padded("", 2, unsigned(n % 60)) +
           ":00.000Z";
  }
  static std::string event(std::string_view step, std::string_view action, std::size_t n) {
    return R"({"type":"ObjectEvent","action":")" + std::string(action) + R"(","bizStep":")" +
           std::string(step) + R"(","eventTime":")" + time_of(n) +
           R"(","eventTimeZoneOffset":"+00:00","epcList":[")" + item(1, "S1") + R"("],"readPoint":{"id":")" +
           place(11) + "\"}}";
  }
  struct Answer {
    std::vector<std::string> times;
    std::string older, newer;
  };
  Answer trace(const std::string& parameters, const std::string& token = {}) const {
    const RawResponse told = get("/trace?id=" + api::percent_encode(item(1, "S1")) + parameters, token);
    EXPECT_EQ(told.status, 200) << told.body;
    Answer answer{.times = {}, .older = member(told.body, "older"), .newer = member(told.body, "newer")};
    const json::Document document = parsed(told.body);
    for (const json::Value one : document.root().find("events")->elements())
      answer.times.emplace_back(one.find("shown")->find("eventTime")->string());
    EXPECT_TRUE(std::ranges::is_sorted(answer.times));
    return answer;
  }
  std::vector<std::string> all_times() const {
    std::vector<std::string> times;
    for (std::size_t n = 0; n <= seen_count; ++n) times.push_back(time_of(n));
    return times;
  }

 private:
  api::ConsumerPages consumer_pages_{system_clock()};
};

TEST_F(PagingTest, TraceGoesBackFromTheNewestAndForthAgain) {
  for (const std::string& token : {std::string(), token_for(1, "party"), token_for(1, "planner")}) {
    for (const std::size_t limit : {std::size_t{7}, page_max}) {
      const std::string size = "&limit=" + std::to_string(limit);
      std::vector<std::string> back, forth;
      Answer answer = trace(size, token);
      EXPECT_EQ(answer.times.back(), time_of(seen_count));
      EXPECT_EQ(answer.newer, "");
      for (;;) {
        EXPECT_LE(answer.times.size(), limit);
        back.insert(back.begin(), answer.times.begin(), answer.times.end());
        if (answer.older.empty()) break;
        answer = trace(size + "&before=" + answer.older, token);
      }
      EXPECT_EQ(back, all_times());
      for (;;) {
        forth.insert(forth.end(), answer.times.begin(), answer.times.end());
        if (answer.newer.empty()) break;
        answer = trace(size + "&after=" + answer.newer, token);
      }
      EXPECT_EQ(forth, all_times());
    }
  }
  EXPECT_EQ(trace("").times.size(), page_max);
  EXPECT_EQ(trace("", token_for(1, "party")).times.size(), seen_count + 1);
}

TEST_F(PagingTest, CursorsAndLimitsAreChecked) {
  const std::string id = "/trace?id=" + api::percent_encode(item(1, "S1"));
  for (const char* wrong : {"&before=x", "&before=1.2", "&after=1.2.3x", "&after=1.2.512",
                            "&before=1.2.3&after=1.2.3", "&before=1.99999999999999999.0"})
    EXPECT_EQ(get(id + wrong).status, 400) << wrong;
  EXPECT_EQ(get(id + "&limit=" + std::to_string(page_max + 1)).status, 400);
  EXPECT_EQ(get(id + "&limit=0").status, 400);
  EXPECT_EQ(get(id + "&limit=2000", token_for(1, "party")).status, 200);
  EXPECT_EQ(get(id + "&limit=2001", token_for(1, "party")).status, 400);
}

TEST_F(PagingTest, ThePageShowsTheNewestAndLeadsToTheOlder) {
  const std::string path = "/p" + item(1, "S1").substr(std::string("https://id.gs1.org").size());
  const auto times_on = [](const std::string& html) {
    std::vector<std::string> times;
    const std::string_view mark = "<time datetime=\"";
    for (auto at = html.find(mark); at != std::string::npos; at = html.find(mark, at + 1)) {
      at += mark.size();
      times.push_back(html.substr(at, html.find('"', at) - at));
    }
    return times;
  };
  std::vector<std::string> told;
  std::string target = path + "?lang=en";
  for (int pages = 1;; ++pages) {
    const std::string html = get(target).body;
    EXPECT_THAT(html, HasSubstr("maker not confirmed"));
    EXPECT_THAT(html, HasSubstr("22 July 2026"));  // Made on, on each page.
    const auto times = times_on(html);
    EXPECT_LE(times.size(), page_max);
    told.insert(told.begin(), times.begin(), times.end());
    EXPECT_EQ(html.find("Newest records") != std::string::npos, pages > 1);
    EXPECT_THAT(html, HasSubstr("/proof?id"));
    const std::string older = "?lang=en&amp;before=";
    const auto link = html.find(older);
    if (link == std::string::npos) break;
    ASSERT_LT(pages, 10);
    const auto cursor = link + older.size();
    target = path + "?lang=en&before=" + html.substr(cursor, html.find_first_of("\"&", cursor) - cursor);
  }
  EXPECT_EQ(told, all_times());
}

}  // namespace
}  // namespace stocktrail::test
