// Whose stock it is, over a real server, and who may see it: docs/inventory.md, "Owner".
#include <gmock/gmock.h>

#include "api/http/url.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using api::percent_encode;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr unsigned maker = 1, keeper = 2, buyer = 3;  // Who made goods, has them for others, and bought them.
constexpr unsigned plant = 11, hall = 21, secret_hall = 22, shop = 31;

class OwnerTest : public ApiFixture {
 protected:
  OwnerTest() {
    for (const unsigned one : {maker, keeper, buyer}) admit(one);
    const std::string grant =
        R"({"id":"audit","type":"grant","party":")" + party(maker) + R"(","role":"auditor"})";
    EXPECT_EQ(post_json("/policies", grant, operator_token_).status, 201);
    for (const unsigned one : {maker, keeper, buyer}) tokens_.push_back(token_for(one, "party"));
    auditor = token_for(maker, "auditor");
  }
  ~OwnerTest() override { api_.reset(); }

  void state(unsigned number, std::vector<std::string> events) const {
    const RawResponse stated = post_statement(signed_events(number, std::move(events)));
    ASSERT_EQ(stated.status, 201) << stated.body;
  }
  /// To a place, to be of a party (0: not told).
  static std::string to(unsigned at, unsigned owner) {
    std::string list = R"({"type":"location","destination":")" + place(at) + "\"}";
    if (owner != 0) list += R"(,{"type":"owning_party","destination":")" + party(owner) + "\"}";
    return R"(,"destinationList":[)" + list + "]";
  }
  static std::string owned_by(unsigned owner) {
    return R"(,"destinationList":[{"type":"owning_party","destination":")" + party(owner) + "\"}]";
  }
  /// 100 made, of which 60 the buyer's in the hall of the keeper, 15 of these sent on to its shop, and 20 in
  /// the other hall, which is not public, by a move of the keeper; 9 that nobody told about are there, too.
  void state_stock() const {
    state(maker,
          {lot_event("commissioning", "ADD", lot(1, "A"), 100, plant, "2026-07-20T08:00:00Z"),
           lot_event("shipping", "OBSERVE", lot(1, "A"), 60, plant, "2026-07-20T09:00:00Z", to(hall, buyer)),
           lot_event("shipping", "OBSERVE", lot(1, "A"), 9, plant, "2026-07-22T09:00:00Z", to(hall, 0))});
    state(keeper,
          {lot_event("receiving", "OBSERVE", lot(1, "A"), 60, hall, "2026-07-21T09:00:00Z", owned_by(buyer)),
           lot_event("receiving", "OBSERVE", lot(1, "A"), 9, hall, "2026-07-23T09:00:00Z"),
           lot_event(
               "shipping", "OBSERVE", lot(1, "A"), 15, hall, "2026-07-24T09:00:00Z",
               R"(,"sourceList":[{"type":"owning_party","source":")" + party(buyer) + "\"}]" + to(shop, 0)),
           lot_event("shipping", "OBSERVE", lot(1, "A"), 20, hall, "2026-07-25T09:00:00Z",
                     R"(,"sourceList":[{"type":"owning_party","source":")" + party(buyer) + "\"}]" +
                         to(secret_hall, 0)),
           lot_event("receiving", "OBSERVE", lot(1, "A"), 20, secret_hall, "2026-07-25T10:00:00Z")});
  }
  RawResponse ask(const std::string& query, const std::string& token) const {
    return get("/inventory/positions?" + query, token);
  }
  const std::string& of(unsigned number) const { return tokens_[number - 1]; }
  static std::string owner(unsigned number) { return "owner=" + percent_encode(party(number)); }
  static std::string at(unsigned number) { return "place=" + percent_encode(place(number)); }
  /// "<place number or ?> <quantity>" of each row.
  static std::vector<std::string> rows(const RawResponse& answer) {
    std::vector<std::string> all;
    const json::Document page = parsed(answer.body);
    const auto list = page.root().find("positions");
    if (!list) return {answer.body};
    for (const json::Value one : list->elements()) {
      std::string row = one.find("account")->string() == "in_transit" ? "way " : "";
      const auto where = one.find("place");
      for (const unsigned number : {plant, hall, secret_hall, shop})
        if (where && where->string() == place(number)) row += std::to_string(number);
      if (!where) row += "?";
      row += " " + std::string(one.find("quantity")->raw());
      for (const unsigned number : {maker, keeper, buyer})
        if (const auto whose = one.find("owner"); whose && whose->string() == party(number))
          row += " of " + std::to_string(number);
      row += one.find("ownerTold") ? " told" : "";
      row += one.find("ownerPresumed") ? " presumed" : "";
      all.push_back(row);
    }
    return all;
  }

  std::string auditor;

 private:
  std::vector<std::string> tokens_;
};

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST_F(OwnerTest, EachPositionTellsWhoseItIs) {
  state_stock();
  EXPECT_THAT(rows(ask(at(hall), of(keeper))),
              UnorderedElementsAre("21 25 of 3 told", "21 9 of 2", "way 31 15 of 3 told"));
  EXPECT_THAT(rows(ask(at(plant), of(maker))), UnorderedElementsAre("11 31 of 1"));
  EXPECT_THAT(rows(ask(at(hall) + "&" + owner(keeper), of(keeper))), ElementsAre("21 9 of 2"));
  EXPECT_THAT(rows(ask(at(hall) + "&asOf=2026-07-21T09:00:00Z", of(keeper))),
              UnorderedElementsAre("21 60 of 3 told"));
  const std::string csv = request({.target = "/inventory/positions?" + at(hall),
                                   .token = of(keeper),
                                   .extra_headers = "Accept: text/csv\r\n"})
                              .body;
  EXPECT_THAT(
      csv, AllOf(HasSubstr("presumed,owner,ownerTold,ownerPresumed,"), HasSubstr(party(buyer) + ",true,")));
}

TEST_F(OwnerTest, AnOwnerSeesItsOwnWhereverItLies) {
  state_stock();
  // The hall is public; of the other one only how much is there.
  EXPECT_THAT(rows(ask(owner(buyer), of(buyer))),
              UnorderedElementsAre("way 31 15 of 3 told", "21 25 of 3 told", "? 20 of 3 told"));
  EXPECT_THAT(rows(ask(owner(buyer) + "&" + at(hall), of(buyer))), UnorderedElementsAre("21 25 of 3 told"));
  const RawResponse own = ask(owner(buyer), of(buyer));
  EXPECT_THAT(own.body, Not(HasSubstr(place(secret_hall))));
  std::vector<std::string> paged;
  for (std::string cursor; paged.size() < 9;) {
    const RawResponse page = ask(
        owner(buyer) + "&limit=1" + (cursor.empty() ? "" : "&cursor=" + percent_encode(cursor)), of(buyer));
    for (const std::string& row : rows(page)) paged.push_back(row);
    cursor = member(page.body, "next");
    if (cursor.empty()) break;
  }
  EXPECT_EQ(paged, rows(own)) << "page by page the same";
}

TEST_F(OwnerTest, OthersSeeNothingOfThatAndTheMakerNotWhatNobodyTold) {
  state_stock();
  EXPECT_THAT(rows(ask(owner(maker), of(maker))), UnorderedElementsAre("11 31 of 1"));
  EXPECT_THAT(rows(ask(owner(buyer), of(maker))), IsEmpty()) << "at places of the maker";
  EXPECT_EQ(ask(at(hall), of(buyer)).status, 403);
  EXPECT_EQ(ask(at(hall) + "&" + owner(maker), of(buyer)).status, 403);
  EXPECT_EQ(ask(at(hall) + "&" + owner(buyer), of(maker)).status, 403);
  EXPECT_EQ(ask(owner(buyer), {}).status, 401);
  EXPECT_EQ(ask("owner=nobody", of(buyer)).status, 400);
  EXPECT_EQ(ask("owner=" + percent_encode(place(21)), of(buyer)).status, 400) << "a place owns nothing";
  EXPECT_EQ(ask("owner=" + party(buyer).substr(party(buyer).size() - 13), of(buyer)).body,
            ask(owner(buyer), of(buyer)).body)
      << "13 digits are a party here";
  EXPECT_EQ(get("/inventory/ages?" + owner(buyer), of(buyer)).status, 400);
}

TEST_F(OwnerTest, WhoTellsItselfAsOwnerSeesNothingByThat) {
  state(maker,
        {lot_event("commissioning", "ADD", lot(1, "A"), 100, plant, "2026-07-20T08:00:00Z"),
         lot_event("shipping", "OBSERVE", lot(1, "A"), 60, plant, "2026-07-20T09:00:00Z", to(hall, maker))});
  state(keeper, {lot_event("receiving", "OBSERVE", lot(1, "A"), 60, hall, "2026-07-21T09:00:00Z")});
  EXPECT_THAT(rows(ask(at(hall), of(keeper))), ElementsAre("21 60 of 1 told"));
  EXPECT_THAT(rows(ask(owner(maker), of(maker))), ElementsAre("11 40 of 1"));
  state(keeper,
        {lot_event("accepting", "OBSERVE", lot(1, "A"), 60, hall, "2026-07-21T10:00:00Z", owned_by(maker))});
  EXPECT_THAT(rows(ask(owner(maker), of(maker))), UnorderedElementsAre("11 40 of 1", "21 60 of 1 told"));
}

TEST_F(OwnerTest, GoodsAreBoughtWhereTheyLie) {
  state_stock();
  std::string bought = lot_event(
      "holding", "OBSERVE", lot(1, "A"), 5, hall, "2026-07-26T09:00:00Z",
      R"(,"sourceList":[{"type":"owning_party","source":")" + party(buyer) + "\"}]" + owned_by(maker));
  const std::string step = R"("bizStep":"holding",)";
  ASSERT_NE(bought.find(step), std::string::npos) << bought;
  state(keeper, {bought.erase(bought.find(step), step.size())});
  EXPECT_THAT(rows(ask(at(hall), of(keeper))),
              UnorderedElementsAre("21 20 of 3 told", "21 5 of 1 told", "21 9 of 2", "way 31 15 of 3 told"));
  EXPECT_THAT(rows(ask(owner(maker), of(maker))), UnorderedElementsAre("11 31 of 1", "21 5 of 1 told"));
}

TEST_F(OwnerTest, AnAuditorAsksForAnyOwner) {
  state_stock();
  EXPECT_THAT(rows(ask(owner(buyer), auditor)),
              UnorderedElementsAre("way 31 15 of 3 told", "21 25 of 3 told", "22 20 of 3 told"));
  EXPECT_THAT(rows(ask(owner(maker) + "&product=" + percent_encode(gtin(1)), auditor)),
              ElementsAre("11 31 of 1"));
  EXPECT_THAT(rows(ask(owner(keeper) + "&product=" + percent_encode(gtin(1)), auditor)),
              ElementsAre("21 9 of 2"));
}

}  // namespace
}  // namespace stocktrail::test
