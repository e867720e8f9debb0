// Whose products and packages are: who may state them, and what is counted in what.
#include <gmock/gmock.h>

#include "ledger/master/goods.h"
#include "tests/support/master_rights.h"

namespace stocktrail::master {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST_F(Rights, AProductBelongsToWhoStatedItFirst) {
  const auto body = [](std::string_view name) {
    return join(R"({"id":")", milk, R"(","name":")", name, "\"}");
  };
  ASSERT_EQ(farm_states("product", body("Milk")), "");
  EXPECT_THAT(shop_states("product", body("Mine")), HasSubstr("forbidden: $.product.id"));
  ASSERT_EQ(operator_states("product", body("Milk!")), "");
  EXPECT_EQ(product(key(milk), tables())->owner, farm_id);
  EXPECT_EQ(product(key(milk), tables())->name, "Milk!");
  EXPECT_EQ(farm_states("product", body("Milk?")), "");
}

TEST_F(Rights, TheOperatorGivesAProductToItsOwner) {
  const auto body = [](std::string_view owner) {
    return join(R"({"id":")", milk, R"(","name":"Milk")", owner, "}");
  };
  const std::string to_farm = join(R"(,"owner":")", farm_id, "\"");
  ASSERT_EQ(shop_states("product", body("")), "") << "a squatter was first";
  EXPECT_THAT(shop_states("product", body(to_farm)), HasSubstr("forbidden: $.product.owner"));
  EXPECT_THAT(farm_states("product", body(to_farm)), HasSubstr("forbidden: $.product.owner"));
  EXPECT_THAT(operator_states("product", body(R"(,"owner":"did:a:stranger")")),
              HasSubstr("not_found: $.product.owner"));
  EXPECT_THAT(operator_states("product", body(join(R"(,"owner":")", milk, "\""))),
              HasSubstr("malformed: $.product.owner"));
  EXPECT_THAT(operator_states("product", body(R"(,"owner":7)")), HasSubstr("malformed: $.product.owner"));
  ASSERT_EQ(operator_states("product", body(to_farm)), "");
  EXPECT_EQ(product(key(milk), tables())->owner, farm_id);
  EXPECT_THAT(shop_states("product", body("")), HasSubstr("forbidden: $.product.id"));
  EXPECT_EQ(farm_states("product", body("")), "");
  EXPECT_EQ(product(key(milk), tables())->owner, farm_id);
}

TEST_F(Rights, APackageBelongsToTheOwnerOfWhatItHolds) {
  constexpr std::string_view crate = "https://id.gs1.org/01/19780345418910";
  const auto body = [](std::string_view id, const std::string& more = {}) {
    return join(R"({"id":")", id, R"(","name":"Milk")", more, "}");
  };
  const std::string packed = join(R"(,"packaging":[{"id":")", crate, R"(","contains":12}])");
  ASSERT_EQ(farm_states("product", body(milk, packed)), "");
  EXPECT_THAT(shop_states("product", body(crate)), HasSubstr("forbidden: $.product.id"));
  ASSERT_TRUE(package(key(crate), tables()).has_value());
  EXPECT_EQ(package(key(crate), tables())->contains, 12);
  EXPECT_EQ(farm_states("product", body(crate)), "") << "its own";
  EXPECT_EQ(operator_states("product", body(crate)), "");
}

// Else a statement about one's own product would change in what goods of others are counted.
TEST_F(Rights, NobodyNamesGoodsOfOthersAsItsPackage) {
  constexpr std::string_view crate = "https://id.gs1.org/01/19780345418910";
  constexpr std::string_view pallet = "https://id.gs1.org/01/29780345418917";
  constexpr std::string_view cheese = "https://id.gs1.org/01/09780345418920";
  constexpr std::string_view box = "https://id.gs1.org/01/09780345418937";
  const auto body = [](std::string_view id, std::string_view package = {}) {
    const std::string packed = join(R"(,"packaging":[{"id":")", package, R"(","contains":12}])");
    return join(R"({"id":")", id, R"(","name":"Goods")", package.empty() ? "" : packed, "}");
  };
  const auto holds = [&](std::string_view gtin) {
    const auto found = package(key(gtin), tables());
    return found ? found->product.text() : std::string("-");
  };
  ASSERT_EQ(shop_states("product", body(cheese, pallet)), "") << "nobody has stated the milk";
  EXPECT_EQ(holds(pallet), cheese);
  ASSERT_EQ(farm_states("product", body(milk, box)), "");
  EXPECT_EQ(holds(pallet), "-") << "by its number it is a package of the milk";
  for (const std::string_view others : {milk, crate, box})
    EXPECT_THAT(shop_states("product", body(cheese, others)),
                HasSubstr("forbidden: $.product.packaging[0].id"));
  EXPECT_THAT(shop_states("product", body(crate)),
              AllOf(HasSubstr("forbidden: $.product.id"), HasSubstr(join("package of ", milk, ", which"))));
  ASSERT_EQ(operator_states("product", body(cheese, crate)), "") << "the operator states the shop's product";
  EXPECT_EQ(holds(crate), "-");
  EXPECT_EQ(farm_states("product", body(milk, crate)), "");
  EXPECT_EQ(holds(crate), milk);
  EXPECT_EQ(holds(box), "-");
}

// Statements that earlier rules took stay in the log: an audit judges them by those.
TEST_F(Rights, EarlierRulesTookPackagesThatNobodyHadNamed) {
  constexpr std::string_view crate = "https://id.gs1.org/01/19780345418910";
  constexpr std::string_view cheese = "https://id.gs1.org/01/09780345418920";
  const std::string of_cheese =
      join(R"({"id":")", cheese, R"(","name":"Cheese","packaging":[{"id":")", crate, R"(","contains":12}]})");
  ASSERT_EQ(farm_states("product", join(R"({"id":")", milk, R"(","name":"Milk"})")), "");
  EXPECT_THAT(shop_states("product", of_cheese), HasSubstr("forbidden: $.product.packaging[0].id"));
  registry.goods_rules = GoodsRules::first_come;
  ASSERT_EQ(shop_states("product", of_cheese), "");
  EXPECT_FALSE(package(key(crate), tables())) << "what it is worth is for the fold";
  EXPECT_EQ(shop_states("product", join(R"({"id":")", crate, R"(","name":"Crate"})")), "");
}

}  // namespace
}  // namespace stocktrail::master
