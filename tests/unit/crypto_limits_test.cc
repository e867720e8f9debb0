// Limits of statements: the last value that is taken, and the first that is not.
#include <gtest/gtest.h>

#include "crypto/sha256.h"
#include "crypto/statement.h"
#include "tests/support/statement_fixtures.h"

namespace stocktrail::testing {
namespace {

TEST(StatementLimits, TimeAndEvents) {
  const SigningKey key = fixed_key(1);
  const auto opened = disclosure(R"(["salt-salt-salt-salt-00",{"type":"ObjectEvent"}])");
  const auto at = [&](std::int64_t seconds) {
    std::string payload = payload_start() + R"(,"events":[{"...":")" + opened.digest + "\"}]}";
    payload.replace(payload.find("1784700000"), 10, std::to_string(seconds));
    return Statement::parse(hand_made_jws(valid_header("events", key), payload, key) + "~" + opened.encoded +
                            "~");
  };
  EXPECT_TRUE(at(issued_at_seconds_max));
  ASSERT_FALSE(at(issued_at_seconds_max + 1));
  EXPECT_EQ(at(issued_at_seconds_max + 1).error().where, "$.iat");

  const auto with_digests = [&](std::size_t count) {
    std::string events = R"([{"...":")" + opened.digest + "\"}";
    for (std::size_t i = 1; i < count; ++i)
      events += R"(,{"...":")" + base64url_encode(sha256(std::to_string(i))) + "\"}";
    return Statement::parse(hand_made_events(events + "]", {opened}));
  };
  const auto most = with_digests(statement_event_digests_max);
  EXPECT_TRUE(most) << (most ? "" : most.error().detail);
  ASSERT_FALSE(with_digests(statement_event_digests_max + 1));
  EXPECT_EQ(with_digests(statement_event_digests_max + 1).error().where, "$.events");
}

}  // namespace
}  // namespace stocktrail::testing
