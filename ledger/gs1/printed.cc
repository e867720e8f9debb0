#include "ledger/gs1/printed.h"

#include <algorithm>
#include <array>
#include <string>

#include "crypto/ascii.h"

namespace stocktrail::gs1 {
namespace {

constexpr std::array<std::size_t, 4> gtin_lengths{8, 12, 13, 14};
constexpr std::size_t sscc_length = 18, gln_length = 13;

/// The application identifier of so many digits; empty if they are none.
std::string_view identifier_of(std::size_t digits, Meaning meaning) {
  if (meaning == Meaning::thing) {
    if (digits == sscc_length) return "00";
    return std::ranges::find(gtin_lengths, digits) != gtin_lengths.end() ? "01" : "";
  }
  if (digits != gln_length) return "";
  return meaning == Meaning::place ? "414" : "417";
}

/// As a scanner sends a symbol with (01) first, without its symbology identifier: "010952114101234510L7". Of
/// 18 digits alone it is an SSCC.
bool is_scanned(std::string_view text) {
  constexpr std::size_t head = 16;
  return text.starts_with("01") && text.size() >= head &&
         std::ranges::all_of(text.substr(0, head), is_digit) &&
         (text.size() != sscc_length || !std::ranges::all_of(text, is_digit));
}

}  // namespace

Result<Key> parse_printed(std::string_view text, Meaning meaning) {
  if (text.starts_with('/')) return parse_digital_link_path(text);
  if (meaning == Meaning::thing && is_scanned(text)) return parse_element_string(text);
  if (text.empty() || !std::ranges::all_of(text, is_digit)) return parse_key(text);
  const std::string_view ai = identifier_of(text.size(), meaning);
  if (ai.empty()) {
    return fail(ErrorCode::invalid_argument,
                "a number of " + std::to_string(text.size()) + " digits is not " +
                    (meaning == Meaning::thing ? "a GTIN (8, 12, 13 or 14 digits) or an SSCC (18 digits)"
                                               : "a GLN (13 digits)"));
  }
  return parse_digital_link_path("/" + std::string(ai) + "/" + std::string(text));
}

}  // namespace stocktrail::gs1
