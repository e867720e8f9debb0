// Tokens: what is kept, who gets in, and how many there may be.
#include "api/access/tokens.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "ledger/engine/controls.h"
#include "tests/support/ledger_world.h"

namespace stocktrail::api {
namespace {

class TokensTest : public ::testing::Test {
 protected:
  TokensTest() { world_.open(); }

  /// Anew, over what the log has.
  TokenStore open() { return {*world_.ledger, clock_, randomness_}; }

  TemporaryDirectory directory_;
  test::LedgerWorld world_{directory_ / "data"};
  test::ManualClock clock_;  // Not the ledger's, which must not jump.
  test::CountingRandomness randomness_;
};

const TokenStore::Draft draft{
    .role = Role::party, .party = "https://id.gs1.org/417/1", .label = "shop 7", .days = 10};

TEST_F(TokensTest, LetInWhomTheyWereMadeFor) {
  TokenStore store = open();
  const auto issued = store.issue(draft);
  ASSERT_TRUE(issued.has_value());
  EXPECT_EQ(issued->secret.size(), 3 + 43U);
  const auto principal = store.authenticate(issued->secret);
  ASSERT_TRUE(principal.has_value());
  EXPECT_EQ(principal->role, Role::party);
  EXPECT_EQ(principal->party, draft.party);
  EXPECT_EQ(principal->token_id, issued->token.id);
  EXPECT_TRUE(open().authenticate(issued->secret)) << "at every node that has the log";
  std::string other = issued->secret;
  other.back() = other.back() == 'A' ? 'B' : 'A';
  for (const std::string& wrong :
       {other, issued->secret + "A", issued->secret.substr(3), std::string("st_"), std::string()}) {
    EXPECT_FALSE(store.authenticate(wrong).has_value()) << wrong;
  }
}

TEST_F(TokensTest, AddNoEntryAndKeepNoSecret) {
  const std::string head = world_.ledger->view()->signed_checkpoint();
  TokenStore store(*world_.ledger, clock_, system_randomness());
  const auto issued = store.issue(draft);
  ASSERT_TRUE(issued.has_value());
  EXPECT_EQ(world_.ledger->view()->signed_checkpoint(), head);
  world_.ledger.reset();
  for (const auto& file : std::filesystem::recursive_directory_iterator(directory_ / "data")) {
    if (!file.is_regular_file()) continue;
    std::ifstream in(file.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    EXPECT_EQ(bytes.find(issued->secret.substr(3)), std::string::npos) << file.path();
  }
}

TEST_F(TokensTest, ExpireAndAreRevokedAlsoAfterARestart) {
  TokenStore store = open();
  const std::string first = store.issue(draft)->secret;
  const auto issued = store.issue(draft);
  const std::string second = issued->secret;
  ASSERT_TRUE(store.revoke(issued->token.id).has_value());
  EXPECT_FALSE(store.authenticate(second).has_value());
  EXPECT_EQ(store.revoke(issued->token.id)->revoked_at, store.list().back().revoked_at) << "once";
  EXPECT_FALSE(store.revoke("0000").has_value());
  world_.open();
  TokenStore again = open();
  EXPECT_EQ(again.list().size(), 2U);
  EXPECT_TRUE(again.authenticate(first).has_value());
  EXPECT_FALSE(again.authenticate(second).has_value());
  clock_.pass_micros(10 * 86'400'000'000 - 1);
  EXPECT_TRUE(again.authenticate(first).has_value());
  clock_.pass_micros(1);
  EXPECT_FALSE(again.authenticate(first).has_value());
}

TEST_F(TokensTest, HaveLimits) {
  TokenStore store = open();
  const auto refused = [&](TokenStore::Draft changed, std::string_view where) {
    const auto result = store.issue(changed);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().where, where);
  };
  TokenStore::Draft changed = draft;
  changed.days = 0;
  refused(changed, "$.days");
  changed.days = token_days_max + 1;
  refused(changed, "$.days");
  changed = draft;
  changed.label.assign(token_label_bytes_max + 1, 'x');
  refused(changed, "$.label");
  changed = draft;
  changed.role = Role::anyone;
  refused(changed, "$.role");
  EXPECT_TRUE(store.list().empty());
  changed = draft;
  changed.days = token_days_max;
  changed.label.assign(token_label_bytes_max, 'x');
  const auto issued = store.issue(changed);
  ASSERT_TRUE(issued.has_value()) << issued.error().detail;
  ASSERT_EQ(store.list().size(), 1U);
  EXPECT_EQ(store.list()[0].label, changed.label);
}

TEST_F(TokensTest, AreTenThousandAtMost) {
  TokenStore store = open();
  const auto add = [&](std::size_t first, std::size_t last) {
    std::vector<Control> controls;
    for (std::size_t i = first; i < last; ++i) {
      const std::string id = std::to_string(100'000 + i);
      controls.emplace_back(TokenIssued{.hash = sha256(id),
                                        .id = id,
                                        .role = "party",
                                        .party = draft.party,
                                        .label = {},
                                        .created_at = clock_.now(),
                                        .expires_at = Micros{to_i64(clock_.now()) + 10 * 86'400'000'000}});
      if (controls.size() < 1'000 && i + 1 < last) continue;
      ASSERT_TRUE(world_.ledger->share(std::exchange(controls, {})));
    }
  };
  add(0, tokens_max - 1);
  ASSERT_EQ(store.list().size(), tokens_max - 1);
  const auto last = store.issue(draft);
  ASSERT_TRUE(last.has_value()) << last.error().detail;
  EXPECT_EQ(store.issue(draft).error().code, ErrorCode::too_large);
  ASSERT_TRUE(store.revoke(last->token.id).has_value());
  const auto next = store.issue(draft);
  ASSERT_TRUE(next.has_value()) << "revoked ones do not count";
  EXPECT_EQ(store.issue(draft).error().code, ErrorCode::too_large);
  add(tokens_max, 2 * tokens_max);
  clock_.pass_days(11);
  EXPECT_FALSE(store.authenticate(next->secret).has_value());
  const auto alive = store.issue(draft);
  ASSERT_TRUE(alive.has_value()) << "expired ones do not count: " << alive.error().detail;
  EXPECT_EQ(store.list().size(), 1U) << "the dead are forgotten in the end";
  EXPECT_TRUE(store.authenticate(alive->secret).has_value());
}

TEST_F(TokensTest, ATokenOfARoleThatThisProgramDoesNotKnowLetsNobodyIn) {
  const std::string secret = open().new_secret();
  ASSERT_TRUE(world_.ledger->share({TokenIssued{.hash = sha256(secret),
                                                .id = "1",
                                                .role = "emperor",
                                                .party = draft.party,
                                                .label = {},
                                                .created_at = clock_.now(),
                                                .expires_at = Micros{to_i64(clock_.now()) + 1'000'000}}}));
  EXPECT_FALSE(open().authenticate(secret));
}

TEST_F(TokensTest, AReadOnlyLedgerIssuesAndRevokesNothing) {
  const auto issued = open().issue(draft);
  ASSERT_TRUE(issued.has_value());
  world_.ledger.reset();
  std::filesystem::remove_all(world_.options.guard_directory);  // A copy elsewhere.
  world_.open();
  ASSERT_TRUE(world_.ledger->read_only_reason());
  TokenStore store = open();
  EXPECT_TRUE(store.authenticate(issued->secret)) << "it is shown, to whom it was shown before";
  EXPECT_EQ(store.issue(draft).error().code, ErrorCode::read_only);
  EXPECT_EQ(store.revoke(issued->token.id).error().code, ErrorCode::read_only);
  EXPECT_TRUE(store.authenticate(issued->secret));
}

}  // namespace
}  // namespace stocktrail::api
