#include <gtest/gtest.h>

#include <array>

#include "tools/settings/misspelling.h"

namespace stocktrail::settings {
namespace {

const std::array<std::string, 5> words{"post", "party", "policy", "positions", "qr"};

TEST(Misspelling, TheNearestWordIsFoundByEachKindOfChange) {
  EXPECT_EQ(nearest_word("pots", words), "post");    // Two letters in the wrong order.
  EXPECT_EQ(nearest_word("posst", words), "post");   // One too many.
  EXPECT_EQ(nearest_word("pst", words), "post");     // One missing.
  EXPECT_EQ(nearest_word("pasty", words), "party");  // Another one.
  EXPECT_EQ(nearest_word("psoitons", words), "positions");
  EXPECT_EQ(nearest_word("post", words), "post");
}

TEST(Misspelling, NothingIsGuessedFromAfar) {
  EXPECT_EQ(nearest_word("elephant", words), "");
  EXPECT_EQ(nearest_word("ab", words), "");  // Two changes make "qr" out of any two letters.
  EXPECT_EQ(nearest_word("", words), "");
  EXPECT_EQ(nearest_word("post", std::span<const std::string>()), "");
}

}  // namespace
}  // namespace stocktrail::settings
