// Limits of answers over a real server: what is at a limit is whole, what is beyond it is said or refused.
#include <gmock/gmock.h>

#include <atomic>
#include <latch>

#include "api/handlers/stock_query.h"
#include "api/http/url.h"
#include "api/http/worker_pool.h"
#include "api/journey/public_journey.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using api::percent_encode;

// Limits that only their handlers know, as docs/http-api.md tells them.
constexpr std::size_t events_of_id_max = 100;
constexpr std::size_t parties_max = 1'000, certificates_max = 1'000;

std::size_t count_of(std::string_view text, std::string_view word) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) ++count;
  return count;
}

class LimitsTest : public ApiFixture {
 protected:
  static std::string minute_text(unsigned number) {
    std::string minute = std::to_string(number % 60), hour = std::to_string(number / 60);
    minute.insert(0, 2 - minute.size(), '0');
    hour.insert(0, 2 - hour.size(), '0');
    return "2026-07-22T" + hour + ":" + minute + ":00.000Z";
  }
  void post_all(unsigned by, std::vector<std::string> events) {
    const RawResponse stored = post_statement(signed_events(by, std::move(events)));
    ASSERT_EQ(stored.status, 201) << stored.body;
  }
};

TEST_F(LimitsTest, AJourneyShowsAHundredEventsAndSaysThatThereAreMore) {
  admit(1);
  const std::string thing = item(1, "S1"), query = "?id=" + percent_encode(thing);
  const auto inspected = [&](unsigned number) {
    return R"({"type":"ObjectEvent","action":"OBSERVE","bizStep":"inspecting","eventTime":")" +
           minute_text(number) + R"(","eventTimeZoneOffset":"+00:00","epcList":[")" + thing +
           R"("],"readPoint":{"id":")" + place(11) + "\"}}";
  };
  std::vector<std::string> events;
  for (unsigned i = 0; i < api::JourneyLimits::journey_events_max; ++i) events.push_back(inspected(i));
  post_all(1, events);
  const auto shown = [&] { return get("/trace" + query).body; };
  EXPECT_EQ(count_of(shown(), "\"bizStep\""), api::JourneyLimits::journey_events_max);
  EXPECT_EQ(member(shown(), "older"), "");
  post_all(1, {inspected(1'000)});
  EXPECT_EQ(count_of(shown(), "\"bizStep\""), api::JourneyLimits::journey_events_max);
  EXPECT_NE(member(shown(), "older"), "");
  const auto bundle = parse_bundle(get("/proof" + query).body);
  ASSERT_TRUE(bundle.has_value()) << bundle.error().detail;
  const auto verified = verify_bundle(*bundle, ledger_->verifier());
  ASSERT_TRUE(verified.has_value()) << verified.error().detail;
  std::size_t proven = 0;
  for (const VerifiedStatement& statement : verified->statements) {
    if (statement.statement.kind() == "events") proven += statement.statement.events().size();
  }
  EXPECT_EQ(proven, api::JourneyLimits::journey_events_max);
}

TEST_F(LimitsTest, AWalkThatCostsTooMuchIsCutAndSaysSo) {
  admit(1);
  std::vector<std::string> events;
  for (unsigned i = 0; i < 10; ++i)
    events.push_back(lot_event("inspecting", "OBSERVE", lot(1, "L7"), int(i + 1), 11, minute_text(i)));
  const auto quantity = [](const std::string& lot_id) {
    return R"([{"epcClass":")" + lot_id + R"(","quantity":1}])";
  };
  for (unsigned i = 0; i < 5; ++i)  // L7 of M0, M0 of M1, ...
    events.push_back(R"({"type":"TransformationEvent","eventTimeZoneOffset":"+00:00","eventTime":")" +
                     minute_text(100 - i) + R"(","inputQuantityList":)" +
                     quantity(lot(1, "M" + std::to_string(i))) + R"(,"outputQuantityList":)" +
                     quantity(lot(1, i == 0 ? "L7" : "M" + std::to_string(i - 1))) + "}");
  post_all(1, events);
  const gs1::Key key = gs1::parse_key(lot(1, "L7")).value();
  const auto is_complete = [&](const api::JourneyLimits& limits) {
    return api::public_journey(key, *ledger_->view(), {}, limits).complete;
  };
  EXPECT_TRUE(is_complete({}));
  EXPECT_TRUE(is_complete({.journey_read_max = events.size()}));
  EXPECT_FALSE(is_complete({.journey_read_max = events.size() - 1}));
  EXPECT_FALSE(is_complete({.journey_touches_max = 1}));
  EXPECT_FALSE(is_complete({.journey_opened_max = 1}));
}

TEST_F(LimitsTest, AHundredEventsOfOneIdAreLookedAt) {
  // An issuer has two of one id: the event, and that it was an error.
  const auto stated = [&](unsigned by, const std::string& more) {
    return lot_event("commissioning", "ADD", lot(by, "L7"), 7, by * 10 + 1, minute_text(0),
                     R"(,"eventID":"urn:x:same")" + more);
  };
  const auto shown = [&] { return count_of(get("/epcis/events/urn:x:same").body, "\"ObjectEvent\""); };
  const unsigned issuers = events_of_id_max / 2;
  for (unsigned by = 1; by <= issuers + 1; ++by) {
    if (by > issuers) {
      EXPECT_EQ(shown(), events_of_id_max);
    }
    admit(by);
    post_all(by, {stated(by, ""),
                  stated(by, R"(,"errorDeclaration":{"declarationTime":")" + minute_text(1) + "\"}")});
  }
  EXPECT_EQ(shown(), issuers + 1) << "each issuer has its share, and the rest is not looked at";
  EXPECT_EQ(get("/inventory/postings?event=urn:x:same", token_for(2, "party")).status, 200);
}

TEST_F(LimitsTest, PagesHaveALargestSize) {
  admit(1);
  const std::string token = token_for(1, "party"), here = percent_encode(place(11));
  const std::pair<std::string, std::size_t> pages[] = {
      {"/parties?limit=", parties_max},
      {"/certificates?subject=" + here + "&limit=", certificates_max},
      {"/inventory/positions?place=" + here + "&limit=", api::stock_rows_max},
      {"/inventory/discrepancies?place=" + here + "&limit=", api::stock_rows_max},
      {"/inventory/reservations?limit=", api::stock_rows_max},
      {"/inventory/reservations?place=" + here + "&limit=", api::stock_rows_max},
      {"/inventory/promisable?place=" + here + "&limit=", api::stock_rows_max}};
  for (const auto& [target, largest] : pages) {
    EXPECT_EQ(get(target + std::to_string(largest), token).status, 200) << target;
    EXPECT_EQ(get(target + std::to_string(largest + 1), token).status, 400) << target;
  }
}

TEST(WorkerLimits, WhatWaitsForAWorkerIsBounded) {
  constexpr std::size_t worker_queue_tasks_max = 2;
  std::latch begun(1), ends(1);
  std::atomic<int> done = 0;
  {
    api::WorkerPool pool(1, {.worker_queue_tasks_max = worker_queue_tasks_max});
    const api::Sender sender{.account = "a"};
    api::WorkerPool::Task busy = [&] {
      begun.count_down();
      ends.wait();
    };
    ASSERT_EQ(pool.submit(sender, busy), api::WorkerPool::Accepted::yes);
    begun.wait();
    for (std::size_t i = 0; i <= worker_queue_tasks_max; ++i) {
      api::WorkerPool::Task next = [&] { ++done; };
      const bool fits = i < worker_queue_tasks_max;
      EXPECT_EQ(pool.submit(sender, next),
                fits ? api::WorkerPool::Accepted::yes : api::WorkerPool::Accepted::all_is_full);
      EXPECT_EQ(next != nullptr, !fits) << "a refused task stays with its owner";
    }
    ends.count_down();
  }
  EXPECT_EQ(done, int(worker_queue_tasks_max)) << "what was accepted is finished";
}

}  // namespace
}  // namespace stocktrail::test
