#include "api/journey/detail/typed_code.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "api/http/url.h"
#include "api/journey/pack_dates.h"
#include "crypto/ascii.h"
#include "ledger/gs1/key.h"

namespace stocktrail::api {
namespace {

constexpr char blank = ' ';
constexpr char separator = '\x1D';  // FNC1, as scanners send it.

struct Spelling {
  std::string_view written, meant;
};

/// Beside the full-width forms of ASCII, which make_plain() knows by their number.
// NOLINTBEGIN(misc-misleading-bidirectional): they are written by their number.
constexpr std::array spellings{
    Spelling{"\t", " "},        Spelling{"\r", " "},        Spelling{"\n", " "},
    Spelling{"\u00A0", " "},    Spelling{"\u2007", " "},    Spelling{"\u2009", " "},
    Spelling{"\u202F", " "},    Spelling{"\u3000", " "},    Spelling{"\u00AD", ""},
    Spelling{"\u200B", ""},     Spelling{"\u200C", ""},     Spelling{"\u200D", ""},
    Spelling{"\u200E", ""},     Spelling{"\u200F", ""},     Spelling{"\u202A", ""},
    Spelling{"\u202B", ""},     Spelling{"\u202C", ""},     Spelling{"\u202D", ""},
    Spelling{"\u202E", ""},     Spelling{"\u2066", ""},     Spelling{"\u2067", ""},
    Spelling{"\u2068", ""},     Spelling{"\u2069", ""},     Spelling{"\uFEFF", ""},
    Spelling{"\u2010", "-"},    Spelling{"\u2011", "-"},    Spelling{"\u2012", "-"},
    Spelling{"\u2013", "-"},    Spelling{"\u2014", "-"},    Spelling{"\u2212", "-"},
    Spelling{"\u3010", "("},    Spelling{"\u3011", ")"},    Spelling{"\u3014", "("},
    Spelling{"\u3015", ")"},    Spelling{"\uFE59", "("},    Spelling{"\uFE5A", ")"},
    Spelling{"\u241D", "\x1D"}, Spelling{"<GS>", "\x1D"},   Spelling{"{GS}", "\x1D"},
    Spelling{"<FNC1>", "\x1D"}, Spelling{"{FNC1}", "\x1D"},
};
// NOLINTEND(misc-misleading-bidirectional)

/// The ASCII character that the full-width one at the beginning of `text` is (U+FF01 to U+FF5E); 0 if there
/// is none.
char narrow(std::string_view text) {
  if (text.size() < 3 || text[0] != '\xEF') return 0;
  const auto second = static_cast<unsigned char>(text[1]), third = static_cast<unsigned char>(text[2]);
  const unsigned number = (second & 0x3Fu) << 6 | (third & 0x3Fu);
  constexpr unsigned first = 0x3F01 & 0xFFF, last = 0x3F5E & 0xFFF;
  return number >= first && number <= last ? static_cast<char>(number - first + '!') : '\0';
}

std::string make_plain(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const auto* found = std::ranges::find_if(
        spellings, [&](const Spelling& spelling) { return text.starts_with(spelling.written); });
    const char wide = narrow(text);
    if (found != spellings.end()) {
      plain += found->meant;
    } else {
      plain += wide != 0 ? wide : text.front();
    }
    text.remove_prefix(found != spellings.end() ? found->written.size() : wide != 0 ? 3 : 1);
  }
  // Some print "[01]"; no value may have such brackets, and "]d2" begins what a scanner sends.
  if (plain.starts_with('[')) {
    std::ranges::replace(plain, '[', '(');
    std::ranges::replace(plain, ']', ')');
  }
  const auto first = plain.find_first_not_of(blank), last = plain.find_last_not_of(blank);
  return first == std::string::npos ? std::string() : plain.substr(first, last - first + 1);
}

std::string without(std::string_view text, std::string_view characters) {
  std::string kept;
  for (const char c : text)
    if (characters.find(c) == std::string_view::npos) kept += c;
  return kept;
}

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

struct Typed {
  gs1::Key key;
  std::vector<gs1::Attribute> attributes;
};
using Found = std::optional<Typed>;

Found found(Result<gs1::Key> key, std::vector<gs1::Attribute> attributes = {}) {
  if (!key || !key->path().starts_with('/')) return std::nullopt;  // A URI of one's own has no page.
  return Typed{std::move(*key), std::move(attributes)};
}

Found element_string(const std::string& text) {
  std::vector<gs1::Attribute> attributes;
  auto key = gs1::parse_element_string(text, &attributes);
  return found(std::move(key), std::move(attributes));
}

Found link(const std::string& text) {
  if (text.find('/') == std::string::npos) return std::nullopt;
  std::vector<gs1::Attribute> attributes;
  auto key = gs1::parse_digital_link(text, &attributes);
  if (!key) {
    attributes.clear();
    key = gs1::parse_digital_link("https://host/" + text, &attributes);
  }
  return found(std::move(key), std::move(attributes));
}

/// With the hyphens that print has between them, or blanks.
Found bare_digits(const std::string& text) {
  constexpr std::size_t sscc_digits = 18;
  const std::string digits = without(text, "- ");
  if (!is_number(digits)) return std::nullopt;
  if (digits.size() == sscc_digits) return found(gs1::parse_digital_link_path("/00/" + digits));
  if (digits.size() == sscc_digits + 2 && digits.starts_with("00"))
    return found(gs1::parse_digital_link_path("/00/" + digits.substr(2)));
  return found(gs1::parse_digital_link_path("/01/" + digits));
}

constexpr std::string_view between = " ,;:/#.";
constexpr std::string_view digits_of_print = "0123456789-";

/// Something stands between the digits that it begins with and the rest.
bool is_parted(const std::string& text) {
  const std::size_t digits = text.find_first_not_of(digits_of_print);
  return digits != std::string::npos && digits > 0 && between.find(text[digits]) != std::string_view::npos;
}

bool begins_with_word(std::string_view text, std::string_view word) {
  return text.size() > word.size() && between.find(text[word.size()]) != std::string_view::npos &&
         std::ranges::equal(text.substr(0, word.size()), word, {}, to_lower);
}

std::string_view without_first(std::string_view text, std::string_view characters) {
  return text.substr(std::min(text.find_first_not_of(characters), text.size()));
}

/// A lot number without the word that print has before it: "LOT: L7", "Charge L7".
std::string_view lot_number(std::string_view lot) {
  lot = without_first(lot, " ");
  for (const std::string_view word :
       {"lot number", "lot no", "lot", "batch", "charge", "ch.-b", "los", "\u6279\u53F7", "\u6279\u6B21"}) {
    if (begins_with_word(lot, word)) return without_first(lot.substr(word.size()), between);
  }
  return lot;
}

/// "09521003000022 L7", "09521003000022/L7", "09521003000022L7", "09521003000022 lot: L7".
Found product_and_lot(const std::string& text) {
  const std::size_t digits = std::min(text.find_first_not_of(digits_of_print), text.size());
  const std::string gtin = without(std::string_view(text).substr(0, digits), "-");
  if (gtin.size() != 8 && (gtin.size() < 12 || gtin.size() > 14)) return std::nullopt;
  const std::string_view lot = lot_number(without_first(std::string_view(text).substr(digits), between));
  if (lot.empty()) return std::nullopt;
  return found(gs1::parse_digital_link_path("/01/" + gtin + "/10/" + percent_encode(without(lot, " "))));
}

Found code_in(const std::string& plain) {
  const std::string text = without(plain, " ");  // No identifier has any.
  if (Found digits = bare_digits(plain)) return digits;
  if (is_parted(plain))  // A GTIN may begin like an application identifier.
    if (Found read = product_and_lot(plain)) return read;
  const bool is_scanned = !text.empty() && (is_digit(text.front()) || text.front() == separator ||
                                            text.front() == '(' || text.front() == ']');
  if (is_scanned)
    if (Found read = element_string(text)) return read;
  if (Found read = link(text)) return read;
  if (Found read = found(gs1::parse_key(text))) return read;
  return product_and_lot(plain);
}

}  // namespace

std::string path_of_typed(std::string_view code, std::string_view lot) {
  const Found typed = code_in(make_plain(code));
  if (!typed) return "/" + percent_encode(code);
  std::string path = full_path(typed->key);
  const std::string plain_lot = make_plain(lot);
  const std::string number = without(lot_number(plain_lot), " ");
  if (typed->key.type() == gs1::KeyType::gtin && !number.empty()) path += "/10/" + percent_encode(number);
  const std::string dates = pack_dates_query(typed->attributes);
  return dates.empty() ? path : path + "?" + dates;
}

}  // namespace stocktrail::api
