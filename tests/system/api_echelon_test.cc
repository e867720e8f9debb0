// Echelon stock over a real server: docs/inventory.md, "Echelon stock".
#include <gmock/gmock.h>

#include "api/handlers/echelon_places.h"
#include "api/handlers/stock_query.h"
#include "api/http/url.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using api::percent_encode;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr unsigned chain = 1, other = 2;
constexpr unsigned centre = 11, hub = 13, north = 14, south = 15, elsewhere = 16;
constexpr unsigned partner_shop = 21, partner_secret = 22;

class EchelonTest : public ApiFixture {
 protected:
  EchelonTest() {
    admit(chain);
    admit(other);
    const std::string policy = R"({"id":"hold","type":"custodial","party":")" + party(chain) + "\"}";
    EXPECT_EQ(post_json("/policies", policy, operator_token_).status, 201);
    planner = token_for(chain, "planner");
  }
  ~EchelonTest() override { api_.reset(); }

  struct Told {
    unsigned place;
    std::vector<unsigned> from = {};
    bool is_public = false;
  };
  RawResponse state_places(unsigned number, const std::vector<Told>& told) const {
    std::string places;
    for (const Told& one : told) {
      std::string from;
      for (const unsigned supplier : one.from) from += (from.empty() ? "\"" : ",\"") + place(supplier) + "\"";
      places += (places.empty() ? "" : ",") +
                (R"({"id":")" + place(one.place) + R"(","name":"P","public":)" +
                 (one.is_public ? "true" : "false") + R"(,"suppliedFrom":[)" + from + "]}");
    }
    return post_statement(signed_body("party", number,
                                      R"({"id":")" + party(number) + R"(","name":"Party )" +
                                          std::to_string(number) + R"(","places":[)" + places + "]}"));
  }
  void state_network() const {
    const RawResponse own =
        state_places(chain, {{centre}, {hub, {centre}}, {north, {hub, centre}}, {south, {hub}}, {elsewhere}});
    ASSERT_EQ(own.status, 201) << own.body;
  }
  void state(std::vector<std::string> events, unsigned number = chain) const {
    const RawResponse stated = post_statement(signed_events(number, std::move(events)));
    ASSERT_EQ(stated.status, 201) << stated.body;
  }
  static std::string sent(int quantity, unsigned from, const std::string& end,
                          std::string_view type = "location") {
    return lot_event(
        "shipping", "OBSERVE", lot(1, "A"), quantity, from, "2026-07-21T08:00:00Z",
        R"(,"destinationList":[{"type":")" + std::string(type) + R"(","destination":")" + end + "\"}]");
  }
  void state_stock() const {
    state({lot_event("commissioning", "ADD", lot(1, "A"), 1000, centre, "2026-07-20T08:00:00Z"),
           sent(100, centre, place(hub)), sent(7, centre, place(elsewhere)),
           sent(9, centre, party(chain), "owning_party"),
           lot_event("shipping", "OBSERVE", lot(1, "A"), 5, centre, "2026-07-21T09:00:00Z"),
           lot_event("receiving", "OBSERVE", lot(1, "A"), 90, hub, "2026-07-22T08:00:00Z"),
           lot_event("shipping", "OBSERVE", lot(1, "A"), 30, hub, "2026-07-23T08:00:00Z",
                     R"(,"destinationList":[{"type":"location","destination":")" + place(north) + "\"}]"),
           lot_event("holding", "OBSERVE", lot(1, "A"), 4, hub, "2026-07-23T09:00:00Z",
                     R"(,"disposition":"non_sellable_other")"),
           lot_event("commissioning", "ADD", lot(1, "B"), 3, south, "2026-07-20T08:00:00Z")});
  }
  std::string of(unsigned at, const std::string& more = {}, std::string token = {}) const {
    return get("/inventory/echelon?place=" + percent_encode(place(at)) + more,
               token.empty() ? planner : token)
        .body;
  }
  static std::string row(std::string_view status, int on_hand, int on_the_way, int not_told,
                         int on_order = 0) {
    return R"("status":")" + std::string(status) + R"(","onHand":)" + std::to_string(on_hand) +
           R"(,"onTheWay":)" + std::to_string(on_the_way) + R"(,"quantity":)" +
           std::to_string(on_hand + on_the_way) + R"(,"placeNotTold":)" + std::to_string(not_told) +
           R"(,"onOrder":)" + std::to_string(on_order) + "}";
  }
  static std::string ids(std::string_view name, const std::vector<unsigned>& places) {
    std::string text;
    for (const unsigned at : places) text += (text.empty() ? "\"" : ",\"") + place(at) + "\"";
    return "\"" + std::string(name) + "\":[" + text + "]";
  }

  std::string planner;
};

TEST_F(EchelonTest, IsTheStockOfAPlaceAndOfAllThatIsSuppliedFromIt) {
  state_network();
  state_stock();
  const int left_centre = 100 + 7 + 9 + 5;
  // Every piece once: at the centre, at the hub, at the shops, and on its way between them.
  const std::string all = of(centre);
  EXPECT_THAT(all, HasSubstr(row("sellable", 1000 - left_centre + 90 - 30 - 4 + 3, 10 + 30, 9 + 5)));
  EXPECT_THAT(all, HasSubstr(row("held", 4, 0, 0)));
  EXPECT_THAT(all, AllOf(HasSubstr(ids("places", {centre, hub, north, south})), HasSubstr(ids("leftOut", {})),
                         HasSubstr(R"("othersLeftOut":0)")));
  EXPECT_THAT(of(hub), HasSubstr(row("sellable", 56 + 3, 10 + 30, 9)));
  EXPECT_THAT(of(north), AllOf(HasSubstr(row("sellable", 0, 30, 9)), HasSubstr(ids("places", {north}))));
  EXPECT_THAT(of(south, "&lot=B"), HasSubstr(R"("onHand":3,"onTheWay":0,"quantity":3,"placeNotTold":0})"))
      << "orders name no lots";
}

TEST_F(EchelonTest, IsToldAsOfThenAndAsItWasKnown) {
  state_network();
  const std::string before = format_utc(
      ledger_->view()->receipt(LeafIndex{to_u64(ledger_->view()->checkpoint().size) - 1})->recorded_at);
  state_stock();
  EXPECT_THAT(
      of(centre, "&asOf=2026-07-20T12:00:00Z"),
      AllOf(HasSubstr(R"("onHand":1003,"onTheWay":0,"quantity":1003,"placeNotTold":0})"), HasSubstr("asOf")));
  EXPECT_THAT(of(centre, "&knownAt=" + percent_encode(before)),
              AllOf(HasSubstr(R"("echelon":[])"), HasSubstr("knownSize")));
}

TEST_F(EchelonTest, CountsWhatIsOnOrderFromOutsideOnly) {
  state_network();
  const auto order = [&](unsigned id, unsigned at, const std::string& source, int quantity) {
    const RawResponse placed = post_json("/orders",
                                         R"({"id":")" + std::to_string(id) + R"(","document":"urn:x:po:)" +
                                             std::to_string(id) + R"(","place":")" + place(at) + "\"," +
                                             source + R"(,"due":"2026-08-01","lines":[{"product":")" +
                                             gtin(1) + R"(","quantity":)" + std::to_string(quantity) + "}]}",
                                         token_for(chain, "party"));
    ASSERT_EQ(placed.status, 201) << placed.body;
  };
  order(1, centre, R"("supplier":")" + party(other) + "\"", 500);
  order(2, north, R"("from":")" + place(hub) + "\"", 40);
  order(3, north, R"("from":")" + place(elsewhere) + "\"", 6);
  EXPECT_THAT(of(centre), HasSubstr(row("sellable", 0, 0, 0, 506)));
  EXPECT_THAT(of(north), HasSubstr(row("sellable", 0, 0, 0, 46)))
      << "of the shop alone all comes from outside";
}

TEST_F(EchelonTest, LeavesOutWhatTheReaderMayNotSeeAndSaysSo) {
  state_network();
  state_stock();
  ASSERT_EQ(
      state_places(other, {{partner_shop, {hub}, true}, {partner_secret, {hub}}, {23, {partner_secret}}})
          .status,
      201);
  state({lot_event("commissioning", "ADD", lot(2, "X"), 50, partner_shop, "2026-07-20T08:00:00Z")}, other);
  const std::string told = of(centre);
  EXPECT_THAT(told, AllOf(HasSubstr(ids("places", {centre, hub, north, south})),
                          HasSubstr(ids("leftOut", {partner_shop})), HasSubstr(R"("othersLeftOut":1)"),
                          Not(HasSubstr(gtin(2)))))
      << "that 23 is supplied from 22 is between these two";
  // An auditor sees them all.
  const std::string grant =
      R"({"id":"grant","type":"grant","role":"auditor","party":")" + party(other) + "\"}";
  ASSERT_EQ(post_json("/policies", grant, operator_token_).status, 201);
  EXPECT_THAT(of(centre, {}, token_for(other, "auditor")),
              AllOf(HasSubstr(ids("places", {centre, hub, north, south, partner_shop, partner_secret, 23})),
                    HasSubstr(R"("othersLeftOut":0)"), HasSubstr(gtin(2))));
  // Back to itself through another party: each place counts once.
  ASSERT_EQ(state_places(chain, {{centre, {partner_shop}}, {hub, {centre}}}).status, 201);
  EXPECT_THAT(of(centre),
              AllOf(HasSubstr(ids("places", {centre, hub})), HasSubstr(ids("leftOut", {partner_shop}))));
}

TEST_F(EchelonTest, IsRefusedWithWhatToAskFor) {
  state_network();
  const auto where = [&](const std::string& query) {
    return member(get("/inventory/echelon" + query, planner).body, "where");
  };
  EXPECT_EQ(where(""), "place");
  EXPECT_EQ(where("?place=" + percent_encode(place(centre) + "/254/7")), "place");
  EXPECT_EQ(get("/inventory/echelon?place=" + percent_encode(place(partner_shop)), planner).status, 403);
  const RawResponse circle = state_places(chain, {{centre, {south}}, {hub, {centre}}, {south, {hub}}});
  EXPECT_EQ(circle.status, 400);
  EXPECT_THAT(circle.body, HasSubstr("supplied from itself"));
  // What places are supplied from is told to their party and to auditors.
  ASSERT_EQ(state_places(chain, {{centre, {}, true}, {hub, {centre}, true}}).status, 201);
  const std::string statement =
      "/statements/" + std::to_string(to_u64(ledger_->view()->checkpoint().size) - 1);
  EXPECT_EQ(get(statement).status, 404);
  EXPECT_EQ(get(statement, token_for(chain, "party")).status, 200);
  EXPECT_THAT(get("/parties/" + percent_encode(party(chain)), planner).body, HasSubstr("suppliedFrom"));
  EXPECT_THAT(get("/parties/" + percent_encode(party(chain))).body, Not(HasSubstr("suppliedFrom")));
}

TEST_F(EchelonTest, HasSoManyPlaces) {
  constexpr std::size_t of_a_party = master::MasterLimits::places_per_party_max;
  std::size_t parties = 0;
  for (std::size_t places = 1; places <= api::echelon_places_max; places += of_a_party) {
    const unsigned number = 100 + static_cast<unsigned>(parties++);
    admit(number);
    std::vector<Told> told;
    for (unsigned i = 0; i < of_a_party; ++i)
      told.push_back({static_cast<unsigned>(10'000 * parties) + i, {centre}});
    if (places + of_a_party > api::echelon_places_max) told.resize(api::echelon_places_max - places);
    ASSERT_EQ(state_places(number, told).status, 201);
  }
  EXPECT_THAT(of(centre), HasSubstr("\"othersLeftOut\":" + std::to_string(api::echelon_places_max - 1)));
  ASSERT_EQ(state_places(other, {{partner_shop, {centre}, true}}).status, 201);
  EXPECT_EQ(get("/inventory/echelon?place=" + percent_encode(place(centre)), planner).status, 413);
}

}  // namespace
}  // namespace stocktrail::test
