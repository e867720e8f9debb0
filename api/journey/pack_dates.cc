#include "api/journey/pack_dates.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "crypto/ascii.h"

namespace stocktrail::api {
namespace {

constexpr std::string_view best_before_ai = "15", expires_ai = "17";

int number_of(std::string_view digits) {
  int number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

/// The one of the three centuries around now that brings the year within 50 years of it.
int year_of(int two_digits, int this_year) {
  const int year = this_year - this_year % 100 + two_digits;
  if (year - this_year > 50) return year - 100;
  return year - this_year < -49 ? year + 100 : year;
}

std::string padded(unsigned number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

/// The day of YYMMDD; day 00 is the last of the month.
std::optional<std::string> day_of(std::string_view text, int this_year) {
  if (text.size() != 6 || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  const std::chrono::year year{year_of(number_of(text.substr(0, 2)), this_year)};
  const std::chrono::month month{static_cast<unsigned>(number_of(text.substr(2, 2)))};
  const auto day = static_cast<unsigned>(number_of(text.substr(4)));
  const std::chrono::year_month_day last{year / month / std::chrono::last};
  if (!month.ok() || day > static_cast<unsigned>(last.day())) return std::nullopt;
  return std::to_string(static_cast<int>(year)) + "-" + padded(static_cast<unsigned>(month)) + "-" +
         padded(day == 0 ? static_cast<unsigned>(last.day()) : day);
}

}  // namespace

std::string PackDates::element_string() const {
  std::string text;
  for (const gs1::Attribute& date : written) text += "(" + date.ai + ")" + date.value;
  return text;
}

PackDates pack_dates(const Query& query, Micros now) {
  const int this_year = number_of(format_date(now).substr(0, 4));
  PackDates dates;
  for (const auto& [ai, date] :
       {std::pair(best_before_ai, &dates.best_before), std::pair(expires_ai, &dates.expires)}) {
    for (const auto& [name, written] : query.all()) {
      if (name != ai) continue;
      auto day = day_of(written, this_year);
      if (!day || (!date->day.empty() && date->day <= *day)) continue;
      *date = {std::move(*day), written.ends_with("00")};
      std::erase_if(dates.written, [&](const gs1::Attribute& one) { return one.ai == ai; });
      dates.written.push_back({std::string(ai), written});
    }
  }
  return dates;
}

std::string with_dates_in_query(std::string_view path) {
  constexpr auto dates = std::to_array<std::string_view>({"11", "12", "13", "15", "16", "17"});
  std::string kept, query;
  while (path.starts_with('/')) {  // "/<identifier>/<value>", one after the other.
    const std::size_t value = path.find('/', 1);
    if (value == std::string_view::npos) break;
    const std::string_view pair = path.substr(0, path.find('/', value + 1));
    const std::string_view name = pair.substr(1, value - 1);
    if (std::ranges::find(dates, name) == dates.end()) {
      kept += pair;
    } else {
      query.append(query.empty() ? "?" : "&").append(name).append("=").append(pair.substr(value + 1));
    }
    path.remove_prefix(pair.size());
  }
  return query.empty() ? std::string() : kept.append(path).append(query);
}

std::string pack_dates_query(const std::vector<gs1::Attribute>& attributes) {
  std::string query;
  for (const std::string_view ai : {best_before_ai, expires_ai}) {
    const auto found = std::ranges::find(attributes, ai, &gs1::Attribute::ai);
    if (found == attributes.end()) continue;
    query.append(query.empty() ? "" : "&").append(ai).append("=").append(found->value);
  }
  return query;
}

}  // namespace stocktrail::api
