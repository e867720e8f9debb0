// crypto/detail/text_lines.h: what the line formats of a log share: lines one after the other, decimal
// numbers and digests in base64, each with exactly one spelling.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "crypto/bytes.h"
#include "crypto/sha256.h"

namespace stocktrail {

/// Takes the first line off `text`, without its newline; nullopt if no newline is left.
inline std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

/// ASCII decimal digits without sign and leading zeros, below 2^64.
inline std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

/// 44 characters of padded base64.
inline std::optional<Digest> parse_digest(std::string_view text) {
  const std::optional<std::string> bytes = base64_decode(text);
  Digest digest;
  if (!bytes || bytes->size() != digest.size()) return std::nullopt;
  bytes->copy(reinterpret_cast<char*>(digest.data()), digest.size());
  return digest;
}

}  // namespace stocktrail
