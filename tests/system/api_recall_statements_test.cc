// Recalls that are statements, by socket: what they block, in whatever order things are recorded, what each
// reader is told, and what a consumer sees.
#include <gmock/gmock.h>

#include "tests/support/recall_fixture.h"

namespace stocktrail::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using RecallStatementsTest = RecallFixture;

TEST_F(RecallStatementsTest, BlocksTheLotWhereverItIsAndIsLifted) {
  own(maker, 1);
  state(maker, {made(maker, goods, "10"), shipped(goods, "11")});
  state(shop, {event(shop, "receiving", "OBSERVE", goods, "12")});
  state(maker, {made(maker, lot(1, "B"), "13"), shipped(lot(1, "B"), "14")});  // On its way.
  ASSERT_EQ(recall(maker, goods_of(1, R"("A","B")")).status, 201);
  EXPECT_THAT(positions(1),
              AllOf(HasSubstr(R"("account":"on_hand","status":"recalled")"),
                    HasSubstr(R"("account":"in_transit","status":"recalled")"), Not(HasSubstr(sellable))));
  EXPECT_THAT(positions(1, "&asOf=2026-07-13T00:00:00Z"), HasSubstr(sellable));
  EXPECT_THAT(page(goods), HasSubstr("Recalled: do not use"));
  ASSERT_EQ(recall(maker, goods_of(1, R"("A")")).status, 201);  // B was checked.
  EXPECT_THAT(positions(1, "&lot=B"), AllOf(HasSubstr(sellable), Not(HasSubstr("recalled"))));
  EXPECT_THAT(positions(1, "&lot=A"), HasSubstr("recalled"));
  EXPECT_THAT(page(lot(1, "B")), Not(HasSubstr("do not use")));
  ASSERT_EQ(recall(maker, goods_of(1, R"("A")"), R"(,"withdrawn":true)").status, 201);
  EXPECT_THAT(positions(1), Not(HasSubstr("recalled")));
  EXPECT_THAT(page(goods), Not(HasSubstr("do not use")));
  EXPECT_EQ(member(get("/recalls/R-1").body, "status"), "withdrawn");
}

TEST_F(RecallStatementsTest, BlocksWhatWasMadeOfItAlsoIfThatIsToldLater) {
  own(maker, 1);
  own(maker, 2);
  state(maker, {made(maker, raw, "10")});
  ASSERT_EQ(recall(maker, goods_of(2, R"("RAW")")).status, 201);
  state(maker, {transformed(raw, goods, "11")});
  EXPECT_THAT(positions(1), HasSubstr("recalled"));
  EXPECT_THAT(page(goods), AllOf(HasSubstr("Recalled: do not use"), HasSubstr("Glass splinters")));
  EXPECT_THAT(reach(maker_token_),
              AllOf(HasSubstr(R"("lot":"RAW","depth":0)"), HasSubstr(R"("lot":"A","depth":1)"),
                    HasSubstr(R"("complete":true)")));
}

TEST_F(RecallStatementsTest, CountsOnceItsMakerIsKnown) {  // Nobody registered the product.
  ASSERT_EQ(recall(maker, goods_of(1, R"("A")"), R"(,"from":"2026-07-20T00:00:00Z")").status, 201);
  EXPECT_THAT(get("/recalls/R-1").body, HasSubstr("notCounting"));
  state(maker, {made(maker, goods, "10")});
  EXPECT_THAT(get("/recalls/R-1").body, Not(HasSubstr("notCounting")));
  EXPECT_THAT(positions(1), HasSubstr("recalled"));
  EXPECT_THAT(page(goods), HasSubstr("Recalled: do not use"));
}

TEST_F(RecallStatementsTest, NobodyRecallsALotOfAnotherByMakingAPieceOfIt) {
  own(maker, 1);
  own(stranger, 2);
  state(maker, {made(maker, goods, "10"), shipped(goods, "11")});
  state(stranger, {transformed_at(stranger, raw, goods, "09")});
  ASSERT_EQ(recall(stranger, goods_of(2, R"("RAW")")).status, 201);
  EXPECT_THAT(positions(1, "&place=" + place(shop * 10 + 1)),
              AllOf(HasSubstr(sellable), Not(HasSubstr("recalled"))));
  EXPECT_THAT(get("/recalls/blocked").body, Not(HasSubstr("/10/A")));
  EXPECT_THAT(page(goods), Not(HasSubstr("do not use")));
  const std::string told = reach(token_for(stranger, "party"));
  EXPECT_THAT(told, AllOf(HasSubstr(R"("othersConcerned":0)"), Not(HasSubstr(R"("lot":"A")"))));
}

TEST_F(RecallStatementsTest, OfAnIngredientReachesWhatAnotherMakesForTheOwner) {
  own(maker, 1);
  own(stranger, 2);
  state(shop, {transformed_at(shop, raw, goods, "10")});  // It makes for the owner, who tells no making.
  state(stranger, {transformed_at(stranger, lot(3, "EVIL"), goods, "09")});
  ASSERT_EQ(recall(stranger, goods_of(2, R"("RAW")")).status, 201);
  EXPECT_THAT(positions(1, "&place=" + place(shop * 10 + 1)), Not(HasSubstr(sellable)));
  EXPECT_THAT(get("/recalls/blocked").body, HasSubstr("/10/A"));
  EXPECT_THAT(page(goods), HasSubstr("Recalled: do not use"));
}

TEST_F(RecallStatementsTest, IsRefusedWhereItsWordCannotCount) {
  own(maker, 1);
  const RawResponse refused = recall(stranger, goods_of(1, R"("A")"));
  EXPECT_EQ(refused.status, 403) << refused.body;
  EXPECT_THAT(refused.body, HasSubstr("$.recall.goods[0].product"));
  EXPECT_EQ(recall(stranger, R"({"product":")" + gtin(5) + "\"}").status, 403);
  ASSERT_EQ(recall(maker, goods_of(1, R"("A")")).status, 201);
  EXPECT_EQ(recall(maker, goods_of(1, R"("A")"), R"(,"from":"2099-01-01T00:00:00Z")").status, 400);
  EXPECT_EQ(recall(maker, goods_of(1, R"("A")"), R"x(,"links":[{"url":"javascript:alert(1)"}])x").status,
            400);
  state(stranger, {made(stranger, lot(7, "X"), "10")});
  ASSERT_EQ(recall(stranger, goods_of(7, R"("X")"), {}, "S-1").status, 201) << "what it made";
  EXPECT_EQ(recall(stranger, goods_of(7, R"("A")"), {}, "S-2").status, 201);
  EXPECT_THAT(get("/recalls/S-2").body, HasSubstr("notCounting"));
}

/// A number that others expect is nobody's to take.
TEST_F(RecallStatementsTest, IdsAreEachPartysOwn) {
  own(maker, 1);
  own(stranger, 2);
  state(maker, {made(maker, goods, "10")});
  ASSERT_EQ(recall(stranger, goods_of(2, R"("RAW")")).status, 201);
  EXPECT_EQ(member(get("/recalls/R-1").body, "issuer"), party(stranger));
  const RawResponse stated = recall(maker, goods_of(1, R"("A")"));
  ASSERT_EQ(stated.status, 201) << stated.body;
  EXPECT_THAT(stated.body, HasSubstr(R"("recall":{"id":"R-1","issuer":")" + party(maker)));
  EXPECT_THAT(page(goods), HasSubstr("Glass splinters"));
  const RawResponse unclear = get("/recalls/R-1");
  EXPECT_EQ(unclear.status, 409) << unclear.body;
  for (const unsigned one : {maker, stranger})
    EXPECT_EQ(member(get("/recalls/R-1?issuer=" + party(one)).body, "issuer"), party(one));
  EXPECT_EQ(get("/recalls/R-1?issuer=" + party(shop)).status, 404);
  EXPECT_EQ(member(reach(maker_token_), "issuer"), party(maker)) << "its own";
  EXPECT_THAT(get("/recalls?limit=1&cursor=" + member(get("/recalls?limit=1").body, "next")).body,
              HasSubstr(party(stranger)));
  ASSERT_EQ(recall(maker, goods_of(1, R"("A")"), R"(,"withdrawn":true)").status, 201);
  EXPECT_THAT(page(goods), Not(HasSubstr("do not use")));
  EXPECT_THAT(get("/recalls/blocked").body, HasSubstr("/10/RAW"));
}

TEST_F(RecallStatementsTest, OfAllOfAProduct) {
  own(maker, 1);
  state(maker, {made(maker, goods, "10"), made(maker, lot(1, "B"), "11"), made(maker, gtin(1), "11")});
  ASSERT_EQ(recall(maker, R"({"product":")" + gtin(1) + "\"}").status, 201);
  EXPECT_THAT(positions(1), Not(HasSubstr(sellable)));
  EXPECT_THAT(page(lot(1, "B")), HasSubstr("Recalled: do not use"));
  EXPECT_THAT(page(gtin(1)), HasSubstr("Recalled: do not use"));
}

TEST_F(RecallStatementsTest, OfOneItemAlsoInContainersOfDepthThree) {
  own(maker, 1);
  const std::string bad = item(1, "s1"), good = item(1, "s2");
  const auto packed = [&](const std::string& what, unsigned into, std::string_view minute) {
    return R"({"type":"AggregationEvent","eventTime":"2026-07-11T06:)" + std::string(minute) +
           R"(:00Z","eventTimeZoneOffset":"+00:00","action":"ADD","bizStep":"packing","parentID":")" +
           pallet(into) + R"(","childEPCs":[")" + what + R"("],"readPoint":{"id":")" + place(maker * 10 + 1) +
           R"("},"bizLocation":{"id":")" + place(maker * 10 + 1) + "\"}}";
  };
  state(
      maker,
      {R"({"type":"ObjectEvent","eventTime":"2026-07-10T06:45:00Z","eventTimeZoneOffset":"+00:00","action":"ADD","bizStep":"commissioning","epcList":[")" +
       bad + "\",\"" + good + R"("],"readPoint":{"id":")" + place(maker * 10 + 1) +
       R"("},"bizLocation":{"id":")" + place(maker * 10 + 1) + R"("},"ilmd":{"cbvmda:lotNumber":"A"}})"});
  state(maker, {packed(bad, 1, "00"), packed(pallet(1), 2, "10"), packed(pallet(2), 3, "20")});
  ASSERT_EQ(recall(maker, R"({"product":")" + gtin(1) + R"(","serials":["s1"]})").status, 201);
  EXPECT_THAT(positions(1), AllOf(HasSubstr(R"("status":"recalled")"), HasSubstr(R"("status":"sellable")"),
                                  HasSubstr(R"("quantity":1)"), Not(HasSubstr(R"("quantity":2)"))));
  EXPECT_THAT(reach(maker_token_), HasSubstr(bad));
  EXPECT_THAT(page(bad), HasSubstr("Recalled: do not use"));
  EXPECT_THAT(page(good), Not(HasSubstr("do not use")));
}

TEST_F(RecallStatementsTest, WhoSellsItAfterwardsIsListed) {
  own(maker, 1);
  own(maker, 2);
  state(maker, {made(maker, raw, "10"), transformed(raw, goods, "11"), shipped(goods, "12")});
  state(shop, {event(shop, "receiving", "OBSERVE", goods, "13"),
               event(shop, "retail_selling", "DELETE", goods, "21")});
  const std::string list = "/inventory/discrepancies?place=" + place(shop * 10 + 1);
  EXPECT_THAT(get(list, shop_token_).body, Not(HasSubstr("sold_recalled")));
  ASSERT_EQ(recall(maker, goods_of(2, R"("RAW")"), R"(,"from":"2026-07-20T00:00:00Z")").status, 201);
  EXPECT_THAT(get(list, shop_token_).body, AllOf(HasSubstr("sold_recalled"), Not(HasSubstr("recallEnded"))))
      << "made of what was recalled";
  EXPECT_THAT(reach(maker_token_), HasSubstr(R"("soldAfterRecall":10)"));
  ASSERT_EQ(recall(maker, goods_of(2, R"("RAW")"), R"(,"withdrawn":true)").status, 201);
  EXPECT_THAT(get(list, shop_token_).body,
              AllOf(HasSubstr("sold_recalled"), HasSubstr(R"("recallEnded":true)")))
      << "it was recalled then";
}

/// Nobody at the till could know it: what was presumed stays in its reach.
TEST_F(RecallStatementsTest, OneThatIsToldLaterMovesNoEarlierSaleToAnotherLot) {
  own(maker, 1);
  own(maker, 2);
  state(maker, {made(maker, raw, "08"), transformed(raw, goods, "09"), made(maker, lot(1, "B"), "10"),
                event(maker, "retail_selling", "DELETE", gtin(1), "14")});
  const auto stock = [&] {
    const std::string told = positions(1);
    return told.substr(0, told.find(R"("logSize")"));
  };
  const std::string before = stock(), sold = R"("account":"sold")";
  ASSERT_EQ(recall(maker, goods_of(1, R"("A")"), R"(,"from":"2026-07-12T00:00:00Z")").status, 201);
  ASSERT_EQ(recall(maker, goods_of(2, R"("RAW")"), R"(,"from":"2026-07-12T00:00:00Z")", "R-2").status, 201);
  const std::string first = reach(maker_token_);
  EXPECT_THAT(first, HasSubstr(sold));
  state(maker, {event(maker, "storing", "OBSERVE", lot(1, "B"), "11")});  // Those days are evaluated again.
  EXPECT_THAT(reach(maker_token_), HasSubstr(sold));
  ASSERT_EQ(recall(maker, goods_of(1, R"("A")"), R"(,"withdrawn":true)").status, 201);
  ASSERT_EQ(recall(maker, goods_of(2, R"("RAW")"), R"(,"withdrawn":true)", "R-2").status, 201);
  EXPECT_EQ(stock(), before);
}

TEST_F(RecallStatementsTest, TellsVolumesOnlyToWhomTheyConcern) {
  own(maker, 1);
  state(maker, {made(maker, goods, "10"), shipped(goods, "11")});
  state(shop, {event(shop, "receiving", "OBSERVE", goods, "12")});
  state(shop, {lot_event("inspecting", "OBSERVE", goods, 4, shop * 10 + 1, "2026-07-12T07:00:00Z",
                         R"(,"disposition":"damaged")")});  // One row all the same.
  const std::string body = R"({"goods":[)" + goods_of(1, R"("A")") + "]}";
  const auto mock = [&](const std::string& reader) { return post_json("/recalls/mock", body, reader); };
  EXPECT_EQ(mock({}).status, 401);
  EXPECT_THAT(mock(maker_token_).body,
              AllOf(Not(HasSubstr(place(21))), HasSubstr(R"("onlyOwnPlaces":true)")));
  EXPECT_THAT(mock(auditor_).body,
              AllOf(HasSubstr(place(21)), HasSubstr(R"("mock":true)"), HasSubstr("tookMilliseconds"),
                    HasSubstr(R"("quantity":10)"), Not(HasSubstr(R"("quantity":4)"))));
  const auto all_lots = [&](const std::string& reader) {
    return post_json("/recalls/mock", R"({"goods":[{"product":")" + gtin(1) + R"("}]})", reader).body;
  };
  EXPECT_THAT(all_lots(shop_token_), HasSubstr(R"("lot":"A")")) << "it has some";
  EXPECT_THAT(all_lots(token_for(stranger, "party")), HasSubstr(R"("lots":[])"));
  EXPECT_THAT(all_lots(operator_token_),
              AllOf(HasSubstr(R"("lots":[])"), HasSubstr(R"("onlyOwnPlaces":true)")));
  EXPECT_THAT(positions(1), Not(HasSubstr("recalled"))) << "nothing was stated";
  ASSERT_EQ(recall(maker, goods_of(1, R"("A")")).status, 201);
  EXPECT_THAT(reach(maker_token_),
              AllOf(HasSubstr(place(21)), HasSubstr(R"("quantity":10)"), HasSubstr("Party 2")));
  EXPECT_THAT(reach(shop_token_), AllOf(HasSubstr(place(21)), HasSubstr(R"("onlyOwnPlaces":true)")));
  EXPECT_THAT(reach(token_for(stranger, "party")),
              AllOf(Not(HasSubstr(place(21))), HasSubstr(R"("rows":[])")));
  EXPECT_EQ(get("/recalls/R-1/reach").status, 401);
  EXPECT_EQ(get("/recalls/none/reach", maker_token_).status, 404);
}

/// Customers of those who used its goods are theirs.
TEST_F(RecallStatementsTest, TellsWhoRecallsAnIngredientHowManyOthersItConcerns) {
  own(shop, 2);
  own(maker, 1);
  state(shop, {made(shop, raw, "09"),
               event(shop, "shipping", "OBSERVE", raw, "10",
                     R"(,"destinationList":[{"type":"location","destination":")" + place(11) + "\"}]")});
  const std::string made_of_it =
      lot_event("shipping", "OBSERVE", goods, 4, 11, "2026-07-13T06:45:00Z",
                R"(,"destinationList":[{"type":"location","destination":")" + place(31) + "\"}]");
  state(maker, {event(maker, "receiving", "OBSERVE", raw, "11"), transformed(raw, goods, "12"), made_of_it});
  ASSERT_EQ(recall(shop, goods_of(2, R"("RAW")")).status, 201);
  EXPECT_THAT(reach(shop_token_),
              AllOf(HasSubstr(R"("lot":"RAW")"), HasSubstr(place(11)), Not(HasSubstr(R"("lot":"A")")),
                    Not(HasSubstr(place(31))), HasSubstr(R"("othersConcerned":1)")));
  EXPECT_THAT(reach(token_for(stranger, "party")),
              AllOf(HasSubstr(place(31)), Not(HasSubstr("othersConcerned"))))
      << "it is on its way to it";
  EXPECT_THAT(reach(auditor_), AllOf(HasSubstr(place(31)), HasSubstr(R"("onlyOwnPlaces":false)")));
}

/// To make one piece of them would be enough to look at everybody's stock.
TEST_F(RecallStatementsTest, OfWhatNobodyOwnsTellsNoPlacesOfOthers) {
  state(stranger, {made(stranger, lot(7, "X"), "11")});
  state(shop, {made(shop, lot(7, "X"), "10"), made(shop, lot(7, "Y"), "10")});
  state(stranger, {made(stranger, lot(7, "Y"), "09")});
  ASSERT_EQ(recall(stranger, goods_of(7, R"("Y")"), {}, "R-2").status, 201);
  EXPECT_THAT(reach(token_for(stranger, "party"), "R-2"),
              AllOf(Not(HasSubstr(place(31))), HasSubstr(R"("othersConcerned":0)")))
      << "the other was the first in the log";
  ASSERT_EQ(recall(stranger, goods_of(7, R"("X")")).status, 201);
  EXPECT_THAT(reach(token_for(stranger, "party")),
              AllOf(Not(HasSubstr(place(21))), HasSubstr(place(31)), HasSubstr(R"("onlyOwnPlaces":true)"),
                    HasSubstr(R"("othersConcerned":1)")));
}

TEST_F(RecallStatementsTest, TheirReceiptsAndListsTellWhatBlocksNothing) {
  own(maker, 1);
  const std::string idle = recall(stranger, goods_of(5, R"("A")"), {}, "S-1").body;
  EXPECT_THAT(idle, HasSubstr(R"("notCounting":[")" + lot(5, "A") + "\"]"));
  const std::string first = R"(,"from":"2026-07-20T00:00:00Z")", before = R"(,"from":"2026-07-01T00:00:00Z")";
  EXPECT_THAT(recall(maker, goods_of(1, R"("A")"), first).body, Not(HasSubstr("notCounting")));
  EXPECT_THAT(
      recall(maker, goods_of(1, R"("A")"), before).body,
      AllOf(HasSubstr(R"("from":"2026-07-20T00:00:00)"), HasSubstr(R"("askedFrom":"2026-07-01T00:00:00)")))
      << "not before the one before";
  ASSERT_EQ(recall(maker, goods_of(1, R"("A")"), R"(,"withdrawn":true)").status, 201);
  EXPECT_THAT(get("/recalls/R-1").body,
              AllOf(HasSubstr(R"("goods":[])"), HasSubstr(R"("released":[{"product":")" + gtin(1))));
}

/// A mistyped lot is recalled, and the right one is not.
TEST_F(RecallStatementsTest, TellWhichOfTheirGoodsAreNotOnRecord) {
  own(maker, 1);
  state(maker, {made(maker, goods, "10")});
  const std::string unknown = R"("notOnRecord":[{"id":")";
  const std::string receipt = recall(maker, goods_of(1, R"("A","a","Z")")).body;
  EXPECT_THAT(receipt, HasSubstr(unknown + lot(1, "Z") + R"("},{"id":")" + lot(1, "a") + R"(","near":[")" +
                                 lot(1, "A") + "\"]}]"));
  EXPECT_THAT(reach(maker_token_), HasSubstr(unknown));
  EXPECT_THAT(post_json("/recalls/mock", R"({"goods":[)" + goods_of(1, R"("A")") + "]}", maker_token_).body,
              Not(HasSubstr("notOnRecord")));
  for (const std::string& digits :
       {gtin(1).substr(gtin(1).size() - 14), "/01/" + gtin(1).substr(gtin(1).size() - 14)})
    EXPECT_THAT(post_json("/recalls/mock", R"({"goods":[{"product":")" + digits + R"(","lots":["A"]}]})",
                          maker_token_)
                    .body,
                HasSubstr(place(11)))
        << "as it stands under a bar code";
}

}  // namespace
}  // namespace stocktrail::test
