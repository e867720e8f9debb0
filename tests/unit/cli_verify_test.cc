// `stocktrail verify` of what a newer log may hold.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <string>

#include "tests/support/statement_fixtures.h"
#include "tests/support/temporary_directory.h"

namespace stocktrail::testing {
namespace {

constexpr std::string_view operator_id = "https://id.gs1.org/417/9521141000007";

/// What the program prints, and its exit status in the last line.
std::string run(const std::string& arguments) {
  const std::string command = STOCKTRAIL_BIN_DIR "/stocktrail " + arguments + " 2>&1; echo status $?";
  FILE* pipe = ::popen(command.c_str(), "r");
  std::string told;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) told.push_back(static_cast<char>(c));
  ::pclose(pipe);
  return told;
}

TEST(VerifyCommand, AKindThatItDoesNotKnowIsGoodAndToldAsUnknown) {
  const SigningKey key = fixed_key(50);
  SmallLog log("log.example/test");
  const std::string id(operator_id);
  log.add(signed_body(
      "party", id,
      R"({"id":")" + id + R"(","name":"The Log","roles":["operator"],"keys":[)" + key_json(key) + "]}", key));
  log.add(signed_body("weather", id, R"({"id":"R1"})", key));
  const TemporaryDirectory directory;
  std::ofstream(directory / "file.stproof") << encode_bundle(log.bundle({0, 1}));
  std::ofstream(directory / "log.vkey") << log.verifier().text() << "\n";
  const std::string arguments =
      "verify " + (directory / "file.stproof").string() + " --vkey " + (directory / "log.vkey").string();
  const std::string told = run(arguments);
  EXPECT_NE(told.find("weather (unknown to this program)"), std::string::npos) << told;
  EXPECT_NE(told.find("the signature is good and the kind unknown to this program"), std::string::npos)
      << told;
  EXPECT_NE(told.find("VERIFIED: 2 statements"), std::string::npos) << told;
  EXPECT_NE(told.find("status 0"), std::string::npos) << told;
  const std::string json = run(arguments + " --json");
  EXPECT_NE(json.find(R"("kind":"weather","kindKnown":false)"), std::string::npos) << json;
}

}  // namespace
}  // namespace stocktrail::testing
