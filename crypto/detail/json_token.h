// crypto/detail/json_token.h: the tokens of RFC 8259, for json.cc alone: numbers, escapes, and where a text
// that simdjson refused is at fault.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace stocktrail::json {

constexpr bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Without the white space (RFC 8259 section 2) at both ends.
std::string_view trim(std::string_view text);

/// RFC 8259 section 6: the whole of `text` is one number.
bool is_number(std::string_view text);

/// Resolves the escape whose backslash is at `p` into `out`; gives the place after it, or null if it is none
/// of RFC 8259's or half of a surrogate pair.
const char* unescape(const char* p, const char* end, std::string& out);

/// Offset of the first byte that is no well-formed UTF-8; text.size() if there is none.
std::size_t utf8_fault(std::string_view text);

/// Offset of the first raw control character inside a string, or else of the opening quote of a string that
/// is never closed; text.size() if there is neither.
std::size_t string_fault(std::string_view text);

}  // namespace stocktrail::json
