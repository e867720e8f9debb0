#include "crypto/detail/json_token.h"

#include <charconv>
#include <cstdint>
#include <optional>

#include "crypto/ascii.h"
#include "crypto/bytes.h"

namespace stocktrail::json {
namespace {

/// Four hexadecimal digits, or nullopt.
std::optional<std::uint32_t> hex4(const char* p, const char* end) {
  std::uint32_t code = 0;
  if (end - p < 4) return std::nullopt;
  const auto [stop, error] = std::from_chars(p, p + 4, code, 16);
  if (error != std::errc{} || stop != p + 4) return std::nullopt;
  return code;
}

void append_utf8(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    out.push_back(static_cast<char>(0xC0 | code >> 6));
    out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
  } else if (code < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | code >> 12));
    out.push_back(static_cast<char>(0x80 | (code >> 6 & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
  } else {
    out.push_back(static_cast<char>(0xF0 | code >> 18));
    out.push_back(static_cast<char>(0x80 | (code >> 12 & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (code >> 6 & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
  }
}

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  return text;
}

bool is_number(std::string_view text) {
  const char* p = text.data();
  const char* const end = p + text.size();
  if (p != end && *p == '-') ++p;
  if (p == end || !is_digit(*p)) return false;
  if (*p == '0') {
    ++p;
  } else {
    while (p != end && is_digit(*p)) ++p;
  }
  if (p != end && *p == '.') {
    ++p;
    if (p == end || !is_digit(*p)) return false;
    while (p != end && is_digit(*p)) ++p;
  }
  if (p != end && (*p == 'e' || *p == 'E')) {
    ++p;
    if (p != end && (*p == '+' || *p == '-')) ++p;
    if (p == end || !is_digit(*p)) return false;
    while (p != end && is_digit(*p)) ++p;
  }
  return p == end;
}

const char* unescape(const char* p, const char* end, std::string& out) {
  if (end - p < 2) return nullptr;
  constexpr std::string_view letters = "\"\\/bfnrt";
  constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  if (const std::size_t at = letters.find(p[1]); at != letters.npos) {
    out.push_back(meanings[at]);
    return p + 2;
  }
  if (p[1] != 'u') return nullptr;
  const std::optional<std::uint32_t> code = hex4(p + 2, end);
  if (!code || (*code >= 0xDC00 && *code < 0xE000)) return nullptr;
  if (*code < 0xD800 || *code >= 0xE000) {
    append_utf8(out, *code);
    return p + 6;
  }
  if (end - p < 12 || p[6] != '\\' || p[7] != 'u') return nullptr;
  const std::optional<std::uint32_t> low = hex4(p + 8, end);
  if (!low || *low < 0xDC00 || *low >= 0xE000) return nullptr;
  append_utf8(out, 0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00));
  return p + 12;
}

std::size_t utf8_fault(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (size > text.size() - at || !is_utf8(text.substr(at, size))) return at;
    at += size;
  }
  return at;
}

std::size_t string_fault(std::string_view text) {
  bool in_string = false;
  std::size_t opened = text.size();
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      in_string = !in_string;
      opened = in_string ? at : text.size();
    } else if (in_string && static_cast<unsigned char>(c) < 0x20) {
      return at;
    } else if (in_string && c == '\\') {
      ++at;
    }
  }
  return opened;
}

}  // namespace stocktrail::json
