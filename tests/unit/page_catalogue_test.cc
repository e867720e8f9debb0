#include "api/page/catalogue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "api/page/detail/countries.h"
#include "api/page/detail/phrases.h"

namespace stocktrail::api {
namespace {

std::multiset<char> slots(std::string_view pattern) {
  std::multiset<char> found;
  for (std::size_t i = 0; i + 2 < pattern.size(); ++i)
    if (pattern[i] == '{' && pattern[i + 2] == '}') found.insert(pattern[i + 1]);
  return found;
}

TEST(Catalogue, EveryPhraseHasEveryLanguageWithTheSameSlots) {
  for (const Phrase& phrase : phrase_table()) {
    EXPECT_FALSE(phrase.en.empty()) << phrase.id;
    EXPECT_FALSE(phrase.zh.empty()) << phrase.id;
    EXPECT_EQ(slots(phrase.en), slots(phrase.zh)) << phrase.id;
  }
}

TEST(Catalogue, IdsAreUnique) {
  const auto table = phrase_table();
  const auto twice = std::ranges::adjacent_find(table, {}, &Phrase::id);
  EXPECT_EQ(twice, table.end()) << twice->id;
}

TEST(Catalogue, KnowsEveryCountryInEveryLanguage) {
  EXPECT_EQ(country_table().size(), 249U);
  for (const Country& country : country_table()) {
    EXPECT_EQ(country.code.size(), 2U);
    EXPECT_FALSE(country.en.empty()) << country.code;
    EXPECT_FALSE(country.zh.empty()) << country.code;
  }
  EXPECT_EQ(country_name(Language::en, "KR"), "South Korea");
  EXPECT_EQ(country_name(Language::zh, "PY"), "巴拉圭");
  EXPECT_EQ(country_name(Language::en, "XX"), "XX");
  for (const char* text : {"", "156", "China \u2713", "cn"}) EXPECT_EQ(country_name(Language::en, text), "");
}

TEST(Catalogue, FillsItsSlots) {
  EXPECT_EQ(phrase(Language::en, "recall.who", {"Dairy", "5 August 2026", "lot L7"}),
            "Recalled by Dairy on 5 August 2026: lot L7");
  EXPECT_EQ(phrase(Language::zh, "journey.gap", {"9"}), "9天内没有公开记录");
}

TEST(Catalogue, ArgumentsAreNotFilledAgain) {
  EXPECT_EQ(phrase(Language::en, "journey.of", {"{0} {9}"}), "Ingredient: {0} {9}");
}

TEST(Catalogue, UnknownWordsFromDataAreNotAnError) {
  EXPECT_EQ(find_phrase(Language::en, "step.https://example.com/own"), std::nullopt);
  EXPECT_EQ(find_phrase(Language::en, "step.shipping"), "Sent");
}

struct Choice {
  std::string_view parameter, header;
  Language expected;
};

class ChooseLanguage : public testing::TestWithParam<Choice> {};

TEST_P(ChooseLanguage, FollowsTheReader) {
  EXPECT_EQ(choose_language(GetParam().parameter, GetParam().header), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    All, ChooseLanguage,
    testing::Values(Choice{"", "", Language::en}, Choice{"zh-Hans", "en", Language::zh},
                    Choice{"", "zh-CN,zh;q=0.9,en;q=0.8", Language::zh},
                    Choice{"", "en;q=0.5, zh;q=0.6", Language::zh},
                    Choice{"", "zh;q=0, en;q=0.1", Language::en}, Choice{"", "fr, de;q=0.9", Language::en},
                    Choice{"xx", "ZH", Language::zh}, Choice{"", ";;;,,,q=", Language::en},
                    Choice{"", "zh;q=nonsense", Language::en}, Choice{"en", "zh", Language::en}));

TEST(SpellDate, WritesTheDayAsItsReadersDo) {
  EXPECT_EQ(spell_date(Language::en, "2026-07-22"), "22 July 2026");
  EXPECT_EQ(spell_date(Language::zh, "2026-07-02T06:45:00+02:00"), "2026年7月2日");
}

TEST(SpellDate, LeavesAllElseAlone) {
  for (const std::string_view text : {"", "soon", "2026-13-01", "2026/07/22", "2026-00-10", "abcd-ef-gh"})
    EXPECT_EQ(spell_date(Language::en, text), text);
}

}  // namespace
}  // namespace stocktrail::api
