// The guard file: what was signed last survives torn writes, and no two writers share it. Key files: what is
// refused.
#include <gtest/gtest.h>
#include <rocksdb/env.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "ledger/files/key_file.h"
#include "ledger/store/guard.h"
#include "tests/support/temporary_directory.h"

namespace stocktrail {
namespace {

class GuardTest : public ::testing::Test {
 protected:
  Checkpoint at(std::uint64_t size) const {
    const Digest root = size == 0 ? empty_root() : sha256(std::to_string(size));
    return {.origin = "example.com/log", .size = TreeSize{size}, .root = root};
  }
  std::string note(std::uint64_t size) const { return sign_checkpoint(at(size), key); }
  /// The place in the ordered log after so many batches.
  static Sequenced batch(std::uint64_t number, std::uint64_t generation = 0) {
    return {.at = {generation, number}, .chain = sha256("chain " + std::to_string(number))};
  }
  Result<std::unique_ptr<Guard>> create() {
    return Guard::create(directory / "g", log, note(0), batch(0), env);
  }
  Result<std::unique_ptr<Guard>> open() { return Guard::open(directory / "g", log, env); }
  std::filesystem::path file() const { return Guard::path_of(directory / "g", log); }
  std::string bytes() const {
    std::ifstream stream(file(), std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  void overwrite(std::size_t offset, std::string_view bytes) {
    std::fstream stream(file(), std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(static_cast<std::streamoff>(offset));
    stream << bytes;
  }

  TemporaryDirectory directory;
  rocksdb::Env* env = rocksdb::Env::Default();
  SigningKey key = SigningKey::generate();
  NoteVerifier log = *NoteVerifier::make("example.com/log", key.public_key());
};

TEST_F(GuardTest, RemembersTheLastOfAnyNumber) {
  EXPECT_EQ(open().error().code, ErrorCode::not_found);
  ASSERT_TRUE(create().has_value());
  for (std::uint64_t size = 1; size < 8; ++size) {
    auto guard = open();
    ASSERT_TRUE(guard.has_value()) << guard.error().detail;
    EXPECT_EQ((*guard)->last_signed().checkpoint, at(size - 1));
    EXPECT_EQ((*guard)->last_signed().at, batch(size - 1));
    EXPECT_EQ((*guard)->last_note(), note(size - 1));
    ASSERT_TRUE((*guard)->advance(at(size), note(size), batch(size)));
    EXPECT_EQ((*guard)->last_signed().checkpoint, at(size));
  }
}

TEST_F(GuardTest, TornSlotLeavesTheOther) {
  auto guard = *create();
  ASSERT_TRUE(guard->advance(at(1), note(1), batch(1)));  // Second slot.
  ASSERT_TRUE(guard->advance(at(2), note(2), batch(2)));  // First slot.
  guard.reset();
  overwrite(20, "torn");
  guard = *open();
  EXPECT_EQ(guard->last_signed().checkpoint, at(1));
  ASSERT_TRUE(guard->advance(at(3), note(3), batch(3)));  // Over the torn one, so that the whole one stays.
  guard.reset();
  overwrite(Guard::slot_bytes + 20, "torn");
  EXPECT_EQ((*open())->last_signed().checkpoint, at(3));
}

// A batch of controls adds no entry: the head stays, and the place moves.
TEST_F(GuardTest, RemembersThePlaceOfControlsThatAddNoEntry) {
  auto guard = *create();
  ASSERT_TRUE(guard->advance(at(1), note(1), batch(1)));
  for (std::uint64_t number = 2; number < 6; ++number) {
    ASSERT_TRUE(guard->advance(at(1), note(1), batch(number)));
    EXPECT_EQ(Guard::read(directory / "g", log)->at, batch(number));
  }
  ASSERT_TRUE(guard->advance(at(1), note(1), batch(3)));
  EXPECT_EQ(Guard::read(directory / "g", log)->at, batch(5)) << "it never goes back";
  ASSERT_TRUE(guard->advance(at(1), note(1), batch(2, 1)));
  EXPECT_EQ(Guard::read(directory / "g", log)->at, batch(2, 1)) << "a later generation is later";
  guard.reset();
  EXPECT_EQ((*open())->last_signed().at, batch(2, 1));
}

TEST_F(GuardTest, AFileOfAnEarlierProgramIsReadAndSaysNoPlace) {
  ASSERT_TRUE(create().has_value());
  std::string slots(2 * Guard::slot_bytes, '\0');
  slots.replace(0, note(4).size(), note(4));
  slots.replace(Guard::slot_bytes, note(5).size(), note(5));
  std::ofstream(file(), std::ios::binary) << slots;
  auto guard = *open();
  EXPECT_EQ(guard->last_signed().checkpoint, at(5));
  EXPECT_EQ(guard->last_signed().at, std::nullopt);
  EXPECT_EQ(standing_of(TreeSize{5}, batch(0), guard->last_signed()), Standing::newest);
  ASSERT_TRUE(guard->advance(at(5), note(5), batch(7)));
  EXPECT_EQ(Guard::read(directory / "g", log)->at, batch(7)) << "from the next write on";
  guard.reset();
  overwrite(0, "torn");
  EXPECT_EQ((*open())->last_signed().checkpoint, at(5));
}

// Whatever byte of a slot was not written: it is as if the slot never was.
TEST_F(GuardTest, ATornPlaceLeavesTheOtherSlot) {
  auto guard = *create();
  ASSERT_TRUE(guard->advance(at(1), note(1), batch(1)));
  ASSERT_TRUE(guard->advance(at(2), note(2), batch(9)));  // First slot.
  guard.reset();
  const std::size_t start = note(2).size() + 1, length = std::string("stocktrail-guard-v2 0 9 ").size() + 88;
  const std::string whole = bytes();
  for (std::size_t i = start; i < start + length; ++i) {
    overwrite(i, "?");
    EXPECT_EQ(Guard::read(directory / "g", log)->at, batch(1)) << i;
    overwrite(0, whole);
  }
  EXPECT_EQ(Guard::read(directory / "g", log)->at, batch(9));
}

TEST_F(GuardTest, StandingTellsWhatACopyLacks) {
  const LastSigned last{.checkpoint = at(5), .note = note(5), .at = batch(8)};
  const auto standing = [&](std::uint64_t size, const Sequenced& place) {
    return standing_of(TreeSize{size}, place, last);
  };
  EXPECT_EQ(standing(4, batch(9)), Standing::lacks_entries);
  EXPECT_EQ(standing(5, batch(7)), Standing::lacks_controls);
  EXPECT_EQ(standing(5, batch(8)), Standing::newest);
  EXPECT_EQ(standing(6, batch(9)), Standing::newest);
  EXPECT_EQ(standing(5, {.at = {0, 8}, .chain = sha256("another history")}), Standing::lacks_controls);
  EXPECT_EQ(standing(5, batch(1, 1)), Standing::newest);
}

TEST_F(GuardTest, NoticesThatItsFileWasMovedOrChanged) {
  auto guard = *create();
  const auto away = directory / "away";
  EXPECT_TRUE(guard->check().has_value());
  std::filesystem::copy_file(file(), away);
  ASSERT_TRUE(guard->advance(at(1), note(1), batch(1)));
  EXPECT_TRUE(guard->check().has_value());
  std::filesystem::copy_file(away, file(), std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(guard->check().error().code, ErrorCode::unavailable) << "an older one was copied over it";
  guard.reset();
  guard = *open();
  std::filesystem::rename(file(), away);
  EXPECT_EQ(guard->check().error().code, ErrorCode::unavailable);
  EXPECT_EQ(guard->advance(at(2), note(2), batch(2)).error().code, ErrorCode::unavailable);
  EXPECT_EQ(Guard::read(directory / "g", log).error().code, ErrorCode::not_found);
}

TEST_F(GuardTest, DamagedOrForeignIsRefused) {
  ASSERT_TRUE(create().has_value());
  overwrite(0, std::string(2 * Guard::slot_bytes, 'x'));
  EXPECT_EQ(open().error().code, ErrorCode::corrupted);
  const SigningKey other = SigningKey::generate();
  overwrite(0, sign_checkpoint(at(1), other));
  EXPECT_EQ(open().error().code, ErrorCode::corrupted);
}

TEST_F(GuardTest, OneWriterAtATime) {
  auto guard = create();
  ASSERT_TRUE(guard.has_value());
  EXPECT_EQ(open().error().code, ErrorCode::unavailable);
  guard->reset();
  EXPECT_TRUE(open().has_value());
}

TEST(KeyFile, RoundTripsForItsOwnerOnly) {
  TemporaryDirectory directory;
  const SigningKey key = SigningKey::generate();
  const auto path = directory / "one.key";
  ASSERT_TRUE(write_key_file(path, key));
  struct stat status{};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  EXPECT_EQ(read_key_file(path)->public_key(), key.public_key());
  EXPECT_EQ(write_key_file(path, key).error().code, ErrorCode::conflict);
  ::chmod(path.c_str(), 0640);
  EXPECT_EQ(read_key_file(path).error().code, ErrorCode::forbidden);
  EXPECT_EQ(read_key_file(directory / "none.key").error().code, ErrorCode::not_found);
}

TEST(KeyFile, NoMoreOfAFileIsReadThanAKeyHas) {
  constexpr std::size_t key_file_bytes_max = 256;
  TemporaryDirectory directory;
  const std::string line = encode_key_file(SigningKey::generate());
  for (const std::size_t bytes :
       {line.size(), key_file_bytes_max, key_file_bytes_max + 1, std::size_t{1} << 24}) {
    const auto path = directory / std::to_string(bytes);
    std::ofstream(path) << line << std::string(bytes - line.size(), 'x');
    ::chmod(path.c_str(), 0600);
    EXPECT_EQ(read_key_file(path).has_value(), bytes == line.size()) << bytes;
  }
}

TEST(KeyFile, EveryChangedCharacterIsNoticed) {
  const std::string line = encode_key_file(SigningKey::generate());
  ASSERT_TRUE(parse_key_file(line).has_value());
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    std::string changed = line;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(parse_key_file(changed).has_value()) << i;
  }
  EXPECT_FALSE(parse_key_file("").has_value());
  EXPECT_FALSE(parse_key_file(line + "x").has_value());
}

}  // namespace
}  // namespace stocktrail
