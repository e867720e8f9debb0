// A log in which a newer program put statements of a kind that this one does not know: an auditor's program
// verifies them, and says so.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "ledger/engine/audit.h"
#include "ledger/engine/gate.h"
#include "ledger/engine/kinds.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

/// As the newer program has it.
constexpr StatementKind forecast{
    "forecast", [](const Statement&, FoldInput&) { return Result<void>(); }, &Gate::judge_events, {}};

class UnknownKindTest : public ApiFixture {
 protected:
  UnknownKindTest() {
    admit(1);
    const std::string wire = signed_body("forecast", 1, R"({"of":"x"})");
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

TEST_F(UnknownKindTest, EndsTheReplayOfADirectoryWithAReason) {
  api_.reset();
  ledger_.reset();
  const auto report = audit_directory(directory_ / "data", [](std::uint64_t, std::uint64_t) {},
                                      {.guard_directory = directory_ / "guard", .log = {}, .checkpoint = {}});
  ASSERT_TRUE(report) << report.error().detail;
  ASSERT_FALSE(report->doubts.empty());
  EXPECT_NE(report->doubts.front().detail.find("this one is of kind \"forecast\""), std::string::npos)
      << report->doubts.front().detail;
  open();
  start();
}

}  // namespace
}  // namespace stocktrail::test
