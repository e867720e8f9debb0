// tools/cli/bare_numbers.h: numbers as they are printed on a shelf or package, as the identifiers that they
// are there. Any other text is left as it is.
#pragma once

#include <string>

namespace stocktrail::cli {

std::string place_of_number(const std::string& text);    // A GLN: 13 digits.
std::string product_of_number(const std::string& text);  // A GTIN of 8, 12, 13 or 14 digits.

}  // namespace stocktrail::cli
