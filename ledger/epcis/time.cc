#include "ledger/epcis/time.h"

#include <algorithm>
#include <chrono>
#include <optional>

namespace stocktrail {
namespace {

constexpr std::int64_t micros_per_second = 1'000'000;
constexpr std::int64_t micros_per_minute = 60 * micros_per_second;
constexpr std::int64_t micros_per_day = 24 * 60 * micros_per_minute;
constexpr std::size_t time_bytes_max = 64;

/// Reads fixed forms from the left; once something does not fit, all that follows fails.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  int number(std::size_t digits) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      const char c = i < rest_.size() ? rest_[i] : '\0';
      if (c < '0' || c > '9') good_ = false;
      if (!good_) return 0;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return value;
  }
  void literal(char c) {
    good_ = good_ && rest_.starts_with(c);
    if (good_) rest_.remove_prefix(1);
  }
  bool take(char c) {
    if (!good_ || !rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// At least one digit of a fraction of a second, as microseconds; further digits are skipped.
  std::int64_t fraction() {
    std::int64_t value = 0;
    std::int64_t unit = micros_per_second;
    std::size_t count = 0;
    for (; count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9'; ++count) {
      unit /= 10;
      value += unit * (rest_[count] - '0');
    }
    if (count == 0) good_ = false;
    rest_.remove_prefix(count);
    return value;
  }
  bool good() const { return good_; }
  bool at_end() const { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

std::optional<std::int64_t> read_date(Scanner& scanner) {
  const int year = scanner.number(4);
  scanner.literal('-');
  const int month = scanner.number(2);
  scanner.literal('-');
  const int day = scanner.number(2);
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!scanner.good() || year == 0 || !date.ok()) return std::nullopt;
  return std::chrono::sys_days{date}.time_since_epoch().count() * micros_per_day;
}

/// Minutes east of UTC. `Z` and `±hh:mm` up to 14 hours (XML Schema 1.1, 3.3.7.2).
std::optional<int> read_offset(Scanner& scanner) {
  if (scanner.take('Z')) return 0;
  const bool is_west = scanner.take('-');
  if (!is_west) scanner.literal('+');
  const int hours = scanner.number(2);
  scanner.literal(':');
  const int minutes = scanner.number(2);
  const int total = hours * 60 + minutes;
  if (!scanner.good() || minutes > 59 || total > 14 * 60) return std::nullopt;
  return is_west ? -total : total;
}

std::unexpected<Error> refuse(std::string_view text, std::string_view why) {
  return fail(ErrorCode::invalid_argument,
              "\"" + std::string(text.substr(0, time_bytes_max)) + "\" " + std::string(why));
}

void append_padded(std::string& out, std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

/// Whole days before `at`, rounded down, so that moments before 1970 fall into their own day.
std::int64_t day_of(Micros at) {
  const std::int64_t days = to_i64(at) / micros_per_day;
  return to_i64(at) % micros_per_day < 0 ? days - 1 : days;
}

}  // namespace

Result<Timestamp> Timestamp::parse(std::string_view text) {
  if (text.size() > time_bytes_max) return refuse(text, "is too long for a time");
  Scanner scanner(text);
  const auto day = read_date(scanner);
  if (!day) return refuse(text, "is no time: write a real date first, as in 2026-07-22T06:45:00.000+02:00");
  scanner.literal('T');
  const int hour = scanner.number(2);
  scanner.literal(':');
  const int minute = scanner.number(2);
  scanner.literal(':');
  const int second = scanner.number(2);
  const std::int64_t micros = scanner.take('.') ? scanner.fraction() : 0;
  if (!scanner.good() || hour > 23 || minute > 59 || second > 59)
    return refuse(
        text,
        "is no time: after the date write T and a time of day with hours, minutes and seconds, as in "
        "2026-07-22T06:45:00.000+02:00");
  const auto offset = read_offset(scanner);
  if (!offset || !scanner.at_end())
    return refuse(text, "must end with Z or the offset from UTC, as in 2026-07-22T06:45:00.000+02:00");
  const std::int64_t at =
      *day + ((hour * 60 + minute) - *offset) * micros_per_minute + second * micros_per_second + micros;
  return Timestamp{Micros{at}, std::string(text)};
}

std::string format_date(Micros at) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day_of(at)}}};
  const int year = static_cast<int>(date.year());
  std::string out = year < 0 ? "-" : "";
  append_padded(out, year < 0 ? -year : year, 4);
  out += '-';
  append_padded(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  append_padded(out, static_cast<unsigned>(date.day()), 2);
  return out;
}

std::string format_utc(Micros at) {
  const std::int64_t of_day = to_i64(at) - day_of(at) * micros_per_day;
  std::string out = format_date(at);
  out += 'T';
  append_padded(out, of_day / (60 * micros_per_minute), 2);
  out += ':';
  append_padded(out, of_day / micros_per_minute % 60, 2);
  out += ':';
  append_padded(out, of_day / micros_per_second % 60, 2);
  out += '.';
  append_padded(out, of_day % micros_per_second, 6);
  out += 'Z';
  return out;
}

Result<Micros> parse_date(std::string_view text) {
  Scanner scanner(text);
  const auto day = read_date(scanner);
  if (!day || !scanner.at_end()) return refuse(text, "is no date: write it as in 2026-07-22");
  return Micros{*day};
}

Result<int> parse_offset(std::string_view text) {
  Scanner scanner(text);
  const auto offset = read_offset(scanner);
  if (!offset || !scanner.at_end())
    return refuse(text, "is no offset from UTC: write it as in +02:00, -06:00 or Z");
  return *offset;
}

}  // namespace stocktrail
