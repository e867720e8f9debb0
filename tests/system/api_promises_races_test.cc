// Promises that many ask for at once, through a whole server: never is more promised than is there.
#include <gmock/gmock.h>

#include <atomic>
#include <latch>
#include <map>
#include <mutex>
#include <thread>

#include "tests/support/promises_api_fixture.h"

namespace stocktrail::test {
namespace {

using ::testing::HasSubstr;

class PromisesRaceTest : public PromisesApiTest {};

TEST_F(PromisesRaceTest, GiveTheLastUnitToOneOfAHundred) {
  EXPECT_EQ(reserve(order("most", line(9))).status, 201);
  std::atomic<int> granted = 0, refused = 0;
  std::vector<std::jthread> buyers;
  std::latch all_are_here(100);
  for (int b = 0; b < 100; ++b)
    buyers.emplace_back([&, b] {
      const std::string body =
          order("order-" + std::to_string(b), line(1), R"(,"channel":")" + std::to_string(b % 10) + "\"");
      all_are_here.arrive_and_wait();
      const RawResponse answer = reserve(body);
      granted += answer.status == 201 ? 1 : 0;
      refused += answer.status == 409 ? 1 : 0;
    });
  buyers.clear();
  EXPECT_EQ(granted, 1);
  EXPECT_EQ(refused, 99);
  EXPECT_THAT(promisable(), HasSubstr(R"("sellable":10,"promised":10,"promisable":0)"));
  audit();
}

TEST_F(PromisesRaceTest, LeaveEachOfTwoChannelsWhatIsKeptForIt) {
  const std::string kept = R"({"channel":"web","lines":[)" + line(4) + "]}";
  ASSERT_EQ(post_json("/inventory/kept", kept, shop).status, 200);
  std::map<std::string, std::atomic<int>> granted;
  std::vector<std::jthread> sellers;
  std::latch all_are_here(40);
  for (const std::string channel : {"web", "shop"}) {
    granted[channel] = 0;
    for (int b = 0; b < 20; ++b)
      sellers.emplace_back([&, channel, b] {
        const std::string body =
            order(channel + std::to_string(b), line(1), R"(,"channel":")" + channel + "\"");
        all_are_here.arrive_and_wait();
        granted.at(channel) += reserve(body).status == 201 ? 1 : 0;
      });
  }
  sellers.clear();
  EXPECT_EQ(granted["web"] + granted["shop"], 10);
  EXPECT_GE(granted["web"], 4);
  EXPECT_THAT(promisable(), HasSubstr(R"("sellable":10,"promised":10,"promisable":0)"));
  audit();
}

TEST_F(PromisesRaceTest, AreOfOneWhereExpiryRacesWithCommit) {
  for (int round = 0; round < 3; ++round) {
    const std::string mine = "mine" + std::to_string(round), theirs = "theirs" + std::to_string(round);
    ASSERT_EQ(reserve(order(mine, line(10), R"(,"holdSeconds":1)")).status, 201);
    std::atomic<int> committed = 0;
    std::jthread late([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(985 + 5 * round));
      committed = change(mine, "commit").status;
    });
    int granted = 409;
    while (granted == 409 && committed != 200) granted = reserve(order(theirs, line(10))).status;
    late.join();
    EXPECT_NE(granted == 201, committed == 200) << granted << " " << committed;
    for (const std::string& id : {mine, theirs}) (void)change(id, "release");
  }
  audit();
}

TEST_F(PromisesRaceTest, AreNotMadeOfWhatARecallTookAtOnce) {
  std::atomic<bool> is_recalled = false;
  std::vector<std::uint64_t> made;  // Places in the log.
  std::vector<std::jthread> buyers;
  std::mutex mutex;
  for (int b = 0; b < 4; ++b)
    buyers.emplace_back([&, b] {
      for (int i = 0; !is_recalled; ++i) {
        const RawResponse answer =
            reserve(order(std::to_string(b) + "-" + std::to_string(i), line(1), R"(,"holdSeconds":1)"));
        if (answer.status != 201) continue;
        const std::scoped_lock lock(mutex);
        made.push_back(std::stoull(member(answer.body, "statement")));
      }
    });
  const auto is_busy = [&] {
    const std::scoped_lock lock(mutex);
    return made.size() >= 2;
  };
  while (!is_busy()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const RawResponse recall = post_statement(signed_events(
      1,
      {R"({"type":"ObjectEvent","action":"OBSERVE","bizStep":"holding","disposition":"recalled",)"
       R"("eventTime":"2026-07-22T08:45:00.000Z","eventTimeZoneOffset":"+00:00","quantityList":[{"epcClass":")" +
       lot(1, "L7") + R"("}],"readPoint":{"id":")" + place(11) + "\"}}"}));
  EXPECT_EQ(recall.status, 201) << recall.body;
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  is_recalled = true;
  buyers.clear();
  const std::uint64_t at = std::stoull(member(recall.body, "index"));
  for (const std::uint64_t one : made) EXPECT_LT(one, at);
  audit();
}

}  // namespace
}  // namespace stocktrail::test
