// What words are made of, and how far one is from another.
#include <gtest/gtest.h>

#include <string>

#include "crypto/ascii.h"
#include "crypto/edit_distance.h"

namespace stocktrail {
namespace {

TEST(Ascii, KindsOfCharactersAreThoseOfAscii) {
  int digits = 0, letters = 0, hex = 0, unreserved = 0;
  for (int c = -128; c < 256; ++c) {
    const char ch = static_cast<char>(c);
    if (c >= 128) continue;  // The same chars as -128 to -1.
    digits += is_digit(ch);
    letters += is_letter(ch);
    hex += is_hex_digit(ch);
    unreserved += is_unreserved(ch);
    EXPECT_EQ(is_letter(ch), is_upper(ch) || is_lower(ch));
    EXPECT_EQ(to_lower(ch) == ch, !is_upper(ch)) << c;
    EXPECT_EQ(to_upper(ch) == ch, !is_lower(ch)) << c;
    EXPECT_EQ(to_upper(to_lower(ch)), to_upper(ch)) << c;
  }
  EXPECT_EQ(digits, 10);
  EXPECT_EQ(letters, 52);
  EXPECT_EQ(hex, 22);
  EXPECT_EQ(unreserved, 66);
}

TEST(Ascii, SchemesAreThoseOfRfc3986) {
  for (const char* scheme : {"https", "urn", "did", "a", "git+ssh", "z39.50r", "coap-x", "HTTP"})
    EXPECT_TRUE(is_uri_scheme(scheme)) << scheme;
  for (const char* none : {"", "1a", "+a", "a b", "a_b", "h\xc3\xa9"})
    EXPECT_FALSE(is_uri_scheme(none)) << none;
}

TEST(EditDistance, CountsTypingErrors) {
  EXPECT_EQ(edit_distance("receiving", "receiving"), 0U);
  EXPECT_EQ(edit_distance("recieving", "receiving"), 1U);  // Two in the wrong order.
  EXPECT_EQ(edit_distance("receving", "receiving"), 1U);
  EXPECT_EQ(edit_distance("receiiving", "receiving"), 1U);
  EXPECT_EQ(edit_distance("reteiving", "receiving"), 1U);
  EXPECT_EQ(edit_distance("Receiving", "receiving"), 1U) << "capitals count; who wants them alike folds them";
  EXPECT_EQ(edit_distance("ca", "abc"), 3U) << "nothing is put between two that were exchanged";
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("", ""), 0U);
}

TEST(EditDistance, WhatIsLongerIsNoMistypedWord) {
  const std::string most(edit_word_bytes_max, 'a'), more(edit_word_bytes_max + 1, 'a');
  EXPECT_EQ(edit_distance(most, most), 0U);
  EXPECT_EQ(edit_distance(more, most), more.size());
  EXPECT_EQ(edit_distance(more, more), more.size());
}

}  // namespace
}  // namespace stocktrail
