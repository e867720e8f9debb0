// ledger/gs1/printed.h: identifiers as people read them off a shelf or package: the bare digits under a bar
// code, beside every spelling of key.h. Which key a number is depends on what is asked for.
#pragma once

#include <string_view>

#include "ledger/gs1/key.h"

namespace stocktrail::gs1 {

enum class Meaning : unsigned char {
  thing,  // A GTIN of 8, 12, 13 or 14 digits, or an SSCC of 18.
  place,  // A GLN of 13 digits: 414.
  party,  // A GLN of 13 digits: 417.
};

/// Also a Digital Link path ("/01/09521141012345"), and of things what a scanner sends
/// ("010952114101234510L7", FNC1 as \x1D). Digits of another length are refused: they are a slip of the hand,
/// and not the number of something else.
Result<Key> parse_printed(std::string_view text, Meaning meaning);

}  // namespace stocktrail::gs1
