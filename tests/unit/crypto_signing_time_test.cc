#include "crypto/signing_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stocktrail {
namespace {

using ::testing::HasSubstr;

constexpr std::int64_t now = 1'784'700'000;  // 2026-07-22T06:00:00Z

std::string verdict(const KeyTerm& term, std::int64_t issued_at, std::optional<std::int64_t> recorded_at) {
  const auto refused = refuse_signing_time(term, issued_at, recorded_at);
  return refused ? refused->where + ": " + refused->detail : "good";
}

TEST(SigningTimeTest, AKeyIsInItsTermAtBothTimes) {
  const KeyTerm term{.valid_from = now, .valid_until = now + 100};
  EXPECT_EQ(verdict(term, now, now), "good");
  EXPECT_EQ(verdict(term, now + 99, now + 99), "good");
  EXPECT_EQ(verdict(term, now + 99, std::nullopt), "good");
  EXPECT_THAT(verdict(term, now - 1, now), HasSubstr("kid: iat, 2026-07-22T05:59:59Z, is before"));
  EXPECT_THAT(verdict(term, now + 100, std::nullopt), HasSubstr("kid: iat, 2026-07-22T06:01:40Z, is after"));
  EXPECT_THAT(verdict(term, now, now - 1), HasSubstr("the recorded time"));
  EXPECT_THAT(verdict(term, now + 99, now + 100), HasSubstr("the recorded time"));
}

TEST(SigningTimeTest, IatIsNearTheRecordedTime) {
  EXPECT_EQ(verdict({}, now + statement_skew_seconds_max, now), "good");
  EXPECT_THAT(verdict({}, now + statement_skew_seconds_max + 1, now), HasSubstr("$.iat: iat"));
  EXPECT_EQ(verdict({}, now - statement_age_seconds_max, now), "good");
  EXPECT_THAT(verdict({}, now - statement_age_seconds_max - 1, now), HasSubstr("sign it again"));
  EXPECT_EQ(verdict({}, now - statement_age_seconds_max - 1, std::nullopt), "good");
}

TEST(SigningTimeTest, ARevocationCountsFromItsTimeOrAtOnce) {
  const KeyTerm later{.revoked_from = revoked_from(now + 500, now)};
  EXPECT_EQ(verdict(later, now + 499, now + 499), "good");
  EXPECT_THAT(verdict(later, now + 499, now + 500), HasSubstr("revoked from 2026-07-22T06:08:20Z"));
  EXPECT_THAT(verdict(later, now + 500, std::nullopt), HasSubstr("revoked from"));
  for (const auto past : {std::optional(now - statement_skew_seconds_max), std::optional<std::int64_t>()}) {
    const KeyTerm at_once{.revoked_from = revoked_from(past, now)};
    EXPECT_THAT(verdict(at_once, 0, std::nullopt), HasSubstr("kid: the key was revoked"));
  }
}

}  // namespace
}  // namespace stocktrail
