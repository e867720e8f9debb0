// Numbers as they are printed: which of them are places and products.
#include "tools/cli/bare_numbers.h"

#include <gtest/gtest.h>

namespace stocktrail::test {
namespace {

TEST(BareNumbers, OfTheirLengthsAreIdentifiers) {
  EXPECT_EQ(cli::place_of_number("9521141000019"), "https://id.gs1.org/414/9521141000019");
  for (const auto& [text, digits] :
       {std::pair("95200002", "00000095200002"), std::pair("952114101234", "00952114101234"),
        std::pair("9521141012345", "09521141012345"), std::pair("09521141012345", "09521141012345")})
    EXPECT_EQ(cli::product_of_number(text), std::string("https://id.gs1.org/01/") + digits);
}

TEST(BareNumbers, OfOtherLengthsAndOtherTextsAreLeftAsTheyAre) {
  for (const char* const text :
       {"", "123", "952114101", "095211410123451", "(01)09521141012345", "9521141O12345"})
    EXPECT_EQ(cli::product_of_number(text), text);
  for (const char* const text : {"", "12", "952114100001", "95211410000190"})
    EXPECT_EQ(cli::place_of_number(text), text);
}

}  // namespace
}  // namespace stocktrail::test
