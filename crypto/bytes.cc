#include "crypto/bytes.h"

#include <sodium.h>

#include <array>
#include <bit>
#include <cstring>

#include "crypto/result.h"

namespace stocktrail {
namespace {

// Table codecs instead of libsodium's: those run in constant time, which public data does not need, and this
// is the hot path of statement parsing (a dozen disclosures an event).
using Alphabet = std::array<char, 64>;
using Values = std::array<std::uint32_t, 256>;
constexpr std::uint32_t not_a_digit = 1u << 31;  // Above every digit.

constexpr Alphabet make_alphabet(char digit_62, char digit_63) {
  Alphabet alphabet{};
  for (unsigned i = 0; i < 26; ++i) {
    alphabet[i] = static_cast<char>('A' + i);
    alphabet[26 + i] = static_cast<char>('a' + i);
  }
  for (unsigned i = 0; i < 10; ++i) alphabet[52 + i] = static_cast<char>('0' + i);
  alphabet[62] = digit_62;
  alphabet[63] = digit_63;
  return alphabet;
}

constexpr Values make_values(const Alphabet& alphabet) {
  Values values{};
  values.fill(not_a_digit);
  for (unsigned i = 0; i < 64; ++i) values[static_cast<std::uint8_t>(alphabet[i])] = i;
  return values;
}

constexpr Alphabet standard_alphabet = make_alphabet('+', '/');
constexpr Alphabet url_alphabet = make_alphabet('-', '_');
constexpr Values standard_values = make_values(standard_alphabet);
constexpr Values url_values = make_values(url_alphabet);

// Two digits for each value of 12 bits: one look-up instead of two.
using Pairs = std::array<std::array<char, 2>, 4096>;

constexpr Pairs make_pairs(const Alphabet& alphabet) {
  Pairs pairs{};
  for (unsigned i = 0; i < 4096; ++i) pairs[i] = {alphabet[i >> 6], alphabet[i & 63]};
  return pairs;
}

constexpr Pairs standard_pairs = make_pairs(standard_alphabet);
constexpr Pairs url_pairs = make_pairs(url_alphabet);

// Writes the digits without padding. The last group of one or two bytes has two or three of them.
void encode_digits(BytesView bytes, const Pairs& pairs, char* out) {
  const std::size_t whole = bytes.size() / 3 * 3;
  const std::uint8_t* in = bytes.data();
  std::size_t i = 0;
  for (; i + sizeof(std::uint64_t) <= bytes.size();
       i += 6) {  // Two groups at once; two bytes are read twice.
    std::uint64_t eight = 0;
    std::memcpy(&eight, in + i, sizeof eight);
    if constexpr (std::endian::native == std::endian::little) eight = std::byteswap(eight);
    std::memcpy(out, pairs[eight >> 52].data(), 2);
    std::memcpy(out + 2, pairs[eight >> 40 & 4095].data(), 2);
    std::memcpy(out + 4, pairs[eight >> 28 & 4095].data(), 2);
    std::memcpy(out + 6, pairs[eight >> 16 & 4095].data(), 2);
    out += 8;
  }
  for (; i < whole; i += 3) {
    const std::uint32_t group = std::uint32_t{in[i]} << 16 | std::uint32_t{in[i + 1]} << 8 | in[i + 2];
    std::memcpy(out, pairs[group >> 12].data(), 2);
    std::memcpy(out + 2, pairs[group & 4095].data(), 2);
    out += 4;
  }
  if (bytes.size() - whole == 1) {
    std::memcpy(out, pairs[std::size_t{in[whole]} << 4].data(), 2);
  } else if (bytes.size() - whole == 2) {
    const std::uint32_t group = std::uint32_t{in[whole]} << 10 | std::uint32_t{in[whole + 1]} << 2;
    std::memcpy(out, pairs[group >> 6].data(), 2);
    out[2] = pairs[group & 63][1];
  }
}

// How many bytes so many digits without padding stand for; nullopt if none do.
std::optional<std::size_t> decoded_bytes(std::size_t digits) {
  const std::size_t rest = digits % 4;
  if (rest == 1) return std::nullopt;
  return digits / 4 * 3 + (rest == 0 ? 0 : rest - 1);
}

// `digits` without padding, whose decoded_bytes() has room at `out`.
bool decode_digits(std::string_view digits, const Values& values, std::uint8_t* out) {
  const std::size_t rest = digits.size() % 4;
  const std::size_t whole = digits.size() - rest;
  const BytesView in = as_bytes(digits);
  std::uint32_t seen = 0;  // One test for bad digits at the end instead of one a digit.
  for (std::size_t i = 0; i < whole; i += 4) {
    const std::uint32_t a = values[in[i]], b = values[in[i + 1]], c = values[in[i + 2]],
                        d = values[in[i + 3]];
    seen |= a | b | c | d;
    const std::uint32_t group = a << 18 | b << 12 | c << 6 | d;
    out[0] = static_cast<std::uint8_t>(group >> 16);
    out[1] = static_cast<std::uint8_t>(group >> 8);
    out[2] = static_cast<std::uint8_t>(group);
    out += 3;
  }
  std::uint32_t unused_bits = 0;
  if (rest != 0) {
    const std::uint32_t a = values[in[whole]], b = values[in[whole + 1]];
    const std::uint32_t c = rest == 3 ? values[in[whole + 2]] : 0;
    seen |= a | b | c;
    out[0] = static_cast<std::uint8_t>(a << 2 | b >> 4);
    if (rest == 3) out[1] = static_cast<std::uint8_t>(b << 4 | c >> 2);
    unused_bits = rest == 3 ? c & 3 : b & 15;
  }
  return (seen & not_a_digit) == 0 && unused_bits == 0;
}

std::optional<std::string> decode_digits(std::string_view digits, const Values& values) {
  const auto size = decoded_bytes(digits.size());
  if (!size) return std::nullopt;
  std::string bytes(*size, '\0');
  if (!decode_digits(digits, values, reinterpret_cast<std::uint8_t*>(bytes.data()))) return std::nullopt;
  return bytes;
}

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return -1;
}

bool is_continuation(std::uint8_t byte) {
  return (byte & 0xc0) == 0x80;
}

// The length of the well-formed sequence at the start of `bytes`, which is not ASCII; 0 if there is none
// (Unicode 15, table 3-7).
std::size_t utf8_sequence(BytesView bytes) {
  const std::uint8_t lead = bytes[0];
  if (lead >= 0xc2 && lead <= 0xdf) return bytes.size() >= 2 && is_continuation(bytes[1]) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    if (bytes.size() < 3 || !is_continuation(bytes[1]) || !is_continuation(bytes[2])) return 0;
    if (lead == 0xe0 && bytes[1] < 0xa0) return 0;  // Overlong.
    if (lead == 0xed && bytes[1] > 0x9f) return 0;  // A surrogate.
    return 3;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    if (bytes.size() < 4) return 0;
    if (!is_continuation(bytes[1]) || !is_continuation(bytes[2]) || !is_continuation(bytes[3])) return 0;
    if (lead == 0xf0 && bytes[1] < 0x90) return 0;  // Overlong.
    if (lead == 0xf4 && bytes[1] > 0x8f) return 0;  // Above U+10FFFF.
    return 4;
  }
  return 0;
}

}  // namespace

std::string base64_encode(BytesView bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '=');
  encode_digits(bytes, standard_pairs, text.data());
  return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  return decode_digits(text, standard_values);
}

std::string base64url_encode(BytesView bytes) {
  std::string text;
  append_base64url(text, bytes);
  return text;
}

void append_base64url(std::string& out, BytesView bytes) {
  const std::size_t size = out.size();
  out.resize(size + base64url_characters(bytes.size()));
  encode_digits(bytes, url_pairs, out.data() + size);
}

void base64url_encode(BytesView bytes, std::span<char> out) {
  ST_CHECK(out.size() == base64url_characters(bytes.size()));
  encode_digits(bytes, url_pairs, out.data());
}

std::optional<std::string> base64url_decode(std::string_view text) {
  return decode_digits(text, url_values);
}

bool base64url_decode(std::string_view text, std::span<std::uint8_t> out) {
  return decoded_bytes(text.size()) == out.size() && decode_digits(text, url_values, out.data());
}

std::string hex_encode(BytesView bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 15]);
  }
  return text;
}

std::optional<std::string> hex_decode(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]), low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<char>(high << 4 | low));
  }
  return bytes;
}

bool equal_constant_time(BytesView a, BytesView b) {
  return a.size() == b.size() && (a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0);
}

bool is_utf8(std::string_view text) {
  BytesView rest = as_bytes(text);
  while (!rest.empty()) {
    std::uint64_t eight = 0;
    if (rest.size() >= sizeof eight) {
      std::memcpy(&eight, rest.data(), sizeof eight);
      if ((eight & 0x8080808080808080) == 0) {
        rest = rest.subspan(sizeof eight);
        continue;
      }
    }
    const std::size_t length = rest[0] < 0x80 ? 1 : utf8_sequence(rest);
    if (length == 0) return false;
    rest = rest.subspan(length);
  }
  return true;
}

}  // namespace stocktrail
