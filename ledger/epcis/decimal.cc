#include "ledger/epcis/decimal.h"

#include <algorithm>

#include "crypto/ascii.h"

namespace stocktrail {
namespace {

/// A JSON number (RFC 8259, section 6) taken apart; `digits` without leading zeros, and the value is
/// digits x 10^-scale.
struct Number {
  bool is_negative = false;
  std::string digits;
  std::int64_t scale = 0;
};

constexpr std::int64_t exponent_max = 100;  // Beyond it, in size, a number is refused, whatever its digits.

std::string_view take_digits(std::string_view& rest) {
  std::size_t count = 0;
  while (count < rest.size() && is_digit(rest[count])) ++count;
  const std::string_view taken = rest.substr(0, count);
  rest.remove_prefix(count);
  return taken;
}

/// The exponent part, if any; nullopt if it is malformed. Huge ones are cut, which no limit lets through
/// either.
std::optional<std::int64_t> take_exponent(std::string_view& rest) {
  if (rest.empty() || (rest[0] != 'e' && rest[0] != 'E')) return 0;
  rest.remove_prefix(1);
  const bool is_negative = rest.starts_with('-');
  if (is_negative || rest.starts_with('+')) rest.remove_prefix(1);
  const std::string_view digits = take_digits(rest);
  if (digits.empty()) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : digits) value = std::min(exponent_max + 1, value * 10 + (c - '0'));
  return is_negative ? -value : value;
}

std::optional<Number> read_number(std::string_view text) {
  Number number;
  std::string_view rest = text;
  if (rest.starts_with('-')) {
    number.is_negative = true;
    rest.remove_prefix(1);
  }
  const std::string_view whole = take_digits(rest);
  if (whole.empty() || (whole.size() > 1 && whole[0] == '0')) return std::nullopt;
  std::string_view fraction;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    fraction = take_digits(rest);
    if (fraction.empty()) return std::nullopt;
  }
  const auto exponent = take_exponent(rest);
  if (!exponent || !rest.empty()) return std::nullopt;
  number.digits.append(whole).append(fraction);
  number.digits.erase(0, std::min(number.digits.find_first_not_of('0'), number.digits.size()));
  number.scale = static_cast<std::int64_t>(fraction.size()) - *exponent;
  // What it would really be is not known: far too large, or far too small.
  if (*exponent > exponent_max) number.scale = -exponent_max;
  if (*exponent < -exponent_max)
    number.scale = static_cast<std::int64_t>(number.digits.size()) + exponent_max;
  return number;
}

/// Brings the scale into 0 to `scale_max` where only zeros are added or dropped; false if digits would be
/// lost.
bool normalise(Number& number, std::int64_t scale_max) {
  if (number.digits.empty()) {
    number.scale = std::clamp<std::int64_t>(number.scale, 0, scale_max);
    number.is_negative = false;
    return true;
  }
  while (number.scale > scale_max && number.digits.ends_with('0')) {
    number.digits.pop_back();
    --number.scale;
  }
  if (number.scale < 0) {
    number.digits.append(static_cast<std::size_t>(-number.scale), '0');
    number.scale = 0;
  }
  return number.scale <= scale_max;
}

/// `digits` with a point `scale` digits from the end.
std::string with_point(std::string digits, std::size_t scale, bool is_negative) {
  if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  if (scale > 0) digits.insert(digits.size() - scale, 1, '.');
  if (is_negative) digits.insert(0, 1, '-');
  return digits;
}

std::string shown(std::string_view text) {
  return std::string(text.substr(0, 60));
}

Int128 nanos_of(std::int64_t coefficient, int scale) {
  Int128 nanos = coefficient;
  for (int i = scale; i < Decimal::scale_max; ++i) nanos *= 10;
  return nanos;
}

}  // namespace

Result<Decimal> Decimal::parse(std::string_view json_number) {
  auto number = read_number(json_number);
  if (!number)
    return fail(ErrorCode::invalid_argument,
                "\"" + shown(json_number) + "\" is no decimal number: write e.g. 12.5");
  if (!normalise(*number, scale_max))
    return fail(ErrorCode::invalid_argument,
                shown(json_number) + " has more than " + std::to_string(scale_max) + " decimals: round it");
  std::int64_t coefficient = 0;
  for (const char c : number->digits) {
    if (coefficient > coefficient_max / 10)
      return fail(ErrorCode::invalid_argument,
                  shown(json_number) + " has more than 18 digits: use a larger unit");
    coefficient = coefficient * 10 + (c - '0');
  }
  Decimal out;
  out.coefficient_ = number->is_negative ? -coefficient : coefficient;
  out.scale_ = static_cast<int>(number->scale);
  return out;
}

std::optional<Decimal> Decimal::of(std::int64_t coefficient, int scale) {
  if (coefficient > coefficient_max || coefficient < -coefficient_max || scale < 0 || scale > scale_max)
    return std::nullopt;
  Decimal made;
  made.coefficient_ = coefficient;
  made.scale_ = scale;
  return made;
}

std::string Decimal::text() const {
  const std::int64_t magnitude = coefficient_ < 0 ? -coefficient_ : coefficient_;
  return with_point(std::to_string(magnitude), static_cast<std::size_t>(scale_), coefficient_ < 0);
}

bool Decimal::operator==(const Decimal& other) const {
  return (*this <=> other) == 0;
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const {
  const Int128 a = nanos_of(coefficient_, scale_);
  const Int128 b = nanos_of(other.coefficient_, other.scale_);
  if (a == b) return std::strong_ordering::equal;
  return a < b ? std::strong_ordering::less : std::strong_ordering::greater;
}

Amount::Amount(const Decimal& value) : nanos_(nanos_of(value.coefficient(), value.scale())) {}

std::string Amount::text() const {
  // The smallest value has no positive counterpart, so digits are taken one by one from the signed value.
  std::string digits;
  for (Int128 rest = nanos_; rest != 0; rest /= 10) {
    const int digit = static_cast<int>(rest % 10);
    digits.push_back(static_cast<char>('0' + (digit < 0 ? -digit : digit)));
  }
  std::ranges::reverse(digits);
  std::size_t scale = Decimal::scale_max;
  while (scale > 0 && (digits.empty() || digits.ends_with('0'))) {
    if (!digits.empty()) digits.pop_back();
    --scale;
  }
  return with_point(std::move(digits), scale, nanos_ < 0);
}

std::optional<Amount> Amount::parse(std::string_view text) {
  auto number = read_number(text);
  if (!number || !normalise(*number, Decimal::scale_max)) return std::nullopt;
  number->digits.append(static_cast<std::size_t>(Decimal::scale_max - number->scale), '0');
  if (number->digits.size() > 38) return std::nullopt;  // 38 digits always fit into 127 bits.
  Int128 nanos = 0;
  for (const char c : number->digits) nanos = nanos * 10 + (c - '0');
  return from_nanos(number->is_negative ? -nanos : nanos);
}

}  // namespace stocktrail
