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

// A header that was read lately is remembered up to so many bytes; a longer one is read anew, and means the
// same.
TEST(StatementLimits, AHeaderOfAnyLengthIsRead) {
  constexpr std::size_t remembered_bytes_max = 256;
  const SigningKey key = fixed_key(1);
  const auto opened = disclosure(R"(["salt-salt-salt-salt-00",{"type":"ObjectEvent"}])");
  const std::string payload = payload_start() + R"(,"events":[{"...":")" + opened.digest + "\"}]}";
  for (const std::size_t bytes : {remembered_bytes_max, remembered_bytes_max + 2}) {
    std::string header = valid_header("events", key);
    header.insert(1, bytes / 4 * 3 + (bytes % 4 == 0 ? 0 : 1) - header.size(), ' ');
    ASSERT_EQ(base64url_encode(as_bytes(header)).size(), bytes);
    for (int time = 0; time < 2; ++time) {
      const auto read = Statement::parse(hand_made_jws(header, payload, key) + "~" + opened.encoded + "~");
      ASSERT_TRUE(read) << read.error().detail;
      EXPECT_EQ(read->key_id(), thumbprint(key.public_key()));
      EXPECT_TRUE(verify(*read, key.public_key()));
    }
  }
}

}  // namespace
}  // namespace stocktrail::testing
