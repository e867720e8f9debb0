// api/page/catalogue.h: every sentence of the consumer page, in every language, in one table. A phrase may
// hold {0} and {1}.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace stocktrail::api {

enum class Language : unsigned char { en, zh };
inline constexpr Language languages[] = {Language::en, Language::zh};

std::string_view tag_of(Language language);        // BCP 47: "en", "zh-Hans"
std::string_view direction_of(Language language);  // "ltr" or "rtl": for the page's `dir`
std::string_view own_name_of(Language language);   // "English", "中文"

/// `?lang=` if it names one of ours, else the best of `Accept-Language` (RFC 9110, 12.5.4), else English.
Language choose_language(std::string_view lang_parameter, std::string_view accept_language);

/// The phrase of `id`, e.g. "verdict.ok.title", with its arguments filled in. An unknown id is a bug.
std::string phrase(Language language, std::string_view id,
                   std::initializer_list<std::string_view> arguments = {});

/// The phrase if there is one: for words that come from data ("step.shipping").
std::optional<std::string> find_phrase(Language language, std::string_view id);

/// Two capital letters, as ISO 3166-1 has them.
bool is_country_code(std::string_view text);
/// The name of a country by its code of ISO 3166-1; a code that it does not have comes back as it is, and
/// text that is no code as nothing.
std::string country_name(Language language, std::string_view code);

/// `2026-07-22` or an ISO 8601 time, as people of that language write the day: "22 July 2026",
/// "2026年7月22日". Text that is no date comes back as it is.
std::string spell_date(Language language, std::string_view iso);

}  // namespace stocktrail::api
