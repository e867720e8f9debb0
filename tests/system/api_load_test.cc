// Load by strangers: what they send is refused before it costs much, and neither their reading nor their
// writing keeps parties from theirs.
#include <gmock/gmock.h>

#include <latch>
#include <thread>

#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using ::testing::HasSubstr;

/// Pages that nobody gets before the test lets go.
class SlowPages final : public api::Pages {
 public:
  std::optional<api::Response> at_hand(const api::PageRequest&, const api::PageSource&) const override {
    return std::nullopt;
  }
  api::Response answer(const api::PageRequest&, const api::PageSource&) const override {
    begun_.count_down();
    ends_.wait();
    return api::Response::text("page");
  }
  api::Response of_problem(const api::PageRequest&, const api::Problem& problem) const override {
    return api::Response::of(problem);
  }
  void wait_until_asked() const { begun_.wait(); }
  void go() const { ends_.count_down(); }

 private:
  mutable std::latch begun_{1}, ends_{1};
};

class LoadTest : public ApiFixture {};

TEST_F(LoadTest, AStatementOfAnUnknownKeyIsRefusedByItsFirstBytes) {
  const SigningKey stranger = *SigningKey::from_seed(sha256(std::string_view("stranger")));
  const std::string header =
      base64url_encode(as_bytes(R"({"alg":"EdDSA","typ":"events+sd-jwt","kid":")" +
                                std::string(thumbprint(stranger.public_key())) + "\"}"));
  const std::string rest(1'000'000, '[');  // No JSON, no JWS: nobody looks at it.
  for (const std::string& wire : {header + "." + rest, R"({"jws":")" + header + "." + rest}) {
    const RawResponse refused = post_statement(wire);
    EXPECT_EQ(refused.status, 403);
    EXPECT_THAT(refused.body, HasSubstr("No party has registered the key"));
  }
}

TEST_F(LoadTest, LongReadsDoNotKeepStatementsWaiting) {
  api_.reset();
  const SlowPages slow;
  pages_ = &slow;
  options_.workers = options_.readers = 1;
  start();
  admit(1);
  std::thread reader([&] { EXPECT_EQ(get("/p/01/09520000000011").body, "page"); });
  slow.wait_until_asked();
  const RawResponse stored = post_statement(
      signed_events(1, {lot_event("commissioning", "ADD", lot(1, "L7"), 5, 11, "2026-07-22T06:45:00.000Z")}));
  EXPECT_EQ(stored.status, 201) << stored.body;
  slow.go();
  reader.join();
  api_.reset();
}

/// The next that asks it waits until the test lets go.
class HeldClock final : public Clock {
 public:
  Micros now() override {
    if (is_armed_.exchange(false)) {
      begun_.count_down();
      ends_.wait();
    }
    return system_clock().now();
  }
  Micros passed() override { return system_clock().passed(); }
  void hold_the_next() { is_armed_ = true; }
  void wait_until_asked() const { begun_.wait(); }
  void go() { ends_.count_down(); }

 private:
  std::atomic<bool> is_armed_ = false;
  std::latch begun_{1}, ends_{1};
};

// The one worker signs, and is held there.
TEST_F(LoadTest, StatementsDoNotKeepLongReadsWaiting) {
  admit(1);
  api_.reset();
  ledger_.reset();
  HeldClock clock;
  auto ledger = open_ledger(ledger_options_, clock, system_randomness(), env_);
  ASSERT_TRUE(ledger);
  ledger_ = std::move(*ledger);
  options_.workers = options_.readers = 1;
  start();
  clock.hold_the_next();
  std::atomic<bool> is_stored = false;
  std::thread writer([&] {
    const RawResponse stored =
        post_json("/policies", R"({"id":"read","type":"grant","role":"auditor","party":")" + party(1) + "\"}",
                  operator_token_);
    is_stored = true;
    EXPECT_EQ(stored.status, 201) << stored.body;
  });
  clock.wait_until_asked();
  EXPECT_EQ(get("/trace?id=https://id.gs1.org/01/09520000000011/10/L7").status, 200);
  EXPECT_FALSE(is_stored) << "The worker was held all the while.";
  clock.go();
  writer.join();
  api_.reset();
  ledger_.reset();
}

TEST_F(LoadTest, ABodyWithoutATokenIsBoundedLower) {
  api_.reset();
  options_.server.limits.anonymous_body_bytes_max = 10'000;
  start();
  const std::string body = "x." + std::string(20'000, 'x');
  EXPECT_EQ(post_statement(body).status, 413);
  const RawResponse known = request({.method = "POST",
                                     .target = "/statements",
                                     .token = operator_token_,
                                     .content_type = "application/sd-jwt",
                                     .body = body});
  EXPECT_EQ(known.status, 400) << "it was read";
  const RawResponse bad = request({.method = "POST",
                                   .target = "/statements",
                                   .token = "st_" + std::string(43, 'A'),
                                   .content_type = "application/sd-jwt",
                                   .body = body});
  EXPECT_EQ(bad.status, 413) << "a token that is not good is none";
}

}  // namespace
}  // namespace stocktrail::test
