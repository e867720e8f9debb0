#include "api/page/catalogue.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "api/page/detail/countries.h"
#include "api/page/detail/phrases.h"
#include "api/page/weighted_list.h"
#include "crypto/result.h"

namespace stocktrail::api {
namespace {

constexpr std::array english_months = {"January", "February", "March",     "April",   "May",      "June",
                                       "July",    "August",   "September", "October", "November", "December"};

const Phrase* lookup(std::string_view id) {
  const auto table = phrase_table();
  const auto found =
      std::lower_bound(table.begin(), table.end(), id,
                       [](const Phrase& phrase, std::string_view wanted) { return phrase.id < wanted; });
  return found != table.end() && found->id == id ? &*found : nullptr;
}

std::string_view text_of(const Phrase& phrase, Language language) {
  return language == Language::zh ? phrase.zh : phrase.en;
}

std::string fill(std::string_view pattern, std::initializer_list<std::string_view> arguments) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool is_slot = i + 2 < pattern.size() && pattern[i] == '{' && pattern[i + 2] == '}';
    if (!is_slot) {
      out += pattern[i];
      continue;
    }
    const auto number = static_cast<std::size_t>(pattern[i + 1] - '0');
    ST_CHECK(number < arguments.size());
    out += arguments.begin()[number];
    i += 2;
  }
  return out;
}

std::optional<int> digits(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Language> language_of(std::string_view tag) {
  const auto primary = tag.substr(0, tag.find('-'));
  const auto same = [](char a, char b) { return (a | 0x20) == b; };
  for (const Language language : languages) {
    const std::string_view ours = language == Language::zh ? "zh" : "en";
    if (std::equal(primary.begin(), primary.end(), ours.begin(), ours.end(), same)) return language;
  }
  return std::nullopt;
}

}  // namespace

std::string_view tag_of(Language language) {
  return language == Language::zh ? "zh-Hans" : "en";
}

std::string_view direction_of(Language) {
  return "ltr";
}

std::string_view own_name_of(Language language) {
  return language == Language::zh ? "中文" : "English";
}

Language choose_language(std::string_view lang_parameter, std::string_view accept_language) {
  if (const auto named = language_of(lang_parameter)) return *named;
  Language best = Language::en;
  int best_weight = 0;
  for (const WeightedItem& item : weighted_list(accept_language)) {
    const auto language = language_of(item.name);
    if (!language || item.weight <= best_weight) continue;
    best = *language;
    best_weight = item.weight;
  }
  return best;
}

std::optional<std::string> find_phrase(Language language, std::string_view id) {
  const Phrase* found = lookup(id);
  if (found == nullptr) return std::nullopt;
  return std::string(text_of(*found, language));
}

std::string phrase(Language language, std::string_view id,
                   std::initializer_list<std::string_view> arguments) {
  const Phrase* found = lookup(id);
  ST_CHECK(found != nullptr);
  return fill(text_of(*found, language), arguments);
}

bool is_country_code(std::string_view text) {
  return text.size() == 2 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::string country_name(Language language, std::string_view code) {
  const auto table = country_table();
  const auto found = std::ranges::lower_bound(table, code, {}, &Country::code);
  if (found == table.end() || found->code != code)
    return is_country_code(code) ? std::string(code) : std::string();
  return std::string(language == Language::zh ? found->zh : found->en);
}

std::string spell_date(Language language, std::string_view iso) {
  if (iso.size() < 10 || iso[4] != '-' || iso[7] != '-') return std::string(iso);
  const auto year = digits(iso.substr(0, 4)), month = digits(iso.substr(5, 2)),
             day = digits(iso.substr(8, 2));
  if (!year || !month || !day || *month < 1 || *month > 12) return std::string(iso);
  const std::string y = std::to_string(*year), d = std::to_string(*day);
  if (language == Language::zh) return y + "年" + std::to_string(*month) + "月" + d + "日";
  return d + " " + english_months[static_cast<std::size_t>(*month - 1)] + " " + y;
}

}  // namespace stocktrail::api
