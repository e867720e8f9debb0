// What the command line reads and signs at once: the last size that goes, and the first that does not.
#include <gtest/gtest.h>

#include <fstream>

#include "tests/support/temporary_directory.h"
#include "tools/cli/files.h"
#include "tools/cli/public_key.h"
#include "tools/cli/signer.h"

namespace stocktrail::cli {
namespace {

class CliLimits : public testing::Test {
 protected:
  std::filesystem::path file_of(std::size_t bytes) {
    const auto path = directory / std::to_string(bytes);
    std::ofstream(path).close();
    std::filesystem::resize_file(path, bytes);  // A hole: nothing is written.
    return path;
  }

  TemporaryDirectory directory;
};

TEST_F(CliLimits, AFile) {
  EXPECT_EQ(read_file(file_of(1000), 1000)->size(), 1000U);
  EXPECT_EQ(read_file(file_of(1001), 1000).error().code, ErrorCode::too_large);
  EXPECT_EQ(read_file(file_of(input_bytes_max + 1)).error().code, ErrorCode::too_large);
}

TEST_F(CliLimits, APublicKey) {
  constexpr std::size_t public_key_text_bytes_max = 4096;
  const std::string jwk = jwk_of(SigningKey::generate().public_key());
  const auto path = directory / "key.jwk";
  const auto padded = [&](std::size_t bytes) {
    std::ofstream(path) << jwk << std::string(bytes - jwk.size(), ' ');
    return read_public_key(path, "--public-key");
  };
  EXPECT_TRUE(padded(public_key_text_bytes_max));
  EXPECT_EQ(padded(public_key_text_bytes_max + 1).error().code, ErrorCode::too_large);
}

TEST_F(CliLimits, TheTextOfOneStatement) {
  const SigningKey key = SigningKey::generate();
  const Signer signer{key, "https://id.gs1.org/417/9521321000001", 1'784'700'000};
  const auto statements = [&](std::size_t bytes) {
    const std::string first = R"({"type":"ObjectEvent","note":")" + std::string(200'000, 'x') + "\"}";
    std::vector<std::string> events(5, first);
    events.push_back(R"({"note":")" + std::string(bytes - 5 * first.size() - 11, 'x') + "\"}");
    const auto made = sign_events(signer, {}, events);
    EXPECT_TRUE(made) << (made ? "" : made.error().detail);
    return made ? made->size() : 0;
  };
  EXPECT_EQ(statements(signed_text_bytes_max), 1U);
  EXPECT_EQ(statements(signed_text_bytes_max + 1), 2U);
}

}  // namespace
}  // namespace stocktrail::cli
