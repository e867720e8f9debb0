// Whom to call at a party: docs/formats.md, "Master data".
#include <gmock/gmock.h>

#include "ledger/master/detail/layout.h"
#include "tests/support/master_rights.h"

namespace stocktrail::master {
namespace {

using testing::HasSubstr;

std::string with_contact(std::string_view contact) {
  return join(R"({"id":")", farm_id, R"(","name":"Farm","contact":)", contact, "}");
}

class PartyContact : public Rights {
 protected:
  std::optional<Contact> contact() const { return party(key(farm_id), tables())->contact; }
};

constexpr std::string_view desk =
    R"({"name":"Desk","phone":"+32 9 1234","email":"qa@farm.example","url":"https://farm.example/qa"})";

TEST_F(PartyContact, StaysUntilAnotherIsToldOrItIsTakenAway) {
  EXPECT_EQ(contact(), std::nullopt);
  ASSERT_EQ(farm_states("party", with_contact(desk)), "");
  const Contact told{"Desk", "+32 9 1234", "qa@farm.example", "https://farm.example/qa"};
  EXPECT_EQ(contact(), told);
  ASSERT_EQ(farm_states("party", join(R"({"id":")", farm_id, R"(","name":"Farm II"})")), "");
  EXPECT_EQ(contact(), told) << "a statement that leaves it out leaves it as it was";
  ASSERT_EQ(farm_states("party", with_contact(R"({"phone":"112"})")), "");
  EXPECT_EQ(contact(), (Contact{"", "112", "", ""})) << "it is told whole";
  ASSERT_EQ(farm_states("party", with_contact("{}")), "");
  EXPECT_EQ(contact(), std::nullopt);
}

TEST_F(PartyContact, IsNotInWhatProofsShowToEveryone) {
  const std::string_view why = "leave contact out here";
  EXPECT_THAT(admit("did:a:p", R"("contact":{"phone":"112"})"), HasSubstr(why));
  EXPECT_THAT(admit(farm_id, R"("roles":["operator"],"contact":{"phone":"112"})"), HasSubstr(why));
}

TEST_F(PartyContact, FaultsAreToldWithTheirPath) {
  const auto refused = [&](std::string_view contact) { return farm_states("party", with_contact(contact)); };
  EXPECT_THAT(refused(R"({"phone":"call us"})"), HasSubstr("must be a telephone number"));
  EXPECT_THAT(refused(R"({"email":"farm.example"})"), HasSubstr("must be an e-mail address"));
  EXPECT_THAT(refused(R"({"url":"http://farm.example"})"), HasSubstr("begins with https://"));
  EXPECT_THAT(refused(R"({"fax":"1"})"), HasSubstr("contact.fax"));
  EXPECT_THAT(refused(R"("112")"), HasSubstr("contact"));
  EXPECT_EQ(contact(), std::nullopt);
}

}  // namespace
}  // namespace stocktrail::master
