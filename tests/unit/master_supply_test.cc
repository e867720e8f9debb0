// What a place says it is supplied from: docs/formats.md, "Master data".
#include "ledger/master/supply.h"

#include <gmock/gmock.h>

#include "ledger/master/detail/layout.h"
#include "tests/support/master_rights.h"

namespace stocktrail::master {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view hub = "https://id.gs1.org/414/9521141000311";
constexpr std::string_view shop = "https://shop.example/store/1";

std::string places(std::initializer_list<std::pair<std::string_view, std::string_view>> told) {
  std::string text;
  for (const auto& [id, from] : told)
    text +=
        (text.empty() ? "" : ",") + join(R"({"id":")", id, R"(","name":"P","suppliedFrom":[)", from, "]}");
  return join(R"({"id":")", farm_id, R"(","name":"Farm","places":[)", text, "]}");
}
std::string in_quotes(std::string_view id) {
  return join("\"", id, "\"");
}

class Supply : public Rights {
 protected:
  std::vector<std::string> supplied(std::string_view from) const {
    std::vector<std::string> found;
    each_supplied(key(from), tables(), [&](const gs1::Key& place) {
      found.push_back(place.text());
      return true;
    });
    return found;
  }
};

TEST_F(Supply, IsFoundFromTheSupplierAsLongAsItIsSaid) {
  ASSERT_EQ(
      farm_states("party",
                  places({{barn, ""},
                          {hub, in_quotes(barn)},
                          {shop, in_quotes("urn:epc:id:sgln:9521141.00031.0") + "," + in_quotes(barn)}})),
      "");
  EXPECT_THAT(supplied(barn), ElementsAre(hub, shop));
  EXPECT_THAT(supplied(hub), ElementsAre(shop)) << "in any spelling";
  EXPECT_THAT(*place(key(shop), tables())->place.supplied_from,
              testing::UnorderedElementsAre(key(hub), key(barn)))
      << "as read back";
  ASSERT_EQ(farm_states("party", join(R"({"id":")", farm_id, R"(","name":"Farm II"})")), "");
  EXPECT_THAT(supplied(barn), ElementsAre(hub, shop)) << "places that are left out stay";
  // Who does not know of them, as an operator who adds a place, does not take them away.
  ASSERT_EQ(admit(farm_id, R"("places":[{"id":")" + std::string(hub) + R"(","name":"H"},{"id":")" +
                               std::string(shop) + R"(","name":"S"},{"id":")" + std::string(barn) +
                               R"(","name":"B"}])"),
            "");
  EXPECT_THAT(supplied(barn), ElementsAre(hub, shop));
  const std::string hub_as_it_was = join(R"({"id":")", hub, R"(","name":"H"})");
  const std::string barn_from_hub =
      join(R"({"id":")", barn, R"(","name":"B","suppliedFrom":[)", in_quotes(hub), "]}");
  EXPECT_THAT(farm_states("party", join(R"({"id":")", farm_id, R"(","name":"F","places":[)",
                                        hub_as_it_was + "," + barn_from_hub, "]}")),
              HasSubstr("supplied from itself"))
      << "with what stays";
  ASSERT_EQ(farm_states("party", places({{barn, ""}, {hub, ""}, {shop, in_quotes(hub)}})), "");
  EXPECT_THAT(supplied(barn), IsEmpty());
  EXPECT_THAT(supplied(hub), ElementsAre(shop));
  ASSERT_EQ(farm_states("party", places({{hub, ""}})), "");
  EXPECT_THAT(supplied(hub), IsEmpty()) << "a place that is given up says nothing any more";
}

TEST_F(Supply, MayComeFromPlacesOfOthersAndOfNobody) {
  ASSERT_EQ(farm_states("party", places({{barn, in_quotes("https://nobody.example/")}})), "");
  ASSERT_EQ(shop_states("party", join(R"({"id":")", shop_id, R"(","name":"Shop","places":[{"id":")", shop,
                                      join(R"(","name":"P","suppliedFrom":[)", in_quotes(barn), "]}]}"))),
            "");
  EXPECT_THAT(supplied(barn), ElementsAre(shop));
  ASSERT_EQ(farm_states("party", places({{barn, in_quotes(shop)}})), "")
      << "a refusal would tell what the shop says of another place";
}

TEST_F(Supply, IsRefusedWhereItMakesNoSense) {
  const auto refused = [&](std::string_view id, const std::string& from) {
    return farm_states("party", places({{id, from}}));
  };
  const std::string part = std::string(barn) + "/254/7";
  EXPECT_THAT(refused(barn, in_quotes(barn)), HasSubstr("would be supplied from itself"));
  EXPECT_THAT(refused(barn, in_quotes(hub) + "," + in_quotes(hub)),
              HasSubstr("suppliedFrom[1] is given twice"));
  EXPECT_THAT(refused(barn, in_quotes(part)), HasSubstr("suppliedFrom[0] must be the GLN of a site"));
  EXPECT_THAT(refused(part, in_quotes(hub)), HasSubstr("suppliedFrom is said of a site"));
  EXPECT_THAT(refused(barn, in_quotes("x")), HasSubstr("suppliedFrom[0]"));
  EXPECT_THAT(refused(barn, "7"), HasSubstr("must be a string"));
  EXPECT_THAT(
      farm_states("party", places({{barn, in_quotes(shop)}, {hub, in_quotes(barn)}, {shop, in_quotes(hub)}})),
      HasSubstr("would be supplied from itself"));
  EXPECT_EQ(farm_states(
                "party",
                places({{barn, ""}, {hub, in_quotes(barn)}, {shop, in_quotes(hub) + "," + in_quotes(barn)}})),
            "")
      << "two ways are no circle";
}

TEST_F(Supply, IsNotToldWithKeysThatProofsShow) {
  EXPECT_THAT(
      admit("did:a:new",
            R"("places":[{"id":"did:a:p","name":"P","public":true,"suppliedFrom":["did:a:q"]}],"keys":[)" +
                jwk(7) + "]"),
      HasSubstr("leave suppliedFrom out here"));
}

/// A chain as long as a party has places is looked through without recursion.
TEST_F(Supply, MayBeLong) {
  const auto chain = [](std::string_view first) {
    const auto id = [](std::size_t i) { return "https://a.example/" + std::to_string(1'000 + i); };
    std::string text;
    for (std::size_t i = 0; i < MasterLimits::places_per_party_max; ++i)
      text += (i == 0 ? "" : ",") + join(R"({"id":")", id(i), R"(","name":"P","suppliedFrom":[)",
                                         in_quotes(i == 0 ? std::string(first) : id(i - 1)), "]}");
    return join(R"({"id":")", farm_id, R"(","name":"Farm","places":[)", text, "]}");
  };
  EXPECT_EQ(farm_states("party", chain("https://b.example/")), "");
  EXPECT_THAT(farm_states("party", chain("https://a.example/1999")), HasSubstr("supplied from itself"));
}

TEST(SupplyRows, OfPlacesWithoutSuppliersAreAsTheyWere) {
  Place place;
  place.id = key(barn);
  place.is_public = true;
  const std::string before = encode(PlaceOwner{key(farm_id), place, 0});
  place.supplied_from = std::vector{key(hub)};
  const std::string now = encode(PlaceOwner{key(farm_id), place, 0});
  EXPECT_EQ(before[before.size() - 2], '\1') << "whether it is public; then the statement";
  EXPECT_EQ(now[before.size() - 2], '\3');
  EXPECT_EQ(decode_place_owner(now)->place, place);
  EXPECT_EQ(decode_place_owner(before)->place.supplied_from, std::nullopt);
}

}  // namespace
}  // namespace stocktrail::master
