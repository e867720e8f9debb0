// A log in which a newer program put statements of a kind that this one does not know: an auditor's program
// verifies them, and says so.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "ledger/engine/audit_replay.h"
#include "ledger/engine/gate.h"
#include "ledger/engine/kinds.h"
#include "ledger/store/layout.h"
#include "tests/support/api_fixture.h"
#include "tests/support/past_the_gate.h"

namespace stocktrail::test {
namespace {

/// As the newer program has it.
constexpr StatementKind forecast{"forecast",
                                 [](const Statement&, RulesVersion, FoldInput&) { return Result<void>(); },
                                 &Gate::judge_events,
                                 {}};

class UnknownKindTest : public ApiFixture {
 protected:
  UnknownKindTest() {
    admit(1);
    append_of("forecast");
  }
  /// As a newer program would.
  void append_of(const std::string& kind) {
    const std::string wire = signed_body(kind, 1, R"({"of":"x"})");
    const auto statement = Statement::parse(wire);
    Candidate candidate;
    candidate.kind = &forecast;
    candidate.wire = wire;
    candidate.digest = statement->digest();
    candidate.id = statement->id();
    candidate.issuer = *gs1::parse_key(statement->issuer());
    candidate.key_id = statement->key_id();
    candidate.issued_at = statement->issued_at();
    candidate.signed_by = key_of_party(1).public_key();
    const auto receipt = ledger_->append_and_wait(std::move(candidate));
    EXPECT_TRUE(receipt) << receipt.error().detail;
  }
  ~UnknownKindTest() override { stop(); }
  void stop() {
    api_.reset();
    ledger_.reset();
  }
  AuditReport audit() {
    stop();
    auto report = audit_directory(directory_ / "data", [](std::uint64_t, std::uint64_t) {},
                                  {.guard_directory = directory_ / "guard", .log = {}, .checkpoint = {}});
    EXPECT_TRUE(report) << report.error().detail;
    return *std::move(report);
  }
  static std::string run(const std::string& arguments) {
    const std::string command = STOCKTRAIL_BIN_DIR "/stocktrail " + arguments + " 2>&1; echo status $?";
    FILE* pipe = ::popen(command.c_str(), "r");
    std::string told;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) told.push_back(static_cast<char>(c));
    ::pclose(pipe);
    return told;
  }
};

TEST_F(UnknownKindTest, IsVerifiedByAnAuditorWhoDoesNotKnowIt) {
  const RawResponse granted =
      post_json("/policies", R"({"id":"read","type":"grant","role":"auditor","party":")" + party(1) + "\"}",
                operator_token_);
  ASSERT_EQ(granted.status, 201) << granted.body;
  std::ofstream(directory_ / "token") << token_for(1, "auditor") << "\n";
  std::filesystem::permissions(directory_ / "token", std::filesystem::perms::owner_read);
  std::ofstream(directory_ / "log.vkey") << ledger_->verifier().text() << "\n";
  const std::string told =
      run("audit --json --server http://127.0.0.1:" + std::to_string(api_->port()) + " --token-file " +
          (directory_ / "token").string() + " --vkey " + (directory_ / "log.vkey").string() + " --state " +
          (directory_ / "seen").string());
  EXPECT_NE(told.find(R"("unknownKinds":["forecast"])"), std::string::npos) << told;
  EXPECT_NE(told.find("status 0"), std::string::npos) << told;
}

TEST_F(UnknownKindTest, IsShownToNobodyElse) {
  const std::string index = std::to_string(to_u64(ledger_->view()->checkpoint().size) - 1);
  EXPECT_EQ(get("/statements/" + index).status, 404);
  EXPECT_EQ(get("/statements/" + index, token_for(1, "party")).status, 200);
}

// A directory goes to another machine with another program: what that does not know is told, and all else is
// looked at as if it were not there.
TEST_F(UnknownKindTest, IsToldByTheAuditOfADirectoryWhichGoesOn) {
  EXPECT_EQ(post_statement(signed_body("product", 1, R"({"id":")" + gtin(1) + R"(","name":"Milk"})")).status,
            201);
  const std::uint64_t size = to_u64(ledger_->view()->checkpoint().size);
  const AuditReport report = audit();
  EXPECT_EQ(report.doubts, std::vector<Error>{});
  EXPECT_EQ(report.not_judged, std::vector<Error>{});
  EXPECT_EQ(to_u64(report.size), size);
  EXPECT_EQ(report.statements, size);
  EXPECT_EQ(report.unknown_kinds, (std::map<std::string, std::uint64_t>{{"forecast", 1}}));
  const std::string told =
      run("audit --guard " + (directory_ / "guard").string() + " " + (directory_ / "data").string());
  EXPECT_NE(told.find("forecast (1)"), std::string::npos) << told;
  EXPECT_NE(told.find("status 0"), std::string::npos) << told;
}

// Tables that differ after it may be as its folds made them: neither good nor bad. What follows from no fold
// is judged as ever.
TEST_F(UnknownKindTest, LeavesTablesThatDifferUnjudged) {
  stop();
  Behind behind;
  behind.rows.emplace_back(Table::master, "unknown row", "value");
  write_behind(directory_ / "data" / "db", behind);
  const AuditReport report = audit();
  EXPECT_EQ(report.doubts, std::vector<Error>{});
  ASSERT_EQ(report.not_judged.size(), 1U);
  EXPECT_EQ(report.not_judged.front().where, "table master");
  behind.rows = {{Table::statements, "unknown row", "value"}};
  write_behind(directory_ / "data" / "db", behind);
  EXPECT_EQ(audit().doubts.size(), 1U);
}

TEST_F(UnknownKindTest, OnlySoManyAreCountedByName) {
  for (char letter = 'a'; letter < static_cast<char>('a' + unknown_kinds_max); ++letter)
    append_of(std::string("plan") + letter);
  const AuditReport report = audit();
  EXPECT_EQ(report.doubts, std::vector<Error>{});
  EXPECT_EQ(report.unknown_kinds.size(), unknown_kinds_max + 1);
  EXPECT_EQ(report.unknown_kinds.at("and others"), 1U);
}

TEST_F(UnknownKindTest, IsHeldToItsEntryAndItsSignature) {
  const std::uint64_t last = to_u64(ledger_->view()->checkpoint().size) - 1;
  const std::string wire(ledger_->view()->statement(LeafIndex{last})->wire());
  stop();
  std::string forged = wire;
  char& signature = forged[forged.find('~') - 5];
  signature = signature == 'A' ? 'B' : 'A';
  Behind behind;
  behind.rows.emplace_back(Table::openings, index_key(LeafIndex{last}), forged);
  write_behind(directory_ / "data" / "db", behind);
  const AuditReport report = audit();
  ASSERT_FALSE(report.doubts.empty());
  EXPECT_EQ(report.doubts.front().where, "entry " + std::to_string(last));
}

}  // namespace
}  // namespace stocktrail::test
