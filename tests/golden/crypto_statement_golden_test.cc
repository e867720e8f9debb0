// The bytes of statements and proof files, frozen: a change of any of these files is a change of a format
// that must not change.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/statement_fixtures.h"

namespace stocktrail::testing {
namespace {

std::string golden(std::string_view name) {
  std::ifstream file(std::string(STOCKTRAIL_TEST_DIR "/golden/statement/").append(name), std::ios::binary);
  EXPECT_TRUE(file) << "no golden file " << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string seeded_sample() {
  StatementDraft draft =
      events_draft({std::string(sample_event), R"({"type":"x", "childEPCs":[]})", R"({"a/b~c":[ 1.0 ]})"});
  draft.context = R"({"example":"https://example.com/"})";
  return *sign_statement(draft, fixed_key(1));
}

TEST(StatementGolden, SeededForm) {
  EXPECT_EQ(seeded_sample() + "\n", golden("events.json"));
}

TEST(StatementGolden, RfcForm) {
  EXPECT_EQ(disclose_all(*Statement::parse(seeded_sample())) + "\n", golden("events.sd-jwt"));
}

TEST(StatementGolden, MasterData) {
  const SigningKey key = fixed_key(1);
  const std::string party = R"({"id":"https://id.gs1.org/417/9521141000014","name":"Alpine Dairy"})";
  EXPECT_EQ(signed_body("party", std::string(issuer_id), party, key) + "\n", golden("party.sd-jwt"));
}

TEST(StatementGolden, ProofFile) {
  const SigningKey key = fixed_key(1);
  const std::string party =
      R"({"id":"https://id.gs1.org/417/9521141000014","name":"Alpine Dairy","keys":[)" + key_json(key) + "]}";
  SmallLog log("log.example/test");
  log.add(signed_body("party", std::string(issuer_id), party, key));
  log.add("another~");
  log.add(disclose_all(*Statement::parse(seeded_sample())));
  const std::string text = encode_bundle(log.bundle({0, 2}));
  EXPECT_EQ(text, golden("sample.stproof"));
  EXPECT_TRUE(verify_bundle(*parse_bundle(text), log.verifier()));
}

}  // namespace
}  // namespace stocktrail::testing
