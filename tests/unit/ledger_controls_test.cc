// What nodes share beside the log: that the order counts and a second delivery does not, that nothing of it
// is a secret, and what an audit says of it.
#include "ledger/engine/audit.h"
#include "ledger/engine/controls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <random>

#include "ledger/engine/party_keys.h"
#include "ledger/files/blobs.h"
#include "ledger/log/log_batch.h"
#include "ledger/store/store.h"
#include "tests/support/ledger_world.h"
#include "tests/support/memory_tables.h"
#include "tests/support/seed.h"

namespace stocktrail::test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TokenIssued token(const std::string& id, std::int64_t expires_at = 1'000) {
  return {.hash = sha256(id),
          .id = id,
          .role = "party",
          .party = "urn:x-test:a",
          .label = "till " + id,
          .created_at = Micros{1},
          .expires_at = Micros{expires_at}};
}
FileKnown file(const std::string& bytes, const std::string& party) {
  return {.sha256 = sha256(bytes), .bytes = bytes.size(), .party = party};
}

std::vector<Control> one_of_each() {
  return {token("1"),
          TokenRevoked{.hash = sha256("1"), .at = Micros{5}},
          TokensForgotten{.expired_by = Micros{2'000}},
          KeySealed{.key_id = "kid", .sealed = "box"},
          file("picture", "urn:x-test:a"),
          TokensRevoked{.issued_by = Micros{3}, .at = Micros{4}},
          FoldsGoOn{}};
}

TEST(Controls, GoThroughABatchAsTheyAre) {
  const auto batch = decode_batch(encode_batch({.proposer = {}, .number = 7}, Micros{9}, {}, one_of_each()));
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->controls, one_of_each());
}

TEST(Controls, ABatchWithAControlOfAnUnknownKindIsNotRead) {
  std::string bytes = encode_batch({.proposer = {}, .number = 7}, Micros{9}, {}, {});
  ASSERT_TRUE(decode_batch(bytes));
  bytes += std::string("\x32\x03\x7a\x01\x00", 5);  // controls { 15: "\0" }
  EXPECT_FALSE(decode_batch(bytes));
}

// A log may deliver a batch again, also long after others.
TEST(Controls, ASecondDeliveryNeverUndoesWhatCameLater) {
  const std::uint64_t seed = test_seed();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int round = 0; round < 200; ++round) {
    MemoryTables once, twice;
    std::vector<Control> delivered;
    for (int i = 0; i < 12; ++i) {
      const std::string name = std::to_string(random() % 4);
      switch (random() % 4) {
        case 0:
          delivered.emplace_back(token(name, static_cast<std::int64_t>(1'000 * (1 + random() % 3))));
          break;
        case 1:
          if (!find_token(sha256(name), once)) continue;  // Nobody revokes what was not issued.
          delivered.emplace_back(TokenRevoked{.hash = sha256(name), .at = Micros{i}});
          break;
        case 2:
          delivered.emplace_back(KeySealed{.key_id = name, .sealed = "box " + std::to_string(i)});
          break;
        default:
          delivered.emplace_back(file(name, "urn:x-test:" + std::to_string(random() % 2)));
      }
      fold_control(delivered.back(), once);
      fold_control(delivered.back(), twice);
      for (std::size_t again = random() % delivered.size(); again < delivered.size(); ++again)
        fold_control(delivered[again], twice);
    }
    EXPECT_EQ(once, twice);
  }
}

TEST(Controls, ARevokedTokenIsNotForgottenBeforeItExpires) {
  MemoryTables tables;
  const Control issue = token("1", 1'000), forget = TokensForgotten{.expired_by = Micros{999}};
  fold_control(issue, tables);
  fold_control(TokenRevoked{.hash = sha256("1"), .at = Micros{5}}, tables);
  fold_control(forget, tables);
  fold_control(issue, tables);
  EXPECT_EQ(find_token(sha256("1"), tables)->revoked_at, Micros{5});
  fold_control(TokensForgotten{.expired_by = Micros{1'000}}, tables);
  EXPECT_THAT(all_tokens(tables), IsEmpty());
}

TEST(Controls, AKeyIsOpenedByItsInstallationAndUnderItsNameOnly) {
  MemoryTables tables;
  const SigningKey party_key = SigningKey::generate();
  const std::string kid = thumbprint(party_key.public_key());
  PartyKeys ours(SigningKey::generate()), others(SigningKey::generate());
  EXPECT_EQ(ours.find(kid, tables).error().code, ErrorCode::not_found);
  const KeySealed sealed = ours.seal(party_key);
  fold_control(sealed, tables);
  fold_control(KeySealed{.key_id = "another", .sealed = sealed.sealed}, tables);
  EXPECT_EQ((*ours.find(kid, tables))->public_key(), party_key.public_key());
  EXPECT_EQ(others.find(kid, tables).error().code, ErrorCode::corrupted);
  EXPECT_EQ(ours.find("another", tables).error().code, ErrorCode::corrupted);
}

TEST(Controls, TokensAreRevokedByTheTimeOfTheirIssue) {
  MemoryTables tables;
  const auto issued_at = [](const std::string& id, std::int64_t at) {
    TokenIssued one = token(id);
    one.created_at = Micros{at};
    return one;
  };
  for (std::int64_t at = 1; at <= 4; ++at) fold_control(issued_at(std::to_string(at), at), tables);
  fold_control(TokenRevoked{.hash = sha256("1"), .at = Micros{2}}, tables);
  fold_control(TokensRevoked{.issued_by = Micros{3}, .at = Micros{9}}, tables);
  const auto revoked_at = [&](const char* id) { return find_token(sha256(id), tables)->revoked_at; };
  EXPECT_EQ(revoked_at("1"), Micros{2}) << "once";
  EXPECT_EQ(revoked_at("2"), Micros{9});
  EXPECT_EQ(revoked_at("3"), Micros{9});
  EXPECT_EQ(revoked_at("4"), std::nullopt);
}

class SharedControls : public ::testing::Test {
 protected:
  SharedControls() { world.open(); }
  std::vector<Error> doubts() {
    world.ledger.reset();
    const auto report = audit_directory(world.options.directory, [](std::uint64_t, std::uint64_t) {});
    EXPECT_TRUE(report.has_value());
    last_report = *report;
    return last_report.doubts;
  }
  /// Behind the program's back.
  void put_row(const std::string& key, const std::string& value) {
    world.ledger.reset();
    struct Row final : WriteSet {
      std::string key, value;
      void write_to(Sink& sink) const override { sink.put(Table::controls, key, value); }
    } row;
    row.key = key;
    row.value = value;
    auto store = Store::open({.directory = world.options.directory / "db"});
    ASSERT_TRUE(store.has_value());
    ASSERT_TRUE((*store)->commit(row, Durability::synced));
  }

  TemporaryDirectory directory;
  LedgerWorld world{directory / "data"};
  AuditReport last_report;
};

TEST_F(SharedControls, AreInForceWhenTheCallReturnsAndAddNoEntry) {
  const std::string head = world.ledger->view()->signed_checkpoint();
  for (int i = 0; i < 20; ++i) {
    const std::string id = std::to_string(i);
    ASSERT_TRUE(world.ledger->share({token(id)}));
    ASSERT_TRUE(find_token(sha256(id), world.ledger->view()->tables())) << i;
    ASSERT_TRUE(world.ledger->share({TokenRevoked{.hash = sha256(id), .at = Micros{5}}}));
    ASSERT_TRUE(find_token(sha256(id), world.ledger->view()->tables())->revoked_at) << i;
  }
  EXPECT_EQ(world.ledger->view()->signed_checkpoint(), head);
  world.open();
  EXPECT_THAT(all_tokens(world.ledger->view()->tables()), SizeIs(20));
  EXPECT_EQ(world.ledger->view()->signed_checkpoint(), head);
}

TEST_F(SharedControls, MoreThanWaitAtMostAreRefused) {
  std::vector<Control> many(world.options.limits.queue_controls_max + 1, token("1"));
  EXPECT_EQ(world.ledger->share(many).error().code, ErrorCode::overloaded);
  EXPECT_FALSE(find_token(sha256("1"), world.ledger->view()->tables()));
  many.pop_back();
  EXPECT_TRUE(world.ledger->share(many));
}

TEST_F(SharedControls, AnAuditLooksThroughThem) {
  const BlobStore blobs(directory / "data" / "blobs");
  const std::string name = hex_encode(sha256("picture"));
  ASSERT_TRUE(blobs.put(name, "picture"));
  ASSERT_TRUE(
      world.ledger->share({token("1"), file("picture", "urn:x-test:a"), file("picture", "urn:x-test:b"),
                           KeySealed{.key_id = "kid", .sealed = "box"}}));
  EXPECT_THAT(doubts(), IsEmpty());
  EXPECT_EQ(last_report.tokens, 1u);
  EXPECT_EQ(last_report.held_keys, 1u);
  EXPECT_EQ(last_report.files, 1u);
  blobs.remove(name);
  ASSERT_THAT(doubts(), SizeIs(1));
  EXPECT_THAT(last_report.doubts[0].where, HasSubstr(name));
}

TEST_F(SharedControls, AnAuditFindsRowsThatNoControlMakes) {
  ASSERT_TRUE(world.ledger->share({token("1")}));
  EXPECT_THAT(doubts(), IsEmpty());
  put_row(
      "q"
      "urn:x-test:a",
      "\x07");  // Bytes of a party that brought nothing.
  EXPECT_THAT(doubts(), SizeIs(1));
  put_row("t" + std::string(as_text(sha256("1"))), "nonsense");
  EXPECT_THAT(doubts(), SizeIs(2));
  EXPECT_EQ(last_report.doubts[0].where, "table controls");
}

TEST_F(SharedControls, HeldKeysAreNotReadInTheDatabaseAndGoWithTheInstallationsKey) {
  const Supplier partner = make_supplier(3);
  ASSERT_TRUE(world.state("party", party_body(partner, HasKey::no)));
  ASSERT_TRUE(world.state("policy", R"({"id":"https://test.example/c1","type":"custodial","party":")" +
                                        partner.id.text() + "\"}"));
  const auto key = world.ledger->make_custodial_key(partner.id);
  ASSERT_TRUE(key) << key.error().detail;
  const auto sealed = sealed_key(thumbprint(*key), world.ledger->view()->tables());
  ASSERT_TRUE(sealed);
  std::ifstream in(directory / "data/keys/installation.key");
  const std::string line{std::istreambuf_iterator<char>(in), {}};
  ASSERT_FALSE(line.empty());
  EXPECT_THAT(doubts(), IsEmpty());
  EXPECT_EQ(last_report.held_keys, 1u);
  std::filesystem::remove(directory / "data/keys/installation.key");
  const auto opened = world.try_open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::corrupted);
  EXPECT_THAT(opened.error().where, HasSubstr("installation.key"));
}

}  // namespace
}  // namespace stocktrail::test
