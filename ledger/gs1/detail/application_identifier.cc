#include "ledger/gs1/detail/application_identifier.h"

#include <algorithm>
#include <array>

#include "crypto/ascii.h"
#include "ledger/gs1/key.h"

namespace stocktrail::gs1 {
namespace {

using enum Charset;
using enum Proof;

// Row makers. `run` of "3100","3105" are six codes of one form.
constexpr bool attribute_ok = true;
constexpr bool key_only = false;

using Row = ApplicationIdentifier;
using u8 = std::uint8_t;

// N<length>, pre-defined length.
constexpr Row fixed(std::string_view first, std::string_view last, u8 length, Proof proof = none,
                    bool attribute = attribute_ok) {
  return {first, last, digits, length, length, length, proof, true, attribute};
}
// Digits of `min` to `max`, ended by a separator.
constexpr Row number(std::string_view first, std::string_view last, u8 min, u8 max, Proof proof = none,
                     bool attribute = attribute_ok) {
  return {first, last, digits, min, min, max, proof, false, attribute};
}
// X..<max>.
constexpr Row text(std::string_view first, std::string_view last, u8 max, bool attribute = attribute_ok) {
  return {first, last, cset82, 0, 1, max, none, false, attribute};
}
// <leading> digits, then `min` to `max` characters in all.
constexpr Row mixed(std::string_view first, std::string_view last, u8 leading, u8 min, u8 max,
                    Proof proof = none, bool attribute = attribute_ok) {
  return {first, last, cset82, leading, min, max, proof, false, attribute};
}

constexpr std::array rows{
    fixed("00", "00", 18, mod10),
    fixed("01", "02", 14, mod10),
    fixed("03", "03", 14, mod10, key_only),
    text("10", "10", 20),
    fixed("11", "13", 6),
    fixed("15", "17", 6),
    fixed("20", "20", 2),
    text("21", "22", 20, key_only),
    text("235", "235", 28, key_only),
    text("240", "241", 30),
    number("242", "242", 1, 6),
    text("243", "243", 20),
    text("250", "251", 30),
    mixed("253", "253", 13, 13, 30, mod10),
    text("254", "254", 20, key_only),
    Row{"255", "255", digits, 13, 13, 25, mod10, false, attribute_ok},
    number("30", "30", 1, 8),
    fixed("3100", "3105", 6),
    fixed("3110", "3115", 6),
    fixed("3120", "3125", 6),
    fixed("3130", "3135", 6),
    fixed("3140", "3145", 6),
    fixed("3150", "3155", 6),
    fixed("3160", "3165", 6),
    fixed("3200", "3205", 6),
    fixed("3210", "3215", 6),
    fixed("3220", "3225", 6),
    fixed("3230", "3235", 6),
    fixed("3240", "3245", 6),
    fixed("3250", "3255", 6),
    fixed("3260", "3265", 6),
    fixed("3270", "3275", 6),
    fixed("3280", "3285", 6),
    fixed("3290", "3295", 6),
    fixed("3300", "3305", 6),
    fixed("3310", "3315", 6),
    fixed("3320", "3325", 6),
    fixed("3330", "3335", 6),
    fixed("3340", "3345", 6),
    fixed("3350", "3355", 6),
    fixed("3360", "3365", 6),
    fixed("3370", "3375", 6),
    fixed("3400", "3405", 6),
    fixed("3410", "3415", 6),
    fixed("3420", "3425", 6),
    fixed("3430", "3435", 6),
    fixed("3440", "3445", 6),
    fixed("3450", "3455", 6),
    fixed("3460", "3465", 6),
    fixed("3470", "3475", 6),
    fixed("3480", "3485", 6),
    fixed("3490", "3495", 6),
    fixed("3500", "3505", 6),
    fixed("3510", "3515", 6),
    fixed("3520", "3525", 6),
    fixed("3530", "3535", 6),
    fixed("3540", "3545", 6),
    fixed("3550", "3555", 6),
    fixed("3560", "3565", 6),
    fixed("3570", "3575", 6),
    fixed("3600", "3605", 6),
    fixed("3610", "3615", 6),
    fixed("3620", "3625", 6),
    fixed("3630", "3635", 6),
    fixed("3640", "3645", 6),
    fixed("3650", "3655", 6),
    fixed("3660", "3665", 6),
    fixed("3670", "3675", 6),
    fixed("3680", "3685", 6),
    fixed("3690", "3695", 6),
    number("37", "37", 1, 8),
    number("3900", "3909", 1, 15),
    number("3910", "3919", 4, 18),
    number("3920", "3929", 1, 15),
    number("3930", "3939", 4, 18),
    number("3940", "3943", 4, 4),
    number("3950", "3955", 6, 6),
    text("400", "400", 30),
    Row{"401", "401", cset82, 0, 1, 30, prefix, false, attribute_ok},
    number("402", "402", 17, 17, mod10),
    text("403", "403", 30),
    fixed("410", "417", 13, mod10),
    text("420", "420", 20),
    mixed("421", "421", 3, 4, 12),
    number("422", "422", 3, 3),
    number("423", "423", 3, 15),
    number("424", "424", 3, 3),
    number("425", "425", 3, 15),
    number("426", "426", 3, 3),
    text("427", "427", 3),
    text("4300", "4301", 35),
    text("4302", "4306", 70),
    mixed("4307", "4307", 0, 2, 2),
    text("4308", "4308", 30),
    number("4309", "4309", 20, 20),
    text("4310", "4311", 35),
    text("4312", "4316", 70),
    mixed("4317", "4317", 0, 2, 2),
    text("4318", "4318", 20),
    text("4319", "4319", 30),
    text("4320", "4320", 35),
    number("4321", "4323", 1, 1),
    number("4324", "4325", 10, 10),
    number("4326", "4326", 6, 6),
    mixed("4330", "4333", 6, 6, 7),
    number("7001", "7001", 13, 13),
    text("7002", "7002", 30),
    number("7003", "7003", 10, 10),
    number("7004", "7004", 1, 4),
    text("7005", "7005", 12),
    number("7006", "7006", 6, 6),
    number("7007", "7007", 6, 12),
    text("7008", "7008", 3),
    text("7009", "7009", 10),
    text("7010", "7010", 2),
    number("7011", "7011", 6, 10),
    text("7020", "7022", 20),
    Row{"7023", "7023", cset82, 0, 1, 30, prefix, false, attribute_ok},
    mixed("7030", "7039", 3, 4, 30),
    mixed("7040", "7040", 1, 4, 4, none, key_only),
    text("7041", "7041", 4, key_only),
    text("710", "717", 20),
    mixed("7230", "7239", 0, 3, 30),
    text("7240", "7240", 20),
    number("7241", "7241", 2, 2),
    text("7242", "7242", 25),
    number("7250", "7250", 8, 8),
    number("7251", "7251", 12, 12),
    number("7252", "7252", 1, 1),
    text("7253", "7254", 40),
    text("7255", "7255", 10),
    text("7256", "7256", 90),
    text("7257", "7257", 70),
    mixed("7258", "7258", 0, 3, 3),
    text("7259", "7259", 40),
    number("8001", "8001", 14, 14),
    text("8002", "8002", 20),
    mixed("8003", "8003", 14, 14, 30, zero_and_mod10),
    Row{"8004", "8004", cset82, 0, 1, 30, prefix, false, attribute_ok},
    number("8005", "8005", 6, 6),
    number("8006", "8006", 18, 18, gtin_first),
    text("8007", "8007", 34),
    number("8008", "8008", 8, 12),
    text("8009", "8009", 50),
    Row{"8010", "8010", cset39, 0, 1, 30, prefix, false, attribute_ok},
    number("8011", "8011", 1, 12, no_zero, key_only),
    text("8012", "8012", 20),
    Row{"8013", "8013", cset82, 0, 1, 25, check_pair, false, attribute_ok},
    Row{"8014", "8014", cset82, 0, 1, 25, check_pair, false, key_only},
    number("8017", "8018", 18, 18, mod10),
    number("8019", "8019", 1, 10, none, key_only),
    text("8020", "8020", 25, key_only),
    number("8026", "8026", 18, 18, gtin_first),
    Row{"8030", "8030", base64, 0, 1, 90, none, false, attribute_ok},
    number("8040", "8041", 15, 15, none, key_only),
    number("8042", "8042", 32, 32, none, key_only),
    number("8043", "8043", 18, 20, none, key_only),
    text("8110", "8110", 70),
    number("8111", "8111", 4, 4),
    text("8112", "8112", 70),
    text("8200", "8200", 70, key_only),
    text("90", "90", 30),
    text("91", "99", 90),
};

constexpr unsigned first_two(std::string_view code) {
  return static_cast<unsigned>(code[0] - '0') * 10 + static_cast<unsigned>(code[1] - '0');
}

/// The first row that may hold a code with these first two digits (the rows are in the order of their codes).
constexpr std::array<std::uint8_t, 100> row_starts = [] {
  std::array<std::uint8_t, 100> starts{};
  std::size_t row = 0;
  for (unsigned two = 0; two < 100; ++two) {
    while (row < rows.size() && first_two(rows[row].last) < two) ++row;
    starts[two] = static_cast<std::uint8_t>(row);
  }
  return starts;
}();

// In the order of their values for check characters (General Specifications, figure 7.9.5-1).
constexpr std::string_view cset82_characters =
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

constexpr bool belongs(Charset charset, char c) {
  if (is_digit(c)) return true;
  switch (charset) {
    case digits:
      return false;
    case cset82:
      return is_letter(c) || cset82_characters.find(c) != std::string_view::npos;
    case cset39:
      return (c >= 'A' && c <= 'Z') || c == '#' || c == '-' || c == '/';
    case base64:
      return is_letter(c) || c == '-' || c == '_' || c == '=';
  }
  return false;
}

/// The two check characters of General Specifications 7.9.5, over all that stands before them.
std::string check_pair_of(std::string_view data) {
  constexpr std::array<unsigned, 23> primes{2,  3,  5,  7,  11, 13, 17, 19, 23, 29, 31, 37,
                                            41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83};
  constexpr std::string_view characters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  unsigned sum = 0;
  for (std::size_t i = 0; i < data.size() && i < primes.size(); ++i)
    sum += primes[i] * static_cast<unsigned>(cset82_characters.find(data[data.size() - 1 - i]));
  sum %= 1021;
  return {characters[sum >> 5], characters[sum & 31]};
}

std::string_view title_of(std::string_view code) {
  struct Title {
    std::string_view code, title;
  };
  static constexpr std::array<Title, 23> titles{{
      {"00", "SSCC"},
      {"01", "GTIN"},
      {"02", "GTIN of contents"},
      {"10", "lot"},
      {"21", "serial"},
      {"22", "consumer product variant"},
      {"235", "third-party serial"},
      {"253", "GDTI"},
      {"254", "GLN extension"},
      {"255", "GCN"},
      {"401", "GINC"},
      {"402", "GSIN"},
      {"414", "GLN"},
      {"415", "GLN to be paid"},
      {"417", "GLN of a party"},
      {"8003", "GRAI"},
      {"8004", "GIAI"},
      {"8006", "ITIP"},
      {"8010", "CPID"},
      {"8011", "CPID serial"},
      {"8013", "GMN"},
      {"8017", "GSRN of a provider"},
      {"8018", "GSRN of a recipient"},
  }};
  const auto* found = std::ranges::find(titles, code, &Title::code);
  return found == titles.end() ? "value of" : found->title;
}

std::string quoted(std::string_view value) {
  return "\"" + std::string(value.substr(0, 100)) + "\"";
}

std::optional<ValueFault> find_length_fault(const Row& row, std::string_view code, std::string_view value) {
  if (value.size() >= row.length_min && value.size() <= row.length_max) return std::nullopt;
  std::string wanted = row.length_min == row.length_max
                           ? std::to_string(row.length_min)
                           : std::to_string(row.length_min) + " to " + std::to_string(row.length_max);
  return ValueFault{label_of(code) + " must have " + wanted +
                    (row.charset == digits ? " digits" : " characters") + ", but " + quoted(value) + " has " +
                    std::to_string(value.size())};
}

std::optional<ValueFault> find_charset_fault(const Row& row, std::string_view code, std::string_view value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (belongs(i < row.digits ? digits : row.charset, value[i])) continue;
    const bool want_digit = i < row.digits || row.charset == digits;
    return ValueFault{label_of(code) + " must have " +
                      (want_digit ? "a digit" : "a character that GS1 allows") + " at position " +
                      std::to_string(i + 1) + " of " + quoted(value)};
  }
  return std::nullopt;
}

std::optional<ValueFault> find_check_fault(std::string_view code, std::string_view value,
                                           std::string_view number) {
  const auto expected = check_digit(number.substr(0, number.size() - 1));
  if (expected == number.back()) return std::nullopt;
  return ValueFault{label_of(code) + " " + quoted(value) + " has check digit " + number.back() +
                        ", expected " + expected.value_or('?') + ": correct the number",
                    true};
}

std::optional<ValueFault> find_proof_fault(const Row& row, std::string_view code, std::string_view value) {
  switch (row.proof) {
    case none:
      return std::nullopt;
    case mod10:
      return find_check_fault(code, value, value.substr(0, row.digits));
    case gtin_first:
      return find_check_fault(code, value, value.substr(0, 14));
    case zero_and_mod10:
      if (value[0] != '0') return ValueFault{label_of(code) + " must begin with 0, but is " + quoted(value)};
      return find_check_fault(code, value, value.substr(1, 13));
    case prefix:
      if (value.size() > 4 && std::ranges::all_of(value.substr(0, 4), is_digit)) return std::nullopt;
      return ValueFault{label_of(code) + " must begin with a GS1 company prefix (digits), but is " +
                        quoted(value)};
    case check_pair: {
      if (value.size() < 7) return ValueFault{label_of(code) + " " + quoted(value) + " is too short"};
      const std::string expected = check_pair_of(value.substr(0, value.size() - 2));
      if (value.ends_with(expected)) return std::nullopt;
      return ValueFault{
          label_of(code) + " " + quoted(value) + " must end in the check characters " + expected, true};
    }
    case no_zero:
      if (value[0] != '0' || value == "0") return std::nullopt;
      return ValueFault{label_of(code) + " must not begin with 0, but is " + quoted(value)};
  }
  return std::nullopt;
}

}  // namespace

std::span<const ApplicationIdentifier> application_identifiers() {
  return rows;
}

const ApplicationIdentifier* find_application_identifier(std::string_view code) {
  if (code.size() < 2 || !is_digit(code[0]) || !is_digit(code[1])) return nullptr;
  const unsigned start = first_two(code);
  for (std::size_t i = row_starts[start]; i < rows.size() && first_two(rows[i].first) <= start; ++i)
    if (code.size() == rows[i].first.size() && code >= rows[i].first && code <= rows[i].last) return &rows[i];
  return nullptr;
}

std::string label_of(std::string_view code) {
  return std::string(title_of(code)) + " (" + std::string(code) + ")";
}

std::optional<ValueFault> find_fault(const Row& row, std::string_view code, std::string_view value) {
  if (auto fault = find_length_fault(row, code, value)) return fault;
  if (auto fault = find_charset_fault(row, code, value)) return fault;
  return find_proof_fault(row, code, value);
}

std::optional<char> check_digit(std::string_view digits_without_check) {
  unsigned sum = 0;
  unsigned weight = 3;
  for (auto it = digits_without_check.rbegin(); it != digits_without_check.rend(); ++it) {
    if (!is_digit(*it)) return std::nullopt;
    sum += weight * static_cast<unsigned>(*it - '0');
    weight = 4 - weight;
  }
  return static_cast<char>('0' + (10 - sum % 10) % 10);
}

}  // namespace stocktrail::gs1
