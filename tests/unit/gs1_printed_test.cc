// Numbers as they are printed: which of them are things, places and parties.
#include "ledger/gs1/printed.h"

#include <gtest/gtest.h>

namespace stocktrail::gs1 {
namespace {

std::string text_of(std::string_view printed, Meaning meaning) {
  const auto key = parse_printed(printed, meaning);
  return key ? key->text() : key.error().detail;
}

TEST(Gs1Printed, DigitsAreWhatTheirLengthAndTheQuestionSay) {
  EXPECT_EQ(text_of("9521141000014", Meaning::place), "https://id.gs1.org/414/9521141000014");
  EXPECT_EQ(text_of("9521141000014", Meaning::party), "https://id.gs1.org/417/9521141000014");
  EXPECT_EQ(text_of("095211410123456781", Meaning::thing), "https://id.gs1.org/00/095211410123456781");
  for (const auto& [digits, gtin] :
       {std::pair("95200002", "00000095200002"), std::pair("952114101237", "00952114101237"),
        std::pair("9521141012345", "09521141012345"), std::pair("09521141012345", "09521141012345")})
    EXPECT_EQ(text_of(digits, Meaning::thing), std::string("https://id.gs1.org/01/") + gtin);
}

TEST(Gs1Printed, EveryOtherSpellingStaysAKey) {
  for (const char* const spelling :
       {"(01)09521141012345", "/01/09521141012345", "urn:epc:idpat:sgtin:952114.0101234.*",
        "https://example.com/gtin/9521141012345"})
    EXPECT_EQ(text_of(spelling, Meaning::thing).substr(0, 4), "http") << spelling;
  EXPECT_EQ(text_of("https://shop.example/item/12", Meaning::thing), "https://shop.example/item/12");
}

TEST(Gs1Printed, WhatAScannerSendsOfAThing) {
  const std::string gtin = "https://id.gs1.org/01/09521141012345";
  EXPECT_EQ(text_of("010952114101234510L7", Meaning::thing), gtin + "/10/L7");
  EXPECT_EQ(text_of("010952114101234510L7\x1D"
                    "2142",
                    Meaning::thing),
            gtin + "/21/42");
  EXPECT_EQ(text_of("01095211410123451012345", Meaning::thing), gtin + "/10/12345") << "digits only";
  EXPECT_EQ(text_of("0109521141012345", Meaning::thing), gtin);
  EXPECT_EQ(text_of("010952114101234566", Meaning::thing).find("/01/"), std::string::npos)
      << "as long as an SSCC";
  EXPECT_FALSE(parse_printed("010952114101234410L7", Meaning::thing)) << "its check digit is wrong";
}

TEST(Gs1Printed, DigitsOfAnotherLengthOrWithAWrongCheckDigitAreRefused) {
  EXPECT_EQ(text_of("952114101", Meaning::thing),
            "a number of 9 digits is not a GTIN (8, 12, 13 or 14 digits) or an SSCC (18 digits)");
  EXPECT_EQ(text_of("09521141000014", Meaning::place), "a number of 14 digits is not a GLN (13 digits)");
  EXPECT_FALSE(parse_printed("", Meaning::thing));
  const auto wrong = parse_printed("9521141012344", Meaning::thing);
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().detail.find('5'), std::string::npos) << wrong.error().detail;
}

}  // namespace
}  // namespace stocktrail::gs1
