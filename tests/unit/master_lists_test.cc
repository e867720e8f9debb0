// Lists of certificates and of the uses of a file: what one party states never takes the place of another's.
#include <gtest/gtest.h>

#include "tests/support/master_rights.h"

namespace stocktrail::master {
namespace {

std::string certificate_body(std::string_view id, std::string_view subject, const std::string& more = {}) {
  return join(
      R"({"id":")", id,
      R"(","kind":"permit","title":"T","issuer":"I","number":"N","validFrom":"2026-01-01","subjects":[")",
      subject, "\"]" + more + "}");
}
constexpr std::string_view sha256_hex = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
std::string file_claim(std::string_view member) {
  return join(",\"", member, R"(":{"sha256":")", sha256_hex, R"(","mediaType":"image/png","bytes":4})");
}

TEST_F(Rights, CertificatesStandApartByWhoStatedThemAndForWhom) {
  const auto ids = [&](std::string_view stater, Audience audience, std::string_view after = {},
                       std::size_t limit = 9) {
    std::string text;
    const CertificateList list{key(milk), std::string(stater), audience};
    for (const Certificate& each : certificates_of(list, after, limit, tables())) text += each.id + " ";
    return text;
  };
  for (const char* id : {"!a", "!b", "!c"})
    ASSERT_EQ(shop_states("certificate", certificate_body(id, milk)), "");
  ASSERT_EQ(farm_states("certificate", certificate_body("X", milk)), "");
  ASSERT_EQ(farm_states("certificate", certificate_body("Y", milk, R"(,"public":false)")), "");
  EXPECT_EQ(ids(farm_id, Audience::everyone), "X ");
  EXPECT_EQ(ids(farm_id, Audience::own), "Y ");
  EXPECT_EQ(ids(shop_id, Audience::everyone, "!a", 1), "!b ");
  EXPECT_EQ(ids(shop_id, Audience::own), "");
  EXPECT_EQ(next_stater(key(milk), "", tables()), shop_id);
  EXPECT_EQ(next_stater(key(milk), shop_id, tables()), farm_id);
  EXPECT_EQ(next_stater(key(milk), farm_id, tables()), std::nullopt);
  EXPECT_EQ(next_stater(key(barn), "", tables()), std::nullopt);
  ASSERT_EQ(farm_states("certificate", certificate_body("X", milk, R"(,"public":false)")), "");
  EXPECT_EQ(ids(farm_id, Audience::everyone), "");
  EXPECT_EQ(ids(farm_id, Audience::own), "X Y ");
}

TEST_F(Rights, LaterUsesOfAFileNeverCrowdOutAnEarlierOne) {
  const std::string product_body = join(R"({"id":")", milk, R"(","name":"Milk")", file_claim("image"), "}");
  ASSERT_EQ(farm_states("product", product_body), "");
  for (std::size_t i = 0; i <= MasterLimits::blob_uses_max; ++i)
    ASSERT_EQ(shop_states("certificate", certificate_body("!" + std::to_string(i), barn,
                                                          R"(,"public":false)" + file_claim("file"))),
              "");
  ASSERT_EQ(farm_states("product", product_body), "") << "the same again keeps its place";
  const auto uses = blob_uses(sha256_hex, tables());
  ASSERT_EQ(uses.size(), MasterLimits::blob_uses_max);
  EXPECT_TRUE(uses.front().product.has_value());
  EXPECT_EQ(uses.back().certificate->id, "!98");
}

}  // namespace
}  // namespace stocktrail::master
