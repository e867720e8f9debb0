// Every spelling of a random key gives the same Key, and nothing that is read back differs.
#include <gtest/gtest.h>

#include <array>

#include "ledger/gs1/key.h"
#include "tests/support/seed.h"

namespace stocktrail::gs1 {
namespace {

constexpr std::string_view cset82 =
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(engine_); }
  std::string digits(std::size_t count) {
    std::string out;
    while (out.size() < count) out.push_back(static_cast<char>('0' + below(10)));
    return out;
  }
  std::string text(std::size_t max, std::string_view charset = cset82) {
    std::string out;
    for (std::size_t size = 1 + below(max); out.size() < size;) out.push_back(charset[below(charset.size())]);
    return out;
  }
  std::mt19937_64& engine() { return engine_; }

 private:
  std::mt19937_64 engine_;
};

std::string escaped(std::string_view text, Chance& chance) {
  static constexpr std::string_view must = "\"%&/<>?#!()*+,:";
  std::string out;
  for (const char c : text) {
    if (must.find(c) == std::string_view::npos && chance.below(8) != 0) {
      out += c;
      continue;
    }
    constexpr std::string_view hex = "0123456789abcdef", upper = "0123456789ABCDEF";
    const auto& digits = chance.below(2) == 0 ? hex : upper;
    out.append({'%', digits[static_cast<unsigned char>(c) >> 4], digits[static_cast<unsigned char>(c) & 15]});
  }
  return out;
}

/// A key in the parts of its EPC URN; everything else is put together from them.
struct Parts {
  std::string company, reference, serial;
};

Parts random_parts(std::size_t digits, std::size_t serial_max, Chance& chance,
                   std::string_view charset = cset82) {
  const std::size_t company = 6 + chance.below(std::min<std::size_t>(digits, 12) - 5);
  return {chance.digits(company), chance.digits(digits - company), chance.text(serial_max, charset)};
}

std::string with_check(std::string digits) {
  return digits + *check_digit(digits);
}
std::string gtin_of(const Parts& p) {
  return with_check(p.reference.substr(0, 1) + p.company + p.reference.substr(1));
}

std::string host(Chance& chance) {
  constexpr std::array hosts = {"https://id.gs1.org", "http://example.com",
                                "https://brand.example:8443/a/stem", "HTTPS://Example.COM"};
  return hosts[chance.below(hosts.size())];
}

void expect_same(const std::vector<std::string>& spellings, KeyType type) {
  const auto first = parse_key(spellings[0]);
  ASSERT_TRUE(first.has_value()) << spellings[0] << ": " << first.error().detail;
  EXPECT_EQ(first->type(), type) << spellings[0];
  for (const std::string& spelling : spellings) {
    const auto key = parse_key(spelling);
    ASSERT_TRUE(key.has_value()) << spelling << ": " << key.error().detail;
    ASSERT_EQ(key->text(), first->text()) << spelling;
    ASSERT_EQ(key->type(), first->type()) << spelling;
  }
  EXPECT_EQ(parse_key(first->text())->text(), first->text());
  EXPECT_EQ(parse_element_string(element_string(*first))->text(), first->text());
  EXPECT_EQ(parse_digital_link_path(first->path())->text(), first->text());
}

constexpr int rounds = 2'000;

TEST(Spellings, OfItemsAndLotsAgree) {
  Chance chance(test_seed());
  for (int i = 0; i < rounds && !HasFatalFailure(); ++i) {
    const Parts p = random_parts(13, 20, chance);
    const std::string gtin = gtin_of(p);
    const std::string lot = chance.text(20);
    expect_same({"urn:epc:id:sgtin:" + p.company + "." + p.reference + "." + escaped(p.serial, chance),
                 host(chance) + "/01/" + gtin + "/21/" + escaped(p.serial, chance),
                 host(chance) + "/gtin/" + gtin + "/lot/" + escaped(lot, chance) + "/ser/" +
                     escaped(p.serial, chance) + "?17=251231",
                 "]d201" + gtin + "10" + lot +
                     "\x1D"
                     "21" +
                     p.serial},
                KeyType::sgtin);
    expect_same({"urn:epc:class:lgtin:" + p.company + "." + p.reference + "." + escaped(lot, chance),
                 host(chance) + "/01/" + gtin + "/22/x/10/" + escaped(lot, chance) + "#top",
                 host(chance) + "/01/" + gtin + "?10=" + escaped(lot, chance), "]C101" + gtin + "10" + lot},
                KeyType::lgtin);
    expect_same({"urn:epc:idpat:sgtin:" + p.company + "." + p.reference + ".*", host(chance) + "/01/" + gtin,
                 "(01)" + gtin},
                KeyType::gtin);
  }
}

TEST(Spellings, OfKeysWithCheckDigitsAgree) {
  Chance chance(test_seed());
  for (int i = 0; i < rounds && !HasFatalFailure(); ++i) {
    const Parts a = random_parts(17, 1, chance);
    const std::string sscc = with_check(a.reference.substr(0, 1) + a.company + a.reference.substr(1));
    expect_same(
        {"urn:epc:id:sscc:" + a.company + "." + a.reference, host(chance) + "/00/" + sscc, "(00)" + sscc},
        KeyType::sscc);
    const std::string gsrn = with_check(a.company + a.reference);
    expect_same(
        {"urn:epc:id:gsrn:" + a.company + "." + a.reference, host(chance) + "/8018/" + gsrn, "(8018)" + gsrn},
        KeyType::gsrn);
    const Parts b = random_parts(12, 16, chance);
    const std::string gln = with_check(b.company + b.reference);
    const std::string urn = b.company + "." + b.reference;
    expect_same({"urn:epc:id:pgln:" + urn, host(chance) + "/417/" + gln, "(417)" + gln}, KeyType::pgln);
    if (b.serial == "0") continue;  // Means the place itself.
    expect_same({"urn:epc:id:sgln:" + urn + "." + escaped(b.serial, chance),
                 host(chance) + "/414/" + gln + "/254/" + escaped(b.serial, chance),
                 "]d2414" + gln + "254" + b.serial},
                KeyType::sgln);
    expect_same({"urn:epc:id:grai:" + urn + "." + escaped(b.serial, chance),
                 host(chance) + "/8003/0" + gln + escaped(b.serial, chance)},
                KeyType::grai);
    expect_same({"urn:epc:id:gdti:" + urn + "." + escaped(b.serial, chance),
                 host(chance) + "/253/" + gln + escaped(b.serial, chance)},
                KeyType::gdti);
  }
}

TEST(Spellings, OneWrongDigitIsRefused) {
  Chance chance(test_seed());
  for (int i = 0; i < rounds; ++i) {
    std::string gtin = gtin_of(random_parts(13, 1, chance));
    char& digit = gtin[chance.below(gtin.size())];
    digit = static_cast<char>('0' + (digit - '0' + 1 + static_cast<int>(chance.below(9))) % 10);
    EXPECT_FALSE(parse_key("https://example.com/01/" + gtin + "/10/L").has_value()) << gtin;
    EXPECT_FALSE(parse_key("(01)" + gtin).has_value()) << gtin;
  }
}

}  // namespace
}  // namespace stocktrail::gs1
