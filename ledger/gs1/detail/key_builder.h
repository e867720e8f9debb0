// ledger/gs1/detail/key_builder.h: from application identifiers and values, however they were spelled, to a
// checked Key. Private to ledger/gs1. Nothing here allocates but the Key itself and the message of a fault.
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "ledger/gs1/detail/application_identifier.h"
#include "ledger/gs1/key.h"

namespace stocktrail::gs1 {

inline constexpr std::string_view canonical_host = "https://id.gs1.org";
inline constexpr std::size_t qualifiers_max = 4;

struct Element {
  std::string_view ai;
  std::string_view value;  // Decoded.
};

/// The values of one identifier, as views into the input or into a Scratch.
struct Elements {
  Element primary;
  std::array<Element, qualifiers_max> qualifiers;
  std::size_t qualifier_count = 0;

  std::span<const Element> given() const { return {qualifiers.data(), qualifier_count}; }
};

/// Room for values that had to be decoded, padded or joined. Never grows: values that do not fit are too long
/// anyway.
class Scratch {
 public:
  /// A place for `size` characters, or null if there is no room.
  char* take(std::size_t size) {
    if (size > bytes_.size() - used_) return nullptr;
    char* place = bytes_.data() + used_;
    used_ += size;
    return place;
  }

 private:
  std::array<char, 1024> bytes_;
  std::size_t used_ = 0;
};

/// Why an identifier was refused, so that parse_key can tell a typing error from a URL that means something
/// else.
struct Refusal {
  enum class Kind : unsigned char { structure, value, wrong_check };
  Kind kind;
  std::string detail;
};
template <typename T>
using Refusable = std::expected<T, Refusal>;
inline std::unexpected<Refusal> refuse(Refusal::Kind kind, std::string detail) {
  return std::unexpected(Refusal{kind, std::move(detail)});
}
/// The same as an Error.
Result<Key> as_result(Refusable<Key> built);

struct KeyRule;
/// The rule of a primary key's code ("01", "8003", ...), null if it is no primary key of the Digital Link
/// standard.
const KeyRule* find_key_rule(std::string_view ai);
/// Rank of a qualifier in the path of this primary key, from 1; 0 if it is none.
unsigned qualifier_rank(const KeyRule& rule, std::string_view ai);
/// Checks that the qualifiers are this primary key's, each once; in path order if `sorted`.
Refusable<void> check_qualifiers(const KeyRule& rule, std::span<const Element> qualifiers);

/// "01" for "gtin", "10" for "lot", ...: the short names of Digital Link 1.1. The argument itself if it is no
/// such name.
std::string_view ai_of_short_name(std::string_view segment);

/// The one place where GS1 keys are made. Pads GTINs of 8, 12 and 13 digits (into `scratch`).
Refusable<Key> build_key(Elements elements, Scratch& scratch);

/// Percent-decoding of RFC 3986; the input itself if it has no escape, nullopt if an escape is malformed.
std::optional<std::string_view> percent_decode(std::string_view text, Scratch& scratch);

/// The length of the application identifier in brackets at text[at], e.g. 2 for "(01)"; 0 if there is none.
/// In an element string a bracket begins an element only then, because values may hold brackets too:
/// "(10)L(7)". One inside a value that would begin an element is written "\(".
std::size_t bracketed_code_length(std::string_view text, std::size_t at);

/// What an EPC URN is told that speaks of tags (urn:epc:tag:, urn:epc:pat:, urn:epc:raw:): the identity to
/// write instead, where it follows from the tag.
std::unexpected<Error> refuse_tag(std::string_view urn, std::string_view kind, std::string_view name,
                                  std::string_view body);
/// Fails for a URI that misses urn:epc: by a little ("sgtin:0614141.107346.2017", "urn:epcid:...").
Result<void> check_near_epc(std::string_view uri);

/// A URI in normal form (see Key), as type uri, gid or imovn.
Result<Key> make_uri_key(std::string_view uri, KeyType type);

struct KeyBuilder {
  static Key make(KeyType type, std::string text, std::string aside) {
    Key key;
    key.type_ = type;
    key.text_ = std::move(text);
    key.aside_ = std::move(aside);
    return key;
  }
  static std::string_view aside(const Key& key) { return key.aside_; }
};

}  // namespace stocktrail::gs1
