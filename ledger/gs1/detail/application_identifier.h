// ledger/gs1/detail/application_identifier.h: the GS1 application identifiers as one table (GS1 General
// Specifications, section 3): what each value looks like. Private to ledger/gs1 and its tests.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace stocktrail::gs1 {

/// Characters of a value after its leading digits.
enum class Charset : char {
  digits = 'N',
  cset82 = 'X',  // GS1 General Specifications, figure 7.11-1.
  cset39 = 'Y',  // Figure 7.11-2: digits, capitals, # - /
  base64 = 'Z',
};

/// How a value proves itself.
enum class Proof : std::uint8_t {
  none,
  mod10,           // The last of the leading digits is the mod-10 check digit of those before it.
  zero_and_mod10,  // The same, after a leading zero that takes no part (8003).
  gtin_first,      // The first 14 digits are a GTIN (8006, 8026).
  prefix,          // Begins with a GS1 company prefix: four digits at least.
  check_pair,      // Ends in the two check characters of General Specifications 7.9.5.
  no_zero,         // A number without leading zeros.
};

/// One row: an identifier, or a run of them that differ in the last digit.
struct ApplicationIdentifier {
  std::string_view first, last;
  Charset charset;      // Of what follows the leading digits.
  std::uint8_t digits;  // How many characters at the start must be digits.
  std::uint8_t length_min, length_max;
  Proof proof;
  bool fixed;      // Of pre-defined length: no separator follows (figure 7.8.5-2).
  bool attribute;  // May stand in the query of a Digital Link.
};

std::span<const ApplicationIdentifier> application_identifiers();
/// The row of a code such as "01" or "3103"; null if there is none.
const ApplicationIdentifier* find_application_identifier(std::string_view code);

/// Why a value does not fit its application identifier.
struct ValueFault {
  std::string detail;        // A sentence that begins with the name: "GTIN (01) ...".
  bool wrong_check = false;  // Only the check digit or characters are wrong.
};
/// nullopt if `value` fits `row`. `code` is for the message.
std::optional<ValueFault> find_fault(const ApplicationIdentifier& row, std::string_view code,
                                     std::string_view value);

/// "GTIN (01)": for messages.
std::string label_of(std::string_view code);

}  // namespace stocktrail::gs1
