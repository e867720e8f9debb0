// Recalls of goods that left without a lot: what is told of their lot later counts wherever they went.
#include <gmock/gmock.h>

#include "tests/support/recall_fixture.h"

namespace stocktrail::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class PresumedRecallTest : public RecallFixture {
 protected:
  /// Made of product 1 and of product 2, 10 of each; A and RAW are what is drawn first.
  void make_two_lots() {
    own(maker, 1);
    own(maker, 2);
    state(maker, {made(maker, goods, "06"), made(maker, other_goods, "07"), made(maker, raw, "06"),
                  made(maker, other_raw, "07")});
  }
  std::string mock(const std::string& named, const std::string& reader) const {
    return post_json("/recalls/mock", R"({"goods":[)" + named + "]}", reader).body;
  }
  static std::string sold(const std::string& thing, int quantity, std::string_view day) {
    return lot_event("retail_selling", "DELETE", thing, quantity, maker * 10 + 1,
                     "2026-07-" + std::string(day) + "T06:45:00Z");
  }
  const std::string other_goods = lot(1, "B"), other_raw = lot(2, "RAW2");
};

TEST_F(PresumedRecallTest, ReachesWhatWasMadeOfGoodsWithoutALot) {
  make_two_lots();
  state(maker, {transformed(gtin(2), lot(1, "CAKE"), "10")});  // 4 of it.
  ASSERT_EQ(recall(maker, goods_of(2, R"("RAW2")")).status, 201);
  EXPECT_THAT(positions(1, "&lot=CAKE"), HasSubstr(sellable)) << "it is presumed to be made of the other";
  state(maker, {sold(raw, 10, "11")});
  EXPECT_THAT(positions(1, "&lot=CAKE"), AllOf(HasSubstr("recalled"), Not(HasSubstr(sellable))));
  EXPECT_THAT(reach(maker_token_), HasSubstr(R"("lot":"CAKE","depth":1)"));
  EXPECT_THAT(get("/recalls/blocked").body, HasSubstr("/10/CAKE"));
  EXPECT_THAT(mock(goods_of(2, R"("RAW")"), maker_token_), Not(HasSubstr("CAKE"))) << "all of it was sold";
}

TEST_F(PresumedRecallTest, ReachesWhatWasSentWithoutALot) {
  make_two_lots();
  state(maker, {shipped(gtin(1), "10")});
  state(shop, {event(shop, "receiving", "OBSERVE", gtin(1), "11")});
  const std::string at_shop = "/inventory/positions?place=" + place(shop * 10 + 1);
  EXPECT_THAT(get(at_shop, shop_token_).body,
              AllOf(HasSubstr(R"("lot":"A")"), HasSubstr(R"("presumed":true)")));
  ASSERT_EQ(recall(maker, goods_of(1, R"("B")")).status, 201);
  EXPECT_THAT(get(at_shop, shop_token_).body, HasSubstr(sellable));
  EXPECT_THAT(reach(maker_token_), Not(HasSubstr(place(21))));
  state(maker, {sold(goods, 10, "12")});
  EXPECT_THAT(get(at_shop, shop_token_).body,
              AllOf(HasSubstr(R"("lot":"B")"), HasSubstr(R"("status":"recalled")"),
                    HasSubstr(R"("presumed":true)"), Not(HasSubstr(sellable))));
  EXPECT_THAT(reach(maker_token_), AllOf(HasSubstr(place(21)), HasSubstr(R"("presumed":true)")));
  EXPECT_THAT(reach(shop_token_), HasSubstr(place(21)));
  EXPECT_THAT(mock(goods_of(1, R"("A")"), maker_token_), Not(HasSubstr(place(21))));
}

TEST_F(PresumedRecallTest, TellsNoMoreSoldThanWasMade) {
  make_two_lots();
  state(maker, {sold(gtin(1), 13, "10")});
  EXPECT_THAT(mock(goods_of(1, R"("B")"), maker_token_), HasSubstr(R"("account":"sold")"));
  state(maker, {sold(goods, 5, "11")});
  const auto sold_of = [&](const std::string& lot_name) {
    const std::string told = mock(goods_of(1, '"' + lot_name + '"'), maker_token_);
    const auto row = told.find(R"("account":"sold")");
    return row == std::string::npos ? "" : told.substr(row, told.find('}', row) - row);
  };
  EXPECT_THAT(sold_of("A"), HasSubstr(R"("quantity":10)"));
  EXPECT_THAT(sold_of("B"), HasSubstr(R"("quantity":8)"));
}

}  // namespace
}  // namespace stocktrail::test
