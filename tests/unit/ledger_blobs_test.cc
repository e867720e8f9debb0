// Files beside the log: what is stored, what is refused, and that nobody fills the disk.
#include <gtest/gtest.h>

#include <fstream>

#include "crypto/sha256.h"
#include "ledger/files/blobs.h"
#include "tests/support/temporary_directory.h"

namespace stocktrail::test {
namespace {

using Stored = BlobStore::Stored;

std::string name_of_bytes(std::string_view bytes) {
  return hex_encode(sha256(bytes));
}

Result<Stored> put(BlobStore& store, std::string_view bytes, std::string_view party) {
  return store.put(name_of_bytes(bytes), bytes, party);
}

TEST(Blobs, AreKeptUnderTheirHash) {
  TemporaryDirectory directory;
  BlobStore store(directory / "blobs", 100);
  EXPECT_EQ(put(store, "picture", "urn:x-test:a"), Stored::now);
  EXPECT_EQ(put(store, "picture", "urn:x-test:a"), Stored::before);
  EXPECT_EQ(*store.get(name_of_bytes("picture")), "picture");
  EXPECT_EQ(store.put(name_of_bytes("other"), "picture", "urn:x-test:a").error().code,
            ErrorCode::invalid_argument);
  EXPECT_EQ(store.put("../../etc", "picture", "urn:x-test:a").error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(store.get(name_of_bytes("other")).error().code, ErrorCode::not_found);
}

TEST(Blobs, AFileHasALimit) {
  TemporaryDirectory directory;
  BlobStore store(directory / "blobs", 4 * blob_bytes_max);
  EXPECT_EQ(put(store, std::string(blob_bytes_max, 'x'), "urn:x-test:a"), Stored::now);
  EXPECT_EQ(put(store, std::string(blob_bytes_max + 1, 'x'), "urn:x-test:a").error().code,
            ErrorCode::too_large);
}

// An answer, or a quota that is charged for one and not for the other, would tell that somebody has the file.
TEST(Blobs, DoNotTellWhatOthersBrought) {
  TemporaryDirectory directory;
  const std::string fifty(50, 'x');
  {
    BlobStore store(directory / "blobs", 60);
    EXPECT_EQ(put(store, fifty, "urn:x-test:a"), Stored::now);
    EXPECT_EQ(put(store, fifty, "urn:x-test:b"), Stored::now);
    EXPECT_EQ(put(store, fifty, "urn:x-test:b"), Stored::before);
  }
  BlobStore store(directory / "blobs", 60);
  EXPECT_EQ(put(store, std::string(11, 'y'), "urn:x-test:b").error().code, ErrorCode::too_large);
  EXPECT_EQ(put(store, fifty, "urn:x-test:a"), Stored::before);
  EXPECT_EQ(put(store, fifty, "urn:x-test:c"), Stored::now);
  EXPECT_EQ(*store.get(name_of_bytes(fifty)), fifty);
}

TEST(Blobs, OnePartyBringsSoMuchAndNoMore) {
  TemporaryDirectory directory;
  const std::string fifty(50, 'x'), fifty_more(50, 'y');
  {
    BlobStore store(directory / "blobs", 100);
    EXPECT_EQ(put(store, fifty, "urn:x-test:a"), Stored::now);
    const auto refused = put(store, std::string(51, 'z'), "urn:x-test:a");
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::too_large);
    EXPECT_NE(refused.error().detail.find("urn:x-test:a have 50 bytes"), std::string::npos);
    EXPECT_FALSE(store.has(name_of_bytes(std::string(51, 'z'))));
    EXPECT_EQ(put(store, fifty, "urn:x-test:a"), Stored::before);  // Not charged again.
    EXPECT_EQ(put(store, fifty_more, "urn:x-test:a"), Stored::now);
    EXPECT_EQ(put(store, "1", "urn:x-test:a").error().code, ErrorCode::too_large);
    EXPECT_EQ(put(store, "1", "urn:x-test:b"), Stored::now);
  }
  // Also after a restart, and whatever a crash left of the last line.
  std::ofstream(directory / "blobs/usage", std::ios::app) << "12345";
  BlobStore store(directory / "blobs", 100);
  EXPECT_EQ(put(store, "2", "urn:x-test:a").error().code, ErrorCode::too_large);
  EXPECT_EQ(put(store, "2", "urn:x-test:b"), Stored::now);
  EXPECT_EQ(put(store, std::string(99, 'w'), "urn:x-test:b").error().code, ErrorCode::too_large);
  EXPECT_EQ(put(store, std::string(98, 'w'), "urn:x-test:b"), Stored::now);
  BlobStore again(directory / "blobs", 100);
  EXPECT_EQ(put(again, "3", "urn:x-test:b").error().code, ErrorCode::too_large);
  EXPECT_EQ(put(again, std::string(100, 'v'), "urn:x-test:c"), Stored::now);
}

}  // namespace
}  // namespace stocktrail::test
