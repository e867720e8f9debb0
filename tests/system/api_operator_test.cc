// What an operator meets while running a server: tokens that are lost, keys that were replaced, and causes
// that only the log tells.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "ledger/engine/controls.h"
#include "ledger/files/held_keys.h"
#include "ledger/files/key_file.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class OperatorTest : public ApiFixture {
 protected:
  fs::path token_file() const { return directory_ / "data/operator.token"; }
  std::string token_in_file() const {
    std::string token;
    std::ifstream file(token_file());
    std::getline(file, token);
    return token;
  }
  std::string new_operator_token() const {
    const RawResponse made = post_json(
        "/tokens", R"({"role":"operator","party":")" + ledger_->operator_id().text() + R"(","days":1})",
        operator_token_);
    EXPECT_EQ(made.status, 201) << made.body;
    return member(made.body, "token");
  }
  RawResponse revoke(const std::string& token, const std::string& with) const {
    const auto stored = find_token(sha256(token), ledger_->view()->tables());
    return request({.method = "DELETE", .target = "/tokens/" + stored->id, .token = with});
  }
  void begin_custody(unsigned number) const {
    ASSERT_EQ(post_json("/parties", party_claim(number, ""), operator_token_).status, 201);
    ASSERT_EQ(post_json("/policies", R"({"id":"c","type":"custodial","party":")" + party(number) + "\"}",
                        operator_token_)
                  .status,
              201);
  }
  RawResponse capture(const std::string& document, const std::string& token) const {
    return request({.method = "POST",
                    .target = "/epcis/capture",
                    .token = token,
                    .content_type = "application/ld+json",
                    .body = document});
  }
  static std::string document() {
    return R"({"@context":["https://ref.gs1.org/standards/epcis/epcis-context.jsonld"],"type":"EPCISDocument",)"
           R"("schemaVersion":"2.0","creationDate":"2026-07-22T06:45:00Z","epcisBody":{"eventList":[)" +
           lot_event("commissioning", "ADD", lot(1, "L1"), 10, 11, "2026-07-22T06:45:00Z") + "]}}";
  }
};

TEST_F(OperatorTest, TheLastGoodTokenOfAnOperatorIsNotRevoked) {
  const RawResponse refused = revoke(operator_token_, operator_token_);
  EXPECT_EQ(refused.status, 409) << refused.body;
  EXPECT_THAT(refused.body, HasSubstr("last good token of an operator"));
  EXPECT_EQ(get("/tokens", operator_token_).status, 200);
  const std::string second = new_operator_token();
  EXPECT_EQ(revoke(operator_token_, second).status, 200);
  EXPECT_EQ(get("/tokens", operator_token_).status, 401);
  EXPECT_EQ(revoke(second, second).status, 409);
  EXPECT_EQ(revoke(operator_token_, second).status, 200) << "again: it was revoked before";
}

TEST_F(OperatorTest, WhoeverStartsTheServerCanHaveANewToken) {
  restart();
  EXPECT_EQ(token_in_file(), operator_token_) << "one is good";
  ::chmod(token_file().c_str(), 0644);
  options_.makes_operator_token = true;
  restart();
  const std::string made = token_in_file();
  EXPECT_NE(made, operator_token_);
  EXPECT_EQ(get("/tokens", made).status, 200);
  EXPECT_EQ(get("/tokens", operator_token_).status, 200) << "revoking it is the operator's word";
  struct stat found{};
  ASSERT_EQ(::stat(token_file().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
  EXPECT_THAT(log_.notes(), Contains(HasSubstr(token_file().string())));
  EXPECT_THAT(log_.notes(), Each(Not(HasSubstr(made))));
  EXPECT_FALSE(fs::exists(token_file().string() + ".new"));
}

// Expired, or revoked by an adopted copy: there would be no other way in.
TEST_F(OperatorTest, AStartWithoutAGoodTokenOfAnOperatorMakesOne) {
  ASSERT_TRUE(ledger_->share({TokensRevoked{.issued_by = system_clock().now(), .at = Micros{1}}}));
  EXPECT_EQ(get("/tokens", operator_token_).status, 401);
  restart();
  EXPECT_EQ(get("/tokens", token_in_file()).status, 200);
}

TEST_F(OperatorTest, AStartThatWasCutOffAfterTheTokenWasMadeIsFinished) {
  fs::rename(token_file(), token_file().string() + ".new");
  restart();
  EXPECT_EQ(token_in_file(), operator_token_);
}

TEST_F(OperatorTest, AReadOnlyLedgerMakesNoTokenAndSaysSo) {
  api_.reset();
  ledger_.reset();
  fs::rename(directory_ / "guard", directory_ / "away");
  open();
  start();
  EXPECT_EQ(get("/tokens", operator_token_).status, 200);
  api_.reset();
  options_.makes_operator_token = true;
  const auto refused =
      api::Api::start(options_, *ledger_, system_clock(), system_randomness(), log_, nullptr);
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().detail, HasSubstr("guard"));
  EXPECT_EQ(token_in_file(), operator_token_);
}

TEST_F(OperatorTest, ACaptureIsKnownAgainAfterTheOperatorsKeyWasReplaced) {
  begin_custody(1);
  const std::string token = token_for(1, "party");
  const RawResponse first = capture(document(), token);
  ASSERT_EQ(first.status, 202) << first.body;
  const auto size = ledger_->view()->checkpoint().size;
  const SigningKey other = key_of_party(9);
  StatementDraft draft;
  draft.kind = "key";
  draft.body = R"({"party":")" + ledger_->operator_id().text() + R"(","add":[)" + jwk(9) + "]}";
  ASSERT_TRUE(ledger_->append_and_wait(*ledger_->sign_for(ledger_->operator_id(), std::move(draft))));
  const fs::path file = directory_ / "data/keys/operator.key";
  api_.reset();
  ledger_.reset();
  fs::remove(file);
  ASSERT_TRUE(write_key_file(file, other));
  open();
  start();
  const RawResponse again = capture(document(), token);
  EXPECT_EQ(again.status, 202) << again.body;
  EXPECT_EQ(again.header("location"), first.header("location"));
  EXPECT_EQ(to_u64(ledger_->view()->checkpoint().size), to_u64(size) + 1) << "the new key alone";
}

TEST_F(OperatorTest, ACaptureOfAnEarlierProgramIsKnownAgain) {
  begin_custody(1);
  const std::string content =
      "capture" + std::string(1, '\0') + party(1) + std::string(1, '\0') + hex_encode(sha256(document()));
  StatementDraft draft;
  draft.issuer = party(1);
  draft.id = ledger_->statement_ids_of(content)[1];  // As it was made with the operator's key.
  draft.events = {lot_event("commissioning", "ADD", lot(1, "L1"), 10, 11, "2026-07-22T06:45:00Z")};
  const auto logged =
      ledger_->append_and_wait(*ledger_->sign_for(*gs1::parse_key(party(1)), std::move(draft)));
  ASSERT_TRUE(logged);
  const RawResponse again = capture(document(), token_for(1, "party"));
  EXPECT_EQ(again.status, 202) << again.body;
  EXPECT_EQ(again.header("location"), "/epcis/capture/" + std::to_string(to_u64(logged->index)));
}

TEST_F(OperatorTest, AKeyThatWasRevokedIsNotTakenAgainInSilence) {
  admit(1);
  const std::string kid = thumbprint(key_of_party(1).public_key());
  StatementDraft draft;
  draft.kind = "key";
  draft.body = R"({"party":")" + party(1) + R"(","revoke":[{"kid":")" + kid + "\"}]}";
  ASSERT_TRUE(ledger_->append_and_wait(*ledger_->sign_for(ledger_->operator_id(), std::move(draft))));
  const auto size = ledger_->view()->checkpoint().size;
  const RawResponse refused = post_json("/parties", party_claim(1, jwk(2) + "," + jwk(1)), operator_token_);
  EXPECT_EQ(refused.status, 409) << refused.body;
  EXPECT_THAT(refused.body, AllOf(HasSubstr(kid), HasSubstr("revoked"), HasSubstr("$.party.keys[1]")));
  EXPECT_EQ(ledger_->view()->checkpoint().size, size);
  EXPECT_EQ(post_json("/parties", party_claim(1, jwk(2)), operator_token_).status, 201);
}

TEST_F(OperatorTest, TheCauseOfAFaultStandsInTheLogAndNotInTheAnswer) {
  begin_custody(1);
  const std::string token = token_for(1, "party");
  EXPECT_THAT(log_.causes(), IsEmpty());
  api_.reset();
  ledger_.reset();
  fs::remove(directory_ / "data/keys/installation.key");
  ledger_options_.lost_key = LostKey::installation;
  open();
  start();
  const RawResponse answer = capture(document(), token);
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.body, Not(HasSubstr("installation")));
  EXPECT_THAT(log_.causes(), Contains(HasSubstr("installation.key")));
}

}  // namespace
}  // namespace stocktrail::test
