// Who bought a lot is nowhere told to the public: companies beyond the maker are counted, and the way of a
// single thing is shown as far as its places are public.
#include <gmock/gmock.h>

#include "api/http/url.h"
#include "api/journey/consumer_pages.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view resolver = "https://id.gs1.org";

/// Party 1 makes; 2 and 3 are shops; 4 is a carrier and 5 an authority. Each has a public place n1 and a
/// private place n2; names of places tell whose they are.
class CustomersTest : public ApiFixture {
 protected:
  CustomersTest() {
    api_.reset();
    pages_ = &consumer_pages_;
    start();
    for (const auto& [number, role] :
         {std::pair(1U, "manufacturer"), std::pair(2U, "store"), std::pair(3U, "distributor"),
          std::pair(4U, "carrier"), std::pair(5U, "authority")})
      admit_as(number, role);
    for (const auto& [reporter, of] : {std::pair(1U, 2U), std::pair(4U, 3U), std::pair(5U, 2U)}) {
      const std::string policy = R"({"id":"r)" + std::to_string(reporter) +
                                 R"(","type":"reporting","party":")" + party(reporter) +
                                 R"(","places_of":")" + party(of) + "\"}";
      EXPECT_EQ(post_json("/policies", policy, operator_token_).status, 201);
    }
    state(1, lot_event("commissioning", "ADD", batch, 120, 11, "2026-07-22T06:00:00.000Z"));
  }
  ~CustomersTest() override { api_.reset(); }

  void admit_as(unsigned number, const std::string& role) const {
    const std::string n = std::to_string(number);
    const std::string id = R"({"id":")" + party(number) + R"(","name":"Company )" + n + "\"";
    const RawResponse admitted = post_json(
        "/parties", id + R"(,"roles":[")" + role + R"("],"keys":[)" + jwk(number) + "]}", operator_token_);
    ASSERT_EQ(admitted.status, 201) << admitted.body;
    const RawResponse stated = post_statement(
        signed_body("party", number,
                    id + R"(,"places":[{"id":")" + place(number * 10 + 1) + R"(","name":"Site )" + n +
                        R"(","public":true},{"id":")" + place(number * 10 + 2) + R"(","name":"Cellar"}]})"));
    ASSERT_EQ(stated.status, 201) << stated.body;
  }
  std::string state(unsigned number, const std::string& event) const {
    const RawResponse made = post_statement(signed_events(number, {event}));
    EXPECT_EQ(made.status, 201) << made.body;
    return made.header("location");
  }
  std::string see(unsigned number, const std::string& thing, unsigned at_place, int hour,
                  std::string_view step = "receiving") const {
    return state(number, lot_event(step, "OBSERVE", thing, 1, at_place,
                                   "2026-07-23T" + padded("", 2, unsigned(hour)) + ":00:00.000Z"));
  }
  static std::string item_event(std::string_view step, std::string_view action, const std::string& epc,
                                unsigned at_place, int hour, const std::string& more = {}) {
    return R"({"type":"ObjectEvent","action":")" + std::string(action) + R"(","bizStep":")" +
           std::string(step) + R"(","eventTime":"2026-07-23T)" + padded("", 2, unsigned(hour)) +
           R"(:00:00.000Z","eventTimeZoneOffset":"+00:00","epcList":[")" + epc + R"("],"readPoint":{"id":")" +
           place(at_place) + "\"}" + more + "}";
  }
  std::string page(const std::string& id) const {
    return get("/p" + id.substr(resolver.size()) + "?lang=en").body;
  }
  std::string trace(const std::string& id) const { return get("/trace?id=" + api::percent_encode(id)).body; }
  /// All events that the proof file discloses.
  std::string proven(const std::string& id) const {
    const auto bundle = parse_bundle(get("/proof?id=" + api::percent_encode(id)).body);
    if (!bundle) return {};
    std::string text;
    for (const BundleEntry& entry : bundle->entries) {
      const auto statement = Statement::parse(entry.sd_jwt);
      if (!statement || statement->kind() != "events") continue;
      text += statement->issuer();
      for (const json::Value event : statement->events()) text += event.raw();
    }
    return text;
  }
  void expect_nowhere(const std::string& id, unsigned number) const {
    const std::string n = std::to_string(number);
    for (const std::string& text : {page(id), trace(id), proven(id)})
      for (const std::string& secret : {"Company " + n, "Site " + n, party(number), place(number * 10 + 1)})
        EXPECT_THAT(text, Not(HasSubstr(secret)));
  }

  const std::string batch = lot(1, "L7");

 private:
  api::ConsumerPages consumer_pages_{system_clock()};
};

TEST_F(CustomersTest, OfALotAreCountedAndNotNamed) {
  see(2, batch, 21, 8);
  EXPECT_THAT(page(batch), HasSubstr("One other company handled or sold it."));
  see(3, batch, 31, 9);
  see(3, batch, 32, 10, "storing");
  see(2, batch, 21, 11, "retail_selling");
  see(1, batch, 21, 12, "arriving");  // Its maker tells whom it was brought to.
  const std::string statement = see(4, batch, 31, 13, "unloading");
  see(4, batch, 41, 14, "transporting");
  for (const unsigned customer : {2U, 3U}) expect_nowhere(batch, customer);
  const std::string html = page(batch);
  EXPECT_THAT(html, HasSubstr("2 other companies handled or sold it. Who buys is never named."));
  EXPECT_THAT(html, HasSubstr("Company 1"));
  EXPECT_THAT(html, HasSubstr("Company 4"));  // A carrier buys nothing.
  EXPECT_THAT(html, HasSubstr("In transport"));
  EXPECT_THAT(html, Not(HasSubstr("Unloaded")));
  EXPECT_THAT(trace(batch), HasSubstr(R"("otherCompanies":2)"));
  EXPECT_EQ(get(statement + "?id=" + api::percent_encode(batch)).status, 404);
  // Who reported an event still sees it, and an auditor sees all.
  EXPECT_THAT(get("/trace?id=" + api::percent_encode(batch), token_for(2, "party")).body,
              HasSubstr(place(21)));
}

TEST_F(CustomersTest, OfAnIngredientAreNotNamedEither) {
  const std::string milk = lot(2, "M8");
  state(5, lot_event("commissioning", "ADD", milk, 9, 51, "2026-07-20T06:00:00.000Z"));
  state(2, lot_event("receiving", "OBSERVE", milk, 4, 21, "2026-07-20T07:00:00.000Z"));  // A competitor.
  state(1, lot_event("receiving", "OBSERVE", milk, 5, 11, "2026-07-20T08:00:00.000Z"));
  state(1,
        R"({"type":"TransformationEvent","bizStep":"commissioning","eventTime":"2026-07-21T06:00:00.000Z",)"
        R"("eventTimeZoneOffset":"+00:00","readPoint":{"id":")" +
            place(11) + R"("},"inputQuantityList":[{"epcClass":")" + milk +
            R"(","quantity":5}],"outputQuantityList":[{"epcClass":")" + lot(3, "P9") +
            R"(","quantity":6}]})");
  expect_nowhere(lot(3, "P9"), 2);
  EXPECT_THAT(page(lot(3, "P9")), HasSubstr("Company 5"));
  EXPECT_THAT(page(lot(3, "P9")), Not(HasSubstr("other compan")));  // They had another part of the milk.
}

TEST_F(CustomersTest, TheWayOfAnItemIsToldAsFarAsItIsPublic) {
  const std::string tin = item(1, "L7", "1004");
  state(1, item_event("commissioning", "ADD", tin, 11, 1));
  state(3, item_event("storing", "OBSERVE", tin, 32, 2));
  state(2, item_event("receiving", "OBSERVE", tin, 21, 3));
  see(3, batch, 31, 4);  // Of the lot, at a public place: not this tin's business.
  const std::string html = page(tin);
  EXPECT_THAT(html, HasSubstr("Site 2"));
  EXPECT_THAT(html, HasSubstr("Company 2"));
  EXPECT_THAT(html, HasSubstr("One other company handled or sold it."));
  expect_nowhere(tin, 3);
}

TEST_F(CustomersTest, WhatOnlyOthersReportedIsOnRecord) {
  const std::string unknown = lot(4, "Q1");
  see(2, unknown, 21, 8);
  const RawResponse shown = get("/p" + unknown.substr(resolver.size()));
  EXPECT_EQ(shown.status, 200);
  EXPECT_THAT(shown.body, HasSubstr("maker not confirmed"));
  EXPECT_THAT(shown.body, HasSubstr("One other company"));
  EXPECT_EQ(get("/proof?id=" + api::percent_encode(unknown)).status, 404);
}

TEST_F(CustomersTest, ARecallIsToldWhoeverRaisesItWhereverItIs) {
  see(2, batch, 21, 8);
  state(5, lot_event("holding", "OBSERVE", batch, 1, 21, "2026-07-24T06:00:00.000Z",
                     R"(,"disposition":"recalled")"));
  const std::string html = page(batch);
  EXPECT_THAT(html, HasSubstr("Recalled by Company 5"));
  EXPECT_THAT(trace(batch), HasSubstr(R"("recalled")"));
}

TEST_F(CustomersTest, ALotThatWasMadeItemByItemHasAPage) {
  const std::string pieces = lot(5, "P1");
  for (const char* serial : {"A", "B", "C"})
    state(1, item_event("commissioning", "ADD", item(5, serial), 11, serial[0] - 'A' + 1,
                        R"(,"ilmd":{"cbvmda:lotNumber":"P1"})"));
  state(1, item_event("inspecting", "OBSERVE", item(5, "B"), 11, 9, R"(,"disposition":"damaged")"));
  const auto count = [](std::string_view text, std::string_view part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
    return found;
  };
  const RawResponse shown = get("/p" + pieces.substr(resolver.size()));
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(count(shown.body, "<h3>Made"), 1U);  // However many there are.
  EXPECT_EQ(count(shown.body, "Damaged"), 0U);
  EXPECT_THAT(trace(pieces), Not(HasSubstr("/21/")));
  EXPECT_THAT(get("/p" + item(5, "P1", "ZZ").substr(resolver.size())).body,
              HasSubstr("Serial number not on record"));
  // Its maker recalls it, though nobody registered the product.
  state(1, lot_event("holding", "OBSERVE", pieces, 1, 11, "2026-07-24T06:00:00.000Z",
                     R"(,"disposition":"recalled")"));
  EXPECT_THAT(page(pieces), HasSubstr("Recalled by Company 1"));
  EXPECT_THAT(page(item(5, "A")), HasSubstr("Recalled by Company 1"));
}

}  // namespace
}  // namespace stocktrail::test
