#include "ledger/epcis/json/detail/hash_value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

#include "crypto/ascii.h"
#include "ledger/epcis/json/detail/reading.h"
#include "ledger/gs1/key.h"

namespace stocktrail::epcis {
namespace {

// The parts of a decimal literal: sign, digits without the point, and the place of the point counted from the
// left.
struct Literal {
  bool is_negative = false;
  std::string digits;
  std::int64_t point = 0;
};

std::optional<Literal> parse_literal(std::string_view text) {
  Literal literal;
  if (text.starts_with('-') || text.starts_with('+')) {
    literal.is_negative = text.front() == '-';
    text.remove_prefix(1);
  }
  std::size_t i = 0;
  while (i < text.size() && is_digit(text[i])) literal.digits += text[i++];
  literal.point = static_cast<std::int64_t>(i);
  if (i < text.size() && text[i] == '.') {
    ++i;
    while (i < text.size() && is_digit(text[i])) literal.digits += text[i++];
  }
  if (literal.digits.empty()) return std::nullopt;
  if (i == text.size()) return literal;
  if (text[i] != 'e' && text[i] != 'E') return std::nullopt;
  ++i;
  if (i < text.size() && text[i] == '+') ++i;
  int exponent = 0;
  const auto [end, error] = std::from_chars(text.data() + i, text.data() + text.size(), exponent);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  literal.point += exponent;
  return literal;
}

// CBV 1.2 spelled its words as URNs; a value outside the standard fields may still do so.
std::optional<std::string> web_word(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> spaces = {{
      {"urn:epcglobal:cbv:bizstep:", "https://ref.gs1.org/cbv/BizStep-"},
      {"urn:epcglobal:cbv:disp:", "https://ref.gs1.org/cbv/Disp-"},
      {"urn:epcglobal:cbv:btt:", "https://ref.gs1.org/cbv/BTT-"},
      {"urn:epcglobal:cbv:sdt:", "https://ref.gs1.org/cbv/SDT-"},
      {"urn:epcglobal:cbv:er:", "https://ref.gs1.org/cbv/ER-"},
  }};
  for (const auto& [urn, web] : spaces) {
    if (text.starts_with(urn)) return std::string(web) + std::string(text.substr(urn.size()));
  }
  return std::nullopt;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view white = " \t\r\n\f\v";
  const std::size_t first = text.find_first_not_of(white);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white) - first + 1);
}

std::optional<std::string> plain_number(std::string_view text) {
  constexpr std::int64_t padding_max = 64;
  std::optional<Literal> literal = parse_literal(text);
  if (!literal) return std::nullopt;
  std::string& digits = literal->digits;
  const std::size_t leading = std::min(digits.find_first_not_of('0'), digits.size());
  if (leading == digits.size()) return "0";
  digits.erase(0, leading);
  literal->point -= static_cast<std::int64_t>(leading);
  digits.erase(digits.find_last_not_of('0') + 1);

  const auto count = static_cast<std::int64_t>(digits.size());
  if (literal->point < -padding_max || literal->point > count + padding_max) return std::nullopt;
  std::string plain = literal->is_negative ? "-" : "";
  if (literal->point <= 0) {
    plain += "0.";
    plain.append(static_cast<std::size_t>(-literal->point), '0');
    return plain + digits;
  }
  if (literal->point >= count) {
    plain += digits;
    plain.append(static_cast<std::size_t>(literal->point - count), '0');
    return plain;
  }
  const auto whole = static_cast<std::size_t>(literal->point);
  plain.append(digits, 0, whole);
  plain += '.';
  plain.append(digits, whole, std::string::npos);
  return plain;
}

std::string utc_milliseconds(Micros at) {
  constexpr std::size_t to_milliseconds = 23;  // 2026-07-22T04:45:00.123
  std::int64_t micros = to_i64(at);
  std::int64_t below = micros % 1000;
  if (below < 0) below += 1000;
  micros += below >= 500 ? 1000 - below : -below;
  std::string text = format_utc(Micros{micros});
  text.resize(to_milliseconds);
  return text + "Z";
}

std::string canonical_text(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return {};
  const bool may_be_number = is_digit(text[0]) || text[0] == '-' || text[0] == '+' || text[0] == '.';
  if (may_be_number) {
    if (std::optional<std::string> number = plain_number(text)) return *std::move(number);
    return std::string(text);
  }
  if (text.starts_with("urn:epc:") || text.starts_with("http://") || text.starts_with("https://")) {
    const Result<gs1::Key> key = gs1::parse_key(text);
    if (key && key->type() != gs1::KeyType::uri) return key->text();
    return std::string(text);
  }
  if (std::optional<std::string> word = web_word(text)) return *std::move(word);
  return std::string(text);
}

std::string canonical_identifier(std::string_view text, const Context& context) {
  std::string storage;
  const Result<std::string_view> full = context.expand_value(Context::ValueKind::id, trimmed(text), storage);
  return canonical_text(full ? *full : text);
}

std::string canonical_word(Vocabulary vocabulary, std::string_view text, const Context& context) {
  const Result<Word> word = word_of(vocabulary, trimmed(text), context);
  return word ? web_uri(vocabulary, *word) : std::string(trimmed(text));
}

}  // namespace stocktrail::epcis
