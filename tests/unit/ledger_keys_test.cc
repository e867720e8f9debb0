// The secret keys beside a log: which start is refused, what it says, and how a log goes on without one that
// is lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "ledger/files/key_file.h"
#include "tests/support/ledger_world.h"

namespace stocktrail::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

class KeysTest : public ::testing::Test {
 protected:
  void SetUp() override { world.open(); }
  fs::path key_file(const std::string& name) const { return directory / "data/keys" / (name + ".key"); }
  Error refusal() {
    const auto opened = world.try_open();
    EXPECT_FALSE(opened.has_value());
    return opened ? Error{} : opened.error();
  }
  void replace(const std::string& name, const SigningKey& key) {
    fs::remove(key_file(name));
    ASSERT_TRUE(write_key_file(key_file(name), key));
  }
  /// A key of the operator, added and revoked as it says.
  Result<Receipt> change_keys(const std::string& change) {
    return world.state("key", R"({"party":")" + world.ledger->operator_id().text() + "\"," + change + "}");
  }
  static std::string jwk(const SigningKey& key) {
    return R"({"kty":"OKP","crv":"Ed25519","x":")" + base64url_encode(key.public_key().bytes()) + "\"}";
  }
  Result<PublicKey> make_custodial_key() { return world.ledger->make_custodial_key(partner.id); }
  void admit_partner() {
    ASSERT_TRUE(world.state("party", party_body(partner, HasKey::no)));
    ASSERT_TRUE(world.state("policy", R"({"id":"https://test.example/c1","type":"custodial","party":")" +
                                          partner.id.text() + "\"}"));
  }

  TemporaryDirectory directory;
  LedgerWorld world{directory / "data"};
  const Supplier partner = make_supplier(3);
  const SigningKey other = make_supplier(9).key;
};

TEST_F(KeysTest, AMissingOperatorsKeyIsRefusedAndNotMadeAnew) {
  world.ledger.reset();
  const std::string key_id = thumbprint(read_key_file(key_file("operator"))->public_key());
  fs::rename(key_file("operator"), directory / "kept");
  for (int start = 0; start < 2; ++start) {
    const Error error = refusal();
    EXPECT_EQ(error.code, ErrorCode::corrupted);
    EXPECT_THAT(error.detail,
                AllOf(HasSubstr("missing"), HasSubstr(key_id), HasSubstr("Keys of the server")));
    EXPECT_EQ(error.where, key_file("operator").string());
    EXPECT_FALSE(fs::exists(key_file("operator")));
  }
  fs::rename(directory / "kept", key_file("operator"));
  world.open();
  EXPECT_TRUE(world.admit(partner));
}

TEST_F(KeysTest, AForeignOperatorsKeyIsRefused) {
  ASSERT_TRUE(world.admit(partner));
  world.ledger.reset();
  for (const SigningKey* foreign : {&other, &partner.key}) {
    replace("operator", *foreign);
    const Error error = refusal();
    EXPECT_EQ(error.code, ErrorCode::corrupted);
    EXPECT_THAT(error.detail,
                AllOf(HasSubstr(thumbprint(foreign->public_key())), HasSubstr("none of the operator")));
  }
}

TEST_F(KeysTest, AfterARotationTheNewKeyIsAskedFor) {
  const std::string old = thumbprint(read_key_file(key_file("operator"))->public_key());
  ASSERT_TRUE(change_keys(R"("add":[)" + jwk(other) + R"(],"revoke":[{"kid":")" + old + "\"}]"));
  world.clock.pass_micros(2'000'000);
  world.ledger.reset();
  const Error error = refusal();
  EXPECT_EQ(error.code, ErrorCode::corrupted);
  EXPECT_THAT(error.detail,
              AllOf(HasSubstr(old), HasSubstr("cannot sign now"), HasSubstr(thumbprint(other.public_key()))));
  replace("operator", other);
  world.open();
  EXPECT_TRUE(world.admit(partner));
}

TEST_F(KeysTest, ALogGoesOnWithoutAnOperatorsKeyThatIsLost) {
  // Another party of the role operator, whose own key can state a new one for the first.
  ASSERT_TRUE(world.admit(partner));
  json::Writer role;
  role.begin_object().field("id", partner.id.text()).field("name", "Supplier");
  role.key("roles").begin_array().string("producer").string("operator").end_array().end_object();
  ASSERT_TRUE(world.state("party", role.text()));
  world.ledger.reset();
  fs::remove(key_file("operator"));
  world.options.lost_key = LostKey::operator_;
  world.open();
  EXPECT_FALSE(world.ledger->read_only_reason().has_value());
  EXPECT_FALSE(fs::exists(key_file("operator")));
  ASSERT_TRUE(world.post(sign_events(partner, 1, {commissioning(partner, 1, "L1", 10)})));
  EXPECT_EQ(world.admit(make_supplier(4)).error().code, ErrorCode::forbidden);

  StatementDraft draft;
  draft.issuer = partner.id.text();
  draft.issued_at = to_i64(world.clock.now()) / 1'000'000;
  draft.id = statement_id(77);
  draft.kind = "party";
  draft.body = R"({"id":")" + world.ledger->operator_id().text() + R"(","name":"Operator","keys":[)" +
               jwk(other) + "]}";
  const auto stated = world.post(*sign_statement(draft, partner.key));
  ASSERT_TRUE(stated) << stated.error().detail;
  world.ledger.reset();
  replace("operator", other);
  EXPECT_EQ(refusal().where, "lost_key") << "it is there again";
  world.options.lost_key = LostKey::none;
  world.open();
  EXPECT_TRUE(world.admit(make_supplier(4)));
}

TEST_F(KeysTest, AForeignOrMissingInstallationKeyIsRefusedOnceItSealsSomething) {
  const SigningKey ours = *read_key_file(key_file("installation"));
  world.ledger.reset();
  replace("installation", other);
  world.open();  // Nothing was sealed: it is as good as the first.
  admit_partner();
  ASSERT_TRUE(make_custodial_key());
  world.ledger.reset();
  replace("installation", ours);
  EXPECT_THAT(refusal().detail, AllOf(HasSubstr("not the key of this installation"), HasSubstr("1 keys")));
  fs::remove(key_file("installation"));
  EXPECT_THAT(refusal().detail, HasSubstr("missing"));
  EXPECT_FALSE(fs::exists(key_file("installation")));
  replace("installation", other);
  world.open();
  EXPECT_TRUE(make_custodial_key());
}

TEST_F(KeysTest, WithALostInstallationKeyPartiesGetNewKeys) {
  admit_partner();
  const auto before = make_custodial_key();
  ASSERT_TRUE(before);
  world.options.lost_key = LostKey::installation;
  EXPECT_EQ(refusal().where, "lost_key") << "it is there";
  fs::remove(key_file("installation"));
  std::vector<std::string> told;
  world.options.report = [&](std::string_view line) { told.emplace_back(line); };
  world.open();
  world.options.lost_key = LostKey::none;
  world.open();  // Once is enough.
  EXPECT_THAT(told, Contains(HasSubstr("1 keys")));
  StatementDraft draft;
  draft.events = {commissioning(partner, 1, "L1", 10)};
  EXPECT_EQ(world.ledger->sign_for(partner.id, std::move(draft)).error().code, ErrorCode::corrupted);
  const auto after = make_custodial_key();
  ASSERT_TRUE(after) << after.error().detail;
  EXPECT_NE(*after, *before);
  StatementDraft again;
  again.events = {commissioning(partner, 1, "L1", 10)};
  const auto candidate = world.ledger->sign_for(partner.id, std::move(again));
  ASSERT_TRUE(candidate) << candidate.error().detail;
  EXPECT_EQ(candidate->key_id, thumbprint(*after));
}

TEST_F(KeysTest, NoKeyIsLostWhereThereIsNoLog) {
  LedgerWorld fresh(directory / "fresh");
  fresh.options.lost_key = LostKey::operator_;
  const auto refused = fresh.try_open();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().where, "lost_key");
  EXPECT_FALSE(fs::exists(directory / "fresh"));
}

TEST_F(KeysTest, AMissingKeyOfTheLogIsNamed) {
  world.ledger.reset();
  fs::remove(key_file("log"));
  const Error error = refusal();
  EXPECT_EQ(error.code, ErrorCode::corrupted);
  EXPECT_EQ(error.where, key_file("log").string());
}

// Ids of captured documents follow from the log's key, which is the one that never changes.
TEST_F(KeysTest, IdsOfContentsStayWhenTheOperatorsKeyIsReplaced) {
  const auto before = world.ledger->statement_ids_of("a document");
  const std::string old = thumbprint(read_key_file(key_file("operator"))->public_key());
  ASSERT_EQ(before.size(), 2u);
  EXPECT_NE(before[0], before[1]);
  ASSERT_TRUE(change_keys(R"("add":[)" + jwk(other) + "]"));
  world.ledger.reset();
  replace("operator", other);
  world.open();
  const auto after = world.ledger->statement_ids_of("a document");
  EXPECT_EQ(after[0], before[0]);
  EXPECT_NE(after[1], before[1]);
  EXPECT_NE(world.ledger->statement_ids_of("another document")[0], before[0]);
}

}  // namespace
}  // namespace stocktrail::test
