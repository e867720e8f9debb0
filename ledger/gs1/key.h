// ledger/gs1/key.h: one canonical key for every identifier, whatever its spelling: GS1 Digital Link URI (any host),
// EPC URN (pure identity, class and pattern), GS1 element string, or a URI of one's own. Two spellings of one thing give equal keys.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/result.h"

namespace stocktrail::gs1 {

inline constexpr std::size_t identifier_bytes_max = 2048;

/// What an identifier stands for. GTIN keys are told apart by their qualifiers, because that is what the rest asks.
enum class KeyType : std::uint8_t {
  gtin,   // A product class: 01.
  lgtin,  // A lot of a product: 01 + 10.
  sgtin,  // One item: 01 (+ 10) + 21.
  sscc, gln, sgln, pgln, grai, giai, gsrn, gsrnp, gdti, gcn, cpi, gid, itip, upui, ginc, gsin, imovn,
  uri,    // Any other absolute URI: URN, http, did, ...
};

/// "gtin", "lgtin", ... as in the EPC Tag Data Standard.
std::string_view name_of(KeyType type);

/// A parsed, checked identifier. text() is its canonical spelling: for GS1 keys the Digital Link URI on
/// https://id.gs1.org with 14-digit GTINs, qualifiers in GS1 order, and percent-encoding only where needed.
class Key {
 public:
  KeyType type() const { return type_; }
  const std::string& text() const { return text_; }

  /// The value of an application identifier, decoded: ai("01"), ai("10"). Empty if the key has none.
  std::string_view ai(std::string_view code) const;
  std::string_view gtin() const { return ai("01"); }
  std::string_view lot() const { return ai("10"); }
  std::string_view serial() const { return ai("21"); }

  /// The key without its serial, or without serial and lot; nullopt unless there is such a level.
  std::optional<Key> lot_key() const;      // 01 + 10.
  std::optional<Key> product_key() const;  // 01.

  /// The path on a resolver, e.g. "/01/09521141012345/10/L7"; empty for type uri.
  std::string_view path() const;

  bool operator==(const Key& other) const { return text_ == other.text_; }
  auto operator<=>(const Key& other) const { return text_ <=> other.text_; }

 private:
  friend struct KeyBuilder;
  KeyType type_ = KeyType::uri;
  std::string text_;
};

/// Any spelling that an EPCIS document may hold. Check digits, lengths and character sets are checked; messages say
/// which digit was expected.
Result<Key> parse_key(std::string_view identifier);

/// GS1 Digital Link URI (GS1 Digital Link Standard 1.2+, URI syntax), on any host, also uncompressed query data.
/// Data attributes that are no part of the key (e.g. 17, 3103) go to `attributes` if it is not null.
Result<Key> parse_digital_link(std::string_view uri);
/// A path and query as a resolver gets them: "/01/…/10/…?17=…"
Result<Key> parse_digital_link_path(std::string_view path_and_query);
/// EPC URN: urn:epc:id:…, urn:epc:class:…, urn:epc:idpat:… (EPC Tag Data Standard, section 6).
Result<Key> parse_epc_urn(std::string_view urn);
/// Element string with brackets "(01)…(10)…(21)…" or with FNC1 as \x1D.
Result<Key> parse_element_string(std::string_view text);

/// Mod-10 check digit of GS1 General Specifications 7.9 for the digits before it; nullopt if not all are digits.
std::optional<char> check_digit(std::string_view digits_without_check);

}  // namespace stocktrail::gs1
