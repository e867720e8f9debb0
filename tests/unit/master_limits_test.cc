// Limits of master data: what is at a limit is accepted, one more is refused.
#include <gtest/gtest.h>

#include <functional>

#include "crypto/bytes.h"
#include "ledger/master/change.h"
#include "ledger/master/supply.h"

namespace stocktrail::master {
namespace {

// Limits that only the reader of bodies knows, as docs/formats.md tells them.
constexpr std::size_t shelf_life_days_max = 36'500;
constexpr std::size_t contains_max = 1'000'000'000;
constexpr std::size_t file_bytes_max = 1'000'000'000;

void expect_limit(std::string_view kind, std::size_t limit,
                  const std::function<std::string(std::size_t)>& body) {
  for (const std::size_t n : {limit, limit + 1}) {
    const auto document = json::Document::parse(body(n));
    ASSERT_TRUE(document.has_value()) << body(n);
    const auto change = parse_change(kind, document->root());
    EXPECT_EQ(change.has_value(), n == limit) << n << (change ? "" : change.error().detail);
  }
}

/// `n` elements with a comma between them.
std::string list(std::size_t n, const std::function<std::string(unsigned)>& element) {
  std::string text;
  for (unsigned i = 0; i < n; ++i) text += (i > 0 ? "," : "") + element(i);
  return text;
}

std::string gtin(unsigned number) {
  const std::string digits = "0952" + std::to_string(100'000'000 + number);
  return "https://id.gs1.org/01/" + digits + *gs1::check_digit(digits);
}

std::string party_with(const std::string& members) {
  return R"({"id":"https://a.example/","name":"A",)" + members + "}";
}
std::string product_with(const std::string& members) {
  return R"({"id":")" + gtin(1) + R"(","name":"A",)" + members + "}";
}
std::string certificate(const std::string& id, const std::string& subjects, const std::string& more = {}) {
  return R"({"id":")" + id +
         R"(","kind":"permit","title":"T","issuer":"I","number":"N","validFrom":"2026-01-01","subjects":[)" +
         subjects + "]" + more + "}";
}
std::string text_id(std::string_view start, unsigned i) {
  return '"' + std::string(start) + std::to_string(i) + '"';
}
std::string key(unsigned i) {
  std::array<std::uint8_t, 32> seed{};
  seed.fill(static_cast<std::uint8_t>(i));
  return R"({"kty":"OKP","crv":"Ed25519","x":")" +
         base64url_encode(SigningKey::from_seed(seed)->public_key().bytes()) + "\"}";
}

TEST(MasterLimitsTest, OfParties) {
  expect_limit("party", MasterLimits::places_per_party_max, [](std::size_t n) {
    return party_with(R"("places":[)" +
                      list(n,
                           [](unsigned i) {
                             return R"({"id":)" + text_id("https://a.example/place/", i) + R"(,"name":"P"})";
                           }) +
                      "]");
  });
  expect_limit("party", suppliers_per_place_max, [](std::size_t n) {
    return party_with(R"("places":[{"id":"https://a.example/shop","name":"S","suppliedFrom":[)" +
                      list(n, [](unsigned i) { return text_id("https://a.example/place/", i); }) + "]}]");
  });
  expect_limit("party", MasterLimits::keys_per_party_max,
               [](std::size_t n) { return party_with(R"("keys":[)" + list(n, key) + "]"); });
  expect_limit("party", MasterLimits::names_max, [](std::size_t n) {
    return party_with(R"("names":{)" +
                      list(n,
                           [](unsigned i) {
                             const std::string language{static_cast<char>('a' + i / 26),
                                                        static_cast<char>('a' + i % 26)};
                             return '"' + language + R"(":"N")";
                           }) +
                      "}");
  });
  expect_limit("party", MasterLimits::text_bytes_max, [](std::size_t n) {
    return R"({"id":"https://a.example/","name":")" + std::string(n, 'x') + "\"}";
  });
}

TEST(MasterLimitsTest, OfProducts) {
  expect_limit("product", MasterLimits::facts_max, [](std::size_t n) {
    return product_with(
        R"("facts":[)" +
        list(n, [](unsigned i) { return R"({"label":)" + text_id("L", i) + R"(,"value":"V"})"; }) + "]");
  });
  const auto level = [](unsigned i, std::size_t contains) {
    return R"({"id":")" + gtin(i + 2) + R"(","contains":)" + std::to_string(contains) + "}";
  };
  expect_limit("product", MasterLimits::packaging_levels_max, [&](std::size_t n) {
    return product_with(R"("packaging":[)" + list(n, [&](unsigned i) { return level(i, 2); }) + "]");
  });
  expect_limit("product", contains_max,
               [&](std::size_t n) { return product_with(R"("packaging":[)" + level(0, n) + "]"); });
  expect_limit("product", shelf_life_days_max,
               [](std::size_t n) { return product_with(R"("shelfLifeDays":)" + std::to_string(n)); });
}

TEST(MasterLimitsTest, OfOrders) {
  const auto order = [](const std::string& document, std::size_t lines) {
    return R"({"id":"1","document":")" + document +
           R"(","place":"https://id.gs1.org/414/9521321000018","supplier":"https://a.example/","due":"2026-12-05",)"
           R"("lines":[)" +
           list(lines, [](unsigned i) { return R"({"product":")" + gtin(i) + R"(","quantity":1})"; }) + "]}";
  };
  expect_limit("order", OrderLimits::order_lines_max, [&](std::size_t n) { return order("urn:x:1", n); });
  expect_limit("order", OrderLimits::order_text_bytes_max,
               [&](std::size_t n) { return order("urn:x:" + std::string(n - 6, '1'), 1); });
}

TEST(MasterLimitsTest, OfCertificates) {
  expect_limit("certificate", MasterLimits::subjects_per_certificate_max, [](std::size_t n) {
    return certificate("c", list(n, [](unsigned i) { return text_id("https://a.example/thing/", i); }));
  });
  const std::string subject = '"' + gtin(1) + '"';
  expect_limit("certificate", MasterLimits::id_bytes_max,
               [&](std::size_t n) { return certificate(std::string(n, 'c'), subject); });
  expect_limit("certificate", file_bytes_max, [&](std::size_t n) {
    return certificate("c", subject,
                       R"(,"file":{"sha256":")" + std::string(64, 'a') +
                           R"(","mediaType":"application/pdf","bytes":)" + std::to_string(n) + "}");
  });
}

}  // namespace
}  // namespace stocktrail::master
