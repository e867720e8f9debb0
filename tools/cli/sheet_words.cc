#include "tools/cli/sheet_words.h"

#include <array>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <utility>

#include "crypto/ascii.h"
#include "ledger/epcis/event_time.h"
#include "ledger/gs1/printed.h"
#include "tools/cli/csv.h"
#include "tools/cli/http_client.h"

namespace stocktrail::cli {
namespace {

using gs1::KeyType;

std::unexpected<Error> refuse(std::string what) {
  return fail(ErrorCode::invalid_argument, std::move(what));
}

std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

/// `9,5217E+12`, in any country's writing.
bool is_shortened_number(std::string_view text) {
  const std::size_t e = text.find_first_of("Ee");
  if (e == 0 || e == text.npos || !is_digit(text.front())) return false;
  std::string_view power = text.substr(e + 1);
  if (power.starts_with('+')) power.remove_prefix(1);
  return !power.empty() && power.find_first_not_of("0123456789") == power.npos &&
         text.substr(0, e).find_first_not_of("0123456789.,") == text.npos;
}

Result<gs1::Key> printed(std::string_view text, gs1::Meaning meaning) {
  if (is_shortened_number(text))
    return refuse(
        quoted(text) +
        " is how a spreadsheet shortens a long number; its digits are lost. Give the column the format Text "
        "(or 0, without decimals) there, and fill it in again");
  auto key = gs1::parse_printed(text, meaning);
  if (!key) return refuse(key.error().detail);
  return std::move(*key);
}

/// The key of a product with one more element behind it.
Result<std::string> with_element(const gs1::Key& product, std::string_view ai, std::string_view value) {
  const auto key =
      gs1::parse_key(product.text() + "/" + std::string(ai) + "/" + url_encode(without_blanks(value)));
  if (!key) return refuse(key.error().detail);
  return key->text();
}

std::string two_digits(int number) {
  return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

std::string text_of(const std::tm& time) {
  const int year = time.tm_year + 1900;
  return two_digits(year / 100) + two_digits(year) + "-" + two_digits(time.tm_mon + 1) + "-" +
         two_digits(time.tm_mday) + "T" + two_digits(time.tm_hour) + ":" + two_digits(time.tm_min) + ":" +
         two_digits(time.tm_sec);
}

std::string local_offset_at(std::tm time) {
  time.tm_isdst = -1;
  if (std::mktime(&time) == -1) return "+00:00";
  const long minutes = time.tm_gmtoff / 60;
  const auto size = static_cast<int>(std::labs(minutes));
  return (minutes < 0 ? "-" : "+") + two_digits(size / 60) + ":" + two_digits(size % 60);
}

/// The number of days that a spreadsheet keeps of a date (46346 is 2026-11-20), maybe with a part of one.
bool is_day_number(std::string_view text) {
  constexpr std::size_t digits = 5;  // From 1927 to 2173.
  return text.size() >= digits && text.substr(0, digits).find_first_not_of("0123456789") == text.npos &&
         (text.size() == digits || ((text[digits] == '.' || text[digits] == ',') &&
                                    text.find_first_not_of("0123456789", digits + 1) == text.npos));
}

/// A date, and after T or a blank a time; what is left of the text. `fraction` is that of the second, with
/// its point.
const char* read_iso(const char* text, std::tm& time, std::string& fraction) {
  // With points the day always comes first; dates with slashes are read both ways, and so not here.
  const char* rest = ::strptime(text, "%Y-%m-%d", &time);
  if (rest == nullptr) rest = ::strptime(text, "%d.%m.%Y", &time);
  if (rest == nullptr || (*rest != 'T' && *rest != ' ')) return rest;
  rest = ::strptime(rest + 1, "%H:%M", &time);
  if (rest == nullptr || *rest != ':') return rest;
  rest = ::strptime(rest + 1, "%S", &time);
  if (rest == nullptr || *rest != '.') return rest;
  const char* const point = rest++;
  while (is_digit(*rest)) ++rest;
  fraction.assign(point, rest);
  return rest;
}

/// Digits in groups of three, as one number; nullopt if they are none, or in no groups.
std::optional<std::string> without_groups(std::string_view text, char between) {
  constexpr std::size_t group = 3;
  std::string number;
  if (text.starts_with('-')) {
    number = "-";
    text.remove_prefix(1);
  }
  bool is_first = true;
  for (std::size_t end = 0; end != std::string_view::npos; is_first = false) {
    end = text.find(between);
    const std::string_view part = text.substr(0, end);
    const bool is_whole = is_first ? end != std::string_view::npos && !part.empty() && part.front() != '0' &&
                                         part.size() <= group
                                   : part.size() == group;
    if (!is_whole || part.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    number += part;
    if (end != std::string_view::npos) text.remove_prefix(end + 1);
  }
  return number;
}

/// As JSON writes it; nullopt where thousands are grouped otherwise than by three.
std::optional<std::string> plain_number(std::string_view text, DecimalMark mark) {
  if (mark == DecimalMark::usual || mark == DecimalMark::unclear) return std::string(text);
  const char point = mark == DecimalMark::comma ? ',' : '.', between = mark == DecimalMark::comma ? '.' : ',';
  const std::size_t end = text.find(point);
  std::string whole(text.substr(0, end));
  if (whole.contains(between)) {
    auto joined = without_groups(whole, between);
    if (!joined) return std::nullopt;
    whole = *std::move(joined);
  }
  return end == std::string_view::npos ? whole : whole + "." + std::string(text.substr(end + 1));
}

}  // namespace

Result<std::string> goods_class(std::string_view written, std::string_view written_lot) {
  const std::string_view product = without_blanks(written), lot = without_blanks(written_lot);
  const auto key = printed(product, gs1::Meaning::thing);
  if (!key) return std::unexpected(key.error());
  if (!key->serial().empty() || key->type() == KeyType::sscc)
    return refuse(quoted(product) + " is one thing, and no product");
  if (lot.empty() || lot == key->lot()) return key->text();
  if (!key->lot().empty()) return refuse(quoted(product) + " is of lot " + quoted(key->lot()));
  if (key->type() != KeyType::gtin) return refuse("only a product with a GTIN has lots here");
  return with_element(*key, "10", lot);
}

Result<std::string> goods_item(std::string_view product, std::string_view serial) {
  const auto key = printed(without_blanks(product), gs1::Meaning::thing);
  if (!key) return std::unexpected(key.error());
  if (key->type() != KeyType::gtin) return refuse("only a product with a GTIN has serial numbers here");
  return with_element(*key, "21", serial);
}

Result<std::string> place_id(std::string_view written) {
  const std::string_view text = without_blanks(written);
  const auto key = printed(text, gs1::Meaning::place);
  if (!key) return std::unexpected(key.error());
  if (key->type() != KeyType::gln && key->type() != KeyType::sgln && key->type() != KeyType::uri)
    return refuse(quoted(text) + " is no place: a GLN of 13 digits, or /414/...");
  return key->text();
}

Result<std::string> box_id(std::string_view written) {
  const std::string_view text = without_blanks(written);
  const auto key = printed(text, gs1::Meaning::thing);
  if (!key) return std::unexpected(key.error());
  const bool is_box = key->type() == KeyType::sscc || key->type() == KeyType::grai ||
                      key->type() == KeyType::giai || key->type() == KeyType::uri;
  if (!is_box) return refuse(quoted(text) + " is no container: an SSCC of 18 digits, or an asset");
  return key->text();
}

Result<std::string> document_id(std::string_view number, std::string_view company) {
  if (number != without_blanks(number))
    return refuse("the document " + quoted(number) +
                  " has a blank at its beginning or end: the other side would name another one");
  if (number.contains(':')) {
    const auto uri = gs1::parse_key(number);
    if (!uri) return refuse(uri.error().detail);
    return std::string(number);
  }
  if (company.empty())
    return refuse("the number of a document needs the GLN of the company that gave it, or is a URI");
  const auto key = printed(without_blanks(company), gs1::Meaning::party);
  if (!key) return std::unexpected(key.error());
  const std::string_view gln = key->ai("417").empty() ? key->ai("414") : key->ai("417");
  if (gln.empty()) return refuse(quoted(company) + " is no GLN");
  return "urn:epcglobal:cbv:bt:" + std::string(gln) + ":" + url_encode(number);
}

Result<std::string_view> disposition_of(std::string_view status) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> words{
      {{"sellable", "sellable_accessible"},
       {"held", "non_sellable_other"},
       {"damaged", "damaged"},
       {"expired", "expired"},
       {"recalled", "recalled"}}};
  for (const auto& [name, disposition] : words)
    if (without_blanks(status) == name) return disposition;
  return refuse(quoted(status) + " is no status: sellable, held, damaged, expired or recalled");
}

Result<Decimal> quantity_of(std::string_view shown, DecimalMark mark) {
  const std::string_view text = without_blanks(shown);
  const auto refused = [&](std::string_view why) {
    return refuse("The quantity " + quoted(text) + " is not a number: " + std::string(why));
  };
  if (mark == DecimalMark::unclear && without_groups(text, '.'))
    return refuse("The quantity " + quoted(text) +
                  " may be one or a thousand times as much: write it without the point or with another "
                  "number of digits after it, or name the decimal mark in the mapping: decimal = \",\" or "
                  "\".\" in [rows].");
  const auto plain = plain_number(text, mark);
  if (!plain) return refused("its thousands are not in groups of three digits.");
  const auto decimal = Decimal::parse(*plain);
  if (decimal) return *decimal;
  const bool has_comma = mark != DecimalMark::comma && text.contains(',');
  return refused(
      decimal.error().detail +
      (has_comma ? " Write a decimal point, or decimal = \",\" in the [rows] of the mapping." : ""));
}

Result<Moment> moment_of(std::string_view shown, std::string_view format, std::string_view offset) {
  const std::string_view text = without_blanks(shown);
  const std::string written(text), form(format);
  std::tm time{};
  std::string fraction;
  const bool is_iso = format == iso_time;
  const char* rest =
      is_iso ? read_iso(written.c_str(), time, fraction) : ::strptime(written.c_str(), form.c_str(), &time);
  const int year = time.tm_year + 1900;
  const std::string own = rest == nullptr ? "" : rest;
  const bool has_own = is_iso && !own.empty() && parse_offset(own);
  if (rest == nullptr && is_day_number(text))
    return refuse(
        quoted(text) +
        " is the number that a spreadsheet keeps of a date: give the column the format of a date there");
  if (rest == nullptr || (!own.empty() && !has_own) || year < 1900 || year > 9999 || time.tm_mday < 1) {
    return refuse("The time " + quoted(text) + " does not have the form " +
                  (is_iso ? "2026-07-22, 2026-07-22 08:30, 22.07.2026 08:30 or 2026-07-22T08:30:00+02:00."
                          : form + ".") +
                  (is_iso || form.contains('%')
                       ? ""
                       : " A form is written as in strptime(3): %d.%m.%Y %H:%M, or iso."));
  }
  Moment moment{.time = text_of(time) + fraction, .offset = own == "Z" ? "+00:00" : own};
  if (own.empty()) moment.offset = offset == local_offset ? local_offset_at(time) : std::string(offset);
  const auto checked = Timestamp::parse(moment.time + moment.offset);
  if (!checked) return refuse(checked.error().detail);  // A 31st of February, an offset of +99:00.
  moment.stamp = *checked;
  return moment;
}

Result<std::string> date_of(std::string_view text, std::string_view format) {
  constexpr std::size_t characters = 10;
  const auto moment = moment_of(text, format, "+00:00");
  if (!moment) return std::unexpected(moment.error());
  return moment->time.substr(0, characters);
}

Result<void> refuse_future(const Timestamp& time, Micros now) {
  if (!epcis::is_ahead(time.at, now)) return {};
  return refuse("The time " + time.text + " has not come yet; it is " + format_utc(now) +
                " now. An event that is recorded before its time never changes stock.");
}

}  // namespace stocktrail::cli
