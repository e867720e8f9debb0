// Tokens: what is kept, who gets in, and what a crash or a hostile file does.
#include "api/access/tokens.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "tests/support/manual_clock.h"
#include "tests/support/temporary_directory.h"

namespace stocktrail::api {
namespace {

class TokensTest : public ::testing::Test {
 protected:
  std::unique_ptr<TokenStore> open() {
    auto store = TokenStore::open(file(), clock_, randomness_);
    EXPECT_TRUE(store.has_value()) << store.error().detail;
    return std::move(*store);
  }
  std::filesystem::path file() const { return directory_ / "tokens"; }
  std::string contents() const {
    std::ifstream in(file());
    return {std::istreambuf_iterator<char>(in), {}};
  }

  TemporaryDirectory directory_;
  test::ManualClock clock_;
  test::CountingRandomness randomness_;
};

const TokenStore::Draft draft{
    .role = Role::party, .party = "https://id.gs1.org/417/1", .label = "shop 7", .days = 10};

TEST_F(TokensTest, LetInWhomTheyWereMadeFor) {
  const auto store = open();
  const auto issued = store->issue(draft);
  ASSERT_TRUE(issued.has_value());
  EXPECT_EQ(issued->secret.size(), 3 + 43U);
  const auto principal = store->authenticate(issued->secret);
  ASSERT_TRUE(principal.has_value());
  EXPECT_EQ(principal->role, Role::party);
  EXPECT_EQ(principal->party, draft.party);
  EXPECT_EQ(principal->token_id, issued->token.id);
  std::string other = issued->secret;
  other.back() = other.back() == 'A' ? 'B' : 'A';
  for (const std::string& wrong :
       {other, issued->secret + "A", issued->secret.substr(3), std::string("st_"), std::string()}) {
    EXPECT_FALSE(store->authenticate(wrong).has_value()) << wrong;
  }
}

TEST_F(TokensTest, KeepNoSecret) {
  const auto store = open();
  const auto issued = store->issue(draft);
  ASSERT_TRUE(issued.has_value());
  EXPECT_EQ(contents().find(issued->secret.substr(3)), std::string::npos);
  struct stat status{};
  ASSERT_EQ(::stat(file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_F(TokensTest, ExpireAndAreRevokedAlsoAfterARestart) {
  std::string first, second;
  {
    const auto store = open();
    first = store->issue(draft)->secret;
    const auto issued = store->issue(draft);
    second = issued->secret;
    ASSERT_TRUE(store->revoke(issued->token.id).has_value());
    EXPECT_FALSE(store->authenticate(second).has_value());
    EXPECT_FALSE(store->revoke("0000").has_value());
  }
  const auto store = open();
  EXPECT_EQ(store->list().size(), 2U);
  EXPECT_TRUE(store->authenticate(first).has_value());
  EXPECT_FALSE(store->authenticate(second).has_value());
  clock_.pass_micros(10 * 86'400'000'000 - 1);
  EXPECT_TRUE(store->authenticate(first).has_value());
  clock_.pass_micros(1);
  EXPECT_FALSE(store->authenticate(first).has_value());
}

TEST_F(TokensTest, SurviveEveryTornLine) {
  std::string secret;
  {
    const auto store = open();
    secret = store->issue(draft)->secret;
    static_cast<void>(store->issue(draft).value());
  }
  const std::string whole = contents();
  const std::size_t first_line = whole.find('\n') + 1;
  for (std::size_t cut = first_line; cut < whole.size(); ++cut) {
    std::ofstream(file(), std::ios::trunc) << whole.substr(0, cut);
    const auto store = open();
    EXPECT_EQ(store->list().size(), 1U) << cut;
    EXPECT_TRUE(store->authenticate(secret).has_value());
    ASSERT_TRUE(store->issue(draft).has_value());
    EXPECT_EQ(open()->list().size(), 2U) << cut;
  }
}

TEST_F(TokensTest, RefuseADamagedFile) {
  for (const std::string_view line :
       {"{}\n", "nonsense\n", "{\"id\":\"x\",\"revokedAt\":1}\n",
        "{\"id\":\"x\",\"sha256\":\"00\",\"role\":\"party\",\"createdAt\":1,\"expiresAt\":2}\n"}) {
    std::ofstream(file(), std::ios::trunc) << line;
    const auto store = TokenStore::open(file(), clock_, randomness_);
    ASSERT_FALSE(store.has_value()) << line;
    EXPECT_EQ(store.error().code, ErrorCode::corrupted);
  }
}

TEST_F(TokensTest, HaveLimits) {
  const auto store = open();
  const auto refused = [&](TokenStore::Draft changed, std::string_view where) {
    const auto result = store->issue(changed);
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
  EXPECT_TRUE(store->list().empty());
}

TEST_F(TokensTest, AreTenThousandAtMost) {
  ASSERT_TRUE(open()->issue(draft).has_value());
  const std::string line = contents();
  const std::string id = open()->list().front().id;
  const std::size_t id_at = line.find(id), hash_at = line.find("sha256\":\"") + 9;
  const auto add = [&](std::size_t first, std::size_t last) {
    std::ofstream out(file(), std::ios::app);
    for (std::size_t i = first; i < last; ++i) {
      const std::string number = std::to_string(100'000 + i);
      std::string other = line;
      other.replace(id_at, number.size(), number).replace(hash_at, number.size(), number);
      out << other;
    }
  };
  add(1, tokens_max - 1);
  auto store = open();
  ASSERT_EQ(store->list().size(), tokens_max - 1);
  const auto last = store->issue(draft);
  ASSERT_TRUE(last.has_value()) << last.error().detail;
  EXPECT_EQ(store->issue(draft).error().code, ErrorCode::too_large);
  ASSERT_TRUE(store->revoke(last->token.id).has_value());
  const auto next = store->issue(draft);
  ASSERT_TRUE(next.has_value()) << "revoked ones do not count";
  EXPECT_EQ(store->issue(draft).error().code, ErrorCode::too_large);
  clock_.pass_days(11);
  EXPECT_FALSE(store->authenticate(next->secret).has_value());
  store.reset();
  add(tokens_max, 2 * tokens_max);
  store = open();
  const auto alive = store->issue(draft);
  ASSERT_TRUE(alive.has_value()) << "expired ones do not count: " << alive.error().detail;
  EXPECT_EQ(store->list().size(), 1U) << "the dead are forgotten in the end";
  EXPECT_TRUE(store->authenticate(alive->secret).has_value());
  store.reset();
  EXPECT_TRUE(open()->authenticate(alive->secret).has_value());
  EXPECT_EQ(open()->list().size(), 1U);
}

TEST_F(TokensTest, AFileThatNoSetOfTokensCanFillIsNotRead) {
  std::ofstream(file()) << "{}";
  constexpr std::uintmax_t file_bytes_max = 64 << 20;
  std::filesystem::resize_file(file(), file_bytes_max + 1);
  const auto store = TokenStore::open(file(), clock_, randomness_);
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().code, ErrorCode::too_large);
}

}  // namespace
}  // namespace stocktrail::api
