// Names that people can tell apart, and who may give them.
#include "ledger/master/detail/name_rules.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "crypto/ascii.h"
#include "ledger/master/detail/lookalikes.h"
#include "tests/support/master_rights.h"

namespace stocktrail::master {
namespace {

using ::testing::HasSubstr;

TEST(NameRules, WhatLooksTheSameIsFoldedTheSame) {
  for (const char* name :
       {"Food Authority", "FOOD AUTHORITY", "food-authority.", "F\u043E\u043Ed Authority" /* Cyrillic o */,
        "Food Auth\u03BFrity" /* Greek o */, "F00d Authority", "\uFF26\uFF4F\uFF4F\uFF44 Authority",
        "Food Author\u0131ty", "Food Auth\u00F6rity", "Fo\u0301od Authority", "Food Author1ty",
        "FoodAuthorlty", "\U0001D405ood Authority"}) {
    EXPECT_EQ(folded_name(name), folded_name("Food Authority")) << name;
  }
  EXPECT_EQ(folded_name("Corner Shop"), folded_name("Comer Shop"));
  EXPECT_EQ(folded_name("Vvine"), folded_name("Wine"));
  EXPECT_EQ(folded_name("Stra\u00DFe"), folded_name("Strasse"));
  EXPECT_EQ(folded_name("\u041C\u041E\u041B\u041E\u041A\u041E"),
            folded_name("\u043C\u043E\u043B\u043E\u043A\u043E"));
  for (const char* name : {"Food Authorities", "Good Authority", "\u98DF\u54C1", "\u5976"})
    EXPECT_NE(folded_name(name), folded_name("Food Authority")) << name;
  EXPECT_NE(folded_name("\u5976"), folded_name("\u8336"));
}

TEST(NameRules, LettersOfManyScriptsAndStylesLookLikeLatinOnes) {
  for (const char* name : {"Mi\u217C\u217C Dairy",                               // Small Roman fifty.
                           "M\u2170ll Dairy", "\uA4DF\uA4F2\uA4E1\uA4E1 Dairy",  // Lisu.
                           "\u13B7\u13A5\u13DE\u13DE Dairy",                     // Cherokee.
                           "\u1D0D\u026A\u029F\u029F Dairy",                     // Small capitals.
                           "\uFF2D\uFF49\uFF4C\uFF4C Dairy",                     // Full width.
                           "\U0001D40C\U0001D422\U0001D425\U0001D425 Dairy", "\u24C2\u24D8\u24DB\u24DB Dairy",
                           "\U0001F15C\U0001F158\U0001F15B\U0001F15B Dairy",  // Black circles.
                           "Mill Dai\u027Ey", "Mill Dairy\u00AE", "Mill Dairy\u2122", "Mill Dairy \u2713",
                           "Mill\u2714 Dairy", "\u2605Mill Dairy\u2605", "Mill Dairy \U0001F512"})
    EXPECT_EQ(folded_name(name), folded_name("Mill Dairy")) << name;
  EXPECT_EQ(folded_name("Co\u1D1C\u027E\u1D1B"), folded_name("Court"));
  EXPECT_EQ(folded_name("Agency \u2167"), folded_name("Agency VIII"));
  EXPECT_EQ(folded_name("\u041F\u043E\u0431\u0435\u0434\u0430"),
            folded_name("\u043F\u043E\u0431\u0435\u0434\u0430"));
  EXPECT_EQ(folded_name("\u4E2D\u570B\u8FB2\u696D\u96C6\u5718\u6709\u9650\u516C\u53F8"),
            folded_name("\u4E2D\u56FD\u519C\u4E1A\u96C6\u56E2\u6709\u9650\u516C\u53F8"));
  EXPECT_EQ(folded_name("\u98DF\u54C1\u76E3\u7763\u6AA2\u9A57"),
            folded_name("\u98DF\u54C1\u76D1\u7763\u68C0\u9A8C"));
  EXPECT_NE(folded_name("\u4E2D\u56FD"), folded_name("\u4E2D\u82B1"));
}

// What the first version took for one, every later one does; and a folded name is folded.
TEST(NameRules, FoldingIsStable) {
  for (char32_t c = 0x20; c < 0x20000; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    if (c < 0x80) {
      text += static_cast<char>(c);
    } else if (c < 0x800) {
      text += static_cast<char>(0xC0 | (c >> 6));
    } else {
      if (c >= 0x10000) {
        text += static_cast<char>(0xF0 | (c >> 18));
        text += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
      } else {
        text += static_cast<char>(0xE0 | (c >> 12));
      }
      text += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    }
    if (c >= 0x80) text += static_cast<char>(0x80 | (c & 0x3F));
    const std::string once = folded_name(text);
    ASSERT_EQ(folded_name(once), once) << std::hex << static_cast<std::uint32_t>(c);
    ASSERT_EQ(folded_name(text + "a" + text), once + "a" + once) << std::hex << static_cast<std::uint32_t>(c);
    const std::string_view look = look_of(c);
    ASSERT_TRUE(c >= 0x80 || look.empty()) << text;
    const auto is_plain = [](char letter) { return is_lower(letter) || is_digit(letter); };
    ASSERT_TRUE(std::ranges::all_of(look, is_plain)) << text;
    ASSERT_EQ(one_of_both_scripts(one_of_both_scripts(c)), one_of_both_scripts(c));
  }
}

TEST(NameRules, WhatNobodySeesIsRefused) {
  for (const char* name : {"Dairy", "Caf\u00E9 Zo\u00EB", "\u5976\u5382", "A & B (Ltd.)", "M\u00FCller",
                           "7-Eleven", "\u0645\u062D\u0644", "Nestl\u0065\u0301"})
    EXPECT_EQ(name_fault(name), std::nullopt) << name;
  for (const char* name :
       {"Dai\u200Bry", "\u202EyriaD", "Dairy\u2066", "Dai\u00ADry", "\uFEFFDairy", "Dai\u200Dry",
        "Dairy\U000E0041", "Dairy\u3164", "Dai\u2028ry", "Dairy\uFE0F", "\u061CDairy"}) {
    EXPECT_THAT(name_fault(name).value_or(""), HasSubstr("shows nothing")) << name;
    EXPECT_TRUE(invisible_fault(name).has_value()) << name;
  }
  for (const char* name : {" Dairy", "Dairy ", "Dairy  Farm"})
    EXPECT_THAT(name_fault(name).value_or(""), HasSubstr("blank")) << name;
  for (const char* name : {"Dairy\u00A0Farm", "Dairy\u2003Farm", "Dairy\u3000Farm", "Dairy\u2800Farm"})
    EXPECT_THAT(name_fault(name).value_or(""), HasSubstr("not the plain one")) << name;
  for (const char* name : {"-", "...", "\u00B7"})
    EXPECT_THAT(name_fault(name).value_or(""), HasSubstr("no letter or digit")) << name;
}

TEST(NameRules, SignsThatPretendApproval) {
  for (const char* name : {"Dairy \u2713", "\u2714Dairy", "Dairy\u00AE", "Dairy\u2122", "Dairy \u2B50",
                           "\U0001F6E1 Dairy", "Dairy \u2705", "Dairy \u2611"})
    EXPECT_THAT(sign_fault(name).value_or(""), HasSubstr("approval")) << name;
  for (const char* name : {"Caf\u00E9 Zo\u00EB", "\u5976\u5382", "A & B (Ltd.)", "7-Eleven", "O\u2019Hara",
                           "\u0645\u062D\u0644"})
    EXPECT_EQ(sign_fault(name), std::nullopt) << name;
}

class PartyNames : public ::testing::Test {
 protected:
  PartyNames() {
    EXPECT_EQ(
        state(operator_id, 1, operator_id, "The Log", R"(,"roles":["operator"],"keys":[)" + jwk(1) + "]"),
        "");
    EXPECT_EQ(state(operator_id, 1, farm_id, "Farm", R"(,"roles":["producer"],"keys":[)" + jwk(2) + "]"), "");
    EXPECT_EQ(
        state(operator_id, 1, shop_id, "Food Authority", R"(,"roles":["authority"],"keys":[)" + jwk(3) + "]"),
        "");
  }
  std::string state(std::string_view issuer, unsigned char key, std::string_view id, std::string_view name,
                    const std::string& more = {}) {
    return registry_.state(
        issuer, key, "party",
        R"({"id":")" + std::string(id) + R"(","name":")" + std::string(name) + "\"" + more + "}");
  }

  Registry registry_;
};

TEST_F(PartyNames, NobodyCallsItselfWhatAnotherIsCalled) {
  for (const char* name : {"Food Authority", "F\u043E\u043Ed Authority", "food authority"}) {
    const std::string refused = state(farm_id, 2, farm_id, name);
    EXPECT_THAT(refused, HasSubstr("looks like, a name of did:web:shop.example")) << name;
    EXPECT_THAT(refused, HasSubstr("$.party.name"));
  }
  EXPECT_THAT(state(farm_id, 2, farm_id, "Farm", R"(,"names":{"de":"FOOD AUTHORITY"})"),
              HasSubstr("$.party.names.de"));
  EXPECT_THAT(state(farm_id, 2, farm_id, "Food \u2713"), HasSubstr("$.party.name"));
  EXPECT_EQ(state(operator_id, 1, farm_id, "Farm\u00AE"), "");
  EXPECT_EQ(state(farm_id, 2, farm_id, "Farm\u00AE"), "") << "the operator gave it";
  EXPECT_EQ(state(farm_id, 2, farm_id, "New Farm", R"(,"names":{"de":"Neuer Hof"})"), "");
  EXPECT_EQ(state(shop_id, 3, shop_id, "Farm"), "") << "a name that was given up is free";
  EXPECT_THAT(state(farm_id, 2, farm_id, "Farm"), HasSubstr("looks like"));
  EXPECT_THAT(state(shop_id, 3, shop_id, "Neuer Hof"), HasSubstr("looks like"))
      << "names in every language count";
}

TEST_F(PartyNames, TheOperatorKnowsThePartiesAndMayNameTwoAlike) {
  EXPECT_EQ(state(operator_id, 1, farm_id, "Food Authority"), "");
  EXPECT_EQ(state(farm_id, 2, farm_id, "Food Authority"), "") << "it goes on with the name that it was given";
  EXPECT_THAT(state(farm_id, 2, farm_id, "Food  Authority"), HasSubstr("blank"));
  EXPECT_THAT(state(farm_id, 2, farm_id, "F00d Authority"), HasSubstr("looks like"));
}

}  // namespace
}  // namespace stocktrail::master
