// Names that people can tell apart, and who may give them.
#include "ledger/master/detail/name_rules.h"

#include <gmock/gmock.h>

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
