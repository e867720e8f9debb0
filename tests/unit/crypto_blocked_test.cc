// The signed list of blocked goods: one text for each list, and nothing else is taken.
#include "crypto/blocked.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/sha256.h"

namespace stocktrail {
namespace {

class Blocked : public ::testing::Test {
 protected:
  static BlockedList list() {
    BlockedList made;
    made.made_from = {"log.example/test", TreeSize{7}, sha256("root")};
    made.at = 1'784'700'000;
    made.goods = {
        {"/01/09521141012345/10/L7", 5}, {"/01/09521141012345/21/S1", 6}, {"/01/09521141012352", 3}};
    made.cut = {"/01/09521141012352"};
    made.packages = {{"/01/19521141012342", "/01/09521141012345"}};
    return made;
  }
  const SigningKey key = *SigningKey::from_seed(sha256("log"));
  const NoteVerifier log = *NoteVerifier::make("log.example/test", key.public_key());
};

TEST_F(Blocked, IsReadAsItWasSigned) {
  const std::string file = sign_blocked(list(), key);
  const auto read = open_blocked(file, log);
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->goods, list().goods);
  EXPECT_EQ(read->made_from, list().made_from);
  EXPECT_EQ(read->at, list().at);
  EXPECT_TRUE(read->complete);
  EXPECT_TRUE(read->is_cut("/01/09521141012352"));
  EXPECT_FALSE(read->is_cut("/01/09521141012345"));
  EXPECT_EQ(read->product_of("/01/19521141012342"), "/01/09521141012345");
  EXPECT_EQ(read->product_of("/01/09521141012352"), "/01/09521141012352");
  ASSERT_NE(read->find("/01/09521141012345/10/L7"), nullptr);
  EXPECT_EQ(read->find("/01/09521141012345/10/L7")->statement, 5U);
  EXPECT_EQ(read->find("/01/09521141012345/10/L8"), nullptr);
  BlockedList none = list();
  none.goods.clear();
  none.complete = false;
  const auto empty = open_blocked(sign_blocked(none, key), log);
  ASSERT_TRUE(empty) << empty.error().detail;
  EXPECT_FALSE(empty->complete);
  EXPECT_TRUE(empty->goods.empty());
}

TEST_F(Blocked, EveryOtherByteIsRefused) {
  const std::string file = sign_blocked(list(), key);
  for (std::size_t at = 0; at < file.size(); ++at) {
    std::string changed = file;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(open_blocked(changed, log)) << at;
    EXPECT_FALSE(open_blocked(file.substr(0, at), log)) << at;
  }
  EXPECT_FALSE(open_blocked(file + "\n", log));
  EXPECT_FALSE(open_blocked(file + "/01/09521141012999 1\n", log));
  const SigningKey other = *SigningKey::from_seed(sha256("other"));
  EXPECT_FALSE(open_blocked(sign_blocked(list(), other), log));
  EXPECT_FALSE(open_blocked(sign_checkpoint(list().made_from, key), log));
  EXPECT_FALSE(open_checkpoint(file, log)) << "and it is no checkpoint";
}

TEST_F(Blocked, HasLimits) {
  BlockedList many = list();
  many.goods.clear();
  for (std::size_t i = 0; i < blocked_goods_max; ++i)
    many.goods.push_back({"/01/09521141012345/10/" + std::to_string(1'000'000 + i), 1});
  EXPECT_TRUE(open_blocked(sign_blocked(many, key), log));
  many.goods.push_back({"/01/09521141012345/10/z", 1});
  EXPECT_FALSE(open_blocked(sign_blocked(many, key), log));
  many.goods.clear();
  many.cut.assign(blocked_products_max, {});
  for (std::size_t i = 0; i < blocked_products_max; ++i)
    many.cut[i] = "/01/0952114" + std::to_string(1'000'000 + i);
  EXPECT_FALSE(open_blocked(sign_blocked(many, key), log)) << "with its package";
  many.packages.clear();
  EXPECT_TRUE(open_blocked(sign_blocked(many, key), log));
  const auto large = open_blocked(std::string(blocked_bytes_max + 1, 'x'), log);
  ASSERT_FALSE(large);
  EXPECT_THAT(large.error().detail, testing::HasSubstr("too large"));
}

}  // namespace
}  // namespace stocktrail
