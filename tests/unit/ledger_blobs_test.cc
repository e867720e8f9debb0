// Files beside the log: what is stored, and what is refused.
#include "ledger/files/blobs.h"

#include <gtest/gtest.h>

#include <fstream>

#include "crypto/sha256.h"
#include "tests/support/temporary_directory.h"

namespace stocktrail::test {
namespace {

std::string name_of_bytes(std::string_view bytes) {
  return hex_encode(sha256(bytes));
}

TEST(Blobs, AreKeptUnderTheirHash) {
  TemporaryDirectory directory;
  const BlobStore store(directory / "blobs");
  const std::string name = name_of_bytes("picture");
  EXPECT_EQ(store.get(name).error().code, ErrorCode::not_found);
  ASSERT_TRUE(store.put(name, "picture"));
  ASSERT_TRUE(store.put(name, "picture"));
  EXPECT_EQ(*store.get(name), "picture");
  std::ofstream(directory / "blobs" / name.substr(0, 2) / name) << "Picture";
  EXPECT_EQ(store.get(name).error().code, ErrorCode::corrupted);
  store.remove(name);
  EXPECT_FALSE(store.has(name));
}

TEST(Blobs, HaveTheNameOfTheirBytesAndALimit) {
  EXPECT_TRUE(check_blob(name_of_bytes("picture"), "picture"));
  EXPECT_EQ(check_blob(name_of_bytes("other"), "picture").error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(check_blob("../../etc", "picture").error().code, ErrorCode::invalid_argument);
  const std::string large(blob_bytes_max + 1, 'x');
  EXPECT_TRUE(check_blob(name_of_bytes(large.substr(1)), std::string_view(large).substr(1)));
  EXPECT_EQ(check_blob(name_of_bytes(large), large).error().code, ErrorCode::too_large);
}

}  // namespace
}  // namespace stocktrail::test
