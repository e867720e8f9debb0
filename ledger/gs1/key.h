// ledger/gs1/key.h: one canonical key for every identifier, whatever its spelling: GS1 Digital Link URI (any
// host), EPC URN (pure identity, class and pattern), GS1 element string, or a URI of one's own. Two spellings
// of one thing give equal keys.
//
// Canonical text (CBV 2.0 section 8: the constrained, canonical Digital Link URI): https://id.gs1.org,
// 14-digit GTINs, and only what identifies. A serial identifies without the lot beside it, and a consumer
// product variant (22) never does; both stay readable by ai(), but take no part in text() and equality,
// because the URN of the same item lacks them.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/result.h"

namespace stocktrail::gs1 {

inline constexpr std::size_t identifier_bytes_max = 2048;

/// What an identifier stands for; the values are stored, and never change. GTIN keys are told apart by their
/// qualifiers, because that is what the rest asks.
enum class KeyType : std::uint8_t {
  gtin = 0,           // A product class: 01.
  lgtin = 1,          // A lot of a product: 01 + 10.
  sgtin = 2,          // One item: 01 (+ 10) + 21.
  sscc = 3,           // 00.
  gln = 4,            // A place: 414.
  sgln = 5,           // A part of a place: 414 + 254.
  pgln = 6,           // A party: 417.
  grai = 7,           // 8003, with or without serial.
  giai = 8,           // 8004.
  gsrn = 9,           // 8018 (+ 8019).
  gsrnp = 10,         // 8017 (+ 8019).
  gdti = 11,          // 253, with or without serial.
  gcn = 12,           // 255, with or without serial.
  cpi = 13,           // 8010 (+ 8011).
  gid = 14,           // urn:epc:id:gid: only.
  itip = 15,          // 8006 (+ 10, + 21).
  upui = 16,          // 01 + 235.
  ginc = 17,          // 401.
  gsin = 18,          // 402.
  imovn = 19,         // urn:epc:id:imovn: only.
  gmn = 20,           // 8013.
  payment_slip = 21,  // 415 (+ 8020).
  uri = 22,           // Any other absolute URI: URN, http, did, ...
};

/// "gtin", "lgtin", ... as in the EPC Tag Data Standard.
std::string_view name_of(KeyType type);

/// A parsed, checked identifier. text() is its canonical spelling: for GS1 keys as said above,
/// percent-encoded only where GS1 asks for it; for gid, imovn and uri a URI in the normal form of RFC
/// 3986, 6.2.2: scheme and host (or URN namespace) in lower case, hexadecimal of escapes in upper case,
/// default ports dropped, non-ASCII escaped (RFC 3987).
class Key {
 public:
  KeyType type() const { return type_; }
  const std::string& text() const { return text_; }

  /// The value of an application identifier, decoded: ai("01"), ai("10"). Empty if the key has none. Valid as
  /// long as the Key is neither changed nor destroyed.
  std::string_view ai(std::string_view code) const;
  std::string_view gtin() const { return ai("01"); }
  std::string_view lot() const { return ai("10"); }
  std::string_view serial() const { return ai("21"); }

  /// The lot (01 + 10) or product (01) that a lgtin, sgtin or upui is of; a level's key is its own. nullopt
  /// if the identifier does not tell that level.
  std::optional<Key> lot_key() const;
  std::optional<Key> product_key() const;

  /// The path on a resolver, e.g. "/01/09521141012345/10/L7"; empty for types without one (gid, imovn, uri).
  std::string_view path() const;

  bool operator==(const Key& other) const { return text_ == other.text_; }
  auto operator<=>(const Key& other) const { return text_ <=> other.text_; }

 private:
  friend struct KeyBuilder;
  KeyType type_ = KeyType::uri;
  std::string text_;
  std::string
      aside_;  // Values that text_ has escaped or leaves out, as `code=value\x1D`; most keys need none.
};

/// A GS1 application identifier and its value, decoded.
struct Attribute {
  std::string ai;
  std::string value;
  bool operator==(const Attribute&) const = default;
};

/// Any spelling that an EPCIS document or a person may write. Check digits, lengths and character sets are
/// checked; messages say which digit was expected. A URL is a GS1 key, on any host, if its path ends like a
/// Digital Link. If it does and the value is wrong, it is refused on id.gs1.org; elsewhere it is refused when
/// it can hardly be anything else (a wrong check digit in a number of the full, fixed length) and a URI of
/// one's own otherwise.
Result<Key> parse_key(std::string_view identifier);

/// The stored form: type, text, and what the text leaves out; the host of GS1's own links takes no room.
void append_packed(const Key& key, std::string& out);
/// What append_packed() wrote; nullopt for bytes that it cannot have written. Nothing is parsed again: what
/// was admitted once stays what it is.
std::optional<Key> unpack(std::string_view packed);

/// GS1 Digital Link URI (GS1 Digital Link Standard: URI Syntax 1.2 and later), on any host, not compressed;
/// also the short names of version 1.1 ("gtin", "lot", "ser"). Qualifiers may stand in the query too. Other
/// data attributes of the query (17, 3103, ...) are checked and appended to `attributes` if it is not null;
/// they are no part of the key.
Result<Key> parse_digital_link(std::string_view uri, std::vector<Attribute>* attributes = nullptr);
/// A path and query as a resolver gets them: "/01/…/10/…?17=…"
Result<Key> parse_digital_link_path(std::string_view path_and_query,
                                    std::vector<Attribute>* attributes = nullptr);
/// EPC URN: urn:epc:id:…, urn:epc:class:…, urn:epc:idpat:… (EPC Tag Data Standard 1.13, section 6). A pattern
/// whose only wildcard is the serial stands for the class; wider patterns are kept as URIs.
Result<Key> parse_epc_urn(std::string_view urn);
/// Element string with brackets "(01)…(10)…(21)…" or with FNC1 as \x1D, with or without a symbology
/// identifier ("]d2").
Result<Key> parse_element_string(std::string_view text, std::vector<Attribute>* attributes = nullptr);

/// "(01)09521141012345(10)L7(21)1001", all that the identifier told; empty for types without a path.
/// A bracket in a value that would begin an element is written "\(", which parse_element_string() takes back.
std::string element_string(const Key& key);

/// What names a document, in one spelling: of a GDTI, in whatever form, its canonical text. Other URIs are as
/// they are written.
std::string document_name(std::string_view uri);

/// Mod-10 check digit of GS1 General Specifications 7.9 for the digits before it; nullopt if not all are
/// digits.
std::optional<char> check_digit(std::string_view digits_without_check);

}  // namespace stocktrail::gs1
