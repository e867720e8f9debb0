#include "crypto/ed25519.h"

#include <gtest/gtest.h>

#include "crypto/result.h"

namespace stocktrail {
namespace {

std::string unhex(std::string_view text) {
  return hex_decode(text).value();
}

// RFC 8032, section 7.1, tests 1 and 3.
TEST(Ed25519, KnownAnswersOfRfc8032) {
  struct Case {
    std::string_view seed, key, message, signature;
  };
  const Case cases[] = {{"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61"
                         "e39701cf9b46bd25bf5f0595bbe"
                         "24655141438e7a100b"},
                        {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
                         "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
                         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae6"
                         "7f760984dc6594a7c15e9716ed28d"
                         "c027beceea1ec40a"}};
  for (const Case& c : cases) {
    const std::optional<SigningKey> key = SigningKey::from_seed(as_bytes(unhex(c.seed)));
    ASSERT_TRUE(key);
    EXPECT_EQ(hex_encode(key->public_key().bytes()), c.key);
    EXPECT_EQ(hex_encode(key->sign(as_bytes(unhex(c.message)))), c.signature);
    EXPECT_TRUE(verify(key->public_key(), as_bytes(unhex(c.message)), as_bytes(unhex(c.signature))));
    EXPECT_EQ(hex_encode(key->seed()), c.seed);
  }
}

// RFC 8037, appendix A.3.
TEST(Ed25519, ThumbprintOfRfc8037) {
  const std::string x = base64url_decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").value();
  const std::optional<PublicKey> key = PublicKey::from_bytes(as_bytes(x));
  ASSERT_TRUE(key);
  EXPECT_EQ(thumbprint(*key), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

TEST(Ed25519, EveryChangedBitIsRefused) {
  const SigningKey key = SigningKey::generate();
  const Signature good = key.sign(as_bytes("message"));
  EXPECT_TRUE(verify(key.public_key(), as_bytes("message"), good));
  EXPECT_FALSE(verify(key.public_key(), as_bytes("messagf"), good));
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    Signature bad = good;
    bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ (1u << bit % 8));
    EXPECT_FALSE(verify(key.public_key(), as_bytes("message"), bad)) << bit;
  }
  EXPECT_FALSE(verify(key.public_key(), as_bytes("message"), BytesView{good}.first(63)));
  EXPECT_FALSE(verify(key.public_key(), as_bytes("message"), {}));
}

TEST(Ed25519, AdmissionOfKeys) {
  // The eight points of low order, and y = 1 and y = 0 written with p added or with a wrong sign.
  for (const std::string_view low : {"0100000000000000000000000000000000000000000000000000000000000000",
                                     "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                     "0000000000000000000000000000000000000000000000000000000000000000",
                                     "0000000000000000000000000000000000000000000000000000000000000080",
                                     "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                                     "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                                     "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                                     "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
                                     "0100000000000000000000000000000000000000000000000000000000000080",
                                     "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                     "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"}) {
    EXPECT_FALSE(PublicKey::from_bytes(as_bytes(unhex(low)))) << low;
  }
  // y = 2 is not on the curve.
  EXPECT_FALSE(PublicKey::from_bytes(as_bytes("\x02" + std::string(31, '\0'))));
  const std::string good(as_text(SigningKey::generate().public_key().bytes()));
  EXPECT_TRUE(PublicKey::from_bytes(as_bytes(good)));
  EXPECT_FALSE(PublicKey::from_bytes(as_bytes(good.substr(1))));
  EXPECT_FALSE(PublicKey::from_bytes(as_bytes(good + "x")));
  EXPECT_FALSE(PublicKey::from_bytes({}));
}

TEST(Ed25519, SeedsAre32BytesAndKeysMove) {
  EXPECT_FALSE(SigningKey::from_seed(as_bytes(std::string(31, 's'))));
  EXPECT_FALSE(SigningKey::from_seed(as_bytes(std::string(33, 's'))));
  SigningKey key = SigningKey::generate();
  const PublicKey public_key = key.public_key();
  const SigningKey moved = std::move(key);
  EXPECT_TRUE(verify(public_key, as_bytes("m"), moved.sign(as_bytes("m"))));
  EXPECT_FALSE(SigningKey::generate().public_key() == public_key);
}

TEST(Ed25519DeathTest, AMovedKeySignsNothing) {
  SigningKey key = SigningKey::generate();
  SigningKey moved = std::move(key);
  EXPECT_DEATH(static_cast<void>(key.sign(as_bytes("m"))), "broken promise");
}

TEST(Errors, HaveStableNames) {
  EXPECT_EQ(name_of(ErrorCode::invalid_argument), "invalid_argument");
  EXPECT_EQ(name_of(ErrorCode::outcome_unknown), "outcome_unknown");
  EXPECT_EQ(name_of(ErrorCode::unavailable), "unavailable");
}

TEST(ErrorsDeathTest, ABrokenPromiseSaysWhere) {
  EXPECT_DEATH(ST_CHECK(1 + 1 == 3), "crypto_ed25519_test.cc:[0-9]+: broken promise: 1 \\+ 1 == 3");
}

}  // namespace
}  // namespace stocktrail
