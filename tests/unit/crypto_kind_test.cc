// Kinds of statements: a name of bounded syntax, and nothing else that crypto knows.
#include <gtest/gtest.h>

#include "crypto/statement.h"
#include "tests/support/statement_fixtures.h"

namespace stocktrail::testing {
namespace {

std::string wire_of(const std::string& kind, const std::string& claim, const SigningKey& key) {
  return hand_made_jws(valid_header(kind, key), payload_start() + ",\"" + claim + R"(":{"id":"x"}})", key) +
         "~";
}

TEST(StatementKind, AKindThatIsNotKnownHereIsVerifiedLikeAnyOther) {
  const SigningKey key = fixed_key(1);
  for (const std::string& kind :
       {std::string("reservation"), std::string("x-2"), std::string(kind_characters_max, 'a')}) {
    const auto statement = Statement::parse(wire_of(kind, kind, key));
    ASSERT_TRUE(statement) << statement.error().detail;
    EXPECT_EQ(statement->kind(), kind);
    EXPECT_EQ(statement->body().raw(), R"({"id":"x"})");
    EXPECT_TRUE(verify(*statement, key.public_key()));
    EXPECT_FALSE(verify(*statement, fixed_key(2).public_key()));
  }
}

TEST(StatementKind, HasANameOfBoundedSyntaxAndAClaimOfThatName) {
  const SigningKey key = fixed_key(1);
  for (const std::string& kind :
       {std::string(), std::string("Party"), std::string("1st"), std::string("-"), std::string("two words"),
        std::string("a/b"), std::string("caf\xc3\xa9"), std::string(kind_characters_max + 1, 'a')}) {
    const auto refused = Statement::parse(wire_of(kind, kind, key));
    ASSERT_FALSE(refused) << kind;
    EXPECT_EQ(refused.error().where, "jws header.typ") << kind;
  }
  const auto other = Statement::parse(wire_of("reservation", "party", key));
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().where, "$.party");
}

}  // namespace
}  // namespace stocktrail::testing
