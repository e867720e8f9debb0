// What the consumer page says of a code, over a real ledger, by socket: green only for what its maker
// registered.
#include <gmock/gmock.h>

#include "api/http/url.h"
#include "api/journey/consumer_pages.h"
#include "tests/support/api_fixture.h"

namespace stocktrail::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* green = "On record, no recall";

std::string item_event(std::string_view step, std::string_view action, const std::string& epc,
                       std::string_view time, const std::string& more = {}) {
  return R"({"type":"ObjectEvent","action":")" + std::string(action) + R"(","bizStep":")" +
         std::string(step) + R"(","eventTime":")" + std::string(time) +
         R"(","eventTimeZoneOffset":"+00:00","epcList":[")" + epc + "\"]" + more + "}";
}

/// Party 1 owns the product and makes the lots L7 and L8; the item 1004 is of L7, 1005 is a shop's word only.
class VerdictTest : public ApiFixture {
 protected:
  VerdictTest() {
    api_.reset();
    pages_ = &consumer_pages_;
    start();
    admit(1);
    admit(2);
    tell(
        signed_body("product", 1, R"({"id":")" + gtin(1) + R"(","name":"Milk powder","brand":"Cloudlark"})"));
    for (const char* lot_number : {"L7", "L8"})
      tell(signed_events(
          1, {lot_event("commissioning", "ADD", lot(1, lot_number), 120, 11, "2026-07-22T06:45:00.000Z")}));
    tell(signed_events(1, {item_event("commissioning", "ADD", item(1, "1004"), "2026-07-22T07:00:00.000Z",
                                      R"(,"ilmd":{"cbvmda:lotNumber":"L7"})")}));
  }
  ~VerdictTest() override { api_.reset(); }

  void tell(const std::string& statement) const {
    const RawResponse stored = post_statement(statement);
    ASSERT_EQ(stored.status, 201) << stored.body;
  }
  void shop_sees(const std::string& epc, std::string_view step, std::string_view disposition,
                 std::string_view time, std::string_view action = "OBSERVE") const {
    const std::string status = R"(,"disposition":")" + std::string(disposition) + "\"";
    tell(signed_events(2, {item_event(step, action, epc, time, disposition.empty() ? "" : status)}));
  }
  RawResponse page_of(const std::string& id) const {
    return get("/p" + id.substr(std::string("https://id.gs1.org").size()));
  }
  void expect_page(const std::string& id, int status, const char* text) const {
    const RawResponse page = page_of(id);
    EXPECT_EQ(page.status, status) << id;
    EXPECT_THAT(page.body, HasSubstr(text)) << id;
    if (text != green) {
      EXPECT_THAT(page.body, Not(HasSubstr(green))) << id;
    }
  }

 private:
  api::ConsumerPages consumer_pages_{system_clock()};
};

TEST_F(VerdictTest, OnlyWhatItsMakerNamedIsGreen) {
  expect_page(lot(1, "L7"), 200, green);
  expect_page(item(1, "1004"), 200, green);
  expect_page(item(1, "L7", "1004"), 200, green);
  expect_page(item(1, "9999"), 404, "No record of this code");
  expect_page(item(1, "L7", "9999"), 404, "This lot is on record, this serial number is not");
  shop_sees(item(1, "L7", "1005"), "inspecting", "conformant", "2026-08-01T06:45:00.000Z");
  expect_page(item(1, "L7", "1005"), 200, "maker not confirmed");
}

TEST_F(VerdictTest, TheLotOfTheCodeHasToBeTheOneOnRecord) {
  expect_page(item(1, "NOSUCH", "1004"), 404,
              "The code says lot NOSUCH, but this serial number is on record in lot L7");
  expect_page(item(1, "L8", "1004"), 404, "The lot does not match");
  tell(signed_events(1, {lot_event("holding", "OBSERVE", lot(1, "L8"), 120, 11, "2026-08-02T06:45:00.000Z",
                                   R"(,"disposition":"recalled")")}));
  expect_page(item(1, "L8", "1004"), 200, "Recalled: do not use");
  EXPECT_THAT(page_of(item(1, "L8", "1004")).body, HasSubstr("Milk powder \u00b7 L8"));
  expect_page(item(1, "L8", "9999"), 200, "Recalled: do not use");
  expect_page(item(1, "1004"), 200, green);
}

TEST_F(VerdictTest, WhatIsDamagedOrGoneIsNotForUse) {
  shop_sees(item(1, "1004"), "inspecting", "damaged", "2026-08-01T06:45:00.000Z");
  expect_page(item(1, "1004"), 200,
              "Party 2 (manufacturer, 9520000000028) reported on 1 August 2026: Damaged.");
  shop_sees(item(1, "1004"), "inspecting", "conformant", "2026-08-02T06:45:00.000Z");
  expect_page(item(1, "1004"), 200, green);
  shop_sees(item(1, "1004"), "destroying", "", "2026-08-03T06:45:00.000Z", "DELETE");
  expect_page(item(1, "1004"), 200,
              "Party 2 (manufacturer, 9520000000028) reported on 3 August 2026: Destroyed.");
  shop_sees(item(1, "1004"), "retail_selling", "retail_sold", "2026-08-04T06:45:00.000Z");
  expect_page(item(1, "1004"), 200, "Destroyed.");
}

TEST_F(VerdictTest, WhatLastsIsToldUntilItIsTakenBack) {
  const auto told = [&](const char* how, std::string_view time) {
    tell(signed_events(
        2, {item_event("inspecting", "OBSERVE", item(1, "1004"), time,
                       R"(,"persistentDisposition":{")" + std::string(how) + R"(":["stolen"]})")}));
  };
  told("set", "2026-08-01T06:45:00.000Z");
  shop_sees(item(1, "1004"), "receiving", "in_progress", "2026-08-02T06:45:00.000Z");
  expect_page(item(1, "1004"), 200, "Stolen.");
  told("unset", "2026-08-03T06:45:00.000Z");
  expect_page(item(1, "1004"), 200, green);
}

TEST_F(VerdictTest, AProductNeedsItsLot) {
  expect_page(gtin(1), 200, "We know this product");
  expect_page(gtin(2), 404, "No record of this code");
  const std::string number = gtin(1).substr(gtin(1).size() - 14);
  const RawResponse led = get("/p/?lang=en&code=" + api::percent_encode("(01)" + number) + "&lot=%20L7");
  EXPECT_EQ(led.status, 303);
  EXPECT_EQ(led.header("location"), "/p/01/" + number + "/10/L7?lang=en");
  for (const char* lot : {"Lot L7", "LOT: L7", "Charge L7", "batch L7", "Lot No. L7"}) {
    const RawResponse labelled =
        get("/p/?lang=en&code=" + api::percent_encode(number) + "&lot=" + api::percent_encode(lot));
    EXPECT_EQ(labelled.header("location"), "/p/01/" + number + "/10/L7?lang=en") << lot;
  }
  EXPECT_EQ(get("/p/01/" + number + "/10/L7/").status, 200) << "a slash at the end";
}

TEST_F(VerdictTest, ACodeMayBeTypedAsItIsPrinted) {
  const std::string number = gtin(1).substr(gtin(1).size() - 14);
  const std::string unit = pallet(1).substr(pallet(1).size() - 18);
  const std::vector<std::pair<std::string, std::string>> typed = {
      {number.substr(1, 1) + " " + number.substr(2, 6) + " " + number.substr(8, 5) + " " + number.substr(13),
       "/01/" + number},
      {number.substr(0, 4) + "-" + number.substr(4), "/01/" + number},
      {"(01) " + number + " (10) L7", "/01/" + number + "/10/L7"},
      {"(01) " + number + " (10) L8 (21) 1004", "/01/" + number + "/10/L8/21/1004"},
      {unit, "/00/" + unit},
      {"00" + unit, "/00/" + unit},
      {"(00) " + unit.substr(0, 9) + " " + unit.substr(9), "/00/" + unit},
      {"01" + number + "10L7", "/01/" + number + "/10/L7"},
      {"]d201" + number + "10L7\x1D" + "211004\u241D", "/01/" + number + "/10/L7/21/1004"},
      {"01" + number + "10L7<GS>211004", "/01/" + number + "/10/L7/21/1004"},
      {"01" + number + "17601231" + "10L7", "/01/" + number + "/10/L7?17=601231"},
      {"01 " + number + " 10 L7", "/01/" + number + "/10/L7"},
      {"[01]" + number + "[10]L7", "/01/" + number + "/10/L7"},
      {"\uFF08\uFF10\uFF11\uFF09" + number + "\u301010\u3011L\uFF17", "/01/" + number + "/10/L7"},
      {"\u200B\u3000" + number.substr(0, 4) + "\u2013" + number.substr(4), "/01/" + number},
      {number + " L7", "/01/" + number + "/10/L7"},
      {number.substr(1) + " / L-7", "/01/" + number + "/10/L-7"},
      {number + " Lot: L7", "/01/" + number + "/10/L7"},
      {number + "\uFF0C\u6279\u53F7\uFF1AL7", "/01/" + number + "/10/L7"},
      {number + "L7", "/01/" + number + "/10/L7"},
      {"id.gs1.org/01/" + number + "/10/L7", "/01/" + number + "/10/L7"},
      {"/gtin/" + number + "/lot/L7", "/01/" + number + "/10/L7"},
      {"https://brand.example/x/gtin/" + number + "/10/L7?17=601231", "/01/" + number + "/10/L7?17=601231"}};
  for (const auto& [text, path] : typed)
    EXPECT_EQ(get("/p/?code=" + api::percent_encode(text)).header("location"),
              "/p" + path + (path.find('?') == std::string::npos ? "?" : "&") + "lang=en")
        << text;
  const std::string wrong = get("/p/?code=" + api::percent_encode("0952 \u4e73")).header("location");
  EXPECT_THAT(get(wrong).body, HasSubstr("value=\"0952 \u4e73\""));
}

TEST_F(VerdictTest, AShippingUnitIsNoProduct) {
  expect_page(pallet(1), 404, "No record of this code");
  tell(signed_events(2, {item_event("receiving", "OBSERVE", pallet(1), "2026-08-01T06:45:00.000Z")}));
  expect_page(pallet(1), 200, "Shipping unit");
  EXPECT_THAT(page_of(pallet(1)).body, Not(HasSubstr("maker")));
  EXPECT_THAT(page_of(pallet(1)).body, Not(HasSubstr("Place not public")));  // It states none.
}

TEST_F(VerdictTest, PlacesAndPartiesGoByTheirNames) {
  expect_page(place(11), 200, "Plant</bdi></h2>");
  EXPECT_THAT(page_of(place(11)).body, HasSubstr("Netherlands"));
  expect_page(place(12), 404, "No record of this code");
  EXPECT_THAT(page_of(place(12)).body, Not(HasSubstr("Secret")));
  expect_page(party(2), 200, "Party 2</bdi></h2>");
}

TEST_F(VerdictTest, ADayToComeIsMarked) {
  EXPECT_THAT(page_of(item(1, "1004")).body, Not(HasSubstr("still to come")));
  tell(signed_events(2, {item_event("receiving", "OBSERVE", item(1, "1004"), "2999-08-01T06:45:00.000Z",
                                    R"(,"readPoint":{"id":")" + place(21) + "\"}")}));
  EXPECT_THAT(page_of(item(1, "1004")).body, HasSubstr("This day is still to come."));
}

}  // namespace
}  // namespace stocktrail::test
