#include "crypto/bytes.h"

#include <gtest/gtest.h>

#include <set>

#include "crypto/sha256.h"

namespace stocktrail {
namespace {

TEST(Base64, KnownAnswersOfRfc4648) {
  const std::pair<std::string_view, std::string_view> known[] = {{"", ""},
                                                                 {"f", "Zg=="},
                                                                 {"fo", "Zm8="},
                                                                 {"foo", "Zm9v"},
                                                                 {"foob", "Zm9vYg=="},
                                                                 {"fooba", "Zm9vYmE="},
                                                                 {"foobar", "Zm9vYmFy"},
                                                                 {"\xfb\xff\xfe", "+//+"}};
  for (const auto& [bytes, text] : known) {
    EXPECT_EQ(base64_encode(as_bytes(bytes)), text);
    EXPECT_EQ(base64_decode(text), bytes);
  }
  EXPECT_EQ(base64url_encode(as_bytes("\xfb\xff\xfe\xfb")), "-__--w");
  EXPECT_EQ(base64url_decode("-__--w"), "\xfb\xff\xfe\xfb");
}

TEST(Base64, RefusesEveryOtherSpelling) {
  for (const std::string_view text :
       {"Z", "Zg", "Zg=", "Zg===", "Zg==\n", " Zg==", "Zh==", "Zm9=", "Zm8", "====", "=",
        "Zg==Zg==", "Zm9v====", "Zm-_", "Z===", "Zm=v", "Zm9v\r\n"}) {
    EXPECT_FALSE(base64_decode(text)) << text;
  }
  for (const std::string_view text :
       {"Z", "Zg==", "Zg=", "Zh", "Zm9", "Zm8=", "+//+", "Zm8 ", "Zm9vY", "Zm9v\n"}) {
    EXPECT_FALSE(base64url_decode(text)) << text;
  }
}

// All texts of up to three characters out of any byte: a text is accepted exactly if it is what encoding
// gives.
TEST(Base64, ExactlyOneTextForGivenBytes) {
  const auto url_text_again = [](const std::string& text) {
    const auto bytes = base64url_decode(text);
    return bytes ? base64url_encode(as_bytes(*bytes)) : text;
  };
  const auto padded_text_again = [](const std::string& text) {
    const auto bytes = base64_decode(text);
    return bytes ? base64_encode(as_bytes(*bytes)) : text;
  };
  for (unsigned a = 0; a < 256; ++a) {
    for (unsigned b = 0; b < 256; ++b) {
      const std::string text = {static_cast<char>(a), static_cast<char>(b)};
      ASSERT_EQ(url_text_again(text), text);
      for (const char c : {'A', 'B', 'Q', 'g', '=', '\x80', '_'}) {
        ASSERT_EQ(url_text_again(text + c), text + c);
        ASSERT_EQ(padded_text_again(text + c + '='), text + c + '=');
      }
    }
  }
}

TEST(Base64, RoundTripsEveryLength) {
  std::string bytes;
  for (int size = 0; size < 400; ++size) {
    ASSERT_EQ(base64_decode(base64_encode(as_bytes(bytes))), bytes);
    ASSERT_EQ(base64url_decode(base64url_encode(as_bytes(bytes))), bytes);
    ASSERT_EQ(hex_decode(hex_encode(as_bytes(bytes))), bytes);
    bytes.push_back(static_cast<char>(size * 73 + 11));
  }
}

TEST(Hex, IsLowerCaseAndEven) {
  EXPECT_EQ(hex_encode(as_bytes(std::string_view("\x00\x9f\xff", 3))), "009fff");
  EXPECT_EQ(hex_decode("009fff"), std::string("\x00\x9f\xff", 3));
  for (const std::string_view text : {"0", "0G", "0F", "F0", " 0", "0x"})
    EXPECT_FALSE(hex_decode(text)) << text;
}

std::string encode_code_point(std::uint32_t c, int length) {
  if (length == 1) return {static_cast<char>(c)};
  const std::uint32_t leads[] = {0xc0, 0xe0, 0xf0};
  std::string text;
  for (int i = 0; i < length - 1; ++i, c >>= 6) text.insert(text.begin(), static_cast<char>(0x80 | (c & 63)));
  text.insert(text.begin(), static_cast<char>(leads[length - 2] | c));
  return text;
}

// Every code point, in every length that can hold its bits: only the shortest one is well formed, and no
// surrogate.
TEST(Utf8, EveryCodePointInEveryLength) {
  for (std::uint32_t c = 0; c < 0x200000; ++c) {
    const int shortest = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    const bool scalar = c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
    for (int length = shortest; length <= 4; ++length) {
      const std::string text = encode_code_point(c, length);
      ASSERT_EQ(is_utf8(text), scalar && length == shortest) << std::hex << c << " in " << length;
    }
  }
}

TEST(Utf8, RefusesWhatIsCutShort) {
  const std::string text = "h\u00e9\u4e2d\U0001f480";
  EXPECT_TRUE(is_utf8(text));
  const std::set<std::size_t> whole = {0, 1, 3, 6, 10};
  for (std::size_t size = 0; size <= text.size(); ++size) {
    // In front of it, so that both the path by eights and the one by single characters meet the cut.
    for (const std::size_t ahead : {0, 5, 8, 13}) {
      const std::string cut = std::string(ahead, 'x') + text.substr(0, size);
      EXPECT_EQ(is_utf8(cut), whole.contains(size)) << ahead << " " << size;
    }
  }
  EXPECT_FALSE(is_utf8("\x80"));
  EXPECT_FALSE(is_utf8("\xff"));
}

TEST(ConstantTime, ComparesLengthsAndBytes) {
  EXPECT_TRUE(equal_constant_time({}, {}));
  EXPECT_TRUE(equal_constant_time(as_bytes("token"), as_bytes("token")));
  EXPECT_FALSE(equal_constant_time(as_bytes("token"), as_bytes("tokem")));
  EXPECT_FALSE(equal_constant_time(as_bytes("token"), as_bytes("toke")));
}

TEST(Sha256, KnownAnswers) {
  EXPECT_EQ(hex_encode(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex_encode(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex_encode(sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, InPiecesIsTheSameAndStartsAnew) {
  std::string text;
  for (int i = 0; i < 300; ++i) text.push_back(static_cast<char>(i));
  Sha256 hasher;
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    const std::string_view view = text;
    ASSERT_EQ(hasher.update(view.substr(0, cut)).update(view.substr(cut)).finish(), sha256(text)) << cut;
  }
  Sha256 moved = std::move(hasher);
  EXPECT_EQ(moved.finish(), sha256(""));
}

// RFC 4231, test cases 1, 2, 3, 6 and 7: keys below, at and above a block.
TEST(Hmac, KnownAnswersOfRfc4231) {
  struct Case {
    std::string key, message, tag;
  };
  const Case cases[] = {{std::string(20, '\x0b'), "Hi There",
                         "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
                        {"Jefe", "what do ya want for nothing?",
                         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
                        {std::string(20, '\xaa'), std::string(50, '\xdd'),
                         "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
                        {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
                         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
                        {std::string(131, '\xaa'),
                         "This is a test using a larger than block-size key and a larger than block-size "
                         "data. The key needs to be "
                         "hashed before being used by the HMAC algorithm.",
                         "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"}};
  for (const Case& c : cases) {
    const HmacSha256 hmac(as_bytes(c.key));
    EXPECT_EQ(hex_encode(hmac(as_bytes(c.message))), c.tag);
    EXPECT_EQ(hex_encode(hmac(as_bytes(c.message))), c.tag) << "the key state must survive its use";
  }
}

}  // namespace
}  // namespace stocktrail
