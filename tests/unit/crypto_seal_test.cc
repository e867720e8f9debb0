#include "crypto/seal.h"

#include <gtest/gtest.h>

namespace stocktrail {
namespace {

TEST(SealTest, OpensWhatItSealedInTheSameContextOnly) {
  const Seal seal(as_bytes("secret")), other(as_bytes("another"));
  for (const std::string& text :
       {std::string{}, std::string("a"), std::string(5'000, 'x'), std::string(1, '\0')}) {
    const std::string sealed = seal.seal(text, "context");
    EXPECT_EQ(seal.open(sealed, "context"), text);
    EXPECT_EQ(seal.seal(text, "context"), sealed);
    EXPECT_NE(seal.seal(text, "other"), sealed);
    EXPECT_FALSE(seal.open(sealed, "other"));
    EXPECT_FALSE(other.open(sealed, "context"));
    EXPECT_EQ(sealed.find("xxx"), std::string::npos);
  }
}

TEST(SealTest, RefusesEveryOtherText) {
  const Seal seal(as_bytes("secret"));
  const std::string sealed = seal.seal("place 12", "c");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(seal.open(changed, "c")) << i;
    EXPECT_FALSE(seal.open(sealed.substr(0, i), "c")) << i;
  }
  EXPECT_FALSE(seal.open(sealed + "A", "c"));
  EXPECT_FALSE(seal.open("", "c"));
}

}  // namespace
}  // namespace stocktrail
