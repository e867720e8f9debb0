#include "ledger/master/object_reader.h"

#include <algorithm>

#include "crypto/ascii.h"
#include "crypto/stated_keys.h"
#include "ledger/epcis/decimal.h"
#include "ledger/gs1/printed.h"
#include "ledger/master/detail/name_rules.h"

namespace stocktrail::master {
namespace {

std::string listed(std::initializer_list<std::string_view> words) {
  std::string out;
  for (const std::string_view word : words)
    out.append(out.empty() ? "\"" : ", \"").append(word).append(1, '"');
  return out;
}

/// The form of BCP 47: subtags of 1 to 8 letters and digits, the first one 2 to 8 letters.
bool is_language_tag(std::string_view tag) {
  std::size_t first = std::min(tag.find('-'), tag.size());
  if (first < 2 || first > 8 || !std::ranges::all_of(tag.substr(0, first), is_letter)) return false;
  while (first < tag.size()) {
    tag.remove_prefix(first + 1);
    first = std::min(tag.find('-'), tag.size());
    if (first < 1 || first > 8) return false;
    if (!std::ranges::all_of(tag.substr(0, first), [](char c) { return is_letter(c) || is_digit(c); }))
      return false;
  }
  return true;
}

}  // namespace

std::optional<std::string> text_fault(std::string_view text, std::size_t bytes_max) {
  if (text.empty()) return "is empty: leave the member out or write a text";
  if (text.size() > bytes_max)
    return "has " + std::to_string(text.size()) + " bytes, but at most " + std::to_string(bytes_max) +
           " are allowed";
  const auto is_control = [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; };
  if (std::ranges::any_of(text, is_control))
    return "holds a control character, such as a line break: leave it out";
  return invisible_fault(text);
}

ObjectReader::ObjectReader(const json::Value& value, std::string path, std::optional<Error>& fault)
    : value_(value), path_(std::move(path)), fault_(&fault) {
  if (!value_.is(json::Kind::object))
    refuse_at(path_, "must be an object, but is " + std::string(json::describe(value_.kind())));
}

void ObjectReader::refuse_at(std::string path, std::string detail) {
  if (!*fault_) *fault_ = Error{ErrorCode::invalid_argument, std::move(detail), std::move(path)};
}

std::string ObjectReader::path_of(std::string_view name) const {
  return path_ + "." + std::string(name);
}

std::optional<json::Value> ObjectReader::find(std::string_view name, json::Kind kind) {
  known_.push_back(name);
  if (!value_.is(json::Kind::object)) return std::nullopt;
  const auto found = value_.find(name);
  if (!found) return std::nullopt;
  if (found->is(kind)) return found;
  refuse(name, "must be " + std::string(json::describe(kind)) + ", but is " +
                   std::string(json::describe(found->kind())));
  return std::nullopt;
}

std::optional<json::Value> ObjectReader::need(std::string_view name, json::Kind kind) {
  const auto found = find(name, kind);
  if (!found) refuse_at(path_, "lacks the member \"" + std::string(name) + "\"");
  return found;
}

std::string ObjectReader::find_text(std::string_view name, std::size_t bytes_max) {
  const auto found = find(name, json::Kind::string);
  if (!found) return {};
  if (auto detail = text_fault(found->string(), bytes_max)) {
    refuse(name, std::move(*detail));
    return {};
  }
  return std::string(found->string());
}

std::string ObjectReader::need_text(std::string_view name, std::size_t bytes_max) {
  std::string text = find_text(name, bytes_max);
  if (text.empty()) refuse_at(path_, "lacks the member \"" + std::string(name) + "\"");
  return text;
}

std::string ObjectReader::need_name() {
  std::string name = need_text("name");
  if (auto detail = name.empty() ? std::nullopt : name_fault(name)) refuse("name", std::move(*detail));
  return name;
}

std::string ObjectReader::find_word(std::string_view name, std::initializer_list<std::string_view> words) {
  std::string text = find_text(name);
  if (text.empty() || std::ranges::find(words, text) != words.end()) return text;
  refuse(name, "is \"" + text + "\", but must be one of " + listed(words));
  return {};
}

std::string ObjectReader::need_word(std::string_view name, std::initializer_list<std::string_view> words) {
  std::string text = find_word(name, words);
  if (text.empty())
    refuse_at(path_, "lacks the member \"" + std::string(name) + "\", one of " + listed(words));
  return text;
}

std::optional<gs1::Key> ObjectReader::need_key(std::string_view name) {
  const auto found = need(name, json::Kind::string);
  if (!found) return std::nullopt;
  auto key = gs1::parse_key(found->string());
  if (key) return std::move(*key);
  refuse(name, std::move(key.error().detail));
  return std::nullopt;
}

gs1::Key ObjectReader::need_gtin(std::string_view name) {
  const auto found = need(name, json::Kind::string);
  if (!found) return {};
  auto key = gs1::parse_printed(found->string(), gs1::Meaning::thing);
  if (!key) {
    refuse(name, std::move(key.error().detail));
    return {};
  }
  if (key->type() != gs1::KeyType::gtin)
    refuse(name, "must be a GTIN alone (https://id.gs1.org/01/...), but is a " +
                     std::string(gs1::name_of(key->type())));
  return std::move(*key);
}

std::optional<Names> ObjectReader::find_names(std::string_view of, std::size_t most_bytes) {
  const auto object = find(of, json::Kind::object);
  if (!object) return std::nullopt;
  if (object->size() > MasterLimits::names_max)
    refuse(of, "has more than " + std::to_string(MasterLimits::names_max) + " languages");
  Names names;
  for (const json::Member& member : object->members()) {
    const std::string path = path_of(of) + "." + std::string(member.name);
    if (!is_language_tag(member.name)) {
      refuse_at(path, "is no language tag such as \"en\" or \"zh-Hans\"");
    } else if (!member.value.is(json::Kind::string)) {
      refuse_at(path, "must be a string");
    } else if (auto detail = text_fault(member.value.string(), most_bytes)) {
      refuse_at(path, std::move(*detail));
    } else if (auto in_name = of == "names" ? name_fault(member.value.string()) : std::nullopt) {
      refuse_at(path, std::move(*in_name));
    } else {
      names.emplace_back(member.name, member.value.string());
    }
  }
  std::ranges::sort(names);
  return names;
}

std::optional<Micros> ObjectReader::find_time(std::string_view name) {
  const auto found = find(name, json::Kind::string);
  if (!found) return std::nullopt;
  auto time = Timestamp::parse(found->string());
  if (!time) {
    refuse(name, std::move(time.error().detail));
    return std::nullopt;
  }
  const auto seconds = parse_rfc3339_seconds(found->string());
  const std::int64_t since = seconds ? to_i64(time->at) - *seconds * 1'000'000 : -1;
  if (since < 0 || since >= 1'000'000)
    refuse(name, "must be a time of RFC 3339, such as \"2026-07-22T06:45:00+02:00\"");
  return time->at;
}

std::string ObjectReader::find_date(std::string_view name) {
  const auto found = find(name, json::Kind::string);
  if (!found) return {};
  if (auto date = parse_date(found->string()); !date) {
    refuse(name, std::move(date.error().detail));
    return {};
  }
  return std::string(found->string());
}

std::string ObjectReader::find_unit() {
  std::string unit = find_text("unit");
  const bool fits =
      unit.empty() || ((unit.size() == 2 || unit.size() == 3) &&
                       std::ranges::all_of(unit, [](char c) { return is_upper(c) || is_digit(c); }));
  if (!fits)
    refuse("unit", "must be a code of UN/ECE Recommendation 20 such as \"KGM\", or left out for pieces");
  return unit;
}

std::optional<std::int64_t> ObjectReader::find_count(std::string_view name, std::int64_t max) {
  const auto found = find(name, json::Kind::number);
  if (!found) return std::nullopt;
  const auto count = found->integer();
  if (count && *count >= 1 && *count <= max) return count;
  refuse(name, "must be a whole number from 1 to " + std::to_string(max) + ", but is " +
                   std::string(found->number()));
  return std::nullopt;
}

std::string ObjectReader::find_degrees(std::string_view name, std::int64_t limit) {
  const auto found = find(name, json::Kind::number);
  if (!found) return {};
  const auto degrees = Decimal::parse(found->number());
  if (degrees && Amount(*degrees) <= Amount::pieces(limit) && Amount(*degrees) >= -Amount::pieces(limit))
    return std::string(found->number());
  refuse(name, "must be a decimal number of degrees from -" + std::to_string(limit) + " to " +
                   std::to_string(limit) + ", but is " + std::string(found->number()));
  return {};
}

std::optional<bool> ObjectReader::find_flag(std::string_view name) {
  const auto found = find(name, json::Kind::boolean);
  if (!found) return std::nullopt;
  return found->boolean();
}

void ObjectReader::finish() {
  if (!value_.is(json::Kind::object)) return;
  for (const json::Member& member : value_.members())
    if (std::ranges::find(known_, member.name) == known_.end())
      return refuse(member.name, "is not a member that this object may have");
}

}  // namespace stocktrail::master
