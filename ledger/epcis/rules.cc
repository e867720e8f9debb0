#include "ledger/epcis/rules.h"

#include <algorithm>

#include "crypto/ascii.h"

namespace stocktrail {

std::string number_by(RulesVersion rules, std::string_view json_number) {
  std::string number(json_number);
  const std::size_t mark = number.find_first_of("eE");
  if (rules >= named_rules || mark == std::string::npos) return number;
  const std::size_t digits = number.find_first_not_of("+-", mark + 1);
  if (digits == std::string::npos || !std::ranges::all_of(number.substr(digits), is_digit)) return number;
  const std::size_t first = std::min(number.find_first_not_of('0', digits), number.size());
  constexpr std::string_view taken = "100";
  if (number.size() - first >= taken.size()) number.replace(first, std::string::npos, taken);
  return number;
}

}  // namespace stocktrail
