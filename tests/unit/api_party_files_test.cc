// Files that parties bring: that nobody fills the disk, and nobody learns what others brought.
#include "api/access/party_files.h"

#include <gtest/gtest.h>

#include "crypto/bytes.h"
#include "tests/support/ledger_world.h"

namespace stocktrail::api {
namespace {

using Stored = PartyFiles::Stored;

class PartyFilesTest : public ::testing::Test {
 protected:
  PartyFilesTest() { world_.open(); }
  PartyFiles open(std::uint64_t party_bytes_max) {
    return {*world_.ledger, directory_ / "data" / "blobs", party_bytes_max};
  }
  static Result<Stored> put(PartyFiles& files, std::string_view bytes, std::string_view party) {
    return files.put(name(bytes), bytes, party);
  }
  static std::string name(std::string_view bytes) { return hex_encode(sha256(bytes)); }

  TemporaryDirectory directory_;
  test::LedgerWorld world_{directory_ / "data"};
};

// An answer, or a quota that is charged for one and not for the other, would tell that somebody has the file.
TEST_F(PartyFilesTest, DoNotTellWhatOthersBrought) {
  const std::string fifty(50, 'x');
  {
    PartyFiles files = open(60);
    EXPECT_EQ(put(files, fifty, "urn:x-test:a"), Stored::now);
    EXPECT_EQ(put(files, fifty, "urn:x-test:b"), Stored::now);
    EXPECT_EQ(put(files, fifty, "urn:x-test:b"), Stored::before);
  }
  world_.open();
  PartyFiles files = open(60);
  EXPECT_EQ(put(files, std::string(11, 'y'), "urn:x-test:b").error().code, ErrorCode::too_large);
  EXPECT_EQ(put(files, fifty, "urn:x-test:a"), Stored::before);
  EXPECT_EQ(put(files, fifty, "urn:x-test:c"), Stored::now);
  EXPECT_EQ(*files.get(name(fifty)), fifty);
}

TEST_F(PartyFilesTest, OnePartyBringsSoMuchAndNoMore) {
  const std::string fifty(50, 'x'), fifty_more(50, 'y');
  {
    PartyFiles files = open(100);
    EXPECT_EQ(put(files, fifty, "urn:x-test:a"), Stored::now);
    const auto refused = put(files, std::string(51, 'z'), "urn:x-test:a");
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, ErrorCode::too_large);
    EXPECT_NE(refused.error().detail.find("urn:x-test:a have 50 bytes"), std::string::npos);
    EXPECT_EQ(files.get(name(std::string(51, 'z'))).error().code, ErrorCode::not_found);
    EXPECT_EQ(put(files, fifty, "urn:x-test:a"), Stored::before);  // Not charged again.
    EXPECT_EQ(put(files, fifty_more, "urn:x-test:a"), Stored::now);
    EXPECT_EQ(put(files, "1", "urn:x-test:a").error().code, ErrorCode::too_large);
    EXPECT_EQ(put(files, "1", "urn:x-test:b"), Stored::now);
  }
  world_.open();  // Also after a restart.
  PartyFiles files = open(100);
  EXPECT_EQ(put(files, "2", "urn:x-test:a").error().code, ErrorCode::too_large);
  EXPECT_EQ(put(files, std::string(100, 'w'), "urn:x-test:b").error().code, ErrorCode::too_large);
  EXPECT_EQ(put(files, std::string(99, 'w'), "urn:x-test:b"), Stored::now);
  EXPECT_EQ(put(files, "3", "urn:x-test:b").error().code, ErrorCode::too_large);
}

TEST_F(PartyFilesTest, AFileThatTheLogDoesNotKnowIsNotThere) {
  PartyFiles files = open(100);
  const BlobStore blobs(directory_ / "data" / "blobs");
  ASSERT_TRUE(blobs.put(name("stray"), "stray"));
  EXPECT_EQ(files.get(name("stray")).error().code, ErrorCode::not_found);
  EXPECT_EQ(files.get("nonsense").error().code, ErrorCode::not_found);
  ASSERT_EQ(put(files, "lost", "urn:x-test:a"), Stored::now);
  blobs.remove(name("lost"));
  EXPECT_EQ(files.get(name("lost")).error().code, ErrorCode::not_found);
  EXPECT_EQ(put(files, "lost", "urn:x-test:a"), Stored::now) << "brought again, it is there again";
  EXPECT_EQ(*files.get(name("lost")), "lost");
}

TEST_F(PartyFilesTest, WhatTheLogDidNotTakeDoesNotStay) {
  world_.ledger.reset();
  std::filesystem::remove_all(world_.options.guard_directory);  // Read-only from now on.
  world_.open();
  PartyFiles files = open(100);
  EXPECT_EQ(put(files, "picture", "urn:x-test:a").error().code, ErrorCode::read_only);
  EXPECT_FALSE(BlobStore(directory_ / "data" / "blobs").has(name("picture")));
}

}  // namespace
}  // namespace stocktrail::api
