// While the books work on a late event: every form of an answer about stock says how far they are done, feeds
// wait for the rest, and what is new counts at once.
#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

#include "ledger/inventory/waiting.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// Those of this program, but none goes on without a statement.
std::vector<Fold> resting_folds() {
  std::vector<Fold> folds(all_folds().begin(), all_folds().end());
  for (Fold& fold : folds) {
    fold.is_behind = nullptr;
    fold.go_on = nullptr;
  }
  return folds;
}

class SharesTest : public ApiFixture {
 protected:
  static constexpr int sales_of_statement = 100, statements = 7, made = 1'000;

  SharesTest() {
    folds_ = resting_;
    restart();
    admit(1);
    planner_ = token_for(1, "planner");
    for (int statement = 0; statement < statements; ++statement) {
      std::vector<std::string> sales;
      for (int n = 0; n < sales_of_statement; ++n) {
        char time[40];
        std::snprintf(time, sizeof time, "2026-07-21T%02d:%02d:%02dZ", 8 + statement, n / 60, n % 60);
        sales.push_back(lot_event("retail_selling", "DELETE", lot(1, "A"), 1, 11, time));
      }
      state(std::move(sales));
    }
  }
  ~SharesTest() override {
    api_.reset();
    ledger_.reset();
  }

  void state(std::vector<std::string> events) const {
    const RawResponse answer = post_statement(signed_events(1, std::move(events)));
    ASSERT_EQ(answer.status, 201) << answer.body;
  }
  void state_late() const {
    state({lot_event("commissioning", "ADD", lot(1, "A"), made, 11, "2026-07-20T08:00:00Z")});
  }
  std::string waiting_rows() const {
    const std::string metrics = get("/metrics").body, name = "\nstocktrail_book_rows_waiting ";
    const std::size_t at = metrics.find(name);
    if (at == std::string::npos) return "none";
    return metrics.substr(at + name.size(), metrics.find('\n', at + 1) - at - name.size());
  }

  const std::vector<Fold> resting_ = resting_folds();
  std::string planner_;
};

constexpr std::string_view until = "2026-07-21T00:00:00.000000Z";

TEST_F(SharesTest, AnswersSayHowFarTheBooksAreDone) {
  EXPECT_THAT(get("/inventory/positions", planner_).body, Not(HasSubstr("completeUntil")));
  EXPECT_EQ(waiting_rows(), "0");
  state_late();
  EXPECT_EQ(waiting_rows(), "1") << "the next sale, which finds others";
  for (const std::string path :
       {"/inventory/positions", "/inventory/ages", "/inventory/accuracy", "/inventory/promisable",
        "/inventory/echelon", "/inventory/discrepancies", "/inventory/movements"}) {
    const std::string target =
        path + "?place=" + place(11) + (path == "/inventory/movements" ? "&product=" + gtin(1) : "");
    const RawResponse answer = get(target, planner_);
    ASSERT_EQ(answer.status, 200) << path << answer.body;
    EXPECT_EQ(member(answer.body, "completeUntil"), until) << path;
  }
  for (const std::string type :
       {"application/json", "text/csv", "application/x-ndjson", "application/vnd.apache.arrow.stream"}) {
    const RawResponse answer = request({.method = "GET",
                                        .target = "/inventory/positions",
                                        .token = planner_,
                                        .extra_headers = "Accept: " + type + "\r\n"});
    ASSERT_EQ(answer.status, 200) << type;
    EXPECT_EQ(answer.header("complete-until"), until) << type;
  }
}

TEST_F(SharesTest, WhatIsNewCountsAtOnceAndTheRestFollows) {
  state_late();
  state({lot_event("commissioning", "ADD", lot(2, "B"), 5, 11, "2026-07-22T08:00:00Z")});
  EXPECT_THAT(get("/inventory/positions?product=" + gtin(2), planner_).body, HasSubstr(R"("quantity":5)"));
  EXPECT_EQ(waiting_rows(), "0") << "its share was enough";
  EXPECT_THAT(get("/inventory/positions?product=" + gtin(1), planner_).body,
              AllOf(HasSubstr(R"("quantity":300)"), Not(HasSubstr("completeUntil"))));
}

TEST_F(SharesTest, FeedsWaitAndANodeThatStartsGoesOn) {
  const std::string before = member(get("/inventory/changes", planner_).body, "next");
  state_late();
  EXPECT_EQ(member(get("/inventory/changes?after=" + before, planner_).body, "next"), before)
      << "the last record may do more";
  folds_ = all_folds();
  restart();
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (waiting_rows() != "0" && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  ASSERT_EQ(waiting_rows(), "0");
  const RawResponse changes = get("/inventory/changes?after=" + before, planner_);
  EXPECT_THAT(changes.body, HasSubstr(R"("quantity":300)"));
  EXPECT_EQ(member(changes.body, "next"), std::to_string(std::stoi(before) + 1));
}

}  // namespace
}  // namespace stocktrail::test
