// What the list for tills holds where there is no room for all: each owner of products has its share.
#include "api/handlers/blocked_goods.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stocktrail::api {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(FairShares, GiveWhoWantsLittleAllOfIt) {
  EXPECT_THAT(fair_shares({5, 100, 7}, 1'000), ElementsAre(5, 100, 7));
  EXPECT_THAT(fair_shares({5, 100, 7}, 30), ElementsAre(5, 18, 7));
  EXPECT_THAT(fair_shares({100, 100, 1}, 21), ElementsAre(10, 10, 1));
  EXPECT_THAT(fair_shares({}, 9), IsEmpty());
}

class Fill : public ::testing::Test {
 protected:
  void add(const std::string& product, const std::string& owner, std::size_t lots, std::size_t made) {
    BlockedProduct& one = products_["/01/" + product];
    one.owner = owner;
    for (std::size_t i = 0; i < lots; ++i)
      one.lines.push_back({"/01/" + product + "/10/" + std::to_string(100 + i), i, i + made >= lots});
  }
  BlockedList filled(const BlockedRoom& room) {
    BlockedList list;
    fill(list, products_, room);
    return list;
  }
  static std::size_t lots_of(const BlockedList& list, const std::string& product) {
    std::size_t count = 0;
    for (const BlockedGoods& one : list.goods) count += one.path.starts_with("/01/" + product + "/") ? 1 : 0;
    return count;
  }
  BlockedProducts products_;
};

TEST_F(Fill, WhoRecallsTooMuchIsCutAlone) {
  add("1", "evil", 500, 0);
  add("2", "evil", 500, 0);
  add("9", "honest", 3, 3);
  const BlockedList list = filled({.goods = 100, .products = 100});
  EXPECT_TRUE(list.complete);
  EXPECT_EQ(list.goods.size(), 100U);
  EXPECT_EQ(lots_of(list, "9"), 3U);
  EXPECT_THAT(list.cut, ElementsAre("/01/1", "/01/2"));
}

TEST_F(Fill, GoodsOnRecordComeFirst) {
  add("1", "one", 50, 0);
  add("2", "one", 50, 5);
  const BlockedList list = filled({.goods = 5, .products = 100});
  EXPECT_EQ(lots_of(list, "2"), 5U);
  EXPECT_EQ(list.goods.front().path, "/01/2/10/145");
}

TEST_F(Fill, PackagesAreNamedOnceForAllLots) {
  add("1", "one", 2, 2);
  products_["/01/1"].packages = {"/01/3", "/01/2"};
  const BlockedList list = filled({});
  EXPECT_EQ(list.goods.size(), 2U);
  EXPECT_EQ(list.product_of("/01/3"), "/01/1");
  EXPECT_THAT(list.cut, IsEmpty());
}

TEST_F(Fill, IsNotCompleteWhereNotEvenTheProductsFit) {
  for (int i = 0; i < 10; ++i) add("1" + std::to_string(i), "evil", 1, 1);
  add("9", "honest", 1, 1);
  products_["/01/9"].packages = {"/01/7"};
  const BlockedList list = filled({.goods = 2, .products = 4});
  EXPECT_FALSE(list.complete);
  EXPECT_EQ(lots_of(list, "9"), 1U);
  EXPECT_EQ(list.product_of("/01/7"), "/01/9");
}

}  // namespace
}  // namespace stocktrail::api
