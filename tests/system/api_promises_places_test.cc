// From which places goods are promised, and when more is due, through a whole server: docs/promises.md,
// sections 1 ("Places") and 2 ("In time").
#include <gmock/gmock.h>

#include "tests/support/promises_api_fixture.h"

namespace stocktrail::test {
namespace {

using api::percent_encode;
using ::testing::HasSubstr;

class PromisesPlacesTest : public PromisesApiTest {
 protected:
  PromisesPlacesTest() {
    state(lot_event("commissioning", "ADD", lot(1, "L8"), 10, 12, "2026-07-22T06:45:00.000Z"));
  }
  static std::string anywhere(int quantity) {
    return R"({"product":")" + gtin(1) + R"(","quantity":)" + std::to_string(quantity) + R"(,"places":[")" +
           place(11) + R"(",")" + place(12) + "\"]}";
  }
  std::string promisable_at(unsigned where, const std::string& more = {}) const {
    return get("/inventory/promisable?place=" + percent_encode(place(where)) + more, shop).body;
  }
  void ship(int quantity, const std::string& document) const {
    state(lot_event("shipping", "OBSERVE", lot(1, "L7"), quantity, 11, "2026-07-23T06:45:00.000Z",
                    R"(,"destinationList":[{"type":"location","destination":")" + place(12) +
                        R"("}],"bizTransactionList":[{"type":"desadv","bizTransaction":")" + document +
                        "\"}]"));
  }
};

TEST_F(PromisesPlacesTest, AreTheNearestOrTheCheapest) {
  const auto taken = [&](const std::string& id, const std::string& more) {
    const RawResponse answer = reserve(order(id, anywhere(3), more));
    return answer.status == 201 ? answer.body : answer.body + std::to_string(answer.status);
  };
  const auto from = [&](unsigned where) { return HasSubstr(R"("from":[{"place":")" + place(where) + "\""); };
  const auto far = [&](unsigned first, unsigned second) {
    return R"(,"sourcing":"nearest","distances":[{"place":")" + place(first) +
           R"(","distance":1},{"place":")" + place(second) + R"(","distance":2}])";
  };
  EXPECT_THAT(taken("a", far(12, 11)), from(12));
  EXPECT_THAT(taken("b", far(11, 12)), from(11));
  const std::string costs = R"(,"sourcing":"cheapest","costs":[{"place":")" + place(11) +
                            R"(","parcel":5},{"place":")" + place(12) +
                            R"(","parcel":2,"unit":0.5,"risk":{"stock":2,"price":1}}])";
  EXPECT_THAT(taken("c", costs), from(12));
  const RawResponse faulty = reserve(order("d", anywhere(3), R"(,"sourcing":"cheapest")"));
  EXPECT_EQ(faulty.status, 400);
  EXPECT_EQ(member(faulty.body, "where"), "$.costs");
  audit();
}

TEST_F(PromisesPlacesTest, ForeseeWhatIsDue) {
  ship(4, "urn:despatch:1");
  const std::string asked = "&until=2099-01-01T00:00:00Z&product=" + percent_encode(gtin(1));
  EXPECT_THAT(promisable_at(12, asked), HasSubstr(R"("promisable":10}])"));
  const auto expect = [&](const std::string& due, const std::string& token) {
    return post_json("/inventory/expected", R"({"document":"urn:despatch:1")" + due + "}", token);
  };
  EXPECT_EQ(expect(R"(,"due":"2020-01-01T00:00:00Z")", shop).status, 400);
  EXPECT_EQ(expect(R"(,"due":"2098-01-01T00:00:00Z")", other).status, 200);
  EXPECT_THAT(promisable_at(12, asked), HasSubstr(R"("promisable":10}])")) << "no word of theirs";
  EXPECT_EQ(expect(R"(,"due":"2098-06-01T00:00:00Z")", shop).status, 200);
  EXPECT_THAT(promisable_at(12, asked), HasSubstr(R"({"at":"2098-06-01T00:00:00.000000Z","sellable":14,)"
                                                  R"("promised":0,"promisable":14}])"));
  EXPECT_THAT(promisable_at(12), HasSubstr(R"("due":[{"at":"2098-06-01T00:00:00.000000Z","quantity":4}]})"));
  EXPECT_EQ(expect("", shop).status, 200);
  EXPECT_THAT(promisable_at(12, asked), HasSubstr(R"("promisable":10}])"));
  audit();
}

TEST_F(PromisesPlacesTest, AreFulfilledByATransferBetweenShops) {
  // The shop at 12 wants three of the shop at 11.
  const std::string transfer = R"(,"document":"urn:transfer:7")";
  ASSERT_EQ(reserve(order("transfer", line(3, 11), transfer)).status, 201);
  ASSERT_EQ(change("transfer", "commit").status, 200);
  EXPECT_THAT(promisable_at(11), HasSubstr(R"("sellable":10,"promised":3,"promisable":7)"));
  ship(3, "urn:transfer:7");
  EXPECT_THAT(told("transfer"), HasSubstr(R"("state":"fulfilled")"));
  EXPECT_THAT(promisable_at(11), HasSubstr(R"("sellable":7,"promised":0,"promisable":7)"));
  EXPECT_THAT(promisable_at(12), HasSubstr(R"("onTheWay":{"quantity":3)"));
  state(lot_event("receiving", "OBSERVE", lot(1, "L7"), 3, 12, "2026-07-23T09:45:00.000Z",
                  R"(,"bizTransactionList":[{"type":"desadv","bizTransaction":"urn:transfer:7"}])"));
  EXPECT_THAT(promisable_at(12), HasSubstr(R"("sellable":13,"promised":0,"promisable":13)"));
  audit();
}

TEST_F(PromisesPlacesTest, AreOfAnotherPartysShelfInAnEndlessAisle) {
  const std::string sale = R"(,"document":"urn:sale:1","channel":"aisle")";
  EXPECT_EQ(reserve(order("aisle", line(2, 11), sale), other).status, 403);
  const std::string policy =
      R"({"id":"report","type":"reporting","party":")" + party(2) + R"(","places_of":")" + party(1) + "\"}";
  ASSERT_EQ(post_json("/policies", policy, operator_token_).status, 201);
  ASSERT_EQ(reserve(order("aisle", line(2, 11), sale), other).status, 201);
  state(lot_event("shipping", "OBSERVE", lot(1, "L7"), 2, 11, "2026-07-23T06:45:00.000Z",
                  R"(,"disposition":"retail_sold","bizTransactionList":)"
                  R"([{"type":"po","bizTransaction":"urn:sale:1"}])"));
  EXPECT_THAT(get("/inventory/reservations/aisle", other).body, HasSubstr(R"("state":"fulfilled")"));
  EXPECT_THAT(promisable_at(11), HasSubstr(R"("sellable":8,"promised":0,"promisable":8)"));
  audit();
}

}  // namespace
}  // namespace stocktrail::test
