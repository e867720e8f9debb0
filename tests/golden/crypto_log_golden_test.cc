// The bytes of the public log, frozen: a change of any of these files is a change of a format that must not
// change.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "crypto/cosignature.h"
#include "crypto/tlog_proof.h"
#include "tests/support/log_fixture.h"

namespace stocktrail {
namespace {

using test::LogFixture;

std::string golden(std::string_view name) {
  std::ifstream file(std::string(STOCKTRAIL_TEST_DIR "/golden/log/").append(name), std::ios::binary);
  EXPECT_TRUE(file) << "no golden file " << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(LogGolden, VerifierKey) {
  EXPECT_EQ(LogFixture(0).verifier().text() + "\n", golden("vkey"));
}

TEST(LogGolden, Checkpoints) {
  EXPECT_EQ(LogFixture(0).signed_checkpoint(), golden("checkpoint-0"));
  EXPECT_EQ(LogFixture(300).signed_checkpoint(), golden("checkpoint-300"));
}

TEST(LogGolden, ProofFile) {
  const LogFixture log(300);
  const TlogProof proof{"extra", LeafIndex{257}, inclusion_proof(LeafIndex{257}, log.size(), log.reader()),
                        log.signed_checkpoint()};
  EXPECT_EQ(encode_tlog_proof(proof), golden("257-of-300.tlog-proof"));
}

TEST(LogGolden, Cosignature) {
  const SigningKey witness = test::fixed_key("witness");
  EXPECT_EQ(cosignature_line(LogFixture(300).checkpoint().text(), "witness.example/w1",
                             CosignedAt{1'763'800'000}, witness),
            golden("cosignature"));
}

TEST(LogGolden, TileAndEntryBundle) {
  const LogFixture log(300);
  EXPECT_EQ(hex_encode(as_bytes(log.tile({1, 0, 1}))) + "\n", golden("tile-1-000.p-1.hex"));
  EXPECT_EQ(hex_encode(as_bytes(encode_entry_bundle(log.entries().first(3)))) + "\n",
            golden("entries-000.p-3.hex"));
}

}  // namespace
}  // namespace stocktrail
