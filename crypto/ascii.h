// crypto/ascii.h: kinds of ASCII characters. Unlike <cctype> they know no locale and take any char.
#pragma once

#include <string_view>

namespace stocktrail {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_letter(char c) {
  return is_upper(c) || is_lower(c);
}
constexpr bool is_letter_or_digit(char c) {
  return is_letter(c) || is_digit(c);
}
constexpr bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// What stands in a URI without an escape, whatever it means there (RFC 3986 section 2.3).
constexpr bool is_unreserved(char c) {
  return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}
/// What a scheme may have after its first letter (RFC 3986 section 3.1).
constexpr bool is_in_scheme(char c) {
  return is_letter_or_digit(c) || c == '+' || c == '-' || c == '.';
}
/// Whether `text` may stand before the first colon of a URI (RFC 3986 section 3.1).
constexpr bool is_uri_scheme(std::string_view text) {
  if (text.empty() || !is_letter(text.front())) return false;
  for (const char c : text) {
    if (!is_in_scheme(c)) return false;
  }
  return true;
}

constexpr char to_lower(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr char to_upper(char c) {
  return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace stocktrail
