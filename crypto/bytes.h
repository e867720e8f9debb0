// crypto/bytes.h: byte strings and their three text forms. Decoders are strict: exactly one text decodes to
// given bytes, so a changed character never goes unnoticed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace stocktrail {

using BytesView = std::span<const std::uint8_t>;

/// The bytes of a text, without a copy; valid as long as `text`'s.
inline BytesView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
/// The same bytes as characters, without a copy; valid as long as `bytes`'.
inline std::string_view as_text(BytesView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// RFC 4648 section 4, with padding. Decoding refuses wrong padding, white space and non-zero unused bits.
std::string base64_encode(BytesView bytes);
std::optional<std::string> base64_decode(std::string_view text);

/// RFC 4648 section 5, without padding (as JOSE uses it). Decoding refuses padding, white space and non-zero
/// unused bits.
std::string base64url_encode(BytesView bytes);
/// Into `out`, which has base64url_characters(bytes.size()) places.
void base64url_encode(BytesView bytes, std::span<char> out);
constexpr std::size_t base64url_characters(std::size_t bytes) {
  return bytes / 3 * 4 + (bytes % 3 == 0 ? 0 : bytes % 3 + 1);
}
void append_base64url(std::string& out, BytesView bytes);
std::optional<std::string> base64url_decode(std::string_view text);
/// Into `out`; false if the text is not exactly so many bytes, and then `out` holds anything.
bool base64url_decode(std::string_view text, std::span<std::uint8_t> out);

/// Lower-case hexadecimal. Decoding refuses upper case and odd lengths.
std::string hex_encode(BytesView bytes);
std::optional<std::string> hex_decode(std::string_view text);

/// Equality in time that depends on the lengths only (libsodium `sodium_memcmp`): for tokens and tags.
bool equal_constant_time(BytesView a, BytesView b);

/// True if `text` is well-formed UTF-8 (no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

}  // namespace stocktrail
