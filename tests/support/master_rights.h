// tests/support/master_rights.h: a log of master data only, with an operator, a farm and a shop that state
// things.
#pragma once

#include <gtest/gtest.h>

#include "crypto/bytes.h"
#include "ledger/master/change.h"
#include "tests/support/memory_tables.h"

namespace stocktrail::master {

inline constexpr std::string_view operator_id = "https://id.gs1.org/417/9521141000014";
inline constexpr std::string_view farm_id = "https://id.gs1.org/417/9521141000113";
inline constexpr std::string_view shop_id = "did:web:shop.example";
inline constexpr std::string_view barn = "https://id.gs1.org/414/9521141000212";
inline constexpr std::string_view milk = "https://id.gs1.org/01/09780345418913";

inline SigningKey signing_key(unsigned char seed) {
  std::array<std::uint8_t, 32> bytes{};
  bytes.fill(seed);
  return *SigningKey::from_seed(bytes);
}
inline std::string kid(unsigned char seed) {
  return thumbprint(signing_key(seed).public_key());
}
inline std::string jwk(unsigned char seed, const std::string& more = {}) {
  return R"({"kty":"OKP","crv":"Ed25519","x":")" + base64url_encode(signing_key(seed).public_key().bytes()) +
         "\"" + more + "}";
}
inline std::string join(std::string_view a, std::string_view b, std::string_view c, std::string_view d = {},
                        std::string_view e = {}) {
  return std::string(a).append(b).append(c).append(d).append(e);
}
inline gs1::Key key(std::string_view id) {
  return *gs1::parse_key(id);
}

/// A log of master data only; recorded times are the statement's index in seconds.
class Registry {
 public:
  /// "" if the statement was admitted, else the refusal.
  std::string state(std::string_view issuer, unsigned char signed_with, std::string_view kind,
                    std::string_view body) {
    auto document = json::Document::parse(body);
    if (!document) return "not JSON: " + document.error().detail;
    auto change = parse_change(kind, document->root());
    if (!change) return "malformed: " + change.error().where + " " + change.error().detail;
    const bool is_first = next_ == 0;
    if (!is_first)
      if (auto error =
              refuse_signer(key(issuer), kid(signed_with), to_i64(now()) / 1'000'000, now(), tables_))
        return std::string(name_of(error->code)) + ": " + error->detail;
    if (auto error = refuse(*change, key(issuer), kid(signed_with), goods_rules, tables_))
      return std::string(name_of(error->code)) + ": " + error->where + " " + error->detail;
    fold(*change, key(issuer), now(), next_, tables_);
    ++next_;
    return "";
  }
  Micros now() const { return Micros{static_cast<std::int64_t>(next_) * 1'000'000}; }
  const MemoryTables& tables() const { return tables_; }

  GoodsRules goods_rules = GoodsRules::owned;  // By which statements are judged.

 private:
  MemoryTables tables_;
  std::uint64_t next_ = 0;
};

/// With an operator (key 1) and a farm with a barn (key 2) and a shop (key 3).
class Rights : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(admit(operator_id, R"("roles":["operator"],"keys":[)" + jwk(1) + "]"), "");
    ASSERT_EQ(admit(farm_id, R"("roles":["producer"],"places":[{"id":")" + std::string(barn) +
                                 R"(","name":"Barn","public":true}],"keys":[)" + jwk(2) + "]"),
              "");
    ASSERT_EQ(admit(shop_id, R"("keys":[)" + jwk(3) + "]"), "");
  }
  std::string admit(std::string_view id, const std::string& more) {
    return registry.state(operator_id, 1, "party", join(R"({"id":")", id, R"(","name":"N",)", more, "}"));
  }
  std::string farm_states(std::string_view kind, std::string_view body) {
    return registry.state(farm_id, 2, kind, body);
  }
  std::string shop_states(std::string_view kind, std::string_view body) {
    return registry.state(shop_id, 3, kind, body);
  }
  std::string operator_states(std::string_view kind, std::string_view body) {
    return registry.state(operator_id, 1, kind, body);
  }
  const TableReader& tables() const { return registry.tables(); }
  Registry registry;
};

}  // namespace stocktrail::master
